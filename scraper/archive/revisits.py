"""Finds the capture whose payload a response repeats, so that a WARC file need not keep it twice."""

from collections.abc import Callable

from sqlite_utils import Database

from scraper.warc.exchange import Repeated

_WHERE = "SELECT warc, offset FROM captures WHERE capture = ?"

_OWN = "SELECT capture, url, fetched_at, payload_digest FROM captures WHERE revisit_of IS NULL AND "


def named(db: Database, capture: str) -> Repeated | None:
    """Return a capture that has its payload itself; None where there is none of that name.

    Args:
        db: the archive.
        capture: its name, `urn:uuid:…`.
    """
    return _found(db, f"{_OWN} capture = ?", [capture])


def same_payload(
    db: Database, url: str, status: int, digest: str, *, is_there: Callable[[str, int], bool]
) -> Repeated | None:
    """Return the newest capture from an address that had the same payload; None where none had, or it is lost.

    Args:
        db: the archive.
        url: as it was asked for.
        status: of the response.
        digest: of its payload.
        is_there: whether the record still is, by the name of its WARC file and the byte where it begins.
    """
    found = _found(
        db,
        f"{_OWN} url = ? AND status = ? AND payload_digest = ? AND truncated IS NULL "
        "ORDER BY fetched_at DESC, capture DESC LIMIT 1",
        [url, status, digest],
    )
    if found is None or not is_there(*db.execute(_WHERE, [found.capture]).fetchone()):
        return None
    return found


def _found(db: Database, statement: str, values: list[str | int]) -> Repeated | None:
    row = db.execute(statement, values).fetchone()
    if row is None:
        return None
    capture, url, fetched_at, digest = row
    return Repeated(capture=capture, url=url, fetched_at=fetched_at, payload_digest=digest)
