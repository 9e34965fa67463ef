"""When failed requests are retried."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from scraper.clock import stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """The retry schedule of an article and of a list page.

    Attributes:
        delays: seconds before the next try after the first failure, the second, and so on; the last one repeats.
        patience: seconds that a run waits for a retry; what is due later is left to the next run.
        list_tries: tries of one list page in a run.
    """

    delays: tuple[float, ...] = (10, 60, 600, 3600, 6 * 3600, 24 * 3600)
    patience: float = 90
    list_tries: int = 3

    def next_try(self, failures: int, *, now: datetime) -> str:
        """Return the moment of the next try after so many failures in a row, at least one."""
        return stamp(now + timedelta(seconds=self.delays[min(failures, len(self.delays)) - 1]))

    def latest_try(self, *, now: datetime) -> str:
        """Return the latest moment of a next try: of an article for which there is no use in trying again soon."""
        return stamp(now + timedelta(seconds=self.delays[-1]))


RETRY_POLICY = RetryPolicy()
