"""Citations: what an article is, where it stood, and what in the archive proves it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from arsip.api.records import Record
from scraper.archive.database import Database, archive_id, site_of
from scraper.clock import day_in_jakarta, in_jakarta, stamp
from scraper.urls import REPLICA


@dataclass(frozen=True, slots=True)
class Source:
    """The archive that a citation refers to.

    Attributes:
        archive: the archive's own id.
        site: which site it is of; None for none yet.
    """

    archive: str
    site: str | None

    @classmethod
    def of(cls, db: Database) -> Self:
        """Read it from an archive."""
        return cls(archive_id(db), site_of(db))

    @property
    def is_made_up(self) -> bool:
        """Whether the articles are made up by `arsip replica`: nobody must take them for real ones."""
        return self.site == REPLICA

    @property
    def publisher(self) -> str:
        """Who published it."""
        if self.is_made_up:
            return "A made-up site for trials of Arsip"
        return "Beritajakarta.id" if self.site in {None, "beritajakarta.id"} else str(self.site)


def cite(record: Record, source: Source) -> str:
    """Return a citation of a record in one line."""
    names = ("reporter", "title", "url", "version", "capture", "content_hash")
    moments = {
        "date": record.date.isoformat(),
        "fetched_at": stamp(record.fetched_at),
        "gone_since": None if record.gone_since is None else stamp(record.gone_since),
    }
    return sentence({**{name: getattr(record, name) for name in names}, **moments}, source)


def sentence(record: Mapping[str, Any], source: Source) -> str:
    """Return a citation in one line, without the address of a made-up article: it is not on the web.

    Args:
        record: by the names of the columns of `articles`, with values as the archive writes them.
        source: the archive.
    """
    day = date.fromisoformat(record["date"])
    by = f"{record['reporter']}. " if record["reporter"] else ""
    at = "" if source.is_made_up else f" {record['url']}."
    gone = f" It was gone from the site by {day_in_jakarta(record['gone_since'])}." if record["gone_since"] else ""
    text = (
        f"{by}\u201c{record['title'].rstrip('.')}.\u201d {source.publisher}, {day.day} {day:%B %Y}.{at}{gone} "
        f"Version {record['version']} in Arsip archive {source.archive}: capture {record['capture']}, "
        f"fetched {in_jakarta(record['fetched_at'])} (UTC+7), content hash {record['content_hash']}."
    )
    return " ".join(text.split())
