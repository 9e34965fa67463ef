"""The generic finder: the regions of any article's page by words and places alone, without any class or id."""

from scraper.parser.generic.finder import find

__all__ = ["find"]
