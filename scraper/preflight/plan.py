"""The requests of a preflight, each chosen by the answers before it; a spider makes them, or a replay.

The most important come first: where a run ends early, the rest is not tested.
"""

import re
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeAlias
from urllib.parse import urlsplit

from scraper.crawl.middlewares.robots import MAX_BYTES, rules_of
from scraper.crawl.site import is_own, is_photo_host, site_name
from scraper.items import Answer, Lang, ListPage
from scraper.urls import article_url, search_name
from scraper.warc.exchange import Exchange

MOST_REQUESTS = 30
"""Of any kind; what robots.txt files that redirect take, the last probes lack."""

NEVER_ID = 999_999_999
"""An id far above the newest, which no article will have in this millennium at 139 articles a day."""

HOLE_ID = 100_000
"""An id of the English edition that was never assigned: it went from 61,639 to 150,636 in February 2026."""

WRONG_SLUG = "potret-jakarta"
"""Under this slug of another section 28 stored pages hold their article."""

KNOWN_IDS: dict[Lang, int] = {"id": 142433, "en": 61639}
"""Articles that existed in 2026, for a site whose lists cannot be read."""

INDEXES: dict[Lang, str] = {"id": "berita/terkini", "en": "latest-news"}
OTHER_LISTS = (
    "kategori/pemerintahan", "wilayah/jakarta-pusat", "siaran-pers", search_name("news/search", "jakarta"),
)  # fmt: skip
DESKTOP_LISTS = ("rubrik/4/pemerintahan", search_name("news_index/search", "jakarta"))
"""Lists that only www. has."""

FEED = "en/category/1/rss"
"""The address of a feed that one reader of the site uses."""

_HOSTS = ("m.beritajakarta.id", "www.beritajakarta.id", "desain.beritajakarta.id")
_NUMBERS = re.compile(r"[0-9]+")
_BEYOND = "999999"
"""Number of a page, or of articles before it, past the end of every list."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One request of a preflight.

    Attributes:
        name: what it requests; unique in a plan.
        url: of the request.
        headers: besides those of every crawl.
        repeats: the probe whose validators it sends.
    """

    name: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    repeats: str | None = None

    @property
    def is_robots(self) -> bool:
        """Whether it is for robots.txt, which needs no permission."""
        return urlsplit(self.url).path == "/robots.txt"


@dataclass(frozen=True, slots=True)
class Reply:
    """The response to a probe, and what it amounts to."""

    exchange: Exchange
    answer: Answer


Plan: TypeAlias = Generator[Probe, Reply | None, None]


def other_hosts(site: str) -> tuple[str, ...]:
    """Return the other hosts of a site that has several."""
    own = urlsplit(site).hostname
    return tuple(host for host in _HOSTS if host != own) if site_name(site) == "beritajakarta.id" else ()


def plan(site: str) -> Plan:
    """Yield the probes of a site, each after the reply to the one before was sent, or None where there was none."""
    robots = yield Probe("robots.txt", f"{site}/robots.txt")
    yield Probe("home", f"{site}/")
    index = yield _list(site, INDEXES["id"])
    listed = {INDEXES["id"]: index}
    if (page := _page_of(index)) is not None and (after := page.next_url) is not None:
        second = on_site(site, after)
        yield Probe("next page", second)
        yield Probe("past the end", _past_the_end(second))
    for name in (INDEXES["en"], *OTHER_LISTS):
        listed[name] = yield _list(site, name)
    paths = {lang: _article_path(listed.values(), lang) for lang in INDEXES}
    indonesian = yield Probe("article id", site + paths["id"])
    yield Probe("id far above", f"{site}/read/{NEVER_ID}")
    yield Probe("id in a hole", f"{site}/en/read/{HOLE_ID}")
    yield Probe("article en", site + paths["en"])
    bare = paths["id"].split("/read/")[1].split("/")[0]
    if paths["id"] != f"/read/{bare}":
        yield Probe("without slug", f"{site}/read/{bare}")
    yield Probe("wrong slug", f"{site}/read/{bare}/{WRONG_SLUG}")
    if validators := _validators(indonesian):
        yield Probe("conditional", site + paths["id"], validators, repeats="article id")
    scheme = urlsplit(site).scheme
    for host in other_hosts(site):
        yield from _on_host(f"{scheme}://{host}", host, paths)
    yield Probe("sitemap", _sitemap(robots, site))
    yield from _photo(indonesian, site)
    if scheme == "https" and other_hosts(site):
        yield Probe("plain http", f"http://{urlsplit(site).netloc}/robots.txt")
    yield Probe("feed", f"{site}/{FEED}")


