"""Parses kept responses with today's parser, one way for crawls, salvage, rebuild, verify and retried problems.

And ingests captures without rows: what a killed run had fetched and not committed.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from scraper.archive.captures import Place, counts, kept_as, places, written_by
from scraper.archive.database import Database, archive_id
from scraper.archive.writer import Writer
from scraper.counts import count
from scraper.items import Answer
from scraper.maintenance.warc_files import left_by
from scraper.parser.classify import interpret
from scraper.parser.page import NO_CHARSET
from scraper.parser.size_limits import MAX_SIZE
from scraper.warc.exchange import Capture, Exchange
from scraper.warc.integrity import cut_to_whole, read_warcinfo
from scraper.warc.reader import Altered, Damage, file_in, needs_payload, read_at, walk_captures
from scraper.warc.records import WarcError, digest
from scraper.warc.writer import OPEN, finish_file

_LONGEST_CODING = 80
"""Characters of a content coding that a reason names."""


class Ingested(NamedTuple):
    """How many captures without rows were ingested, and in how many places of their files something is damaged."""

    captures: int = 0
    damages: int = 0

    @property
    def warning(self) -> str | None:
        """What to do about the damage, in one line; None without any."""
        if not self.damages:
            return None
        return f"{count(self.damages, 'record')} of a killed run could not be read; run `arsip repair`"


def interpret_exchange(exchange: Exchange) -> Answer:
    """Return what a response amounts to, as the crawl that fetched it would."""
    body = exchange.decoded_to(MAX_SIZE)  # what is more is refused unread
    answer = interpret(
        exchange.url,
        exchange.status,
        body,
        content_type=exchange.header("content-type"),
        redirect_to=exchange.redirect_to,
        truncated=exchange.truncated is not None,
    )
    coding = exchange.header("content-encoding") or "identity"
    if answer.reason == NO_CHARSET and body is exchange.body and coding.lower() != "identity":
        return replace(answer, reason=f"its content coding cannot be decoded: {coding[:_LONGEST_CODING]}")
    return answer


def complete(db: Database, folder: Path, capture: Capture, exchange: Exchange) -> Exchange:
    """Return a response with its payload, which may be in the record of another capture, whose row `db` has.

    Raises:
        WarcError: where the payload cannot be read.
    """
    if not needs_payload(capture, exchange):
        return exchange
    assert capture.revisit_of is not None
    original = kept_as(db, capture.revisit_of)
    return with_payload(folder, capture, exchange, None if original is None else original.place)


def with_payload(folder: Path, capture: Capture, exchange: Exchange, payload: Place | None) -> Exchange:
    """Return a revisit with its payload, from the record at a place; None where that is not known.

    Raises:
        WarcError: where there is none, or another one than the revisit's record names.
    """
    if payload is None:
        raise WarcError(
            f"{capture.warc}: the capture at byte {capture.offset} repeats {capture.revisit_of}, which is not there"
        )
    try:
        completed = exchange.with_payload_of(read_at(file_in(folder, payload.warc), payload.offset))
    except OSError as error:
        raise WarcError(
            f"{folder / payload.warc}: {error.strerror}, and {capture.capture} repeats a page in it"
        ) from error
    expected, found = capture.payload_digest, digest(completed.body)
    # Other programs' digests may be of another algorithm, or in hexadecimal: these are not checked.
    if expected != found and expected.startswith("sha256:") and len(expected) == len(found):
        raise WarcError(f"it repeats {capture.revisit_of}, which has another payload")
    return completed


def ingest_files(writer: Writer, paths: Iterable[Path]) -> Ingested:
    """Ingest every capture of some files of ours that the archive has not, or from a file that counts behind.

    What is damaged in a file is counted and left where it is: a rebuild and `arsip verify` name the place.
    """
    taken = damages = 0
    for path in paths:
        warcinfo = read_warcinfo(path) or written_by(writer.db, path.name.removesuffix(OPEN))
        if warcinfo is None:
            damages += 1
            continue
        for found in walk_captures(path, warcinfo):
            if isinstance(found, Damage):
                damages += not isinstance(found, Altered)
                continue
            capture, exchange = found
            if not counts(capture, places(writer.db, [capture.capture])):
                continue
            if needs_payload(capture, exchange):
                writer.flush()  # what it repeats may have come just before
            try:
                answer = interpret_exchange(complete(writer.db, path.parent, capture, exchange))
            except WarcError:
                damages += 1
                continue
            writer.add(capture, answer)
            taken += 1
        writer.flush()
    return Ingested(taken, damages)


def salvage(db: Database, folder: Path, *, rows: bool = True) -> Ingested:
    """Finish what killed runs left open: cut to the last whole record, ingest what has no row, rename.

    The caller holds the archive's lock. Without `rows`, for a rebuild of a lost archive, nothing is ingested: what some
    pages repeat stands in files that have no rows yet. Return what was, without a request to the site.
    """
    total = Ingested()
    for path in left_by(folder, archive_id(db)):
        cut_to_whole(path)
        if not path.stat().st_size:
            path.unlink()
            continue
        if rows:
            ingested = ingest_files(Writer(db, sync=lambda: None), [path])
            total = Ingested(total.captures + ingested.captures, total.damages + ingested.damages)
        finish_file(path)
    return total
