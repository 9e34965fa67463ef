"""Reads all WARC files of an archive with today's parser into a new database.

Processes share the reading; this one writes. The order in which captures come does not matter to the record tables.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path

from scraper.archive.captures import Place, imported_warcs
from scraper.archive.database import archive_id, site_of
from scraper.archive.originals import Originals
from scraper.archive.rebuild_target import Rebuild
from scraper.archive.reparse_differences import Differences
from scraper.items import Answer
from scraper.maintenance.damage_report import DamageReport
from scraper.maintenance.ingest import interpret_exchange, with_payload
from scraper.maintenance.site import Site, reason_to_leave_out
from scraper.maintenance.warc_files import WarcFiles
from scraper.maintenance.workers import Pool, batches
from scraper.progress import Progress
from scraper.warc.exchange import Capture, Exchange
from scraper.warc.foreign import UNKNOWN_REVISIT, foreign_captures
from scraper.warc.integrity import Warcinfo, read_warcinfo
from scraper.warc.reader import Altered, CapturedExchange, Damage, file_in, needs_payload, read_at, walk_captures
from scraper.warc.records import WarcError

CHUNK_BYTES = 1 << 20
"""Of a WARC file, for one process at a time: some hundred pages."""

REMOTE_CHUNK_BYTES = 8 << 20
"""The same of a file in an object store, where each chunk costs a request, and some MB that are read ahead."""

FOREIGN_BATCH = 50
"""Captures of another program's file that are parsed at a time, at most."""

FOREIGN_BATCH_BYTES = 4 << 20
"""About how many bytes the bodies of these have, at most."""

OTHER_RECORD = "record with the id of a different one"
UNREADABLE = "record that cannot be read"


@dataclass(slots=True)
class Report(DamageReport):
    """The result of reading an archive again.

    Attributes:
        captures: how many were read.
        salvaged: captures of a killed run, taken in before.
        left_out: what stands in other programs' files and is no page of the site, and damaged rows of working tables,
            by kind.
        carried: captures that could not be read and stay as they were, by the WARC file in which they should stand.
        lost: keys of the articles whose present page is one of those.
        kept: where the old database is kept, because it has tables that are not Arsip's.
        notice: a sentence about WARC files of others that were left alone; None where there are none.
        changes: what is different now, for a comparison.
    """

    captures: int = 0
    salvaged: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    carried: Counter[str] = field(default_factory=Counter)
    lost: list[int] = field(default_factory=list)
    kept: Path | None = None
    notice: str | None = None
    changes: Differences | None = None

    @property
    def is_whole(self) -> bool:
        """Whether everything could be read."""
        return not self.damages and not self.carried


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of one of our WARC files: the records that begin at or behind `since` and before `until`."""

    path: Path
    since: int
    until: int
    warcinfo: Warcinfo


@dataclass(slots=True)
class Batch:
    """What was read in some records: `size` bytes of WARC files; of ours, from byte `since`.

    The payloads of `postponed` captures stand in other records, which may not be known yet.
    """

    size: int = 0
    since: int = 0
    results: list[tuple[Capture, Answer]] = field(default_factory=list)
    postponed: list[Capture] = field(default_factory=list)
    damages: list[Damage] = field(default_factory=list)

    def add(self, capture: Capture, exchange: Exchange) -> None:
        """Parse a response, or postpone it."""
        if needs_payload(capture, exchange):
            self.postponed.append(capture)
        else:
            self.results.append((capture, interpret_exchange(exchange)))

    @property
    def end(self) -> int:
        """The byte behind the last capture or damage in it."""
        captures = [*(capture for capture, _ in self.results), *self.postponed]
        ends = [capture.offset + capture.length for capture in captures]
        return max([*ends, *(damage.byte + damage.length for damage in self.damages)], default=0)

    def keep(self, condition: Callable[[Capture], bool]) -> None:
        """Leave out the captures for which a condition does not hold."""
        self.results = [each for each in self.results if condition(each[0])]
        self.postponed = [capture for capture in self.postponed if condition(capture)]

    def drop_before(self, byte: int) -> None:
        """Leave out the captures and damages that begin before a byte."""
        self.keep(lambda capture: capture.offset >= byte)
        self.damages = [damage for damage in self.damages if damage.byte >= byte]


def read_chunk(chunk: Chunk) -> Batch:
    """Read a part of a file of ours; where it cannot be opened, all of it is damage."""
    batch = Batch(chunk.until - chunk.since, chunk.since)
    try:
        for found in walk_captures(chunk.path, chunk.warcinfo, since=chunk.since, until=chunk.until):
            if not isinstance(found, Damage):
                batch.add(*found)
            elif not isinstance(found, Altered):
                batch.damages.append(found)
    except FileNotFoundError:
        raise  # it was there just now: a worker of a cluster does not see it
    except OSError as error:
        what = error.strerror or str(error)
        batch.damages.append(Damage(chunk.path.name, chunk.since, chunk.until - chunk.since, what))
    return batch


def in_batches(found: Iterable[CapturedExchange]) -> Iterator[list[CapturedExchange]]:
    """Collect captures into batches for `read_foreign`."""
    return batches(found, lambda each: len(each[1].body), most=FOREIGN_BATCH, most_bytes=FOREIGN_BATCH_BYTES)


def read_foreign(found: list[CapturedExchange]) -> Batch:
    """Parse captures that were taken out of another program's file."""
    batch = Batch(sum(capture.length for capture, _ in found))
    for capture, exchange in found:
        batch.add(capture, exchange)
    return batch