def on_site(site: str, url: str) -> str:
    """Return an address as one of the host that is tested: the hosts link to each other."""
    parts = urlsplit(url)
    return f"{site}{parts.path}" + (f"?{parts.query}" if parts.query else "")


def may_be_requested(robots: Exchange) -> bool:
    """Whether pages of another host may be requested, by the answer to its robots.txt (RFC 9309 2.3.1)."""
    if robots.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return False
    return robots.redirect_to is None or is_own(robots.redirect_to, robots.url)


def _list(site: str, name: str) -> Probe:
    return Probe(f"list {name}", f"{site}/{name}")


def _on_host(origin: str, host: str, paths: dict[Lang, str]) -> Plan:
    """Request the same articles from another host, and www. for its own lists."""
    robots = yield Probe(f"robots.txt {host}", f"{origin}/robots.txt")
    if robots is None or not may_be_requested(robots.exchange):
        return
    for lang in INDEXES:
        yield Probe(f"article {lang} {host}", origin + paths[lang])
    for name in DESKTOP_LISTS if host.startswith("www.") else ():
        yield _list(origin, name)


def _photo(page: Reply | None, site: str) -> Plan:
    """Request the photo of an article, of another host after its robots.txt."""
    url = None if page is None or page.answer.article is None else page.answer.article.photo_url
    if url is None or not is_photo_host(url, site):
        return
    parts = urlsplit(url)
    if f"{parts.scheme}://{parts.netloc}" != site:
        robots = yield Probe("robots.txt of photos", f"{parts.scheme}://{parts.netloc}/robots.txt")
        if robots is None or not may_be_requested(robots.exchange):
            return
    yield Probe("photo", url, (("Accept", "image/*"),))


def _page_of(reply: Reply | None) -> ListPage | None:
    return None if reply is None else reply.answer.page


def _article_path(lists: Iterable[Reply | None], lang: Lang) -> str:
    """Return the path of the first article of an edition in some lists, else of one that is known."""
    items = (item for each in lists if (page := _page_of(each)) is not None for item in page.items)
    url = next((item.url for item in items if item.lang == lang), article_url(lang, KNOWN_IDS[lang], None))
    return urlsplit(url).path


def _past_the_end(second: str) -> str:
    """Return the address of a page past a list's end, by that of its second page."""
    head, mark, query = second.partition("?")
    origin, path = head[: -len(urlsplit(head).path)], urlsplit(head).path
    if _NUMBERS.search(query):
        return f"{head}{mark}{_with_last_number(query)}"
    return origin + _with_last_number(path)


def _with_last_number(text: str) -> str:
    found = list(_NUMBERS.finditer(text))
    return f"{text[: found[-1].start()]}{_BEYOND}{text[found[-1].end() :]}" if found else f"{text}/{_BEYOND}"


def _validators(page: Reply | None) -> tuple[tuple[str, str], ...]:
    """Return the headers of a conditional request for a page, none where it gave no validators."""
    if page is None or page.exchange.status != HTTPStatus.OK:
        return ()
    header = page.exchange.header
    given = (("If-None-Match", header("etag")), ("If-Modified-Since", header("last-modified")))
    return tuple((name, value) for name, value in given if value)


def _sitemap(robots: Reply | None, site: str) -> str:
    """Return the address of the sitemap that robots.txt names, else the usual one."""
    named = []
    if robots is not None and robots.exchange.status == HTTPStatus.OK:
        named = list(rules_of(robots.exchange.decoded_to(MAX_BYTES)).sitemaps)
    return next((url for url in named if is_own(url, site)), f"{site}/sitemap.xml")
