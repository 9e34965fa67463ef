"""What answers are made of: frames of pages on disk, the origins that links lead to, photos, links to articles."""

import re
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from html import escape
from pathlib import Path
from typing import Literal

from replica.options import Options
from replica.pages.bylines import day_first, english, indonesian, indonesian_day
from replica.truth import Article, Brief

_FOLDER = Path(__file__).parent
_PHOTOS = "photo/2014_508c75c8507a2ae5223dfd2faeb98122"
_PHOTO = re.compile(rf"/{_PHOTOS}/(?:[0-9a-f]{{32}}|logo)\.jpg|/banner/survey-beritajakarta-2026\.jpeg")

_PICTURE = b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
    "AQEBAQEBAQH/wAALCAAIAAgBAREA/8QAFAAAAQAAAAAAAAAAAAAAAAAAAP/EABQQAAEAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AD//Z"
)
"""A grey square of 8 by 8 pixels: baseline JPEG (ITU-T T.81)."""

_COMMENT_AT = 20
"""Where the JFIF header ends."""

HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"

FrameName = Literal["mobile_2026", "desktop_2018", "newer_desktop"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site answers.

    Attributes:
        body: text in UTF-8, or whatever its type says.
        modified: when it last changed; None where unknown, and where it is not the requested page.
        mark: what its ETag is made from, if not from the body.
    """

    status: int = 200
    body: bytes = field(default=b"", repr=False)
    content_type: str = HTML
    location: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    modified: datetime | None = None
    mark: bytes | None = field(default=None, repr=False)


def html_page(text: str, status: int = 200) -> Answer:
    """A page of HTML."""
    return Answer(status, text.encode())


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


def photo(name: str) -> bytes:
    """Return a JPEG file, the same for the same name and for no other: its comment differs."""
    comment = blake2b(name.encode(), digest_size=16).hexdigest().encode()
    segment = b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment
    return _PICTURE[:_COMMENT_AT] + segment + _PICTURE[_COMMENT_AT:]


def fixed_page(name: str) -> str:
    """Read a page that never changes: made up, in the words that such pages of other sites have."""
    return (_FOLDER / f"{name}.html").read_text(encoding="utf-8")


def parts(name: str) -> dict[str, str]:
    """Read the parts of a site's pages, by name: formats for `str.format`."""
    _, *found = re.split(r"<!-- part: ([a-z-]+) -->\n", fixed_page(f"{name}_parts"))
    return dict(zip(found[::2], found[1::2], strict=True))


@lru_cache(8)
def frame(name: FrameName, origin: str, media: str) -> str:
    """Read a frame and put the origins in, as a format for `%`; a placeholder stands as `{{name}}` in the file."""
    text = (_FOLDER / f"{name}.html").read_text(encoding="utf-8")
    text = text.replace("{{origin}}", origin).replace("{{media}}", media).replace("%", "%%")
    return text.replace("{{", "%(").replace("}}", ")s")


@dataclass(frozen=True, slots=True)
class Shown:
    """An article as a link shows it."""

    brief: Brief
    views: int

    def fields(self, hosts: Hosts) -> dict[str, str]:
        """What a part of a page shows of it, as HTML; `when` is as its edition prints it."""
        brief = self.brief
        local = f"{indonesian(brief.published_at)} WIB"
        return {
            "path": brief.path,
            "title": escape(brief.title),
            "photo": hosts.photo(brief.photo),
            "alt": escape(brief.photo_alt),
            "day": indonesian_day(brief.published_at),
            "day_first": day_first(brief.published_at),
            "indonesian": local,
            "when": english(brief.published_at) if brief.lang == "en" else local,
            "views": str(self.views),
            "reporter": escape(brief.reporter),
            "teaser": escape(brief.teaser),
            "mobile": hosts.mobile,
            "desktop": hosts.desktop,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """What the page of an article shows; `links` is the inline link, if any."""

    article: Article
    path: str
    views: int
    links: Sequence[Brief]
    related: Sequence[Shown]
    popular: Sequence[Shown]
    hosts: Hosts
    options: Options


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of a list that has so many; `link` gives their addresses, and with `is_rel` an arrow leads to the next."""

    heading: str
    page: int
    pages: int
    items: Sequence[Shown]
    link: Callable[[int], str]
    is_rel: bool
    hosts: Hosts

    @property
    def near(self) -> range:
        """The numbers of this page and of those around it."""
        return range(max(1, self.page - 2), min(self.pages, self.page + 2) + 1)

    def pagination(self, numbers: Sequence[int], here: str, other: str, following: str) -> str:
        """The items of the pagination: this page, the others, and the arrow to the next, by formats of each."""
        parts = [
            here.format(number) if number == self.page else other.format(escape(self.link(number)), number)
            for number in numbers
        ]
        if self.is_rel and self.page < self.pages:
            parts.append(following.format(escape(self.link(self.page + 1))))
        return "".join(parts)
