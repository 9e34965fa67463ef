"""Feeds a spider from the archive: articles that are due, newest first, and the lists that lead to more.

Nothing is held in memory but what is about to be fetched, and the keys that a list has shown in this run. A list is
read on only when the frontier runs low, so a limit costs no list pages, and the newest articles always come first.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from scraper import clock
from scraper.archive.database import Database
from scraper.archive.frontier import claims, walks
from scraper.archive.frontier.claims import Claimed
from scraper.archive.frontier.retry_policy import RETRY_POLICY
from scraper.archive.frontier.walks import END_REPEATS
from scraper.crawl.run import Run

logger = logging.getLogger("arsip")

CLAIM = 100
"""Articles claimed at once."""

_MAX_KEY = 1 << 62
"""Above every article's key."""


class Source(Protocol):
    """Where a feed takes its articles from, some at a time."""

    noun: str
    """What `counts` counts."""

    @property
    def scope(self) -> claims.Scope:
        """Which articles a crawl is about."""

    def claim(self, db: Database, limit: int) -> list[Claimed]:
        """Return the next articles to fetch; none where none is due."""

    def next_try(self, db: Database) -> str | None:
        """Return when the next postponed article is due; None where none will be in this run."""

    def counts(self, db: Database) -> tuple[int, int]:
        """Return how many articles are done, of how many."""


class PendingSource:
    """The pending articles of a scope, newest first."""

    noun = "known articles"

    def __init__(self, scope: claims.Scope) -> None:
        self.scope = scope

    def claim(self, db: Database, limit: int) -> list[Claimed]:
        """Lease the newest that are due."""
        return claims.claim(db, self.scope, limit, now=clock.now_stamp(), lease_until=clock.later(claims.LEASE_SECONDS))

    def next_try(self, db: Database) -> str | None:
        """Return when the next postponed one is due."""
        return claims.next_try(db, self.scope)

    def counts(self, db: Database) -> tuple[int, int]:
        """Return how many of those known are not pending, and how many are known."""
        states = claims.count_states(db, self.scope)
        known = sum(states.values())
        return known - states.get("pending", 0), known


@dataclass(frozen=True, slots=True)
class Due:
    """What to fetch next: articles, list pages by name and address, and addresses of photos."""

    articles: Sequence[Claimed] = ()
    lists: Sequence[tuple[str, str]] = ()
    photos: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.articles or self.lists or self.photos)


NOTHING = Due()


@dataclass(slots=True)
class _List:
    """A list that is walked: its first page, the keys that it showed, and its last pages that showed nothing new."""

    name: str
    head: str
    under_way: bool = False
    shown: set[int] = field(default_factory=set)
    stale: int = 0


@dataclass(slots=True)
class _Page:
    """A page of a list; `error` says why it could not be read at the last try."""

    tries: int = 0
    was_read: bool = False
    error: str = "no answer"

    @property
    def is_to_read(self) -> bool:
        return not self.was_read and self.tries < RETRY_POLICY.list_tries


