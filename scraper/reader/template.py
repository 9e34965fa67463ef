"""What a template reader is."""

from collections.abc import Callable
from dataclasses import dataclass

from scraper.items import Article
from scraper.reader.page import Identity, Page


@dataclass(frozen=True, slots=True)
class Template:
    """A reader for pages of one markup.

    Attributes:
        name: as it stands in `Article.template`.
        recognises: whether a page is of this markup.
        is_empty: whether a page of this markup holds no headline, no date and no text: a frame without an article.
        read: makes the Article; raises ReadError where it cannot vouch for a field.
        carries: the fields of Article that the markup has a place for.
    """

    name: str
    recognises: Callable[[Page], bool]
    is_empty: Callable[[Page], bool]
    read: Callable[[Page, Identity], Article]
    carries: frozenset[str]
