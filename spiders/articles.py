"""The spider `articles`: from the lists to the articles, newest first."""

from scraper.crawl.sources import Waiting
from spiders import arguments
from spiders.base import CrawlingSpider

INDEX = {"id": "berita/terkini", "en": "latest-news"}


class ArticlesSpider(CrawlingSpider):
    """Walks the lists and fetches every article that the archive does not have."""

    name = "articles"

    def choose(
        self,
        since: str | None = None,
        until: str | None = None,
        category: str | None = None,
        lang: str | None = None,
        limit: str | int | None = None,
    ) -> None:
        """Read what the crawl is about.

        Args:
            since: first day, `YYYY-MM-DD`, inclusive.
            until: last day, inclusive.
            category: slug of a category: only its list is walked.
            lang: one edition, `id` or `en`; both by default.
            limit: articles to fetch at most.

        Raises:
            ValueError: where one of them is not what it should be; names it.
        """
        scope = arguments.scope(since=since, until=until, category=category, lang=lang)
        self.limit = arguments.limit(limit)
        self.source = Waiting(scope)
        if scope.category:
            self.lists = (f"kategori/{scope.category}",)
        else:
            self.lists = tuple(name for edition, name in INDEX.items() if scope.lang in (None, edition))
