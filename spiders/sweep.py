"""The spider `sweep`: every id of a range, for the articles that no list shows any more."""

from scraper.address import MAX_ID
from scraper.archive import sweeps
from scraper.archive.opening import Database
from scraper.archive.sweeps import Range
from scraper.crawl.sources import Sweep
from spiders import arguments
from spiders.crawling import CrawlingSpider


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
        self.edition = arguments.edition(lang) or "id"
        self.first = arguments.number("from_id", from_id, most=MAX_ID)
        self.last = arguments.number("to_id", to_id, most=MAX_ID)
        if self.first > self.last:
            raise ValueError(f"from_id: {self.first} is above to_id, {self.last}")
        self.limit = arguments.limit(limit)
        self.source = Sweep(lambda _: [Range(self.edition, self.first, self.last)])

    def check(self, db: Database) -> None:
        """Refuse a range that no article can be in: each of its ids would be a request."""
        highest = sweeps.highest(db)
        if self.last > highest:
            raise ValueError(
                f"to_id: {self.last} is far above the newest article known, {highest - sweeps.MARGIN}; sweep up to "
                f"{highest}, or, if the site has come so far, see its newest first: arsip crawl articles --limit 1"
            )
