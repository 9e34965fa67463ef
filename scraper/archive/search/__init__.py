"""Full-text search in an archive."""

from scraper.archive.search.hits import HIT_COLUMNS, Hit, HitColumns, Results, search
from scraper.archive.search.query import Term
from scraper.archive.search.snippets import Piece

__all__ = ["HIT_COLUMNS", "Hit", "HitColumns", "Piece", "Results", "Term", "search"]
