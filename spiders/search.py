"""The spider `search`: what the site's own search finds."""

from scraper.archive.frontier.claims import Scope
from scraper.crawl.feed import PendingSource
from scraper.crawl.options import SearchOptions
from scraper.urls import search_name
from spiders.base import CrawlingSpider


class SearchSpider(CrawlingSpider[SearchOptions]):
    """Walks the result pages of the site's search, and fetches every article that the archive does not have."""

    name = "search"
    options_type = SearchOptions

    def configure(self) -> None:
        """Walk the results of one search."""
        name = search_name("news/search", self.options.words)
        self.lists = (name,)
        self.source = PendingSource(Scope(listed_in=name))
