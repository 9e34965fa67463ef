"""How far each list has been walked, so that no backlog is lost to a kill, a limit or a filter.

A list shows the newest articles first and grows at its head. What has been read of it is a row of stretches, newest
first, each without a hole: from `newest` to `oldest`, and `next_page` goes on from there. A run starts a stretch at the
head. Where it comes upon a page that lies wholly inside an older stretch, the two become one, and the walk goes on from
the next page of the one that is further down: what a page shows moves down as the list grows, so neither leaves a hole,
and no page is asked for twice in a run. A stretch whose list has ended is finished.
"""

from dataclasses import dataclass, replace

from sqlite_utils import Database

from scraper.items import ListPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One page of a list, as it was fetched.

    Attributes:
        site: scheme and host the list was fetched from.
        list: its name, such as `berita/terkini`.
        url: address of this page.
        head: whether it is the list's first page.
        page: what it shows.
        fetched_at: when it was asked for.
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
        started_at: when its first page was asked for.
        newest: the highest id it began with.
        oldest: the lowest id it has come to.
        oldest_date: the earliest day.
        page: address of the last page read.
        depth: how many pages down the list that one is; the first is 1.
        next_page: address of the next page; None at the list's end.
        finished: whether the list has ended.
    """

    started_at: str
    newest: int | None
    oldest: int | None
    oldest_date: str | None
    page: str
    depth: int
    next_page: str | None
    finished: bool


def stretches(db: Database, site: str, name: str) -> list[Stretch]:
    """Return what has been read of a list, the newest stretch first."""
    rows = db.execute(
        """
        SELECT started_at, newest, oldest, oldest_date, page, depth, next_page, finished FROM walks
        WHERE site = ? AND list = ? ORDER BY started_at DESC
        """,
        [site, name],
    ).fetchall()
    names = ("started_at", "newest", "oldest", "oldest_date", "page", "depth", "next_page", "finished")
    return [Stretch(**{**dict(zip(names, row, strict=True)), "finished": bool(row[-1])}) for row in rows]


def advance(db: Database, step: Step, *, all_known: bool) -> None:
    """Keep one page more of a walk; call it in the transaction that keeps what the page lists.

    Args:
        db: the archive.
        step: the page.
        all_known: whether every article on it was known before it was read.
    """
    before = stretches(db, step.site, step.list)
    current, older = _begun(step, before) if step.head else _gone_on(step, before)
    if current is None:
        return
    ids = [item.id for item in step.page.items]
    for met in older:
        if not current.finished:
            if not (all_known and _inside(ids, met)):
                break
            current = _joined(current, met)
        _delete(db, step, met.started_at)
    _put(db, step, current)


def _begun(step: Step, before: list[Stretch]) -> tuple[Stretch | None, list[Stretch]]:
    """Begin a stretch at the head, unless it shows nothing; return the older ones too."""
    ids, dates, onward = _shown(step)
    if not ids:
        return None, []
    stretch = Stretch(
        started_at=step.fetched_at,
        newest=max(ids),
        oldest=min(ids),
        oldest_date=min(dates, default=None),
        page=step.url,
        depth=1,
        next_page=onward,
        finished=onward is None,
    )
    return stretch, [older for older in before if older.started_at < step.fetched_at]


def _gone_on(step: Step, before: list[Stretch]) -> tuple[Stretch | None, list[Stretch]]:
    """Add a page to the stretch that leads to it, or that ended with it; none does where the page is of a dead walk."""
    ids, dates, onward = _shown(step)
    for index, known in enumerate(before):
        if known.started_at <= step.fetched_at and step.url in (known.next_page, known.page):
            stretch = Stretch(
                started_at=known.started_at,
                newest=known.newest,
                oldest=min((id_ for id_ in (known.oldest, *ids) if id_ is not None), default=None),
                oldest_date=min((day for day in (known.oldest_date, *dates) if day is not None), default=None),
                page=step.url,
                depth=known.depth + (step.url != known.page),
                next_page=onward,
                finished=onward is None,
            )
            return stretch, before[index + 1 :]
    return None, []


def _shown(step: Step) -> tuple[list[int], list[str], str | None]:
    """Return the ids and days that a page shows, and the address of the next one."""
    page = step.page
    onward = None if page.next_url == step.url else page.next_url
    return [item.id for item in page.items], [item.date for item in page.items if item.date], onward


def _joined(current: Stretch, met: Stretch) -> Stretch:
    """Make one stretch of two that overlap; it goes on from the one that is further down."""
    further = met if met.finished or met.depth > current.depth else current
    return replace(
        further,
        started_at=current.started_at,
        newest=max((id_ for id_ in (current.newest, met.newest) if id_ is not None), default=None),
    )


def next_page(db: Database, site: str, name: str, *, since: str | None) -> str | None:
    """Return the page on which the walk of a list goes on.

    Args:
        db: the archive.
        site: scheme and host.
        name: the list's name.
        since: the day at which the walk stops, inclusive; None to walk to the list's end.

    Returns:
        its address; None where there is no more to read.
    """
    known = stretches(db, site, name)
    if not known or known[0].finished:
        return None
    newest = known[0]
    if since and newest.oldest_date and newest.oldest_date < since:
        return None
    return newest.next_page


def _inside(ids: list[int], stretch: Stretch) -> bool:
    """Whether a page lies wholly within a stretch: nothing on it is newer than what that one began with."""
    return bool(ids) and stretch.newest is not None and max(ids) <= stretch.newest


def _put(db: Database, step: Step, stretch: Stretch) -> None:
    db.execute(
        """
        INSERT OR REPLACE INTO walks
            (site, list, started_at, newest, oldest, oldest_date, page, depth, next_page, finished)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
            step.site,
            step.list,
            stretch.started_at,
            stretch.newest,
            stretch.oldest,
            stretch.oldest_date,
            stretch.page,
            stretch.depth,
            stretch.next_page,
            stretch.finished,
        ],
    )


def _delete(db: Database, step: Step, started_at: str) -> None:
    db.execute("DELETE FROM walks WHERE site = ? AND list = ? AND started_at = ?", [step.site, step.list, started_at])
