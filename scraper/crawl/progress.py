"""Shows the progress of a crawl: a bar on a terminal, a line in the log now and then elsewhere."""

import logging
import time
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.utils.asyncio import create_looping_call

from scraper.clock import now
from scraper.crawl.run import Run
from scraper.crawl.session import ArchivingSpider

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from scrapy import Spider
    from scrapy.crawler import Crawler

logger = logging.getLogger("arsip")

BAR_SECONDS = 0.5
LINE_SECONDS = 30.0
COUNT_SHARE = 50
"""Counting a large frontier is slow: it takes at most one part in so many of the time."""


class Progress:
    """Shows the run's tally at intervals; the setting `ARSIP_PROGRESS` asks for a bar on stderr."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._bar = _bar() if crawler.settings.getbool("ARSIP_PROGRESS") else None
        self._run: Run | None = None

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Watch from the spider's start to the engine's end."""
        progress = cls(crawler)
        crawler.signals.connect(progress._opened, signals.spider_opened)
        crawler.signals.connect(progress._closed, signals.spider_closed)
        return progress

    def _opened(self, spider: "Spider") -> None:
        self._run = run = self._crawler.get_extension(Run)
        if run is None:
            return
        assert isinstance(spider, ArchivingSpider)  # else there would be no run
        self._source = spider.source
        self._began = time.monotonic()
        salvaged = run.session.salvaged
        if salvaged.captures:
            logger.info("%s pages of a run that was cut off were taken in from its WARC file", salvaged.captures)
        if salvaged.warning:
            logger.warning(salvaged.warning)
        if self._bar is not None:
            self._task = self._bar.add_task(spider.name, total=None, note="")
            self._bar.start()
        self._next_count = 0.0
        self._clock = create_looping_call(self._show, run)
        self._clock.start(LINE_SECONDS if self._bar is None else BAR_SECONDS, now=False)

    def _closed(self) -> None:
        if self._run is None:
            return
        if self._clock.running:
            self._clock.stop()
        if self._bar is not None:
            self._run.flush()
            self._next_count = 0.0
            self._show(self._run)
            self._bar.stop()

    def _show(self, run: Run) -> None:
        tally, between = run.writer.tally, run.options.between
        if self._bar is None and between is not None and between.opens_in(now()) > 0 and not tally.captures:
            return  # the crawl has logged until when it waits
        if (began := time.monotonic()) >= self._next_count:
            self._done, self._known = self._source.counts(run.db)
            self._next_count = began + COUNT_SHARE * (time.monotonic() - began)
        rate = f"{tally.captures / max(time.monotonic() - self._began, 0.001):.1f} pages/s"
        counted = [f"{tally.new} new", f"{tally.changed} changed", f"{tally.problems} problems", rate]
        if self._bar is not None:
            note = " · ".join(counted)
            self._bar.update(self._task, total=self._known or None, completed=self._done, note=note)
            return
        logger.info("%s of %s %s done, %s", self._done, self._known, self._source.noun, ", ".join(counted))


def _bar() -> "Bar":
    """Make the bar: articles done of known, what became of them, pages a second, time left."""
    from rich.console import Console  # noqa: PLC0415 - only where there is a terminal
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    return Progress(
        TextColumn("[bold]{task.description}"),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TextColumn("{task.fields[note]}"),
        TimeRemainingColumn(compact=True),
        console=Console(stderr=True),
        refresh_per_second=4,
    )
