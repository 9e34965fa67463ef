"""The spider `recheck`: archived articles again, for what was edited, taken down or brought back."""

from scraper.archive.frontier.recheck_schedule import RecheckQuery
from scraper.crawl.sources import Rechecks
from spiders import arguments
from spiders.base import CrawlingSpider


class RecheckSpider(CrawlingSpider):
    """Looks again at articles that are due by the schedule, young ones often and old ones rarely."""

    name = "recheck"
    needs_archive = True

    def choose(
        self,
        older_than: str | None = None,
        confirm_gone: str | None = None,
        lang: str | None = None,
        limit: str | int | None = None,
    ) -> None:
        """Read what the crawl is about.

        Args:
            older_than: look at what was not looked at for so long, such as `30d`, in place of the schedule.
            confirm_gone: ask again for what may be gone after so long, `24h` by default and at least.
            lang: one edition, `id` or `en`; both by default.
            limit: articles to look at, at most.

        Raises:
            ValueError: where one of them is not what it should be; names it.
        """
        confirm = arguments.days("confirm_gone", confirm_gone) or 1.0
        if confirm < 1:
            raise ValueError(f"confirm_gone: {confirm_gone!r} is too short; an article is gone after a day at least")
        self.limit = arguments.limit(limit)
        wish = RecheckQuery(
            older_than=arguments.days("older_than", older_than),
            confirm_gone=confirm,
            lang=arguments.edition(lang),
            limit=self.limit,
        )
        self.source = Rechecks(wish)
