"""The spider `recheck`: archived articles again, for what was edited, removed or brought back."""

from scraper import clock
from scraper.archive.database import Database
from scraper.archive.frontier import recheck_schedule
from scraper.archive.frontier.claims import Claimed, Scope
from scraper.crawl.options import RecheckOptions
from spiders.base import CrawlingSpider


class RecheckSource:
    """The archived articles that are due for a recheck, the most overdue first; each once in a run."""

    noun = "known articles"
    scope = Scope(among="rechecks")

    def __init__(self, options: RecheckOptions) -> None:
        self._options = options
        self._total: int | None = None
        self._at = 0

    def claim(self, db: Database, limit: int) -> list[Claimed]:
        """Return the next ones; the first call selects what is due."""
        if self._total is None:
            self._total = recheck_schedule.select_due(
                db,
                now=clock.now_stamp(),
                older_than=self._options.older_than,
                confirm_gone=self._options.confirm_gone,
                lang=self._options.lang,
                limit=self._options.limit,
            )
        claimed, self._at = recheck_schedule.next_due(db, self._at, limit)
        return claimed

    def next_try(self, db: Database) -> str | None:  # noqa: ARG002 - as `Source` says
        """Return None: a failure is for the next run."""
        return None

    def counts(self, db: Database) -> tuple[int, int]:  # noqa: ARG002 - as `Source` says
        """Return how many were claimed, of how many."""
        return self._at, self._total or 0


class RecheckSpider(CrawlingSpider[RecheckOptions]):
    """Requests articles again that are due by the schedule, young ones often and old ones rarely."""

    name = "recheck"
    options_type = RecheckOptions
    needs_archive = True

    def configure(self) -> None:
        """Fetch what is due."""
        self.source = RecheckSource(self.options)
