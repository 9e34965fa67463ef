"""Parses kept responses with today's parser: one way for crawls, salvage, rebuild, verify and retried problems."""

from pathlib import Path

from scraper.archive.captures import Place, kept_as
from scraper.archive.database import Database
from scraper.items import Answer
from scraper.parser.classify import interpret
from scraper.parser.size_limits import MAX_SIZE
from scraper.warc.exchange import Capture, Exchange
from scraper.warc.reader import file_in, needs_payload, read_at
from scraper.warc.records import WarcError, digest


def interpret_exchange(exchange: Exchange) -> Answer:
    """Return what a response amounts to, as the crawl that fetched it would."""
    return interpret(
        exchange.url,
        exchange.status,
        exchange.decoded_to(MAX_SIZE),  # what is more is refused unread
        content_type=exchange.header("content-type"),
        redirect_to=exchange.redirect_to,
        truncated=exchange.truncated is not None,
    )


def complete(db: Database, folder: Path, capture: Capture, exchange: Exchange) -> Exchange:
    """Return a response with its payload, which may be in the record of another capture.

    Args:
        db: the archive; it has the row of the capture that a revisit names.
        folder: where its WARC files stand.
        capture: of the response.
        exchange: as read from its record.

    Raises:
        WarcError: where the payload cannot be read.
    """
    if not needs_payload(capture, exchange):
        return exchange
    assert capture.revisit_of is not None
    original = kept_as(db, capture.revisit_of)
    return with_payload(folder, capture, exchange, None if original is None else original.place)


def with_payload(folder: Path, capture: Capture, exchange: Exchange, payload: Place | None) -> Exchange:
    """Return a revisit with its payload.

    Args:
        folder: where the WARC files stand.
        capture: of the revisit.
        exchange: as read from its record.
        payload: where the record with the payload stands; None where it is not known.

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
