"""The spider `sweep`: every id of a range, for the articles that no list shows any more."""

from collections.abc import Iterator, Sequence

from scraper import clock
from scraper.archive.database import Database
from scraper.archive.frontier import sweeps
from scraper.archive.frontier.claims import LEASE_SECONDS, Claimed, Scope
from scraper.archive.frontier.id_ranges import LONGEST_RUN, PASSED_OVER, Range, holes, newest_seen, outside
from scraper.crawl.feed import PendingSource
from scraper.crawl.options import SweepOptions
from scraper.crawl.preflight_advice import refuse_where_slugs_are_needed
from scraper.crawl.run import Run
from spiders.base import CrawlingSpider


class SweepSource(PendingSource):
    """Every id of some ranges that was not answered for, the highest first."""

    noun = "ids"

    def __init__(self) -> None:
        super().__init__(Scope(among="swept"))
        self._ranges: Sequence[Range] = ()
        self._keys: Iterator[int] = iter(())

    def set_ranges(self, db: Database, ranges: Sequence[Range]) -> None:
        """Set what is swept, before anything is claimed."""
        self._ranges = ranges
        self._keys = sweeps.open_keys(db, ranges)
        sweeps.set_ranges(db, ranges)

    def claim(self, db: Database, limit: int) -> list[Claimed]:
        """Lease the next ids; after the last one, postponed ones that are due again."""
        now, lease_until = clock.now_stamp(), clock.later(LEASE_SECONDS)
        if claimed := sweeps.claim(db, self._keys, limit, now=now, lease_until=lease_until):
            return claimed
        self._keys = sweeps.open_keys(db, self._ranges)
        return sweeps.claim(db, self._keys, limit, now=now, lease_until=lease_until)

    def counts(self, db: Database) -> tuple[int, int]:
        """Return how many ids were answered for, of how many."""
        return super().counts(db)[0], sum(map(len, self._ranges))


class SweepSpider(CrawlingSpider[SweepOptions]):
    """Requests every id of a range that was not answered for yet."""

    name = "sweep"
    options_type = SweepOptions
    source: SweepSource

    def configure(self) -> None:
        """Sweep one range."""
        self.range = Range(self.options.lang, self.options.from_id, self.options.to_id)
        self.source = SweepSource()

    def check(self, db: Database) -> None:
        """Refuse a range that goes on far above what was seen: each of its ids would be a request."""
        refuse_where_slugs_are_needed(db, self.site)
        newest = newest_seen(db)
        highest = max(newest, self.range.first - 1) + LONGEST_RUN
        if self.range.last > highest:
            raise ValueError(
                f"to_id: {self.range.last} is far above the newest article known, {newest or 'there is none'}; "
                f"sweep up to {highest}, or, if the site has come so far, see its newest first: "
                "arsip crawl articles --limit 1"
            )

    def prepare(self, run: Run) -> None:
        """Pass over ids whose numbering is unknown, unless the range begins or ends among them."""
        passed_over = []
        for hole in holes(run.db, self.range.lang):
            if self.range.first in hole or self.range.last in hole:
                self.logger.warning("nothing was ever seen of %s; asking for them, as the range names them", hole)
            elif self.range.first < hole.first and hole.last < self.range.last:
                self.logger.warning(PASSED_OVER, hole, hole.sweep)
                passed_over.append(hole)
        self.source.set_ranges(run.db, list(outside(self.range, passed_over))[::-1])
