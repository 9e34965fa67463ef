"""Feeds a spider from the archive: articles that are due, newest first, and the lists that lead to more.

Nothing is held in memory but what is about to be fetched, and the keys that a list has shown in this run. A list is
read on only when the frontier runs low, so a limit costs no list pages, and the newest articles always come first.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from scraper import clock
from scraper.archive.frontier import store, walks
from scraper.archive.frontier.store import Claimed
from scraper.archive.frontier.walks import END_REPEATS
from scraper.crawl.run import Run
from scraper.crawl.sources import Source

logger = logging.getLogger("arsip")

CLAIM = 100
"""Articles claimed at once."""

MAX_KEY = 1 << 62
"""Above every article's key."""

LIST_TRIES = 3
"""Times one list page is asked for in a run."""

PATIENCE_SECONDS = 90
"""A run waits so long for an article that was put off; what is due later is left to the next run."""


@dataclass(frozen=True, slots=True)
class Due:
    """What to fetch next.

    Attributes:
        articles: and where.
        lists: name and address of each list page.
        photos: addresses.
    """

    articles: list[Claimed]
    lists: list[tuple[str, str]]
    photos: list[str]

    def __bool__(self) -> bool:
        """Whether there is anything to fetch."""
        return bool(self.articles or self.lists or self.photos)


NOTHING = Due([], [], [])


class Feed:
    """Says what is due, from one run's archive.

    Args:
        run: holds the archive.
        site: scheme and host that the lists are fetched from.
        lists: names of the lists to walk.
        source: gives the articles.
        limit: articles to fetch at most; None for all.
        photo_wanted: whether a photo at some address is to be fetched; None for none. Photos come once no article is
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
        photo_wanted: Callable[[str], bool] | None = None,
    ) -> None:
        self._run = run
        self._site = site
        self._source = source
        self._left = limit
        self._photo_wanted = photo_wanted
        self._photos_below = MAX_KEY
        self._heads = {name: f"{site}/{name}" for name in lists}
        self._under_way: set[str] = set()
        self._read: set[str] = set()
        self._tries: dict[str, int] = {}
        self._errors: dict[str, str] = {}
        self._shown: dict[str, set[int]] = {name: set() for name in lists}
        self._stale: dict[str, int] = {}

    def heads(self) -> list[tuple[str, str]]:
        """Return name and address of each list's first page, and again where it could not be read, a few times.

        They come before everything else.
        """
        if self._run.stopping:
            return []
        due = [
            (name, url)
            for name, url in self._heads.items()
            if url not in self._read and name not in self._under_way and self._tries.get(url, 0) < LIST_TRIES
        ]
        return [self._take(name, url) for name, url in due]

    def has_head(self) -> bool:
        """Whether the first page of any list could be read, or there are no lists to read."""
        return not self._heads or not self._read.isdisjoint(self._heads.values())

    def lists_are_under_way(self) -> bool:
        """Whether a list page that was asked for has not come back yet."""
        return bool(self._under_way)

    def due(self, *, idle: bool = False) -> Due:
        """Commit what has come in, and say what to fetch next; empty where nothing is due now.

        Args:
            idle: whether nothing is under way; photos come only then, when it is known of which articles.
        """
        self._run.flush()
        if self._run.stopping:
            return NOTHING
        due = NOTHING if self._left == 0 else self._run.attempt(self._due, NOTHING)
        if due or not idle or self._photo_wanted is None:
            return due
        wanted = self._photo_wanted
        return Due([], [], self._run.attempt(lambda: self._photos(wanted), []))

    def _due(self) -> Due:
        want = CLAIM if self._left is None else min(CLAIM, self._left)
        articles = self._source.claim(self._run.db, want)
        if articles:
            self._photos_below = MAX_KEY
        if self._left is not None:
            self._left -= len(articles)
        return Due(articles, self._next_pages() if len(articles) < want else [], [])

    def _photos(self, wanted: Callable[[str], bool]) -> list[str]:
        """The next photos that are wanted; those that are not are passed over."""
        addresses: dict[str, None] = {}
        while not addresses:
            lacking = store.missing_photos(self._run.db, self._source.scope, below=self._photos_below, limit=CLAIM)
            if not lacking:
                break
            self._photos_below = lacking[-1][0]
            addresses = dict.fromkeys(url for _, url in lacking if wanted(url))
        return list(addresses)

    def list_answered(
        self, name: str, url: str, *, shown: Iterable[int] | None, error: str = "", final: bool = False
    ) -> None:
        """Note that a list page came back.

        Args:
            name: of the list.
            url: of the page, as it was asked for.
            shown: keys of the articles on it; None where it could not be read, and is asked for again, a few times.
            error: why it could not.
            final: whether there is no use in asking again.
        """
        self._under_way.discard(name)
        if shown is None:
            self._errors[url] = error
            if final:
                self._tries[url] = LIST_TRIES
            return
        self._read.add(url)
        keys = set(shown)
        is_new = not keys <= self._shown[name]
        self._shown[name] |= keys
        self._stale[name] = 0 if is_new else self._stale.get(name, 0) + 1
        if self._stale[name] == END_REPEATS:
            logger.warning(
                "%s: %s pages in a row showed no article that this walk had not seen; it ends here, at %s",
                name, END_REPEATS, url,
            )  # fmt: skip

    def unread(self) -> list[tuple[str, str]]:
        """Return the list pages that could not be read however often they were asked for, and why."""
        return [
            (url, self._errors.get(url, "no answer"))
            for url, tries in self._tries.items()
            if tries >= LIST_TRIES and url not in self._read
        ]

    def worth_waiting(self) -> bool:
        """Whether an article that was put off is due soon enough to wait for it."""
        if self._run.stopping or self._left == 0:
            return False
        moment = self._run.attempt(lambda: self._source.next_try(self._run.db), None)
        return moment is not None and moment <= clock.later(PATIENCE_SECONDS)

    def _next_pages(self) -> list[tuple[str, str]]:
        """The next page of every walk that is not over and not under way."""
        pages = []
        for name, head in self._heads.items():
            if name in self._under_way or self._stale.get(name, 0) >= END_REPEATS:
                continue
            url = head
            if head in self._read:
                url = walks.next_page(self._run.db, self._site, name, since=self._source.scope.since) or ""
            if url and url not in self._read and self._tries.get(url, 0) < LIST_TRIES:
                pages.append(self._take(name, url))
        return pages

    def _take(self, name: str, url: str) -> tuple[str, str]:
        self._under_way.add(name)
        self._tries[url] = self._tries.get(url, 0) + 1
        return name, url
