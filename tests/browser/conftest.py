"""A real browser, and servers for it to visit: each listens on a port of this machine, in a thread of its own."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Error, sync_playwright

from arsip.web.security_middleware import LOOPBACK
from arsip.web.served_copy import served
from arsip.web.server import address_of, bind
from arsip.web.site import Site
from scraper.archive.copies.publication import publish
from tests.browser.making import browsed, hostile

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
"""What the browser is called on the machines that have one; else Playwright's own is used, if it was installed."""

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="module")  # and no longer: while Playwright runs, no other test may run an event loop
def browser() -> Iterator[Browser]:
    """Chromium without a window; where there is none, tests are skipped, but not in CI, which has to have one."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        except Error as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"there is no Chromium on this machine, so nothing is tried in a browser: {error}")
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def pictures() -> Path | None:
    """Where screenshots go: the folder that ARSIP_SCREENSHOTS names, which CI keeps; else none are taken."""
    named = os.environ.get("ARSIP_SCREENSHOTS")
    if not named:
        return None
    Path(named).mkdir(parents=True, exist_ok=True)
    return Path(named)


@contextmanager
def listening(archive: Path) -> Iterator[str]:
    """Serve a copy of an archive while the block runs; give its address, without the last slash."""
    copy = archive.with_name("browse.db")
    publish(archive, copy)
    site = Site(copy=copy, warc=archive.parent / "warc", hosts=LOOPBACK)
    with served(site) as datasette, closing(bind("127.0.0.1", 0)) as sock:
        server = uvicorn.Server(uvicorn.Config(datasette.app(), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        yield address_of(sock, "127.0.0.1").rstrip("/")
        server.should_exit = True
        thread.join()


def _session(make: Callable[[Path], Path], name: str) -> Callable[[pytest.TempPathFactory], Iterator[str]]:
    @pytest.fixture(scope="session", name=name)
    def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
        with listening(make(tmp_path_factory.mktemp(name))) as address:
            yield address

    return serve


site = _session(browsed, "site")
hostile_site = _session(hostile, "hostile_site")
