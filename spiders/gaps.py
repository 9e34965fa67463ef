"""The spider `gaps`: the ids that `arsip gaps` shows as missing."""

from scraper.archive.database import Database
from scraper.archive.frontier.id_ranges import PASSED_OVER, Range, holes
from scraper.archive.statistics.coverage import CoverageFilter, State, ranges
from scraper.crawl.sources import Sweep
from spiders import arguments
from spiders.base import CrawlingSpider

STATES: tuple[State, ...] = ("unknown", "pending")
"""The others are settled."""


class GapsSpider(CrawlingSpider):
    """Asks for every missing id between the articles that are archived, in one run."""

    name = "gaps"
    needs_archive = True

    def choose(
        self,
        since: str | None = None,
        until: str | None = None,
        lang: str | None = None,
        ids: str | None = None,
        limit: str | int | None = None,
    ) -> None:
        """Read what the crawl is about.

        Args:
            since: first day, `YYYY-MM-DD`, `yesterday` or `7d`, inclusive.
            until: last day, inclusive.
            lang: one edition, `id` or `en`; both by default.
            ids: `unknown`, those that nobody has looked at, by default; or `pending`, those heard of.
            limit: ids to ask for at most.

        Raises:
            ValueError: where one of them is not what it should be; names it.
        """
        scope = arguments.scope(since=since, until=until, category=None, lang=lang)
        state = next((each for each in STATES if each == (ids or STATES[0])), None)
        if state is None:
            raise ValueError(f"ids: {ids!r} is neither {' nor '.join(STATES)}")
        self.limit = arguments.limit(limit)
        wish = CoverageFilter(lang=scope.lang, since=scope.since, until=scope.until)

        def newest_first(db: Database) -> list[Range]:
            for hole in holes(db, scope.lang) if state == "unknown" else ():
                self.logger.warning(PASSED_OVER, hole, hole.sweep)
            found = [Range(*each) for each in ranges(db, wish, state)]
            return sorted(found, key=lambda each: (each.lang == "en", -each.last))

        self.source = Sweep(newest_first)
