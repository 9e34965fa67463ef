"""Citations: what an article is, where it stood, and what in the archive proves it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Self

from arsip.api.records import Record
from scraper.archive.captures import source_of
from scraper.archive.database import Database, archive_id, site_of
from scraper.clock import day_in_jakarta, in_jakarta
from scraper.items import WEB_ARCHIVES
from scraper.urls import REPLICA


@dataclass(frozen=True, slots=True)
class Source:
    """What a citation refers to.

    Attributes:
        archive: the archive's own id.
        site: the site that it is of; None for none yet.
        captured_by: `source` of the cited capture, as in `captures`; `site` without one.
    """

    archive: str
    site: str | None
    captured_by: str = "site"

    @classmethod
    def of(cls, db: Database, capture: str | None = None) -> Self:
        """Read it from an archive, which has the capture."""
        return cls(archive_id(db), site_of(db), "site" if capture is None else source_of(db, capture))

    @property
    def is_made_up(self) -> bool:
        """Whether the articles are made up by `arsip replica`: nobody must take them for real ones."""
        return self.site == REPLICA

    @property
    def publisher(self) -> str:
        """Who published the articles."""
        if self.is_made_up:
            return "A made-up site for trials of Arsip"
        return "Beritajakarta.id" if self.site in {None, "beritajakarta.id"} else str(self.site)


def cite(record: Record, source: Source) -> str:
    """Return a citation of a record in one line."""
    return sentence({each.name: getattr(record, each.name) for each in fields(record)}, source)


def sentence(record: Mapping[str, Any], source: Source) -> str:
    """Return a citation in one line, without the address of a made-up article: it is not on the web.

    The record is by the names of the columns of `articles`, its days and moments as such or as the archive writes them.
    """
    day = date.fromisoformat(str(record["date"]))
    by = f"{record['reporter']}. " if record["reporter"] else ""
    at = "" if source.is_made_up else f" {record['url']}."
    gone_since = record["gone_since"]
    gone = f" It was gone from the site by {day_in_jakarta(str(gone_since))}." if gone_since else ""
    text = (
        f"{by}\u201c{record['title'].rstrip('.')}.\u201d {source.publisher}, {day.day} {day:%B %Y}.{at}{gone} "
        f"{proof(record, source)}."
    )
    return " ".join(text.split())


def proof(record: Mapping[str, Any], source: Source) -> str:
    """Say what in the archive proves a record, who captured it, and when."""
    by = {**WEB_ARCHIVES, "file": "another program (imported from a WARC file)"}.get(source.captured_by)
    fetched = f"captured by {by}" if by else "fetched"
    return (
        f"Version {record['version']} in Arsip archive {source.archive}: capture {record['capture']}, {fetched} "
        f"{in_jakarta(str(record['fetched_at']))} (UTC+7), content hash {record['content_hash']}"
    )
