"""Takes captures of WARC files that have no rows into an archive: what a killed run had fetched and not committed."""

from collections.abc import Iterable
from pathlib import Path

from scraper.archive.database import Database, archive_id
from scraper.archive.writer import Writer
from scraper.maintenance.interpretation import complete, interpret_exchange
from scraper.maintenance.warc_files import left_by
from scraper.warc.reader import captures, needs_payload
from scraper.warc.recovery import cut_to_whole
from scraper.warc.writer import finish_file


def take_in(writer: Writer, paths: Iterable[Path]) -> int:
    """Take in every capture of some WARC files that the archive has no row of, and return how many that were.

    Args:
        writer: writes the rows.
        paths: files of ours, whole to their last record.

    Raises:
        scraper.warc.records.WarcError: where a file cannot be read.
    """
    taken = 0
    for path in paths:
        for capture, exchange in captures(path):
            if writer.db.execute("SELECT 1 FROM captures WHERE capture = ?", [capture.capture]).fetchone():
                continue
            if needs_payload(capture, exchange):
                writer.flush()  # what it repeats may have come just before
            writer.add(capture, interpret_exchange(complete(writer.db, path.parent, capture, exchange)))
            taken += 1
        writer.flush()
    return taken


def salvage(db: Database, folder: Path) -> int:
    """Finish what killed runs left open: cut to the last whole record, take in what has no row, rename.

    Args:
        db: the archive, whose lock the caller holds.
        folder: where its WARC files stand.

    Returns:
        how many captures were taken in without a request to the site.
    """
    taken = 0
    for path in left_by(folder, archive_id(db)):
        if _cut_or_remove(path):
            taken += take_in(Writer(db, sync=lambda: None), [path])
            finish_file(path)
    return taken


def close_left(folder: Path, archive: str) -> None:
    """Cut and rename what killed runs of a lost archive, by its id, left open, for a rebuild that reads all files.

    Their pages cannot be taken in first: what some of them repeat stands in files that have no rows yet.
    """
    for path in left_by(folder, archive):
        if _cut_or_remove(path):
            finish_file(path)


def _cut_or_remove(path: Path) -> bool:
    """Cut a file to its last whole record, and return whether there is any; else it is removed."""
    cut_to_whole(path)
    if path.stat().st_size:
        return True
    path.unlink()
    return False
