"""The index of archive.org, and of servers like it: lines of text, and a key to request the next ones.

Written here, without the package `wayback` (0.5.1): its search ends at the first line that it cannot read, and never
where a server gives the same lines again and again.
"""

import re
from collections import Counter, deque
from collections.abc import Generator, Iterator

from scraper.exit_codes import CannotRun
from scraper.recover.captures import UNREADABLE_LINE, IndexEntry, Period, moment_of, timestamp_of
from scraper.recover.session import SEARCH, Session, index_lines

LINES = 10_000
"""Of the index in one answer."""

MAX_UNREADABLE = 1_000
"""Lines at the head of an answer of which none can be read: then it is no index."""

_FIELDS = 7
"""Of a line: key, timestamp, URL, type, status, digest, length."""

_USUAL_PORT = re.compile(r"^(http(?=://[^/]*:80/)|https(?=://[^/]*:443/))(://[^:/]+):[0-9]+", re.ASCII)


def search(
    session: Session, address: str, host: str, period: Period, skipped: Counter[str], *, limit: int | None = LINES
) -> Iterator[IndexEntry]:
    """Yield what the index has of a host, which is named without `www.`; count the lines that cannot be read.

    So many lines are requested at a time; all, where `limit` is None, of a server that gives no key. Messages name the
    web archive by its `address`.

    Raises:
        CannotRun: where the answer is no index, goes round in circles, or is refused.
        RequestException, WaybackException: where there is none.
    """
    query = {"url": host, "matchType": "host", "showResumeKey": "true", "resolveRevisits": "true"}
    limits = {"limit": limit and str(limit), "from": timestamp_of(period.since), "to": timestamp_of(period.until)}
    query |= {name: value for name, value in limits.items() if value}
    keys: set[str] = set()
    before: frozenset[str] = frozenset()
    key: str | None = ""
    while key is not None:
        lines = index_lines(session, SEARCH, address, {**query, **({"resumeKey": key} if key else {})})
        now: deque[str] = deque(maxlen=LINES)
        key = yield from _read(address, lines, before, now, skipped)
        if key is not None and (key in keys or before.issuperset(now)):
            raise CannotRun(f"{address}: its index gives the same lines again and again")
        keys.add(key or "")
        before = frozenset(now)


def _read(
    address: str, lines: Iterator[str], before: frozenset[str], now: deque[str], skipped: Counter[str]
) -> Generator[IndexEntry, None, str | None]:
    """Read the lines of an answer but those of the one before, past those that cannot be read.

    Returns:
        the key that follows them after an empty line, if there are more. `now` has the last lines then.

    Raises:
        CannotRun: where none of the first lines looks like a line of an index.
    """
    are_of_index = False
    for line in lines:
        if not line.strip():
            break
        are_of_index = are_of_index or _is_of_index(line)
        if not are_of_index and len(now) == MAX_UNREADABLE:
            break
        is_new = line not in before and (not now or line != now[-1])
        now.append(line)
        if is_new:
            try:
                yield _found(line)
            except ValueError:
                skipped[UNREADABLE_LINE] += 1
    if now and not are_of_index:
        why = " ".join(now[0].split())[:200]
        raise CannotRun(f"{address}: its index cannot be read: {why}")
    return next(filter(str.strip, lines), None)


def _is_of_index(line: str) -> bool:
    fields = line.split(" ")
    return len(fields) >= _FIELDS and fields[1].isdecimal()


def _found(line: str) -> IndexEntry:
    _, timestamp, url, mime, status, digest, _ = line.split(" ")
    if url == "-":
        raise ValueError("the line names no address")
    return IndexEntry(
        url=_USUAL_PORT.sub(r"\1\2", url),
        moment=moment_of(timestamp),
        status=None if status == "-" else int(status),
        mime=mime,
        digest=digest.strip("-"),
    )
