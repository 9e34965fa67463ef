"""Looks captures up: where the archive has what was once fetched."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

    from scraper.items import Outcome


@dataclass(frozen=True, slots=True)
class Place:
    """Where a response stands: the WARC file's name, and the byte at which its record starts."""

    warc: str
    offset: int


def last_good(db: "Database", url: str, outcome: "Outcome") -> Place | None:
    """Return the newest capture of an address that had a given outcome; None where there is none.

    Args:
        db: the archive.
        url: as it was asked for.
        outcome: such as `robots`.
    """
    row = db.execute(
        "SELECT warc, offset FROM captures WHERE url = ? AND outcome = ? "
        "ORDER BY fetched_at DESC, capture DESC LIMIT 1",
        [url, outcome],
    ).fetchone()
    return None if row is None else Place(*row)
