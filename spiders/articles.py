"""The spider `articles`: from the lists to the articles, newest first."""

from scraper.archive.frontier.claims import Scope
from scraper.crawl.feed import PendingSource
from scraper.crawl.options import ArticlesOptions
from spiders.base import CrawlingSpider

INDEX = {"id": "berita/terkini", "en": "latest-news"}


class ArticlesSpider(CrawlingSpider[ArticlesOptions]):
    """Walks the lists and fetches every article that the archive does not have."""

    name = "articles"
    options_type = ArticlesOptions

    def configure(self) -> None:
        """Walk one category's list, or the index of each edition."""
        options = self.options
        self.source = PendingSource(
            Scope(since=options.since, until=options.until, lang=options.lang, category=options.category)
        )
        if options.category:
            self.lists = (f"kategori/{options.category}",)
        else:
            self.lists = tuple(name for edition, name in INDEX.items() if options.lang in (None, edition))
