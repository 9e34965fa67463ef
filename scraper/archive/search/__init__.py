"""Full-text search in an archive."""

from scraper.archive.search.hits import Hit, Results, search
from scraper.archive.search.query import Term
from scraper.archive.search.snippets import Piece

__all__ = ["Hit", "Piece", "Results", "Term", "search"]
