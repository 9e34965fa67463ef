"""The answers that are lists: which addresses name one, how it is paged, what stands past its end; and the sitemap.

The sitemap (sitemaps.org) is an index, and parts that each name up to 5,000 articles of one edition.
"""

import gzip
import re
from datetime import datetime
from html import escape
from urllib.parse import parse_qs, quote_plus

from replica.corpus import CATEGORIES, LANGS, REGIONS, RUBRICS, Lang
from replica.options import Paging
from replica.pages import desktop, mobile_2026
from replica.pages.frame import Answer, Hosts, ListPage, Shown, html_page
from replica.site import PAGE_SIZE, ListKind, Site
from replica.truth import Brief

LIST = re.compile(
    r"(/berita/terkini|/latest-news|/kategori/[a-z-]+|/wilayah/[a-z-]+|/rubrik/[0-9]/[a-z-]+)(?:/([0-9]{1,9}))?/?"
)
"""The addresses of lists: that of the first page, and the number of a page where it stands in the path."""

MOBILE_SEARCH, DESKTOP_SEARCH = "/news/search", "/news_index/search"

SITEMAP = "/sitemap.xml"
PART_SIZE = 5_000
"""Articles of a part, those that are deleted now counted too, so that none moves from one part to another."""

_SITEMAP_PART = re.compile(r"/sitemap-(id|en)-([1-9][0-9]{0,4})\.xml(\.gz)?")
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"


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
    return -(-total // PAGE_SIZE), [Shown(brief, site.counter(brief, now)) for brief in briefs]


def _answer(site: Site, found: ListPage, path: str, *, is_desktop: bool) -> Answer:
    if not found.items and found.page > 1 and site.options.past_end == "404":
        return not_found(path, found.hosts)
    return html_page((desktop if is_desktop else mobile_2026).list_page(found))


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


def sitemap(site: Site, path: str, hosts: Hosts) -> Answer | None:
    """Answer with the index or a part; None where the path is neither, or the site has no sitemap."""
    zipped = site.options.sitemap == "gzip"
    if site.options.sitemap == "none":
        return None
    if path == SITEMAP:
        return _xml(_index(site, hosts.desktop, ".xml.gz" if zipped else ".xml"))
    match = _SITEMAP_PART.fullmatch(path)
    if match is None or zipped != bool(match[3]):
        return None
    lang: Lang = "en" if match[1] == "en" else "id"
    places = _parts(site, lang)
    number = int(match[2]) - 1
    if number >= len(places):
        return None
    part = _xml(_part(site, lang, places[number], hosts.desktop))
    # The same bytes each time: without a fixed time the file would hold that of its making.
    return Answer(200, gzip.compress(part.body, mtime=0), "application/gzip") if zipped else part


def _parts(site: Site, lang: Lang) -> list[range]:
    span = site.corpus.span(lang, site.clock.now())
    return [span[start : start + PART_SIZE] for start in range(0, len(span), PART_SIZE)]


def _index(site: Site, origin: str, ending: str) -> str:
    rows = []
    for lang in LANGS:
        edits = site.edits[lang]
        for number, places in enumerate(_parts(site, lang), start=1):
            newest = site.corpus.moment(site.corpus.ordinal(lang, places[-1]))
            modified = max([newest, *(edit.at for index, edit in edits.items() if index in places)])
            rows.append(_row("sitemap", f"{origin}/sitemap-{lang}-{number}{ending}", modified))
    return f'<sitemapindex xmlns="{_SCHEMA}">\n{"".join(rows)}</sitemapindex>\n'


def _part(site: Site, lang: Lang, places: range, origin: str) -> str:
    briefs = (site.at(lang, index) for index in places if index not in site.deleted[lang])
    rows = "".join(_row("url", origin + brief.path, site.modified(brief)) for brief in briefs)
    return f'<urlset xmlns="{_SCHEMA}">\n{rows}</urlset>\n'


def _row(tag: str, address: str, modified: datetime) -> str:
    when = modified.isoformat(timespec="seconds")
    return f"  <{tag}><loc>{escape(address)}</loc><lastmod>{when}</lastmod></{tag}>\n"


def _xml(text: str) -> Answer:
    return Answer(200, (_HEAD + text).encode(), "application/xml; charset=utf-8")
