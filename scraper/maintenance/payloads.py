"""Finds the payload that a WARC `revisit` repeats, in the record that has it."""

from pathlib import Path
from typing import TYPE_CHECKING

from scraper.archive.captures import kept_as
from scraper.warc.blocks import digest
from scraper.warc.exchange import Capture, Exchange
from scraper.warc.reader import WarcError, file_in, needs_payload, read_at

if TYPE_CHECKING:
    from scraper.archive.database import Database


def completed(db: "Database", folder: Path, capture: Capture, exchange: Exchange) -> Exchange:
    """Return a response with its payload, wherever that stands.

    Args:
        db: the archive; it has the row of the capture that a revisit names.
        folder: where its WARC files stand.
        capture: of the response.
        exchange: as read from its record.

    Raises:
        WarcError: where the payload cannot be had; names the capture.
    """
    if not needs_payload(capture, exchange):
        return exchange
    assert capture.revisit_of is not None
    kept = kept_as(db, capture.revisit_of)
    if kept is None:
        raise WarcError(
            f"{capture.warc}: the capture at byte {capture.offset} repeats {capture.revisit_of}, which is not here"
        )
    try:
        return checked(capture, exchange.with_payload_of(read_at(file_in(folder, kept.place.warc), kept.place.offset)))
    except OSError as error:
        raise WarcError(
            f"{folder / kept.place.warc}: {error.strerror}, and {capture.capture} repeats a page in it"
        ) from error


def checked(capture: Capture, exchange: Exchange) -> Exchange:
    """Return a response that was completed, if the payload is the one that its record told of.

    Args:
        capture: of the response; what other programs tell may be digests of other kinds, which are not checked.
        exchange: with its payload.

    Raises:
        WarcError: where it is another one.
    """
    told, found = capture.payload_digest, digest(exchange.body)
    if told != found and told.startswith("sha256:") and len(told) == len(found):
        raise WarcError(f"it repeats {capture.revisit_of}, which has another payload")
    return exchange
