"""Frames of pages on disk, the origins that links lead to, and what a link shows of an article."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from replica.options import Options
from replica.truth import Article

_FOLDER = Path(__file__).parent
_PHOTOS = "photo/2014_508c75c8507a2ae5223dfd2faeb98122"
_PHOTO = re.compile(rf"/{_PHOTOS}/(?:[0-9a-f]{{32}}|logo)\.jpg|/banner/survey-beritajakarta-2026\.jpeg")

FrameName = Literal["mobile_2026", "desktop_2018", "newer_desktop"]


@dataclass(frozen=True, slots=True)
class Hosts:
    """The origins that the links of a page lead to, without a slash at the end."""

    mobile: str
    desktop: str
    media: str

    def photo(self, name: str) -> str:
        """The address of a photo."""
        return f"{self.media}/{_PHOTOS}/{name}.jpg"


REAL = Hosts("https://m.beritajakarta.id", "https://www.beritajakarta.id", "https://multimedia.beritajakarta.id")
"""The real site's hosts."""


def is_photo(path: str) -> bool:
    """Whether a path is one that pages name a photo by; every name of 32 hexadecimal digits is as good as another."""
    return _PHOTO.fullmatch(path) is not None


def fixed_page(name: str) -> str:
    """Read a page that never changes: made up, in the words that such pages of other sites have."""
    return (_FOLDER / f"{name}.html").read_text(encoding="utf-8")


@lru_cache(8)
def frame(name: FrameName, origin: str, media: str) -> str:
    """Read a frame and put the origins in.

    Returns:
        A format for the `%` operator: its names are the placeholders that stand as `{{name}}` in the file.
    """
    text = (_FOLDER / f"{name}.html").read_text(encoding="utf-8")
    text = text.replace("{{origin}}", origin).replace("{{media}}", media).replace("%", "%%")
    return text.replace("{{", "%(").replace("}}", ")s")


@dataclass(frozen=True, slots=True)
class Shown:
    """An article as a link shows it."""

    path: str
    title: str
    photo_alt: str
    photo: str
    published_at: str
    views: int
    reporter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """What the page of an article shows.

    Attributes:
        links: the inline link, if any.
        popular: Berita Terpopuler, or Berita Populer on a desktop page.
    """

    article: Article
    path: str
    views: int
    links: Sequence[Shown]
    related: Sequence[Shown]
    popular: Sequence[Shown]
    hosts: Hosts
    options: Options
