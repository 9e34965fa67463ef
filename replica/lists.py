"""The answers that are lists: which addresses name one, how it is paged, and what stands past its end."""

import re
from datetime import datetime
from urllib.parse import parse_qs, quote_plus

from replica.answer import Answer, html_page
from replica.corpus import CATEGORIES, REGIONS, RUBRICS
from replica.options import Paging
from replica.pages import desktop, mobile_2026
from replica.pages.frame import Hosts, ListPage, Shown
from replica.site import PAGE_SIZE, ListKind, Site
from replica.truth import Brief

LIST = re.compile(
    r"(/berita/terkini|/latest-news|/kategori/[a-z-]+|/wilayah/[a-z-]+|/rubrik/[0-9]/[a-z-]+)(?:/([0-9]{1,9}))?/?"
)
"""The addresses of lists: that of the first page, and the number of a page where it stands in the path."""

MOBILE_SEARCH, DESKTOP_SEARCH = "/news/search", "/news_index/search"


def listing(site: Site, path: str, in_path: str | None, query: str, hosts: Hosts) -> Answer:
    """Answer with a page of a list."""
    paging = site.options.paging
    kind, name, heading = _which(path)
    requested = in_path if paging == "path" else parse_qs(query).get("page", [None])[-1]
    is_misplaced = in_path is not None and paging != "path"
    if heading is None or is_misplaced:
        return not_found(path, hosts)
    number = _number(requested)
    is_desktop = site.options.list_markup == "desktop" or path.startswith("/rubrik/")
    address = (hosts.desktop if is_desktop else hosts.mobile) + path
    found = ListPage(
        heading, number, *_found(site, site.listing(kind, name, number)),
        link=lambda page: _address(address, page, paging), is_rel=paging == "rel", hosts=hosts,
    )  # fmt: skip
    return _answer(site, found, path, is_desktop=is_desktop)


def search(site: Site, path: str, query: str, hosts: Hosts) -> Answer:
    """Answer with a page of what a search finds; the number of a page stands in the query in any case."""
    given = parse_qs(query)
    words = given.get("q", [""])[-1]
    is_desktop = path == DESKTOP_SEARCH
    number = _number(given.get("p" if is_desktop else "page", [None])[-1])
    address = f"{path}?q={quote_plus(words)}"

    def link(page: int) -> str:
        return f"{hosts.desktop}{address}&p={page}" if is_desktop else _address(hosts.mobile + address, page, "number")

    found = ListPage(
        f"Pencarian: {words}", number, *_found(site, site.search(words, number)),
        link=link, is_rel=site.options.paging == "rel" and not is_desktop, hosts=hosts,
    )  # fmt: skip
    return _answer(site, found, path, is_desktop=is_desktop)


def _found(site: Site, found: tuple[int, list[Brief]]) -> tuple[int, list[Shown]]:
    """How many pages a list has, and what is shown of the articles on the one that was found."""
    total, briefs = found
    now = site.clock.now()
    return -(-total // PAGE_SIZE), [shown(site, brief, now) for brief in briefs]


def _answer(site: Site, found: ListPage, path: str, *, is_desktop: bool) -> Answer:
    if not found.items and found.page > 1 and site.options.past_end == "404":
        return not_found(path, found.hosts)
    return html_page((desktop if is_desktop else mobile_2026).list_page(found))


def shown(site: Site, brief: Brief, now: datetime) -> Shown:
    """What is shown of an article where another page names it."""
    views = site.counter(brief, now)
    return Shown(
        brief.path, brief.title, brief.photo_alt, brief.photo, brief.published_at, views, brief.reporter, brief.teaser
    )


def _address(address: str, number: int, paging: Paging) -> str:
    """The address of a page of a list, by that of its first page."""
    if number == 1:
        return address
    return f"{address}/{number}" if paging == "path" else f"{address}{'&' if '?' in address else '?'}page={number}"


def _number(requested: str | None) -> int:
    """The number of the requested page; 1 where the request has no number."""
    return max(int(requested), 1) if requested is not None and requested.isdecimal() else 1


def not_found(path: str, hosts: Hosts) -> Answer:
    """Answer that there is no such page."""
    return html_page(mobile_2026.plain_page("404 Halaman tidak ditemukan", path, hosts), 404)


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
