"""Reads the pages in a slice of a WARC file again, in a process of its own: what `reparse` spends its time on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from fastwarc import WarcRecordType

from scraper.items import Answer
from scraper.maintenance.interpretation import answer
from scraper.maintenance.payloads import checked
from scraper.warc.exchange import Capture, Exchange
from scraper.warc.integrity import About, Damaged, Whole, walk
from scraper.warc.reader import KEPT, WarcError, file_in, needs_payload, read_at
from scraper.warc.records import bare, exchange_of

SLICE_BYTES = 1 << 20
"""Of a WARC file, for one process at a time: some hundred pages."""


@dataclass(slots=True)
class Read:
    """What came of some records.

    Attributes:
        answered: captures with what they amount to.
        put_off: captures whose page stands in another record.
        damaged: file, first byte, and the byte behind, of what could not be read; and what is wrong with it.
        file: name of the file that was read in order; None where it was not.
        end: the byte behind its last whole record.
    """

    answered: list[tuple[Capture, Answer]] = field(default_factory=list)
    put_off: list[Capture] = field(default_factory=list)
    damaged: list[tuple[str, int, int, str]] = field(default_factory=list)
    file: str | None = None
    end: int = 0


class Task(Protocol):
    """Some records to be read."""

    @property
    def size(self) -> int:
        """How many bytes of WARC files they take up."""

    def read(self) -> Read:
        """Read their pages."""


def read(task: Task) -> Read:
    """Do a task; a function of a module, as processes that share work need it."""
    return task.read()


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of one of our WARC files.

    Attributes:
        path: the file.
        since: the part's first byte; the first record that begins there or behind it belongs to it.
        until: the byte behind it; the last record may reach beyond.
        about: the run that wrote the file, and where its responses are from.
    """

    path: Path
    since: int
    until: int
    about: About

    @property
    def size(self) -> int:
        """As `Task` says."""
        return self.until - self.since

    def read(self) -> Read:
        """Read every page in it; a file that cannot be read is all damage."""
        name = self.path.name
        done = Read(file=name)
        try:
            for member in walk(self.path, self.since, self.until):
                if isinstance(member, Damaged):
                    done.damaged.append((name, member.start, member.end, "there is no whole record"))
                    continue
                done.end = member.end
                try:
                    found = self._capture(member)
                except WarcError as error:
                    done.damaged.append((name, member.start, member.end, str(error)))
                    continue
                if found is not None:
                    _sort(done, *found)
        except OSError as error:
            done.damaged.append((name, self.since, self.until, error.strerror or str(error)))
        return done

    def _capture(self, member: Whole) -> tuple[Capture, Exchange] | None:
        """Read the capture in a record; None where the record is of another kind.

        Raises:
            WarcError: where it cannot be read.
        """
        record = member.record()
        if record is None:
            raise WarcError("there is no WARC record in what is compressed here")
        if not record.record_type & KEPT:
            return None
        try:
            exchange, payload = exchange_of(record, self.path)
        except WarcError as error:
            raise WarcError("the record is whole, and its date or a digest of its content is wrong") from error
        repeated = record.headers.get("WARC-Refers-To") if record.record_type == WarcRecordType.revisit else None
        capture = Capture.of(
            exchange,
            capture=bare(record.record_id),
            run=self.about.run,
            source=self.about.source,
            digest=payload,
            warc=self.path.name,
            offset=member.start,
            length=member.length,
            revisit_of=None if repeated is None else bare(repeated),
        )
        return capture, exchange


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages that were taken out of another program's WARC file already.

    Attributes:
        captures: with their responses.
    """

    captures: list[tuple[Capture, Exchange]]

    @property
    def size(self) -> int:
        """As `Task` says."""
        return sum(capture.length for capture, _ in self.captures)

    def read(self) -> Read:
        """Read them."""
        done = Read()
        for capture, exchange in self.captures:
            _sort(done, capture, exchange)
        return done


@dataclass(frozen=True, slots=True)
class Repeating:
    """Captures whose pages stand in other records.

    Attributes:
        folder: where the WARC files stand.
        captures: each with file and byte of the record that has its page; None where that is not there.
    """

    folder: Path
    captures: list[tuple[Capture, tuple[str, int] | None]]

    @property
    def size(self) -> int:
        """As `Task` says; their own records were read before."""
        return 0

    def read(self) -> Read:
        """Read them."""
        done = Read()
        for capture, payload in self.captures:
            try:
                if payload is None:
                    raise WarcError(f"it repeats {capture.revisit_of}, which is not there")  # noqa: TRY301 - as below
                exchange = read_at(file_in(self.folder, capture.warc), capture.offset).with_payload_of(
                    read_at(file_in(self.folder, payload[0]), payload[1])
                )
                done.answered.append((capture, answer(checked(capture, exchange))))
            except (WarcError, OSError) as error:
                done.damaged.append((capture.warc, capture.offset, capture.offset + capture.length, str(error)))
        return done


def slices_of(path: Path, about: About) -> Iterator[Slice]:
    """Part one of our files; together the slices hold every byte of it.

    Args:
        path: the file.
        about: who wrote it.

    Raises:
        OSError: where it is not there.
    """
    size = path.stat().st_size
    for since in range(0, size, SLICE_BYTES):
        yield Slice(path, since, min(since + SLICE_BYTES, size), about)


def _sort(done: Read, capture: Capture, exchange: Exchange) -> None:
    if needs_payload(capture, exchange):
        done.put_off.append(capture)
    else:
        done.answered.append((capture, answer(exchange)))
