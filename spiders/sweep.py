"""The spider `sweep`: every id of a range, for the articles that no list shows any more."""

from scraper.archive.database import Database
from scraper.archive.frontier.id_ranges import LONGEST_RUN, PASSED_OVER, Range, holes, newest_seen, outside
from scraper.crawl.sources import Sweep
from scraper.urls import MAX_ID
from spiders import arguments
from spiders.base import CrawlingSpider


class SweepSpider(CrawlingSpider):
    """Asks for every id of a range that is not settled yet."""

    name = "sweep"

    def choose(
        self,
        from_id: str | int | None = None,
        to_id: str | int | None = None,
        lang: str | None = None,
        limit: str | int | None = None,
    ) -> None:
        """Read what the crawl is about.

        Args:
            from_id: lowest id.
            to_id: highest id, inclusive.
            lang: the edition, `id` or `en`; `id` by default.
            limit: articles to fetch at most.

        Raises:
            ValueError: where one of them is missing, or is not what it should be; names it.
        """
        edition = arguments.edition(lang) or "id"
        first = arguments.number("from_id", from_id, most=MAX_ID)
        last = arguments.number("to_id", to_id, most=MAX_ID)
        if first > last:
            raise ValueError(f"from_id: {first} is above to_id, {last}")
        self.range = Range(edition, first, last)
        self.limit = arguments.limit(limit)
        self.source = Sweep(self.asked_for)

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

    def asked_for(self, db: Database) -> list[Range]:
        """Pass over ids whose numbering is unknown, unless the range begins or ends among them: the user names them.

        Args:
            db: the archive.

        Returns:
            what is asked for, the highest first.
        """
        passed = []
        for hole in holes(db, self.range.lang):
            if self.range.first in hole or self.range.last in hole:
                self.logger.warning("nothing was ever seen of %s; asking for them, as the range names them", hole)
            elif self.range.first < hole.first and hole.last < self.range.last:
                self.logger.warning(PASSED_OVER, hole, hole.sweep)
                passed.append(hole)
        return list(outside(self.range, passed))[::-1]