def read_revisits(folder: Path, revisits: list[tuple[Capture, Place | None]]) -> Batch:
    """Read captures whose payloads are in other records; None where one is missing."""
    batch = Batch()
    for capture, payload in revisits:
        try:
            exchange = read_at(file_in(folder, capture.warc), capture.offset)
            completed = with_payload(folder, capture, exchange, payload)
        except (WarcError, OSError) as error:
            batch.damages.append(Damage(capture.warc, capture.offset, capture.length, str(error)))
        else:
            batch.results.append((capture, interpret_exchange(completed)))
    return batch


class Rebuilder:
    """Reads all files of an archive into a new database, and reports the result."""

    def __init__(self, files: WarcFiles, target: Rebuild, site: Site, report: Report) -> None:
        self._files = files
        self._target = target
        self._site = site
        self._report = report
        self._imported = files.not_of(archive_id(target.db)) | imported_warcs(target.db)

    def run(self, pool: Pool, progress: Progress) -> None:
        """Read everything; its workers share the reading."""
        folder, report = self._files.folder, self._report
        foreign = {name for name in self._files.closed if self._files.is_foreign(name)}
        size, done = sum((folder / name).stat().st_size for name in self._files.closed), 0
        read = chain(
            self._own_batches(pool, _in_order(self._files.closed - foreign)),
            (result() for result in pool.each(read_foreign, self._foreign_captures(_in_order(foreign)))),
        )
        for batch in read:
            batch.keep(self._is_wanted)
            self._write(batch, progress)
            done += batch.size
            progress("rebuild", done, size)
        for result in pool.each(partial(read_revisits, folder), self._resolved(foreign)):
            self._write(result(), progress)
        report.carried = self._target.carry_over()
        report.lost = self._target.lost()

    def _write(self, batch: Batch, progress: Progress) -> None:
        self._report.left_out += Counter({OTHER_RECORD: self._target.record(batch.results)})
        self._target.postpone(batch.postponed)
        self._report.captures += len(batch.results)
        for damage in batch.damages:
            self._report.add_damage(damage)
        progress("captures", self._report.captures, None)

    def _own_batches(self, pool: Pool, names: list[str]) -> Iterator[Batch]:
        """Read our own files, in the order of their names.

        The body of a response may hold what looks like records, and a chunk may begin within it: what begins in a chunk
        before the last record of the chunk before has ended is left out.
        """
        end = 0
        for result in pool.each(read_chunk, self._chunks(names)):
            batch = result()
            start = end if batch.since else 0
            end = max(start, batch.end)
            batch.drop_before(start)
            yield batch

    def _chunks(self, names: list[str]) -> Iterator[Chunk]:
        for name in names:
            path = self._files.folder / name
            size = path.stat().st_size
            warcinfo = read_warcinfo(path) or self._target.written_by(name)
            if warcinfo is None:
                what = "its first record, which says what run wrote it, is damaged"
                self._report.add_damage(Damage(name, 0, size, what))
                continue
            step = CHUNK_BYTES if isinstance(path, Path) else REMOTE_CHUNK_BYTES
            for since in range(0, size, step):
                yield Chunk(path, since, min(since + step, size), warcinfo)

    def _foreign_captures(self, names: list[str]) -> Iterator[list[CapturedExchange]]:
        paths = [self._files.folder / name for name in names]
        originals = Originals(paths)
        for path in paths:
            yield from in_batches(self._wanted(foreign_captures(path, originals.find, self._report.left_out)))

    def _wanted(self, found: Iterable[CapturedExchange | Damage]) -> Iterator[CapturedExchange]:
        """Leave out pages of other sites, and records that were damaged before: where one had a row, it is carried."""
        for each in found:
            if isinstance(each, Damage):
                self._report.left_out[UNREADABLE] += 1
            elif self._is_wanted(each[0]):
                yield each

    def _resolved(self, foreign: Collection[str]) -> Iterator[list[tuple[Capture, Place | None]]]:
        """Yield the postponed captures; one of another program whose page is in no imported file is left out."""
        for some in self._target.postponed():
            kept = [(capture, place) for capture, place in some if place is not None or capture.warc not in foreign]
            if len(kept) < len(some):
                self._report.left_out[UNKNOWN_REVISIT] += len(some) - len(kept)
            yield kept

    def _is_wanted(self, capture: Capture) -> bool:
        """Whether a capture is of this site; those that the archive has written itself are not checked."""
        if capture.warc not in self._imported:
            return True
        if (why := reason_to_leave_out(capture, self._site, site_of(self._target.db))) is None:
            return True
        self._report.left_out[why] += 1
        return False


def _in_order(names: Iterable[str]) -> list[str]:
    """Order WARC files so that of several records of one capture the one is read first that counts."""
    return sorted(names, key=lambda name: Place(name, 0).precedence)
