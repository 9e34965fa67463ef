"""Imports WARC files of any program into an archive: copied into `warc/`, their pages read like any page.

The file comes first, its name in `meta` next, then its captures, a batch in a transaction. So a killed import leaves an
archive that is whole; the same call goes on, and so does a rebuild. Captures that repeat another's page come last, when
these are known; a file with one that repeats a page in no file here is resolved again at the next import.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from scraper.archive.captures import (
    Place,
    conflicts,
    counts,
    imported_warcs,
    incomplete_warcs,
    note_imported,
    note_incomplete,
    places,
    revisits,
    warc_names,
)
from scraper.archive.database import Database, archive_id, claim_site, open_to_read, site_of
from scraper.archive.merge import About
from scraper.archive.originals import Originals
from scraper.archive.replacement import replace
from scraper.archive.rows import AnsweredCapture
from scraper.archive.statistics.holdings import Holdings, holdings
from scraper.clock import day_in_jakarta
from scraper.lock import ArchiveLock
from scraper.maintenance.damage_report import DamageReport
from scraper.maintenance.imported_files import Source, copy_in, refuse_without_pages, sources
from scraper.maintenance.origin import is_missing, opened_for_work, origins
from scraper.maintenance.rebuild import OTHER_RECORD, in_batches, read_foreign, read_revisits
from scraper.maintenance.site import Site, reason_to_leave_out
from scraper.maintenance.warc_files import WarcFiles
from scraper.maintenance.workers import Workers
from scraper.progress import Progress, no_progress
from scraper.warc.exchange import Capture
from scraper.warc.foreign import UNKNOWN_REVISIT, foreign_captures
from scraper.warc.integrity import read_warcinfo
from scraper.warc.reader import Altered, CapturedExchange, Damage, is_file_name, needs_payload, walk_captures
from scraper.warc.writer import file_prefix

REVISITS = 250
"""Captures that repeat a page and are completed at a time."""


@dataclass(frozen=True, slots=True)
class File:
    """An imported WARC file: as it was named, its name in `warc/`, and whether it was copied now."""

    source: str
    name: str
    copied: bool


@dataclass(slots=True)
class Imported(DamageReport):
    """The result of an import.

    Attributes:
        files: the WARC files, in the order in which they were given.
        found: captures of the site in them.
        added: what is new in the archive.
        left_out: what else stands in them, by its kind.
        first: day in Jakarta of the earliest capture found, `YYYY-MM-DD`.
        last: of the latest.
    """

    files: list[File] = field(default_factory=list)
    found: int = 0
    added: Holdings = field(default_factory=lambda: Holdings(0, 0, 0, 0))
    left_out: Counter[str] = field(default_factory=Counter)
    first: str | None = None
    last: str | None = None


def import_files(
    path: Path, paths: Sequence[Path], site: Site, *, workers: int = 1, progress: Progress = no_progress
) -> Imported:
    """Import WARC and WACZ files; a file or a record that the archive has is not added again.

    The archive is made where it is missing: of the site of the files where Arsip wrote them, else of the default one.
    `progress` gets `import`, in bytes that were copied or read.

    Raises:
        CannotRun: where a file is refused, before anything is changed; where another run holds the archive, or it is
            lost and its WARC files are there.
        ArchiveError: where the archive cannot be used.
        DatabaseError: where the disk or the database fails.
        OSError: where the disk fails.
    """
    path = path.resolve()
    folder = path.parent / "warc"
    found = sources(paths, folder)
    refuse_without_pages(found, site, _site_there(path))
    with ArchiveLock(path), opened_for_work(path) as db, Workers(workers) as pool:
        before = holdings(db)
        work = _Import(db, folder, site, pool, progress)
        work.total = 2 * sum(source.size for source in found)
        for source in found:
            work.copy_in(source)
        work.run()
        work.done.added = holdings(db) - before
    return work.done


def _site_there(path: Path) -> str | None:
    """Return the site of an archive; None where there is none yet."""
    if is_missing(path):
        return None
    with closing(open_to_read(path)) as db:
        return site_of(db)


def note_imports_of(db: Database, folder: Path, other: About) -> None:
    """Record which files an archive imported that is merged into this one, and which of these are incomplete."""
    own = {name for name in warc_names(db) if name.startswith(file_prefix(archive_id(db)))}
    there = {name for name in other.imported - own if is_file_name(name) and (folder / name).exists()}
    note_imported(db, there)
    for name in (other.incomplete & there) - incomplete_warcs(db):
        note_incomplete(db, name, 1)  # until its revisits are resolved


def resolve_revisits(db: Database, folder: Path, site: Site) -> None:
    """Add the captures of imported files that repeat what has come into the archive since.

    Raises:
        DatabaseError: where the disk or the database fails.
        OSError: where the disk fails.
    """
    if incomplete_warcs(db):
        with Workers(1) as pool:
            _Import(db, folder, site, pool, no_progress).run()


class _Import:
    """One import under way; its lock is held."""

    def __init__(self, db: Database, folder: Path, site: Site, pool: Workers, progress: Progress) -> None:
        self.done = Imported()
        self.total = 0
        self._db = db
        self._folder = folder
        self._site = site
        self._pool = pool
        self._progress = progress
        self._position = 0
        self._moments: list[str] = []

    def copy_in(self, source: Source) -> None:
        self._progress("import", self._position, self.total)
        name, copied, damage = copy_in(source, self._folder)
        if damage is not None:
            self.done.add_damage(damage)
        self._position += source.size
        self.done.files.append(File(source.name, name, copied))

    def run(self) -> None:
        """Read the copied files, and add what is new."""
        db, done = self._db, self.done
        names = list(dict.fromkeys(file.name for file in done.files))
        files = WarcFiles.beside(self._folder.parent / "archive.db")
        if site_of(db) is None:
            named = {self._site.name_of(origin.url) for origin in origins(files, names) if origin.url}
            claim_site(db, named.pop() if len(named) == 1 else self._site.default)
        own = (files.names - files.not_of(archive_id(db))) & warc_names(db)
        note_imported(db, set(names) - own)  # also a file that only says it is of this archive
        self._imported = imported_warcs(db)
        self._files = files.owned_by(db)
        self._originals = Originals(
            self._folder / name for name in sorted(self._files.closed) if self._files.is_foreign(name)
        )
        again = [name for name in names if self._read(name)]
        again += sorted((incomplete_warcs(db) & self._files.closed) - set(again))
        for name in again:
            unknown = self._read_revisits(name)
            note_incomplete(db, name, unknown + self._originals.guesses[name])
            if unknown and name in names:
                done.left_out[UNKNOWN_REVISIT] += unknown
        if self._moments:
            done.first, done.last = map(day_in_jakarta, self._moments)

    def _read(self, name: str) -> bool:
        """Add the pages of a file; whether there are captures in it that repeat a page of another record."""
        skipped: Counter[str] = Counter()
        has_revisits = False

        def of_site() -> Iterator[CapturedExchange]:
            nonlocal has_revisits
            for capture, exchange in self._found(name, skipped, self.done.add_damage):
                if (why := self._reason_to_leave_out(capture)) is not None:
                    skipped[why] += 1
                    continue
                self._note(capture)
                if needs_payload(capture, exchange):
                    has_revisits = True
                else:
                    yield capture, exchange

        for result in self._pool.each(read_foreign, in_batches(self._new(of_site()))):
            self._add(result().results)
        has_revisits |= skipped.pop(UNKNOWN_REVISIT, 0) > 0
        self.done.left_out += skipped
        self._position += (self._folder / name).stat().st_size
        return has_revisits

    def _read_revisits(self, name: str) -> int:
        """Add the captures of a file that repeat a page of another record; return how many repeat one unknown here."""
        skipped: Counter[str] = Counter()

        def resolved() -> Iterator[list[tuple[Capture, Place | None]]]:
            found = self._found(name, skipped, lambda _: None)
            revisits = (each for each in found if needs_payload(*each) and not self._reason_to_leave_out(each[0]))
            batch: list[tuple[Capture, Place | None]] = []
            for some in in_batches(self._new_revisits(revisits)):
                known = places(self._db, [capture.revisit_of or "" for capture, _ in some])
                for capture, _ in some:
                    if (place := known.get(capture.revisit_of or "")) is None:
                        skipped[UNKNOWN_REVISIT] += 1
                    else:
                        batch.append((capture, place))
                if len(batch) >= REVISITS:
                    yield batch
                    batch = []
            if batch:
                yield batch

        for result in self._pool.each(partial(read_revisits, self._folder), resolved()):
            read = result()
            self._add(read.results)
            for damage in read.damages:
                self.done.add_damage(damage)
        return skipped[UNKNOWN_REVISIT]

    def _found(
        self, name: str, skipped: Counter[str], on_damage: Callable[[Damage], None]
    ) -> Iterator[CapturedExchange]:
        """Read the captures of a file of any program, and report how far it is read."""
        path = self._folder / name
        warcinfo = None if self._files.is_foreign(name) else read_warcinfo(path)
        walker = walk_captures(path, warcinfo) if warcinfo else foreign_captures(path, self._originals.find, skipped)
        for number, found in enumerate(walker):
            if not isinstance(found, Damage):
                if number % 20 == 0:
                    self._progress("import", self._position + found[0].offset, self.total)
                yield found
            elif not isinstance(found, Altered):
                on_damage(found)

    def _reason_to_leave_out(self, capture: Capture) -> str | None:
        """Say why a capture does not come in; those in the archive's own files are not checked, as in a rebuild."""
        if capture.warc not in self._imported:
            return None
        return reason_to_leave_out(capture, self._site, site_of(self._db))

    def _new(self, found: Iterable[CapturedExchange]) -> Iterator[CapturedExchange]:
        """Leave out captures that the archive has, from a place that counts before this one."""
        for some in in_batches(found):
            known = places(self._db, [capture.capture for capture, _ in some])
            self._note_conflicts(capture for capture, _ in some if not counts(capture, known))
            yield from (each for each in some if counts(each[0], known))

    def _new_revisits(self, found: Iterable[CapturedExchange]) -> Iterator[CapturedExchange]:
        """Leave out revisits that the archive has, unless they repeat another record by now."""
        for some in in_batches(found):
            original = revisits(self._db, [capture.capture for capture, _ in some])
            other = [each for each in some if original.get(each[0].capture) != each[0].revisit_of]
            has_changed = {capture.capture for capture, _ in other if capture.capture in original}
            yield from (each for each in other if each[0].capture in has_changed)
            yield from self._new(each for each in some if each[0].capture not in has_changed)

    def _add(self, results: list[AnsweredCapture]) -> None:
        """Write what was read; two files may have had a record that the archive had not."""
        self._note_conflicts(capture for capture, _ in results)
        known = places(self._db, [capture.capture for capture, _ in results])
        new: dict[str, AnsweredCapture] = {}
        for capture, answer in results:
            place = Place(capture.warc, capture.offset)
            if counts(capture, known) or known[capture.capture] == place:  # a revisit may repeat another record by now
                new[capture.capture] = capture, answer
                known[capture.capture] = place
        if new:
            replace(self._db, list(new.values()))

    def _note(self, capture: Capture) -> None:
        self.done.found += 1
        moment = capture.fetched_at
        first, last = self._moments or (moment, moment)
        self._moments = [min(first, moment), max(last, moment)]

    def _note_conflicts(self, captures: Iterable[Capture]) -> None:
        """Count responses that have the record id of another one: one of the two is no capture."""
        if number := conflicts(self._db, captures):
            self.done.left_out[OTHER_RECORD] += number
