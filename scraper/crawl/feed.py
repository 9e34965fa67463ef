"""Feeds a spider from the archive: articles that are due, newest first, and the lists that lead to more.

Nothing is held in memory but what is about to be fetched, and the keys that a list has shown in this run. A list is
read on only when the frontier runs low, so a limit costs no list pages, and the newest articles always come first.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from scraper import clock
from scraper.archive.frontier import claims, walks
from scraper.archive.frontier.claims import Claimed
from scraper.archive.frontier.retry_policy import RETRY_POLICY
from scraper.archive.frontier.walks import END_REPEATS
from scraper.crawl.run import Run
from scraper.crawl.sources import Source

logger = logging.getLogger("arsip")

CLAIM = 100
"""Articles claimed at once."""

_MAX_KEY = 1 << 62
"""Above every article's key."""


@dataclass(frozen=True, slots=True)
class Due:
    """What to fetch next: articles, list pages by name and address, and addresses of photos."""

    articles: Sequence[Claimed] = ()
    lists: Sequence[tuple[str, str]] = ()
    photos: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.articles or self.lists or self.photos)


NOTHING = Due()


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
        self._heads = {name: f"{site}/{name}" for name in lists}
        self._under_way: set[str] = set()
        self._read: set[str] = set()
        self._tries: dict[str, int] = {}
        self._errors: dict[str, str] = {}
        self._shown: dict[str, set[int]] = {name: set() for name in lists}
        self._stale: dict[str, int] = dict.fromkeys(lists, 0)

    def heads(self) -> list[tuple[str, str]]:
        """Return name and address of each list's first page, and again where it could not be read, a few times.

        They come before everything else.
        """
        if self._run.stopping:
            return []
        heads = list(self._heads.items())
        return [self._take(name, url) for name, url in heads if name not in self._under_way and self._is_to_read(url)]

    def has_head(self) -> bool:
        """Whether the first page of any list could be read, or there are no lists to read."""
        return not self._heads or not self._read.isdisjoint(self._heads.values())

    def lists_are_under_way(self) -> bool:
        """Whether a list page that was requested has not come back yet."""
        return bool(self._under_way)

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

    def record_list(
        self, name: str, url: str, *, shown: Iterable[int] | None, error: str = "", final: bool = False
    ) -> None:
        """Record the response for a list page.

        Args:
            name: of the list.
            url: of the page, as it was requested.
            shown: keys of the articles on it; None where it could not be read, and is to be requested again.
            error: why it could not.
            final: whether there is no use in requesting it again.
        """
        self._under_way.discard(name)
        if shown is None:
            self._errors[url] = error
            if final:
                self._tries[url] = RETRY_POLICY.list_tries
            return
        self._read.add(url)
        keys = set(shown)
        self._stale[name] = self._stale[name] + 1 if keys <= self._shown[name] else 0
        self._shown[name] |= keys
        if self._stale[name] == END_REPEATS:
            logger.warning(
                "%s: %s pages in a row showed no article that this walk had not seen; it ends here, at %s",
                name, END_REPEATS, url,
            )  # fmt: skip

    def unread(self) -> list[tuple[str, str]]:
        """Return the list pages that could not be read however often they were requested, and why."""
        return [
            (url, self._errors.get(url, "no answer"))
            for url, tries in self._tries.items()
            if tries >= RETRY_POLICY.list_tries and url not in self._read
        ]

    def has_pending(self) -> bool:
        """Whether a postponed article is due soon enough for this run to wait for it."""
        if self._run.stopping or self._left == 0:
            return False
        moment = self._run.attempt(lambda: self._source.next_try(self._run.db), None)
        return moment is not None and moment <= clock.later(RETRY_POLICY.patience)

    def _next_pages(self) -> list[tuple[str, str]]:
        """Return the next page of every walk that is not over and not under way."""
        pages = []
        for name, head in self._heads.items():
            if name in self._under_way or self._stale[name] >= END_REPEATS:
                continue
            url: str | None = head
            if head in self._read:
                url = walks.next_page(self._run.db, self._site, name, since=self._source.scope.since)
            if url and self._is_to_read(url):
                pages.append(self._take(name, url))
        return pages

    def _is_to_read(self, url: str) -> bool:
        return url not in self._read and self._tries.get(url, 0) < RETRY_POLICY.list_tries

    def _take(self, name: str, url: str) -> tuple[str, str]:
        self._under_way.add(name)
        self._tries[url] = self._tries.get(url, 0) + 1
        return name, url
