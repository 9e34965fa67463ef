"""Shows how a crawl goes: a bar on a terminal, a plain line now and then elsewhere."""

import logging
import time
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from scraper.archive import frontier
from scraper.crawl.run import Run

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from scrapy import Spider
    from scrapy.crawler import Crawler

logger = logging.getLogger("arsip")

BAR_SECONDS = 0.5
LINE_SECONDS = 30.0


class Progress:
    """Looks at a run's tally at intervals.

    Args:
        run: what is shown.
        scope: the articles that count.
        on_terminal: whether to draw a bar on stderr.
    """

    def __init__(self, run: Run, scope: frontier.Scope, *, on_terminal: bool) -> None:
        self._run = run
        self._scope = scope
        self._bar = _bar() if on_terminal else None

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Watch the crawler's run; the setting `ARSIP_PROGRESS` asks for a bar."""
        run = crawler.get_extension(Run)
        if run is None:
            raise NotConfigured("nothing is archived")
        spider = crawler.spider
        scope = getattr(spider, "scope", frontier.Scope())
        progress = cls(run, scope, on_terminal=crawler.settings.getbool("ARSIP_PROGRESS"))
        crawler.signals.connect(progress._opened, signals.spider_opened)
        crawler.signals.connect(progress._closed, signals.engine_stopped)
        return progress

    def _opened(self, spider: "Spider") -> None:
        self._began = time.monotonic()
        if self._run.salvaged:
            logger.info("%s pages of a run that was cut off were taken in from its WARC file", self._run.salvaged)
        if self._bar is not None:
            self._task = self._bar.add_task(spider.name, total=None, note="")
            self._bar.start()
        self._clock = create_looping_call(self._show)
        self._clock.start(LINE_SECONDS if self._bar is None else BAR_SECONDS, now=False)

    def _closed(self) -> None:
        if self._clock.running:
            self._clock.stop()
        if self._bar is not None:
            self._bar.stop()

    def _show(self) -> None:
        if self._run.exit_status is not None:
            return
        tally = self._run.writer.tally
        states = frontier.counts(self._run.db, self._scope)
        known = sum(states.values())
        done = known - states.get("pending", 0)
        rate = tally.captures / max(time.monotonic() - self._began, 0.001)
        if self._bar is None:
            logger.info(
                "%s of %s known articles done, %s new, %s changed, %s problems, %.1f pages/s",
                done,
                known,
                tally.new,
                tally.changed,
                tally.problems,
                rate,
            )
        else:
            note = f"{tally.new} new · {tally.changed} changed · {tally.problems} problems · {rate:.1f} pages/s"
            self._bar.update(self._task, total=known or None, completed=done, note=note)


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
