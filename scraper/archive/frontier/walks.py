"""How far each list has been walked, so that no backlog is lost to a kill, a limit or a filter.

A list shows the newest articles first and grows at its head. What has been read of it is a series of stretches, newest
first, each without a hole: from `newest` to `oldest`, and `next_page` continues it. A run starts a stretch at the head.
Where a page lies wholly inside an older stretch, the two are joined, and the walk continues from the next page of the
one that is further down: what a page shows moves down as the list grows, so neither leaves a hole, and no page is
requested twice in a run. A stretch whose list has ended is finished.
"""

from dataclasses import astuple, dataclass, fields, replace

from scraper.archive.connection import Database
from scraper.items import ListPage

LAST_ITEMS = 3
"""Articles at the end of a page that show which day a walk has reached."""

END_REPEATS = 10
"""Pages in a row that show the same articles, after which a list is taken to have ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One page of a list, as it was fetched.

    Attributes:
        site: scheme and host the list was fetched from.
        list: its name, such as `berita/terkini`.
        head: whether it is the list's first page.
        fetched_at: when it was requested.
    """

    site: str
    list: str
    url: str
    head: bool
    page: ListPage
    fetched_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What has been read of a list without a hole; ids are the site's, of the list's edition.

    Attributes:
        serial: which of the list's stretches it is, in the order in which they were begun; no clock has a say in it.
        started_at: when its first page was requested.
        newest: the highest id it began with.
        oldest: the lowest id it has reached.
        day: the day it has reached, by the last articles on its last page; one old article among new ones is pinned.
        page: address of the last page read.
        shown: signature of the articles on that page, to recognise it under another address.
        repeats: pages in a row that showed the same.
        depth: number of that page down the list; the first is 1.
        next_page: address of the next page; None at the list's end.
        finished: whether the list has ended.
    """

    serial: int
    started_at: str
    newest: int | None
    oldest: int | None
    day: str | None
    page: str
    shown: str
    repeats: int
    depth: int
    next_page: str | None
    finished: bool


_STRETCH = tuple(column.name for column in fields(Stretch))
COLUMNS = ("site", "list", *_STRETCH)
"""Of the table `walks`."""


def stretches(db: Database, site: str, name: str) -> list[Stretch]:
    """Return what has been read of a list, the newest stretch first."""
    rows = db.execute(
        f"SELECT {', '.join(_STRETCH)} FROM walks WHERE site = ? AND list = ? ORDER BY serial DESC",  # noqa: S608 - our names
        [site, name],
    ).fetchall()
    return [Stretch(**{**dict(zip(_STRETCH, row, strict=True)), "finished": bool(row[-1])}) for row in rows]


def advance(db: Database, step: Step, *, all_known: bool) -> None:
    """Record one page more of a walk, in the transaction that records what the page lists.

    Args:
        db: the archive.
        step: the page.
        all_known: whether every article on it was known before it was read.
    """
    before = stretches(db, step.site, step.list)
    ids = [item.id for item in step.page.items]
    if step.head:
        if not ids:
            return
        serial = before[0].serial + 1 if before else 1
        known, older = _begun(serial, step, newest=max(ids)), before
    else:
        at = next((n for n, each in enumerate(before) if step.url in (each.next_page, each.page)), None)
        if at is None:
            return
        known, older = before[at], before[at + 1 :]
    current = _continued(known, step, ids)
    for met in older:
        if not current.finished:
            is_inside = bool(ids) and met.newest is not None and max(ids) <= met.newest
            if not (all_known and is_inside):
                break
            current = _joined(current, met)
        db.execute("DELETE FROM walks WHERE site = ? AND list = ? AND serial = ?", [step.site, step.list, met.serial])
    db.execute(
        f"INSERT OR REPLACE INTO walks ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})",  # noqa: S608 - our names
        [step.site, step.list, *astuple(current)],
    )


def _begun(serial: int, step: Step, *, newest: int) -> Stretch:
    return Stretch(
        serial=serial, started_at=step.fetched_at, newest=newest, oldest=None, day=None, page="", shown="", repeats=0,
        depth=0, next_page=step.url, finished=False,
    )  # fmt: skip


def _continued(known: Stretch, step: Step, ids: list[int]) -> Stretch:
    """Add a page to the stretch that leads to it, or that ended with it.

    A site may show its last page for ever, under ever new addresses: the same articles on many pages in a row are the
    list's end. On a few they are a list that grows by a page between two requests.
    """
    shown = ",".join(map(str, (min(ids), max(ids), len(ids), sum(ids)))) if ids else ""
    further = step.url != known.page
    repeats = known.repeats + further if shown == known.shown else 0
    from w3lib.url import safe_url_string  # noqa: PLC0415 - commands that only read need not wait for it

    next_url = None if step.page.next_url is None else safe_url_string(step.page.next_url)
    if next_url == step.url or repeats >= END_REPEATS:
        next_url = None
    last_days = [item.date for item in step.page.items if item.date][-LAST_ITEMS:]
    return replace(
        known,
        oldest=min((id_ for id_ in (known.oldest, *ids) if id_ is not None), default=None),
        day=max(last_days, default=known.day),
        page=step.url,
        shown=shown,
        repeats=repeats,
        depth=known.depth + further,
        next_page=next_url,
        finished=next_url is None,
    )


def _joined(current: Stretch, met: Stretch) -> Stretch:
    """Join two stretches that overlap; the result continues the one that is further down."""
    further = met if met.finished or met.depth > current.depth else current
    return replace(
        further,
        serial=current.serial,
        started_at=current.started_at,
        newest=max((id_ for id_ in (current.newest, met.newest) if id_ is not None), default=None),
    )


def next_page(db: Database, site: str, name: str, *, since: str | None) -> str | None:
    """Return the address of the page with which the walk of a list continues; None where there is no more to read.

    It stops after the day `since`; None to walk to the list's end.
    """
    newest = next(iter(stretches(db, site, name)), None)
    if newest is None or newest.finished or (since and newest.day and newest.day < since):
        return None
    return newest.next_page
