"""Owns what surrounds the content of a page: the frames on disk, and the origin that their links lead to."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

_FOLDER = Path(__file__).parent
_PHOTOS = "photo/2014_508c75c8507a2ae5223dfd2faeb98122"
_PHOTO = re.compile(rf"/{_PHOTOS}/(?:[0-9a-f]{{32}}|logo)\.jpg|/banner/survey-beritajakarta-2026\.jpeg")

FrameName = Literal["mobile_2026", "desktop_2018", "newer_desktop"]


@dataclass(frozen=True, slots=True)
class Hosts:
    """The origins that the links of a page lead to, without a slash at the end.

    Attributes:
        mobile: of what a mobile page links to.
        desktop: of what a desktop page links to.
        media: of the photos.
    """

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


@lru_cache(8)
def frame(name: FrameName, origin: str, media: str) -> str:
    """Read a frame and put the origins in.

    Returns:
        A format for the `%` operator: its names are the placeholders that stand as `{{name}}` in the file.
    """
    text = (_FOLDER / f"{name}.html").read_text(encoding="utf-8")
    text = text.replace("{{origin}}", origin).replace("{{media}}", media).replace("%", "%%")
    return text.replace("{{", "%(").replace("}}", ")s")
