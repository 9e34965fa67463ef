"""The spider `search`: what the site's own search finds."""

from scraper.archive.frontier.store import Scope
from scraper.crawl.sources import Waiting
from scraper.urls import search_name
from spiders import arguments
from spiders.base import CrawlingSpider


class SearchSpider(CrawlingSpider):
    """Walks the pages that the site's search gives, and fetches every article that the archive does not have."""

    name = "search"

    def choose(self, words: str | None = None, limit: str | int | None = None) -> None:
        """Read what the crawl is about.

        Args:
            words: to search for.
            limit: articles to fetch at most.

        Raises:
            ValueError: where there are no words, or the limit is none.
        """
        if not (words or "").strip():
            raise ValueError("words: say what to search for")
        name = search_name("news/search", words or "")
        self.lists = (name,)
        self.limit = arguments.limit(limit)
        self.source = Waiting(Scope(listed_in=name))
