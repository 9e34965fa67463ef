"""Full-text search in an archive."""

from scraper.archive.search.hits import HIT_COLUMNS, Hit, HitColumns, NoWordError, Results, matching, search
from scraper.archive.search.query import Term
from scraper.archive.search.ranking import Order, listed
from scraper.archive.search.snippets import Piece
from scraper.archive.search.synonyms import SynonymsError

__all__ = [
    "HIT_COLUMNS",
    "Hit",
    "HitColumns",
    "NoWordError",
    "Order",
    "Piece",
    "Results",
    "SynonymsError",
    "Term",
    "listed",
    "matching",
    "search",
]
