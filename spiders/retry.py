"""The spider `retry`: what is pending on the frontier, without reading a list."""

from scraper.archive.frontier.claims import Scope
from scraper.crawl.feed import PendingSource
from scraper.crawl.options import RetryOptions
from spiders.base import CrawlingSpider


class RetrySpider(CrawlingSpider[RetryOptions]):
    """Fetches the articles that failed before and are due again, and those that other articles link to."""

    name = "retry"
    options_type = RetryOptions
    needs_archive = True

    def configure(self) -> None:
        """Fetch what is pending."""
        self.source = PendingSource(Scope(lang=self.options.lang))
