"""The answers that are lists: which addresses name one, how it is paged, and what stands past its end."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, quote_plus

from replica.answer import Answer, html_page
from replica.corpus import CATEGORIES, REGIONS, RUBRICS
from replica.options import Paging
from replica.pages import lists
from replica.pages.frame import Hosts, Shown
from replica.site import PAGE_SIZE, ListKind, Site
from replica.truth import Brief

LIST = re.compile(
    r"(/berita/terkini|/latest-news|/kategori/[a-z-]+|/wilayah/[a-z-]+|/rubrik/[0-9]/[a-z-]+)(?:/([0-9]{1,9}))?/?"
)
"""The addresses of lists: that of the first page, and the number of a page where it stands in the path."""

MOBILE_SEARCH, DESKTOP_SEARCH = "/news/search", "/news_index/search"


@dataclass(frozen=True, slots=True)
class _Part:
    """A page of a list.

    Attributes:
        heading: the name of the list.
        page: from 1.
        total: how many articles the whole list has.
        briefs: those on the page.
    """

    heading: str
    page: int
    total: int
    briefs: Sequence[Brief]

    @property
    def pages(self) -> int:
        """How many pages the list has."""
        return -(-self.total // PAGE_SIZE)


class Listed:
    """The lists of a site, as pages."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._options = site.options

    def listing(self, path: str, in_path: str | None, query: str, hosts: Hosts) -> Answer:
        """Answer with a page of a list."""
        options = self._options
        kind, name, heading = _which(path)
        asked = in_path if options.paging == "path" else parse_qs(query).get("page", [None])[-1]
        misplaced = in_path is not None and options.paging != "path"
        if heading is None or misplaced:
            return _not_found(path, hosts)
        page = _number(asked)
        part = _Part(heading, page, *self._site.listing(kind, name, page))
        if self._is_past_end(part):
            return _not_found(path, hosts)
        if options.list_markup == "desktop" or path.startswith("/rubrik/"):

            def link(number: int) -> str:
                return lists.page_address(hosts.desktop + path, number, options.paging)

            return self._desktop(part, link, hosts, is_rel=options.paging == "rel")
        return self._mobile(part, path, options.paging, hosts)

    def search(self, path: str, query: str, hosts: Hosts) -> Answer:
        """Answer with a page of what a search finds; the number of a page stands in the query in any case."""
        given = parse_qs(query)
        words = given.get("q", [""])[-1]
        page = _number(given.get("p" if path == DESKTOP_SEARCH else "page", [None])[-1])
        part = _Part(f"Pencarian: {words}", page, *self._site.search(words, page))
        if self._is_past_end(part):
            return _not_found(path, hosts)
        address = f"{path}?q={quote_plus(words)}"
        if path == DESKTOP_SEARCH:

            def link(number: int) -> str:
                return f"{hosts.desktop}{address}&p={number}"

            return self._desktop(part, link, hosts, is_rel=False)
        return self._mobile(part, address, "number" if self._options.paging == "path" else self._options.paging, hosts)

    def _is_past_end(self, part: _Part) -> bool:
        return not part.briefs and part.page > 1 and self._options.past_end == "404"

    def _mobile(self, part: _Part, address: str, paging: Paging, hosts: Hosts) -> Answer:
        items = self._items(part.briefs)
        text = lists.list_page(
            part.heading, address, page=part.page, pages=part.pages, items=items, paging=paging, hosts=hosts
        )
        return html_page(text)

    def _desktop(self, part: _Part, link: Callable[[int], str], hosts: Hosts, *, is_rel: bool) -> Answer:
        items = self._items(part.briefs)
        text = lists.desktop_list_page(
            part.heading, page=part.page, pages=part.pages, items=items, link=link, is_rel=is_rel, hosts=hosts
        )
        return html_page(text)

    def _items(self, briefs: Sequence[Brief]) -> list[tuple[Shown, str]]:
        now = self._site.clock.now()
        return [(shown(self._site, brief, now), brief.teaser) for brief in briefs]


def shown(site: Site, brief: Brief, now: datetime) -> Shown:
    """What is shown of an article where another page names it."""
    views = site.counter(brief, now)
    return Shown(brief.path, brief.title, brief.photo_alt, brief.photo, brief.published_at, views, brief.reporter)


def _number(asked: str | None) -> int:
    """The page that is asked for: the first, where no number says otherwise."""
    return max(int(asked), 1) if asked is not None and asked.isdecimal() else 1


def _not_found(path: str, hosts: Hosts) -> Answer:
    return html_page(lists.plain_page("404 Halaman tidak ditemukan", path, hosts), 404)


def _which(path: str) -> tuple[ListKind, str, str | None]:
    """Tell which list a path names; its heading is None where there is no such list."""
    name = path.rpartition("/")[2]
    if path == "/berita/terkini":
        return "index", name, "Indeks"
    if path == "/latest-news":
        return "english", name, "English"
    if path.startswith("/rubrik/"):
        return "category", name, CATEGORIES[name][0] if str(RUBRICS.get(name)) == path.split("/")[2] else None
    if path.startswith("/kategori/"):
        return "category", name, CATEGORIES.get(name, (None, 0))[0]
    return "region", name, REGIONS.get(name, (None, 0))[0]
