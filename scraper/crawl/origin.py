"""Says which archive has written a WARC file, for a database that has to be made of nothing else."""

from dataclasses import dataclass
from pathlib import Path

from fastwarc import WarcRecordType

from scraper.crawl.warc_files import OURS
from scraper.warc.blocks import fields_of
from scraper.warc.checking import Whole, walk
from scraper.warc.reading import KEPT
from scraper.warc.records import bare


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a WARC file comes from.

    Attributes:
        archive: id of the archive that has written it.
        url: address of its first capture; None where there is none.
    """

    archive: str
    url: str | None


def origin_of(path: Path) -> Origin | None:
    """Return where one of our files comes from; None where it does not say.

    Args:
        path: the file, perhaps cut off.

    Raises:
        OSError: where it cannot be read.
    """
    if not path.name.startswith(OURS):
        return None
    archive: str | None = None
    for member in walk(path, 0, None):
        record = member.record() if isinstance(member, Whole) else None
        if record is None:
            continue
        if record.record_type == WarcRecordType.warcinfo:
            archive = fields_of(record.reader.read()).get("arsip-archive")
        elif record.record_type & KEPT and archive:
            return Origin(archive, bare(record.headers.get("WARC-Target-URI")))
    return Origin(archive, None) if archive else None
