"""What tests of several folders need: a replica to crawl, a crawl in this very process, SIGINT, and time limits."""

import gc
import os
import shutil
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings

from replica.clock import Clock
from replica.options import Options
from replica.server import Running, serve
from replica.site import Site
from scraper.crawl.run import Run
from scraper.maintenance import ingest
from scraper.parser.classify import interpret
from tests.scraper.maintenance.keeping import everything

settings.register_profile("arsip", deadline=None)  # what a test takes says more of the machine than of the code
settings.register_profile("fuzz", settings.get_profile("arsip"), max_examples=500)  # of `make fuzz`
settings.load_profile("arsip")

FUZZ_FACTOR = 5
"""Examples in the profile `fuzz` for each one of the profile `arsip`."""

LONG_SECONDS = 3600
"""Time limit of a test that is marked interop or soak, or run by `make fuzz`; others have that of pyproject.toml."""

gc.set_threshold(10_000, 50, 50)  # each collection goes through the modules and tests of the whole suite

os.umask(0o022)  # with 002, an arsip.toml that a test writes would be refused, since its group could change it

os.environ["SSL_CERT_FILE"] = os.devnull  # a crawl reads the certificates twice, 35 ms each, and no test speaks TLS

Crawl = Callable[..., Awaitable[Run]]
Serve = Callable[..., AbstractAsyncContextManager[Running]]


def examples(number: int, **more: Any) -> settings:
    """Return the settings of a test of random examples, of so many; `make fuzz` tries five times as many."""
    return settings(max_examples=number * FUZZ_FACTOR if _is_fuzz() else number, **more)


def _is_fuzz() -> bool:
    return settings.get_current_profile_name() == "fuzz"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Restore SIGINT before any fixture of a test: `nohup make test &` starts the suite with the signal ignored.

    A handler of Python's own is not inherited by the processes that a test starts; SIG_IGN would be.
    """
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Start a worker more than there are processors: a sixth of the time, a test waits for a disk or for the clock."""
    return 1 + (os.cpu_count() or 1)


def pytest_collection_finish() -> None:
    """Exempt the modules and tests from garbage collection: they stay until the end."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the tests that take long by design a longer time limit, unless they set their own."""
    for item in items:
        long = _is_fuzz() or any(item.get_closest_marker(name) for name in ("fuzz", "interop", "soak"))
        if long and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(LONG_SECONDS))


_interpret_once = lru_cache(1_000)(interpret)  # the parser is pure, and the key is all that it is given


@pytest.fixture
def parse_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parse each page once: for tests that archive, verify and rebuild the same few pages over and over."""
    monkeypatch.setattr(ingest, "interpret", _interpret_once)


@asynccontextmanager
async def serving(*, port: int = 0, **options: Any) -> AsyncIterator[Running]:
    """Serve a frozen replica; options of `replica.options.Options` are given by name."""
    site = Site(Options(**{"articles": 60, **options}), Clock(frozen=True))
    log: list[dict[str, Any]] = []
    async with serve(site, port=port, log=log) as running:
        yield running


async def crawl_into(
    folder: Path, site: str, *, spider: str = "articles", settings: dict[str, Any] | None = None, **arguments: Any
) -> Run:
    """Crawl in this process, into `folder / "archive.db"`, at full speed; return the run when it is over."""
    given = Settings()
    given.setmodule("scraper.settings", priority="project")
    given.update(
        {
            "TWISTED_REACTOR_ENABLED": False,
            "ARSIP_DB": str(folder / "archive.db"),
            "ARSIP_DELAY": 0,
            "ARSIP_MIN_FREE": 0,
            "ARSIP_FIRST_BACKOFF": 0.01,
            "ARSIP_LONGEST_BACKOFF": 0.05,
            "CONCURRENT_REQUESTS": 8,
            **(settings or {}),
        },
        priority="cmdline",
    )
    runner = AsyncCrawlerRunner(given)
    crawler = runner.create_crawler(spider)
    await runner.crawl(crawler, site=site, **arguments)
    run = crawler.get_extension(Run)
    assert run is not None
    return run


@pytest.fixture
def replica() -> Serve:
    """Return what serves a replica: `serving`."""
    return serving


@pytest.fixture
def crawl(tmp_path: Path) -> Crawl:
    """Return what crawls into `tmp_path / "archive.db"`: `crawl_into`."""
    return partial(crawl_into, tmp_path)


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an archive in which something of everything is."""
    return everything(tmp_path_factory.mktemp("whole")).parent


@pytest.fixture
def path(whole: Path, tmp_path: Path) -> Path:
    """A copy of that archive."""
    return Path(shutil.copytree(whole, tmp_path / "copy")) / "archive.db"
