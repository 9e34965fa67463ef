"""The spider `recheck`: archived articles again, for what was edited, removed or brought back."""

from scraper.archive.frontier.recheck_schedule import RecheckQuery
from scraper.crawl.options import RecheckOptions
from scraper.crawl.sources import RecheckSource
from spiders.base import CrawlingSpider


class RecheckSpider(CrawlingSpider[RecheckOptions]):
    """Requests articles again that are due by the schedule, young ones often and old ones rarely."""

    name = "recheck"
    options_type = RecheckOptions
    needs_archive = True

    def configure(self, options: RecheckOptions) -> None:
        """Fetch what is due."""
        self.limit = options.limit
        self.source = RecheckSource(
            RecheckQuery(
                older_than=options.older_than,
                confirm_gone=options.confirm_gone,
                lang=options.lang,
                limit=options.limit,
            )
        )
