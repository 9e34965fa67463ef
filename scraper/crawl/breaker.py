"""The circuit breaker: after a row of failures a crawl ends, rather than knock on for hours at a door that is shut."""

LIMIT = 10
"""Failures in a row that are taken for an outage, or for a block."""


class Breaker:
    """Counts failures in a row.

    Args:
        limit: how many are too many.

    Attributes:
        row: how many there have been since the last request that succeeded.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self.row = 0
        self._last = ""

    def failed(self, why: str) -> None:
        """Note a request that failed.

        Args:
            why: in one line.
        """
        self.row += 1
        self._last = why

    def succeeded(self) -> None:
        """Note a request that was answered as it should be."""
        self.row = 0

    @property
    def verdict(self) -> str | None:
        """Why the crawl should end, in a sentence; None where it should go on."""
        if self.row < self._limit:
            return None
        return (
            f"{self.row} requests in a row failed, the last with {self._last.rstrip('.')}: the site is down, or turns "
            "this crawl away; the same command goes on where this run ended"
        )
