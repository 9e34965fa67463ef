"""Reads WARC files into an archive: what a killed run had captured and not yet committed, or all there is."""

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
    """Read every capture of some WARC files that the archive has no row of.

    Args:
        writer: writes the rows.
        paths: files of ours, whole to their last record.

    Returns:
        how many captures were taken in.

    Raises:
        scraper.warc.reader.WarcError: where a file cannot be read.
    """
    taken = 0
    for path in paths:
        for capture, exchange in captures(path):
            if _is_kept(writer.db, capture.capture):
                continue
            if needs_payload(capture, exchange):
                writer.flush()  # what it repeats may have come just before
            writer.add(capture, interpret_exchange(complete(writer.db, path.parent, capture, exchange)))
            taken += 1
        writer.flush()
    return taken


def salvage(db: Database, folder: Path) -> int:
    """Finish what a dead run left open: cut to the last whole record, take in what has no row, give it its name.

    Args:
        db: the archive, whose lock the caller holds.
        folder: where its WARC files stand.

    Returns:
        how many captures were taken in without asking the site again.
    """
    taken = 0
    for path in left_by(folder, archive_id(db)):
        if _is_cut_to_whole(path):
            taken += take_in(Writer(db, sync=lambda: None), [path])
            finish_file(path)
    return taken


def close_left(folder: Path, archive: str) -> None:
    """Close what dead runs of a lost archive left open, for a rebuild that reads all files.

    Their pages cannot be taken in first: what some of them repeat stands in files that have no rows yet.

    Args:
        folder: where its WARC files stand.
        archive: its id.
    """
    for path in left_by(folder, archive):
        if _is_cut_to_whole(path):
            finish_file(path)


def _is_cut_to_whole(path: Path) -> bool:
    """Cut a file to its last whole record; without any it is removed."""
    cut_to_whole(path)
    if path.stat().st_size:
        return True
    path.unlink()
    return False


def _is_kept(db: Database, capture: str) -> bool:
    return db.execute("SELECT 1 FROM captures WHERE capture = ?", [capture]).fetchone() is not None
