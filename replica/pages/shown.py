"""Owns what a link to an article prints: the same for every template and list."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """An article as a link shows it.

    Attributes:
        path: of its address.
        title: the headline.
        photo_alt: the photo's own headline.
        photo: the name of the photo's file.
        published_at: ISO 8601 to the minute.
        views: the counter at this moment.
        reporter: as printed.
    """

    path: str
    title: str
    photo_alt: str
    photo: str
    published_at: str
    views: int
    reporter: str
