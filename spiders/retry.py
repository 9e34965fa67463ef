"""The spider `retry`: what waits on the frontier, without reading a list."""

from scraper.archive.frontier.store import Scope
from scraper.crawl.sources import Waiting
from spiders import arguments
from spiders.base import CrawlingSpider


class RetrySpider(CrawlingSpider):
    """Fetches the articles that failed before and are due again, and those that other articles have led to."""

    name = "retry"
    needs_archive = True

    def choose(self, lang: str | None = None, limit: str | int | None = None) -> None:
        """Read what the crawl is about.

        Args:
            lang: one edition, `id` or `en`; both by default.
            limit: articles to fetch at most.

        Raises:
            ValueError: where one of them is not what it should be; names it.
        """
        self.limit = arguments.limit(limit)
        self.source = Waiting(Scope(lang=arguments.edition(lang)))
