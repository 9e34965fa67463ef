"""Spends nights against a replica that runs beside, with crawls in this very process and a clock that can be moved."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings

from arsip.cli.commands.crawl import crawl as verbs
from arsip.nightly.job import STEPS, NightlyConfig, NightlyResult, RunCrawl
from arsip.nightly.runner import NightlyRun
from replica.clock import Clock
from replica.options import Options
from replica.server import Running, serve
from replica.site import Site
from scraper import clock
from scraper.crawl.options import RunOptions
from scraper.crawl.run import Run
from scraper.exit_codes import INTERRUPTED, CannotRun

FAST: dict[str, Any] = {
    "TWISTED_REACTOR_ENABLED": False,
    "ARSIP_DELAY": 0,
    "ARSIP_FIRST_BACKOFF": 0.001,
    "ARSIP_LONGEST_BACKOFF": 0.002,
    "CONCURRENT_REQUESTS": 4,
}


@contextmanager
def replica_beside(options: Options | None = None) -> Iterator[Running]:
    """Serve a frozen replica from a thread of its own, so that whoever asks it may block."""
    loop, stop, begun = asyncio.new_event_loop(), asyncio.Event(), threading.Event()
    found: list[Running] = []

    async def run() -> None:
        site = Site(options or Options(articles=120), Clock(frozen=True))
        log: list[dict[str, Any]] = []
        async with serve(site, log=log) as running:
            found.append(running)
            begun.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    begun.wait(10)
    try:
        yield found[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


def crawl_here(arguments: list[str]) -> int:
    """Run a crawl in this process, with its arguments read as the command line reads them."""
    verb = verbs.commands[arguments[0]]
    options = verb.make_context(arguments[0], list(arguments[1:])).params
    settings = Settings()
    settings.setmodule("scraper.settings", priority="project")
    chosen = {"ARSIP_DB": str(options["db"]), "ARSIP_BUDGET": options["budget"] or 0}
    settings.update({**FAST, **chosen}, priority="cmdline")
    own = {name: options[name] for name in ("limit", "lang", "since", "older_than", "confirm_gone") if name in options}

    async def run() -> int:
        runner = AsyncCrawlerRunner(settings)
        crawler = runner.create_crawler(arguments[0])
        try:
            await runner.crawl(crawler, site=options["site"], photos=options["photos"], **own)
        except CannotRun as error:
            return error.exit_status
        kept = crawler.get_extension(Run)
        return INTERRUPTED if kept is None or kept.exit_status is None else kept.exit_status

    return asyncio.run(run())


@dataclass
class Nights:
    """Spends nights one after the other.

    Attributes:
        site: the replica.
        config: what each night is to do.
        crawl: runs the crawls.
        asked: paths that the last night asked the replica for.
    """

    site: Running
    config: NightlyConfig
    crawl: RunCrawl = crawl_here
    asked: list[str] = field(default_factory=list)

    def spend(self, *steps: str, without: tuple[str, ...] = (), **changed: Any) -> NightlyResult:
        """Spend a night: all steps, or those that are named."""
        assert self.site.requests is not None
        before = len(self.site.requests)
        chosen = [step for step in steps or STEPS if step not in without]
        night = NightlyRun(replace(self.config, **changed), chosen, self.crawl).execute()
        self.asked = [entry["path"] for entry in list(self.site.requests)[before:]]
        return night


@contextmanager
def moved_clock(monkeypatch: Any, start: datetime) -> Iterator[Callable[[timedelta], None]]:
    """Let the archive's clock begin at a moment; yields what moves it on. It goes on by a millisecond at each look."""
    at = [start]

    def now() -> datetime:
        at[0] += timedelta(milliseconds=1)
        return at[0]

    def move(by: timedelta) -> None:
        at[0] += by

    monkeypatch.setattr(clock, "now", now)
    yield move


def results_of(night: NightlyResult) -> dict[str, tuple[int, str]]:
    """Return status and verdict of each step."""
    return {done.step: (done.status, done.message) for done in night.steps}


def counts_of(row: tuple[Any, ...]) -> dict[str, Any]:
    """Return what a row of `runs` counted."""
    found: dict[str, Any] = json.loads(row[-1])
    return found


def config_at(folder: Path, site: str, **more: Any) -> NightlyConfig:
    """Return what a night is to do in a folder, with no pauses."""
    crawl = RunOptions(db=folder / "archive.db", min_free=0, delay=0.0)
    return NightlyConfig(crawl=crawl, site=site, workers=1, **more)
