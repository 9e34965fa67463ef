"""Reads WARC files into an archive: what a killed run had captured and not yet committed, or all there is."""

from collections.abc import Callable, Iterable
from pathlib import Path

from scraper.archive.opening import Database, archive_id
from scraper.archive.writing import Writer
from scraper.crawl.answering import answer
from scraper.crawl.payloads import completed
from scraper.warc.reading import captures, needs_payload
from scraper.warc.salvage import cut_to_whole, is_being_written
from scraper.warc.writing import OPEN, file_prefix, settle_name

__all__ = ["answer", "salvage", "take_in"]


def take_in(writer: Writer, paths: Iterable[Path]) -> int:
    """Read every capture of some WARC files that the archive has no row of.

    Args:
        writer: writes the rows.
        paths: files of ours, whole to their last record.

    Returns:
        how many captures were taken in.

    Raises:
        scraper.warc.reading.WarcError: where a file cannot be read.
    """
    taken = 0
    for path in paths:
        for capture, exchange in captures(path):
            if _is_kept(writer.db, capture.capture):
                continue
            if needs_payload(capture, exchange):
                writer.flush()  # what it repeats may have come just before
            writer.add(capture, answer(completed(writer.db, path.parent, capture, exchange)))
            taken += 1
        writer.flush()
    return taken


def salvage(db: Database, folder: Path, *, next_tries: Callable[[], list[str]]) -> int:
    """Finish what a dead run left open: cut to the last whole record, take in what has no row, give it its name.

    Args:
        db: the archive, whose lock the caller holds.
        folder: where its WARC files stand.
        next_tries: as for `Writer`.

    Returns:
        how many captures were taken in without asking the site again.
    """
    taken = 0
    for path in sorted(folder.glob(f"{file_prefix(archive_id(db))}*{OPEN}")):
        if is_being_written(path):
            continue
        cut_to_whole(path)
        if path.stat().st_size == 0:
            path.unlink()
            continue
        taken += take_in(Writer(db, sync=lambda: None, next_tries=next_tries), [path])
        settle_name(path)
    return taken


def _is_kept(db: Database, capture: str) -> bool:
    return db.execute("SELECT 1 FROM captures WHERE capture = ?", [capture]).fetchone() is not None
