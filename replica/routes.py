"""Owns which address answers what: a path becomes a status, headers and a page, without a network."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qs, quote_plus

from replica.corpus import CATEGORIES, REGIONS, Lang
from replica.pages import desktop_2018, desktop_lists, lists, mobile_2026
from replica.pages.frame import REAL, Hosts
from replica.pages.shown import Shown
from replica.site import PAGE_SIZE, ListKind, Site
from replica.truth import Brief

_ARTICLE = re.compile(r"/(en/)?read/([0-9]{1,9})(?:/([^/]*))?/?")
_LIST = re.compile(
    r"(/berita/terkini|/latest-news|/kategori/[a-z-]+|/wilayah/[a-z-]+|/rubrik/[0-9]/[a-z-]+)(?:/([0-9]{1,9}))?/?"
)
_SEARCH = "/news_index/search"
_RUBRICS = {"1": "ekonomi", "2": "pembangunan", "4": "pemerintahan", "5": "kesra"}
_HTML = "text/html; charset=utf-8"
_TEXT = "text/plain; charset=utf-8"

ROBOTS = "User-agent: *\nDisallow: /admin/\n"
"""The built-in robots.txt."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site answers.

    Attributes:
        status: of HTTP.
        body: in UTF-8.
        content_type: with the charset.
        location: where a redirect leads.
    """

    status: int = 200
    body: bytes = field(default=b"", repr=False)
    content_type: str = _HTML
    location: str | None = None


class Routes:
    """The answers of a site.

    Args:
        site: what there is to show.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._options = site.options

    def answer(self, path: str, query: str, origin: str) -> Answer:
        """Answer a request for a page.

        Args:
            path: decoded.
            query: as sent, without the question mark.
            origin: scheme, host and port that the request came to.
        """
        hosts = REAL if self._options.canonical_host else Hosts(origin, origin, origin)
        if path == "/robots.txt":
            return self._robots()
        if path == "/":
            return _page(lists.plain_page("Beranda", "/", hosts))
        if match := _ARTICLE.fullmatch(path):
            lang: Lang = "en" if match[1] else "id"
            return self._article(lang, int(match[2]), match[3], hosts)
        if match := _LIST.fullmatch(path):
            return self._list(match[1], match[2], parse_qs(query), hosts)
        if path == _SEARCH:
            return self._search(parse_qs(query), hosts)
        return _page(lists.plain_page("404 Halaman tidak ditemukan", path_only(path), hosts), 404)

    def _robots(self) -> Answer:
        options = self._options
        text = ROBOTS if options.robots is None else options.robots
        if options.crawl_delay is not None:
            text += f"Crawl-delay: {options.crawl_delay:g}\n"
        return Answer(options.robots_status, text.encode(), _TEXT)

    # -- articles

    def _article(self, lang: Lang, id_: int, given: str | None, hosts: Hosts) -> Answer:
        if self._site.index(lang, id_) is None:
            return self._missing(f"/{'en/' if lang == 'en' else ''}read/{id_}", hosts)
        brief = self._site.brief(lang, id_)
        if given != brief.slug and self._options.wrong_slug != "serve":
            if self._options.wrong_slug == "404":
                return _page(lists.plain_page("404 Halaman tidak ditemukan", brief.path, hosts), 404)
            template = self._site.template(lang, brief.index)
            host = hosts.desktop if template == "desktop-2018" else hosts.mobile
            return Answer(301, location=host + brief.path)
        return _page(self._article_page(brief, hosts))

    def _article_page(self, brief: Brief, hosts: Hosts) -> str:
        site = self._site
        now = site.clock.now()
        article = site.article(brief.lang, brief.id)
        make = desktop_2018.article_page if article.template == "desktop-2018" else mobile_2026.article_page
        return make(
            article,
            path=brief.path,
            views=site.counter(brief, now),
            links=[self._shown(site.brief(brief.lang, id_), now) for id_ in article.read_also],
            related=[self._shown(site.brief(brief.lang, id_), now) for id_ in article.related],
            popular=[self._shown(each, now) for each in site.popular(article.template, brief.lang)],
            hosts=hosts,
            options=site.options,
        )

    def _shown(self, brief: Brief, now: datetime) -> Shown:
        views = self._site.counter(brief, now)
        return Shown(brief.path, brief.title, brief.photo_alt, brief.photo, brief.published_at, views, brief.reporter)

    def _missing(self, path: str, hosts: Hosts) -> Answer:
        rule = self._options.missing
        if rule == "home":
            return Answer(302, location=hosts.mobile + "/")
        if rule == "empty":
            return _page(lists.plain_page("Berita", path, hosts))
        return _page(lists.plain_page(f"{rule} Halaman tidak ditemukan", path, hosts), int(rule))

    # -- lists

    def _list(self, path: str, in_path: str | None, query: Mapping[str, list[str]], hosts: Hosts) -> Answer:
        options = self._options
        kind, name, heading = _which(path)
        asked = in_path if options.paging == "path" else query.get("page", [None])[-1]
        page = int(asked) if asked is not None and asked.isdecimal() else 1
        misplaced = in_path is not None and options.paging != "path"
        if heading is None or misplaced:
            return _page(lists.plain_page("404 Halaman tidak ditemukan", path, hosts), 404)
        total, briefs = self._site.listing(kind, name, max(page, 1))
        pages = -(-total // PAGE_SIZE)
        if not briefs and page > 1 and options.past_end == "404":
            return _page(lists.plain_page("404 Halaman tidak ditemukan", path, hosts), 404)
        items = self._items(briefs)
        if options.list_markup == "desktop" or path.startswith("/rubrik/"):
            return _page(
                desktop_lists.list_page(
                    heading,
                    page=max(page, 1),
                    pages=pages,
                    items=items,
                    link=lambda number: lists.page_address(hosts.desktop + path, number, options.paging),
                    is_rel=options.paging == "rel",
                    hosts=hosts,
                )
            )
        return _page(
            lists.list_page(
                heading, path, page=max(page, 1), pages=pages, items=items, paging=options.paging, hosts=hosts
            )
        )

    def _search(self, query: Mapping[str, list[str]], hosts: Hosts) -> Answer:
        """Find the articles of the category that is named by the words searched for."""
        words, asked = query.get("q", [""])[-1], query.get("p", ["1"])[-1]
        name = words.strip().lower().replace(" ", "-")
        page = max(int(asked), 1) if asked.isdecimal() else 1
        total, briefs = self._site.listing("category", name, page) if name in CATEGORIES else (0, [])
        return _page(
            desktop_lists.list_page(
                f"Pencarian: {words}",
                page=page,
                pages=-(-total // PAGE_SIZE),
                items=self._items(briefs),
                link=lambda number: f"{hosts.desktop}{_SEARCH}?q={quote_plus(words)}&p={number}",
                is_rel=False,
                hosts=hosts,
            )
        )

    def _items(self, briefs: Sequence[Brief]) -> list[tuple[Shown, str]]:
        """What a list shows of each article, with its teaser."""
        now = self._site.clock.now()
        return [(self._shown(brief, now), brief.teaser) for brief in briefs]


def _which(path: str) -> tuple[ListKind, str, str | None]:
    """Tell which list a path names; its heading is None where there is no such list."""
    name = path.rpartition("/")[2]
    if path == "/berita/terkini":
        return "index", name, "Indeks"
    if path == "/latest-news":
        return "english", name, "English"
    if path.startswith("/rubrik/"):
        return "category", name, CATEGORIES[name][0] if _RUBRICS.get(path.split("/")[2]) == name else None
    if path.startswith("/kategori/"):
        return "category", name, CATEGORIES.get(name, (None, 0))[0]
    return "region", name, REGIONS.get(name, (None, 0))[0]


def path_only(path: str) -> str:
    """Make a path safe to print within an attribute."""
    return re.sub(r"[^\w/.-]", "", path)


def _page(text: str, status: int = 200) -> Answer:
    return Answer(status, text.encode())
