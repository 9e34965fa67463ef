"""How far each list has been walked, so that no backlog is lost to a kill, a limit or a filter.

A list shows the newest articles first and grows at its head. What has been read of it is a series of stretches, newest
first, each without a hole: from `newest` to `oldest`, and `next_page` continues it. A run starts a stretch at the head.
Where a page lies wholly inside an older stretch, the two are joined, and the walk continues from the next page of the
one that is further down: what a page shows moves down as the list grows, so neither leaves a hole, and no page is
requested twice in a run. A stretch whose list has ended is finished.
"""

from dataclasses import asdict, dataclass, fields, replace

from sqlite_utils import Database
from w3lib.url import safe_url_string

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
        url: address of this page.
        head: whether it is the list's first page.
        page: what it shows.
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
    current, older = _start(step, before) if step.head else _continue(step, before)
    if current is None:
        return
    ids = [item.id for item in step.page.items]
    for met in older:
        if not current.finished:
            if not (all_known and _inside(ids, met)):
                break
            current = _joined(current, met)
        _delete(db, step, met.serial)
    _put(db, step, current)


def _start(step: Step, before: list[Stretch]) -> tuple[Stretch | None, list[Stretch]]:
    """Start a stretch at the head, unless it shows nothing; return the older ones too."""
    ids, day, next_url = _shown(step)
    if not ids:
        return None, []
    stretch = Stretch(
        serial=before[0].serial + 1 if before else 1,
        started_at=step.fetched_at,
        newest=max(ids),
        oldest=min(ids),
        day=day,
        page=step.url,
        shown=_signature(ids),
        repeats=0,
        depth=1,
        next_page=next_url,
        finished=next_url is None,
    )
    return stretch, before


def _continue(step: Step, before: list[Stretch]) -> tuple[Stretch | None, list[Stretch]]:
    """Add a page to the stretch that leads to it, or that ended with it; return the older ones too.

    A site may show its last page for ever, under ever new addresses: the same articles on many pages in a row are the
    list's end. On a few they are a list that grows by a page between two requests.
    """
    ids, day, next_url = _shown(step)
    for index, known in enumerate(before):
        if step.url in (known.next_page, known.page):
            further = step.url != known.page
            repeats = known.repeats + further if _signature(ids) == known.shown else 0
            if repeats >= END_REPEATS:
                next_url = None
            stretch = replace(
                known,
                oldest=min((id_ for id_ in (known.oldest, *ids) if id_ is not None), default=None),
                day=day or known.day,
                page=step.url,
                shown=_signature(ids),
                repeats=repeats,
                depth=known.depth + further,
                next_page=next_url,
                finished=next_url is None,
            )
            return stretch, before[index + 1 :]
    return None, []


def _shown(step: Step) -> tuple[list[int], str | None, str | None]:
    """Return the ids that a page shows, the day it reaches, and the address of the next one."""
    page = step.page
    last_days = [item.date for item in page.items if item.date][-LAST_ITEMS:]
    next_url = None if page.next_url is None else safe_url_string(page.next_url)
    return [item.id for item in page.items], max(last_days, default=None), None if next_url == step.url else next_url


def _signature(ids: list[int]) -> str:
    return ",".join(map(str, (min(ids), max(ids), len(ids), sum(ids)))) if ids else ""


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

    Args:
        db: the archive.
        site: scheme and host.
        name: the list's name.
        since: the day at which the walk stops, inclusive; None to walk to the list's end.
    """
    known = stretches(db, site, name)
    if not known or known[0].finished:
        return None
    newest = known[0]
    if since and newest.day and newest.day < since:
        return None
    return newest.next_page


def _inside(ids: list[int], stretch: Stretch) -> bool:
    """Whether a page lies wholly within a stretch: nothing on it is newer than what that one began with."""
    return bool(ids) and stretch.newest is not None and max(ids) <= stretch.newest


def _put(db: Database, step: Step, stretch: Stretch) -> None:
    db.table("walks").insert({"site": step.site, "list": step.list, **asdict(stretch)}, replace=True)


def _delete(db: Database, step: Step, serial: int) -> None:
    db.execute("DELETE FROM walks WHERE site = ? AND list = ? AND serial = ?", [step.site, step.list, serial])
