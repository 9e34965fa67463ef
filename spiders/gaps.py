"""The spider `gaps`: the ids that `arsip gaps` shows as missing."""

from scraper.archive.database import Database
from scraper.archive.frontier.id_ranges import PASSED_OVER, Range, holes
from scraper.archive.statistics.coverage import CoverageFilter, ranges
from scraper.crawl.options import GapsOptions
from spiders.base import CrawlingSpider
from spiders.sweep import SweepSource


class GapsSpider(CrawlingSpider[GapsOptions]):
    """Requests every missing id between the articles that are archived, in one run."""

    name = "gaps"
    options_type = GapsOptions
    needs_archive = True

    def configure(self, options: GapsOptions) -> None:
        """Sweep the gaps, the newest first."""
        self.limit = options.limit
        self.source = SweepSource(self.missing_ranges)

    def missing_ranges(self, db: Database) -> list[Range]:
        """Return the ranges to sweep; ids whose numbering is unknown are named and passed over."""
        options = self.options
        for hole in holes(db, options.lang) if options.ids == "unknown" else ():
            self.logger.warning(PASSED_OVER, hole, hole.sweep)
        query = CoverageFilter(lang=options.lang, since=options.since, until=options.until)
        found = [Range(*each) for each in ranges(db, query, options.ids)]
        return sorted(found, key=lambda each: (each.lang == "en", -each.last))
