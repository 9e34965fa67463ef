"""Says how to cite an article: what it is, where it stood, and by what an archive can prove it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from arsip.door.records import Record
from scraper.crawl.clock import stamp

_OF = "Beritajakarta.id"


def cite(record: Record, archive: str) -> str:
    """Return a citation in one line.

    Args:
        record: the article.
        archive: the archive's own id.
    """
    said = {name: getattr(record, name) for name in ("reporter", "title", "url", "version", "capture", "content_hash")}
    moments = {
        "date": record.date.isoformat(),
        "fetched_at": stamp(record.fetched_at),
        "gone_since": None if record.gone_since is None else stamp(record.gone_since),
    }
    return sentence({**said, **moments}, archive)


def sentence(record: Mapping[str, Any], archive: str) -> str:
    """Return a citation in one line; likewise.

    Args:
        record: what held of the article, by the names of the columns of `articles`, as the archive writes it.
        archive: the archive's own id.
    """
    day = date.fromisoformat(record["date"])
    by = f"{record['reporter']}. " if record["reporter"] else ""
    gone = f" It was gone from the site by {record['gone_since'][:10]}." if record["gone_since"] else ""
    text = (
        f"{by}\u201c{record['title'].rstrip('.')}.\u201d {_OF}, {day.day} {day:%B %Y}. {record['url']}.{gone} "
        f"Version {record['version']} in Arsip archive {archive}: capture {record['capture']}, "
        f"fetched {record['fetched_at']}, content hash {record['content_hash']}."
    )
    return " ".join(text.split())
