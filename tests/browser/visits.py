"""A window of the browser on a server of ours, that takes note of whatever a page does besides being read."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request

SERIOUS = frozenset({"serious", "critical"})
AXE = Axe()
HEIGHT = 900
Pictures: TypeAlias = Path | None
NARROW = 600


@dataclass
class Window:
    """A window.

    Attributes:
        page: what it shows.
        site: the address of the server.
        width: in pixels.
        pictures: where screenshots go; None where none are taken.
        noted: dialogs, messages on the console, requests to elsewhere, requests that failed.
    """

    page: Page
    site: str
    width: int
    pictures: Pictures
    noted: list[str] = field(default_factory=list)

    def go(self, path: str) -> int:
        """Go to a page; return its status."""
        answer = self.page.goto(self.site + path)
        assert answer is not None
        return answer.status

    def follow(self, name: str, **role: Any) -> None:
        """Click on what is called so, and wait for the page that it leads to."""
        self.page.get_by_role(**{"role": "link", "name": name, "exact": True, **role}).first.click()
        self.page.wait_for_load_state()

    def look(self, name: str) -> None:
        """Hold a page to what every page has to keep, and take pictures of it in light and dark.

        What axe finds wrong is looked for in one of the two: light where the window is narrow, dark where it is wide.
        """
        schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
        for scheme in schemes:
            is_held = (scheme == "light") == (self.width < NARROW)
            if is_held or self.pictures:
                self.page.emulate_media(color_scheme=scheme)
            if self.pictures:
                self.page.screenshot(path=self.pictures / f"{name}-{self.width}-{scheme}.png", full_page=True)
            if is_held:
                found = AXE.run(self.page, options={"resultTypes": ["violations"]}).response["violations"]
                grave = [each for each in found if each["impact"] in SERIOUS]
                where = [(each["id"], node["target"]) for each in grave for node in each["nodes"]]
                assert not grave, (name, scheme, where[:5])
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.width, f"{name} is {wide} wide"
        assert self.noted == []


@contextmanager
def window(browser: Browser, site: str, pictures: Pictures, *, width: int = 1280, **options: Any) -> Iterator[Window]:
    """Open a window of its own, with no memory."""
    context = browser.new_context(viewport={"width": width, "height": HEIGHT}, **options)
    page = context.new_page()
    opened = Window(page, site, width, pictures)
    page.on("dialog", lambda dialog: (opened.noted.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("console", lambda said: opened.noted.append(f"console: {said.text}"))
    page.on("pageerror", lambda error: opened.noted.append(f"error: {error}"))
    page.on("popup", lambda other: opened.noted.append(f"popup: {other.url}"))
    page.on("requestfailed", lambda failed: opened.noted.extend(_failure(failed)))
    page.on("request", lambda asked: None if _own(asked.url, site) else opened.noted.append(f"asked: {asked.url}"))
    try:
        yield opened
    finally:
        context.close()


def _own(url: str, site: str) -> bool:
    return url.startswith(f"{site}/") or bool(re.match(r"data:image/", url))


def _failure(failed: Request) -> list[str]:
    """What failed; but not what was broken off because the page was left, or became a download."""
    return [] if failed.failure == "net::ERR_ABORTED" else [f"failed: {failed.url} {failed.failure}"]
