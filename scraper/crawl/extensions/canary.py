"""Finds out whether the site can be believed when it says that articles are missing: by asking for one that is there.

A site in trouble may send everybody to its home page, or answer 404 to all. By DESIGN's second law such an answer
counts only in a run that reads a known article before and after it (`scraper.archive.current_state`).
"""

from scraper.archive.frontier import recheck_schedule
from scraper.archive.frontier.store import Claimed
from scraper.crawl.run import Run
from scraper.items import Outcome

ROW = 5
"""So many absent articles in a row, and one is asked for that should be there."""

TRIES = 3
"""So many of those in a row that cannot be read, and the site is taken to be out of order."""

READ = frozenset({"article", "unchanged"})
ABSENT = frozenset({"missing", "soft-missing"})


class Canary:
    """Watches the answers about articles, and says when to ask for one that should be there.

    Args:
        run: holds the archive.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._row = 0
        self._doubtful = False
        self._has_read = False
        self._early: list[int] = []
        self._asked: set[int] = set()
        self._under_way: int | None = None
        self._failed = 0

    def answered(self, key: int, outcome: Outcome | None) -> None:
        """Note an answer about an article.

        Args:
            key: the article that was asked for.
            outcome: what the answer amounts to; None where none came.
        """
        if outcome in READ:
            self._row, self._doubtful, self._has_read, self._failed = 0, False, True, 0
            self._asked.clear()
        elif outcome in ABSENT:
            self._row += 1
            soft = outcome == "soft-missing"
            self._doubtful = self._doubtful or soft or self._run.has_article(key)
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
                "site seems out of order; the same command goes on where this run ended",
            )

    def next(self, *, over: bool) -> Claimed | None:
        """Return an article to ask for now, to find out; None where there is no doubt.

        Args:
            over: whether there is nothing else to ask for.
        """
        if not self._doubtful or self._under_way is not None or not (over or self._row >= ROW):
            return None
        claimed = self._run.attempt(lambda: recheck_schedule.canary(self._run.db, self._asked), None)
        if claimed is not None:
            self._asked.add(claimed.key)
            self._under_way = claimed.key
        return claimed

    def again(self) -> list[int]:
        """Return, once, the articles whose absence came before anything was read, so that it may count."""
        if not self._has_read or not self._early:
            return []
        early, self._early = self._early, []
        return early
