"""Reads all WARC files of an archive with today's parser, and fills a new database with what they say.

Processes share the reading; this one writes. The order in which pages come does not matter to the record tables.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from scraper.archive.changes import Changes
from scraper.archive.database import archive_id, site_of
from scraper.archive.rebuild_target import Rebuild
from scraper.maintenance.rebuild_worker import Pages, Repeating, Task, read, slices_of
from scraper.maintenance.warc_files import Listed
from scraper.maintenance.workers import Workers
from scraper.warc.foreign import Originals, captures_of_any
from scraper.warc.integrity import About, about
from scraper.warc.records import WarcError

if TYPE_CHECKING:
    from scraper.warc.exchange import Capture, Exchange

Watch: TypeAlias = Callable[[int, int, int], None]
"""Told of progress: how many bytes of the WARC files are read, of how many, and how many pages stood in them."""

PAGES = 50
"""Pages of another program's file that are read at a time."""

MOST = 100
"""Places of damage that are kept in words; all are counted."""


@dataclass(frozen=True, slots=True)
class Site:
    """How to tell which site pages are of.

    Attributes:
        named: names the site of an address, as an archive keeps it.
        has: whether an address is one of a site, by that name.
        usual: the site's name, where nothing says which it is.
    """

    named: Callable[[str], str]
    has: Callable[[str, str], bool]
    usual: str


@dataclass(frozen=True, slots=True)
class Damage:
    """Something that could not be read.

    Attributes:
        file: name of the WARC file.
        byte: where in it.
        length: how many bytes; 0 where that is not known.
        what: is wrong with them.
    """

    file: str
    byte: int
    length: int
    what: str


@dataclass(slots=True)
class Report:
    """What came of reading an archive again.

    Attributes:
        captures: how many were read.
        salvaged: captures of a run that had died, taken in before.
        copied: names of the WARC files that were brought in.
        left_out: what stands in other programs' files and is no page of the site, by what it is.
        carried: captures that could not be read and stay as they were, by the WARC file in which they should stand.
        lost: articles whose present page is one of those.
        damages: how many places could not be read.
        damaged: the first of them.
        kept: where the old database is kept, because somebody has put tables of their own into it.
        notice: a sentence about WARC files of others that were left alone; None where there are none.
        changes: what is otherwise now, where that was asked for.
    """

    captures: int = 0
    salvaged: int = 0
    copied: list[str] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    carried: Counter[str] = field(default_factory=Counter)
    lost: list[int] = field(default_factory=list)
    damages: int = 0
    damaged: list[Damage] = field(default_factory=list)
    kept: Path | None = None
    notice: str | None = None
    changes: Changes | None = None

    @property
    def is_whole(self) -> bool:
        """Whether everything could be read."""
        return not self.damages and not self.carried

    def note(self, damage: Damage) -> None:
        """Note a place that could not be read."""
        self.damages += 1
        if len(self.damaged) < MOST:
            self.damaged.append(damage)


class Filling:
    """Reads all files, and fills a new database.

    Args:
        files: those that stand beside the archive.
        rebuild: the new database.
        site: tells which site pages are of.
        report: notes what comes of it.
    """

    def __init__(self, files: Listed, rebuild: Rebuild, site: Site, report: Report) -> None:
        self._files = files
        self._rebuild = rebuild
        self._site = site
        self._report = report
        self._size = sum((files.folder / name).stat().st_size for name in files.closed)
        self._done = 0
        self._others = files.not_of(archive_id(rebuild.db))

    def fill(self, workers: Workers, watch: Watch) -> None:
        """Read all that there is.

        Args:
            workers: share the reading.
            watch: told of progress.
        """
        self._take_in(workers, self._tasks(), watch)
        self._take_in(workers, (Repeating(self._files.folder, some) for some in self._rebuild.repeating()), watch)
        self._report.carried = self._rebuild.carry_over()
        self._report.lost = self._rebuild.lost()

    def _tasks(self) -> Iterator[Task]:
        """Part the files, in the order of their names."""
        foreign = [name for name in sorted(self._files.closed) if self._files.is_foreign(name)]
        for name in sorted(self._files.closed - set(foreign)):
            path = self._files.folder / name
            if (written_by := about(path) or self._known(name)) is not None:
                yield from slices_of(path, written_by)
            else:
                self._report.note(
                    Damage(name, 0, path.stat().st_size, "its first record, which says what run wrote it, is damaged")
                )
        yield from self._of_others([self._files.folder / name for name in foreign])

    def _take_in(self, workers: Workers, tasks: Iterable[Task], watch: Watch) -> None:
        """Have the tasks done, and take in what comes of them."""
        report, reach = self._report, Counter[str]()
        for task, result in workers.each(read, tasks):
            found = result()
            answered = [each for each in found.answered if self._belongs(each[0])]
            self._rebuild.record(answered)
            self._rebuild.put_off(capture for capture in found.put_off if self._belongs(capture))
            report.captures += len(answered)
            for file, start, end, what in found.damaged:
                # A slice need not begin where a record does: what the slice before has read is no damage.
                since = max(start, reach[file])
                if since < end:
                    report.note(Damage(file, since, end - since, what))
                reach[file] = max(reach[file], end)
            if found.file is not None:
                reach[found.file] = max(reach[found.file], found.end)
            self._done += task.size
            watch(self._done, self._size, report.captures)

    def _known(self, name: str) -> About | None:
        """Say who wrote a file by the rows of its captures, where its first record is damaged."""
        known = self._rebuild.written_by(name)
        return None if known is None else About(*known)

    def _of_others(self, paths: list[Path]) -> Iterator[Task]:
        """Read the files of other programs here, and hand out their pages."""
        originals = Originals(paths)
        for path in paths:
            some: list[tuple[Capture, Exchange]] = []
            try:
                for pair in captures_of_any(path, originals, self._report.left_out):
                    if self._belongs(pair[0]):
                        some.append(pair)
                    if len(some) >= PAGES:
                        yield Pages(some)
                        some = []
            except WarcError as error:
                self._report.note(Damage(path.name, 0, 0, str(error)))
            if some:
                yield Pages(some)

    def _belongs(self, capture: "Capture") -> bool:
        """Whether a capture is of this site; what the archive has written itself is not asked."""
        return capture.warc not in self._others or self._is_of_site(capture.url)

    def _is_of_site(self, url: str) -> bool:
        name = site_of(self._rebuild.db)
        if name is None or self._site.has(url, name):
            return True
        self._report.left_out["page of another site"] += 1
        return False
