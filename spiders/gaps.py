"""The spider `gaps`: the ids that `arsip gaps` shows as unknown or pending."""

from scraper.archive.database import Database
from scraper.archive.frontier.id_ranges import PASSED_OVER, Range, holes
from scraper.archive.statistics.coverage import CoverageFilter, ranges
from scraper.crawl.options import GapsOptions
from scraper.crawl.preflight_advice import refuse_where_slugs_are_needed
from scraper.crawl.run import Run
from spiders.base import CrawlingSpider
from spiders.sweep import SweepSource


class GapsSpider(CrawlingSpider[GapsOptions]):
    """Requests every unknown or pending id between the articles that are archived, in one run."""

    name = "gaps"
    options_type = GapsOptions
    needs_archive = True
    source: SweepSource

    def configure(self) -> None:
        """Sweep these ids."""
        self.source = SweepSource()

    def check(self, db: Database) -> None:
        """Refuse to ask by number where that gives no article."""
        refuse_where_slugs_are_needed(db, self.site)

    def prepare(self, run: Run) -> None:
        """Set the ranges, the newest first; ids whose numbering is unknown are named and passed over."""
        options = self.options
        for hole in holes(run.db, options.lang) if options.ids == "unknown" else ():
            self.logger.warning(PASSED_OVER, hole, hole.sweep)
        query = CoverageFilter(lang=options.lang, since=options.since, until=options.until)
        found = [Range(*each) for each in ranges(run.db, query, options.ids)]
        self.source.set_ranges(run.db, sorted(found, key=lambda each: (each.lang == "en", -each.last)))
