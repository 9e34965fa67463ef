"""The spider `sweep`: every id of a range, for the articles that no list shows any more."""

from collections.abc import Callable, Iterator, Sequence

from scraper import clock
from scraper.archive.database import Database
from scraper.archive.frontier import sweeps
from scraper.archive.frontier.claims import LEASE_SECONDS, Claimed, Scope
from scraper.archive.frontier.id_ranges import LONGEST_RUN, PASSED_OVER, Range, holes, newest_seen, outside
from scraper.crawl.options import SweepOptions
from spiders.base import CrawlingSpider


class SweepSource:
    """Every id of some ranges that was not answered for, the highest first.

    Args:
        choose_ranges: returns the ranges, once the archive is open.
    """

    noun = "ids"
    scope = Scope(swept=True)

    def __init__(self, choose_ranges: Callable[[Database], Sequence[Range]]) -> None:
        self._choose_ranges = choose_ranges
        self._ranges: Sequence[Range] | None = None
        self._keys: Iterator[int] = iter(())

    def _chosen(self, db: Database) -> Sequence[Range]:
        """Choose the ranges at the first call."""
        if self._ranges is None:
            self._ranges = self._choose_ranges(db)
            sweeps.set_ranges(db, self._ranges)
            self._keys = sweeps.open_keys(db, self._ranges)
        return self._ranges

    def claim(self, db: Database, limit: int) -> list[Claimed]:
        """Lease the next ids; after the last one, postponed ones that are due again."""
        ranges = self._chosen(db)
        now, lease_until = clock.now_stamp(), clock.later(LEASE_SECONDS)
        claimed = sweeps.claim(db, self._keys, limit, now=now, lease_until=lease_until)
        if not claimed:
            self._keys = sweeps.open_keys(db, ranges)
            claimed = sweeps.claim(db, self._keys, limit, now=now, lease_until=lease_until)
        return claimed

    def next_try(self, db: Database) -> str | None:
        """Return when the next postponed one is due."""
        self._chosen(db)
        return sweeps.next_try(db)

    def counts(self, db: Database) -> tuple[int, int]:
        """Return how many ids were answered for, of how many."""
        ranges = self._chosen(db)
        return sweeps.count_settled(db), sum(map(len, ranges))


class SweepSpider(CrawlingSpider[SweepOptions]):
    """Requests every id of a range that was not answered for yet."""

    name = "sweep"
    options_type = SweepOptions

    def configure(self, options: SweepOptions) -> None:
        """Sweep one range."""
        self.range = Range(options.lang, options.from_id, options.to_id)
        self.limit = options.limit
        self.source = SweepSource(self.known_numbering)

    def check(self, db: Database) -> None:
        """Refuse a range that goes on far above what was seen: each of its ids would be a request."""
        newest = newest_seen(db)
        highest = max(newest, self.range.first - 1) + LONGEST_RUN
        if self.range.last > highest:
            raise ValueError(
                f"to_id: {self.range.last} is far above the newest article known, {newest or 'there is none'}; "
                f"sweep up to {highest}, or, if the site has come so far, see its newest first: "
                "arsip crawl articles --limit 1"
            )

    def known_numbering(self, db: Database) -> list[Range]:
        """Return the parts of the range to sweep, the highest first.

        Ids whose numbering is unknown are passed over, unless the range begins or ends among them.
        """
        passed_over = []
        for hole in holes(db, self.range.lang):
            if self.range.first in hole or self.range.last in hole:
                self.logger.warning("nothing was ever seen of %s; asking for them, as the range names them", hole)
            elif self.range.first < hole.first and hole.last < self.range.last:
                self.logger.warning(PASSED_OVER, hole, hole.sweep)
                passed_over.append(hole)
        return list(outside(self.range, passed_over))[::-1]