class Feed:
    """Says what is due, from one run's archive.

    Args:
        run: holds the archive.
        site: scheme and host that the lists are fetched from.
        lists: names of the lists to walk.
        source: gives the articles.
        limit: articles to fetch at most; None for all.
        is_photo_wanted: whether a photo at some address is to be fetched; None for none. Photos come once no article is
            due.
    """

    def __init__(
        self,
        run: Run,
        *,
        site: str,
        lists: Sequence[str],
        source: Source,
        limit: int | None = None,
        is_photo_wanted: Callable[[str], bool] | None = None,
    ) -> None:
        self._run = run
        self._site = site
        self._source = source
        self._left = limit
        self._is_photo_wanted = is_photo_wanted
        self._photos_below = _MAX_KEY
        self._lists = {name: _List(name, f"{site}/{name}") for name in lists}
        self._pages: defaultdict[str, _Page] = defaultdict(_Page)

    def heads(self) -> list[tuple[str, str]]:
        """Return name and address of each list's first page, and again where it could not be read, a few times.

        They come before everything else.
        """
        if self._run.stopping:
            return []
        return [taken for each in self._lists.values() if not each.under_way and (taken := self._take(each, each.head))]

    def has_head(self) -> bool:
        """Whether the first page of any list could be read, or there are no lists to read."""
        return not self._lists or any(self._pages[each.head].was_read for each in self._lists.values())

    def lists_are_under_way(self) -> bool:
        """Whether a list page that was requested has not come back yet."""
        return any(each.under_way for each in self._lists.values())

    def due(self, *, idle: bool = False) -> Due:
        """Commit what has come in, and return what to fetch next.

        Args:
            idle: whether nothing is under way; photos come only then, when it is known of which articles.
        """
        self._run.flush()
        if self._run.stopping:
            return NOTHING
        due = NOTHING if self._left == 0 else self._run.attempt(self._due, NOTHING)
        if due or not idle or (is_wanted := self._is_photo_wanted) is None:
            return due
        return Due(photos=self._run.attempt(lambda: self._photos(is_wanted), []))

    def _due(self) -> Due:
        number = CLAIM if self._left is None else min(CLAIM, self._left)
        articles = self._source.claim(self._run.db, number)
        if articles:
            self._photos_below = _MAX_KEY
        if self._left is not None:
            self._left -= len(articles)
        return Due(articles, self._next_pages() if len(articles) < number else ())

    def _photos(self, is_wanted: Callable[[str], bool]) -> list[str]:
        """Return the next photos to fetch; the others are skipped."""
        addresses: dict[str, None] = {}
        while not addresses:
            missing = claims.missing_photos(self._run.db, self._source.scope, below=self._photos_below, limit=CLAIM)
            if not missing:
                break
            self._photos_below = missing[-1][0]
            addresses = dict.fromkeys(url for _, url in missing if is_wanted(url))
        return list(addresses)

    def record_list(self, name: str, url: str, shown: Iterable[int]) -> None:
        """Record a list page that was read, at the address that was requested, and the keys of the articles on it."""
        walked, keys = self._lists[name], set(shown)
        walked.under_way = False
        self._pages[url].was_read = True
        walked.stale = walked.stale + 1 if keys <= walked.shown else 0
        walked.shown |= keys
        if walked.stale == END_REPEATS:
            logger.warning(
                "%s: %s pages in a row showed no article that this walk had not seen; it ends here, at %s",
                name, END_REPEATS, url,
            )  # fmt: skip

    def record_list_failure(self, name: str, url: str, error: str, *, final: bool = False) -> None:
        """Record a list page that could not be read, and why; unless that is final, it is requested again."""
        self._lists[name].under_way = False
        self._pages[url].error = error
        if final:
            self._pages[url].tries = RETRY_POLICY.list_tries

    def unread_list(self) -> str | None:
        """Return a message about a list page that could not be read, however often it was requested; None without."""
        for url, page in self._pages.items():
            if not page.was_read and not page.is_to_read:
                return f"the list page {url} could not be read: {page.error}"
        return None

    def has_pending(self) -> bool:
        """Whether a postponed article is due soon enough for this run to wait for it."""
        if self._run.stopping or self._left == 0:
            return False
        moment = self._run.attempt(lambda: self._source.next_try(self._run.db), None)
        return moment is not None and moment <= clock.later(RETRY_POLICY.patience)

    def _next_pages(self) -> list[tuple[str, str]]:
        """Return the next page of every walk that is not over and not under way."""
        pages = []
        for each in self._lists.values():
            if each.under_way or each.stale >= END_REPEATS:
                continue
            url: str | None = each.head
            if self._pages[each.head].was_read:
                url = walks.next_page(self._run.db, self._site, each.name, since=self._source.scope.since)
            if url and (taken := self._take(each, url)):
                pages.append(taken)
        return pages

    def _take(self, each: _List, url: str) -> tuple[str, str] | None:
        """Return name and address of a list page that is requested now; None where it is not to be read any more."""
        page = self._pages[url]
        if not page.is_to_read:
            return None
        each.under_way = True
        page.tries += 1
        return each.name, url
