"""Finds out whether the site can be believed when it says that articles are missing: by requesting known articles.

A site in trouble may redirect everybody to its home page, or answer 404 to all. Such an answer counts only in a run
that reads a known article before and after it (DESIGN 7.2, `scraper.archive.absences`).
"""

from scraper.archive.frontier import recheck_schedule, store
from scraper.archive.frontier.claims import Claimed
from scraper.archive.site_profile import profile_for
from scraper.crawl.run import Run
from scraper.items import Outcome
from scraper.urls import article_url, from_key

ROW = 5
"""Absent articles in a row after which a known article is requested."""

TRIES = 3
"""Known articles in a row that cannot be read before the site is taken to be out of order."""

READ = frozenset({"article", "unchanged"})
ABSENT = frozenset({"missing", "soft-missing"})


class Canary:
    """Watches the results of article requests, and returns known articles to request."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._absent_in_row = 0
        self._in_doubt = False
        self._has_read = False
        self._early: list[int] = []
        self._asked: set[int] = set()
        self._under_way: int | None = None
        self._failed = 0
        profile = run.attempt(lambda: profile_for(run.db, run.session.begun.site), None)
        self._denies_by_status = profile is not None and profile.denies_by_status

    def record(self, key: int, outcome: Outcome | None) -> None:
        """Record the outcome of a request for an article; None without a response."""
        if outcome in READ:
            self._absent_in_row, self._in_doubt, self._has_read, self._failed = 0, False, True, 0
            self._asked.clear()
        elif outcome in ABSENT:
            self._absent_in_row += 1
            soft = outcome == "soft-missing"
            self._in_doubt = self._in_doubt or soft or self._is_archived(key)
            if soft and self._denies_by_status:
                self._absent_in_row = max(self._absent_in_row, ROW)  # not as this site denies an article: ask at once
            if soft and not self._has_read and len(self._early) < ROW:
                self._early.append(key)
        if key == self._under_way:
            self._under_way = None
            if outcome not in READ:
                self._failed += 1
        if self._failed >= TRIES:
            self._run.abort(
                "breaker",
                f"{TRIES} articles that the site has shown before cannot be read any more, the last being {key}: the "
                "site seems out of order; run the same command to resume",
            )

    def _is_archived(self, key: int) -> bool:
        return self._run.attempt(lambda: store.has_article(self._run.db, key), False)

    def next(self, *, over: bool) -> Claimed | None:
        """Return a known article to request now; None where nothing is in doubt, or while other requests are left."""
        if not self._in_doubt or self._under_way is not None or not (over or self._absent_in_row >= ROW):
            return None
        claimed = self._run.attempt(lambda: recheck_schedule.canary(self._run.db, self._asked), None)
        if claimed is not None:
            self._asked.add(claimed.key)
            self._under_way = claimed.key
        return claimed

    def take_early(self) -> list[Claimed]:
        """Return, once, articles whose absence came before anything was read: asked for again, it may count."""
        if not self._has_read:
            return []
        early, self._early = self._early, []
        return [Claimed(key, article_url(*from_key(key), None)) for key in early]
