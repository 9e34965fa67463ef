"""How far each list has been walked, so that no backlog is lost to a kill, a limit or a filter.

A list shows the newest articles first and grows at its head. What has been read of it is a row of stretches, newest
first, each without a hole: from `newest` to `oldest`, and `next_page` goes on from there. A run starts a stretch at the
head. Where it comes upon a page that lies wholly inside an older stretch, the two become one, and the walk goes on from
the older one's own next page. A stretch whose list has ended is finished.
"""

from dataclasses import dataclass

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
    """What has been read of a list without a hole; ids are the site's, of the list's edition."""

    started_at: str
    newest: int | None
    oldest: int | None
    oldest_date: str | None
    page: str
    next_page: str | None
    finished: bool


def stretches(db: Database, site: str, name: str) -> list[Stretch]:
    """Return what has been read of a list, the newest stretch first."""
    rows = db.execute(
        """
        SELECT started_at, newest, oldest, oldest_date, page, next_page, finished FROM walks
        WHERE site = ? AND list = ? ORDER BY started_at DESC
        """,
        [site, name],
    ).fetchall()
    names = ("started_at", "newest", "oldest", "oldest_date", "page", "next_page", "finished")
    return [Stretch(**{**dict(zip(names, row, strict=True)), "finished": bool(row[-1])}) for row in rows]


def advance(db: Database, step: Step, *, all_known: bool) -> None:
    """Keep one page more of a walk; call it in the transaction that keeps what the page lists.

    Args:
        db: the archive.
        step: the page.
        all_known: whether every article on it was known before it was read.
    """
    before = stretches(db, step.site, step.list)
    ids = [item.id for item in step.page.items]
    dates = [item.date for item in step.page.items if item.date]
    next_page = None if step.page.next_url == step.url else step.page.next_url
    if step.head:
        current = Stretch(
            started_at=step.fetched_at,
            newest=max(ids, default=None),
            oldest=min(ids, default=None),
            oldest_date=min(dates, default=None),
            page=step.url,
            next_page=next_page,
            finished=next_page is None,
        )
        older = [stretch for stretch in before if stretch.started_at < current.started_at]
    else:
        at = [index for index, stretch in enumerate(before) if step.url in (stretch.next_page, stretch.page)]
        if not at:
            return
        known = before[at[0]]
        current = Stretch(
            started_at=known.started_at,
            newest=known.newest if known.newest is not None else max(ids, default=None),
            oldest=min((i for i in (known.oldest, *ids) if i is not None), default=None),
            oldest_date=min((day for day in (known.oldest_date, *dates) if day is not None), default=None),
            page=step.url,
            next_page=next_page,
            finished=next_page is None,
        )
        older = before[at[0] + 1 :]
    if older and all_known and _inside(ids, older[0]):
        met = older[0]
        current = Stretch(
            started_at=current.started_at,
            newest=max((i for i in (current.newest, met.newest) if i is not None), default=None),
            oldest=met.oldest,
            oldest_date=met.oldest_date,
            page=met.page,
            next_page=met.next_page,
            finished=met.finished,
        )
        _delete(db, step, met.started_at)
    _put(db, step, current)


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
        INSERT OR REPLACE INTO walks (site, list, started_at, newest, oldest, oldest_date, page, next_page, finished)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
            step.site,
            step.list,
            stretch.started_at,
            stretch.newest,
            stretch.oldest,
            stretch.oldest_date,
            stretch.page,
            stretch.next_page,
            stretch.finished,
        ],
    )


def _delete(db: Database, step: Step, started_at: str) -> None:
    db.execute("DELETE FROM walks WHERE site = ? AND list = ? AND started_at = ?", [step.site, step.list, started_at])
