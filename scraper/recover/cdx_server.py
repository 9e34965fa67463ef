"""The index of archive.org, and of servers like it: lines of text, and a key that asks for the next ones.

Asked by hand: the search of the package `wayback` (0.5.1) ends at the first line that it cannot read, and never where
a server gives the same lines again and again.
"""

import re
from collections import Counter
from collections.abc import Iterator

from scraper.exit_codes import FAILED, CannotRun
from scraper.recover.captures import UNREADABLE_LINE, Found, Period, moment_of, timestamp_of
from scraper.recover.session import SEARCH, Session

LINES = 10_000
"""Of the index in one answer."""

_FIELDS = 7
"""Of a line: key, timestamp, URL, type, status, digest, length."""

_USUAL_PORT = re.compile(r"^(http(?=://[^/]*:80/)|https(?=://[^/]*:443/))(://[^:/]+):[0-9]+", re.ASCII)
_DENIED = ("AdministrativeAccessControlException", "RobotAccessControlException")
"""What archive.org says of a site that it does not show."""


def search(
    session: Session, address: str, host: str, period: Period, skipped: Counter[str], *, limit: int | None = LINES
) -> Iterator[Found]:
    """Yield what the index has of a host.

    Args:
        session: that asks.
        address: of the web archive, for messages.
        host: without `www.`.
        period: of the captures.
        skipped: counts lines that cannot be read.
        limit: lines to ask for at a time; None for all, of a server that gives no key.

    Raises:
        CannotRun: where the answer is no index, goes round in circles, or is refused.
        RequestException, WaybackException: where there is none.
    """
    asked = {"url": host, "matchType": "host", "showResumeKey": "true", "resolveRevisits": "true"}
    limits = {"limit": limit and str(limit), "from": _timestamp(period.since), "to": _timestamp(period.until)}
    asked |= {name: value for name, value in limits.items() if value}
    keys: set[str] = set()
    before: frozenset[str] = frozenset()
    key: str | None = ""
    while key is not None:
        text = _answer(session, address, host, {**asked, **({"resumeKey": key} if key else {})})
        lines, key = _split(text)
        now = frozenset(lines)
        if key is not None and (key in keys or now <= before):
            raise CannotRun(f"{address}: its index gives the same lines again and again", exit_status=FAILED)
        keys.add(key or "")
        yield from _read(address, [line for line in lines if line not in before], skipped)
        before = now


def _answer(session: Session, address: str, host: str, asked: dict[str, str]) -> str:
    response = session.request("GET", SEARCH, params=asked)
    text: str = response.content.decode(errors="replace")
    response.close()
    if any(denied in text for denied in _DENIED):
        raise CannotRun(f"{address} does not show captures of {host}", exit_status=FAILED)
    if not response.ok:
        raise CannotRun(f"{address}: its index cannot be read: status {response.status_code}", exit_status=FAILED)
    return text


def _split(text: str) -> tuple[list[str], str | None]:
    """Tell the lines of an answer from the key that follows them after an empty line, if there are more."""
    lines = [line.strip("\r") for line in text.split("\n")]
    end = next((number for number, line in enumerate(lines) if not line.strip()), len(lines))
    return list(dict.fromkeys(lines[:end])), next(filter(str.strip, lines[end:]), None)


def _read(address: str, lines: list[str], skipped: Counter[str]) -> Iterator[Found]:
    """Read lines past those that cannot be read; where not one looks like a line of an index, there is none."""
    if lines and not any(map(_is_of_index, lines)):
        why = " ".join(lines[0].split())[:200]
        raise CannotRun(f"{address}: its index cannot be read: {why}", exit_status=FAILED)
    for line in lines:
        try:
            yield _found(line)
        except ValueError:
            skipped[UNREADABLE_LINE] += 1


def _is_of_index(line: str) -> bool:
    fields = line.split(" ")
    return len(fields) >= _FIELDS and fields[1].isdecimal()


def _found(line: str) -> Found:
    _, timestamp, url, mime, status, digest, _ = line.split(" ")
    return Found(
        url=_USUAL_PORT.sub(r"\1\2", url),
        moment=moment_of(timestamp),
        status=None if status == "-" else int(status),
        mime=mime,
        digest=digest.strip("-"),
    )


def _timestamp(moment: str | None) -> str | None:
    return None if moment is None else timestamp_of(moment)
