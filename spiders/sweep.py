"""The spider `sweep`: every id of a range, for the articles that no list shows any more."""

from scraper.address import MAX_ID, key_of
from scraper.archive import frontier
from scraper.crawl.run import Run
from scraper.crawl.sources import Waiting
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
        keys = (key_of(self.edition, self.first), key_of(self.edition, self.last))
        self.source = Waiting(frontier.Scope(keys=keys))

    def prepare(self, run: Run) -> None:
        """Put every id of the range on the frontier; those that are settled stay so."""
        frontier.add_ids(run.db, self.edition, self.first, self.last)
