"""A link that leads nowhere costs its own item, and neither its list nor its article; a problem is noted."""

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replica.clock import Clock
from replica.options import Options
from replica.routes import Routes
from replica.site import Site
from scraper.items import Article
from scraper.parser.article import GENERIC, article_of, by_words
from scraper.parser.classify import interpret
from scraper.parser.page import identity_of, page_of
from scraper.urls import parse, resolve

PAGES = Path(__file__).parents[2] / "pages"
ORIGIN = "http://127.0.0.1:8899"
URL = f"{ORIGIN}/berita/terkini"

ODD = [
    "",
    " ",
    "javascript:",
    "javascript:void(0)",
    "http://[bad",
    "http://[bad]/x",
    "http://",
    "//",
    "mailto:x@y.id",
    "tel:1",
]
HREFS = st.sampled_from(ODD) | st.text(st.characters(exclude_characters="\"'<>&\r\0", codec="utf-8"), max_size=30)


def listing(markup: str) -> str:
    site = Site(Options(articles=40, list_markup=markup), Clock(frozen=True))
    answer = Routes(site).answer("/berita/terkini", "", ORIGIN)
    return answer.body.decode()


def with_href(html: str, number: int, href: str) -> str:
    """The page with another address in its n-th link to an article, and in those beside it to the same one."""
    links = list(dict.fromkeys(re.findall(r'href="((?:https?://[^"/]*)?(?:/en)?/read/[0-9]+[^"]*)"', html)))
    return html.replace(f'href="{links[number]}"', f'href="{href}"')


LISTS = {markup: listing(markup) for markup in ("mobile", "desktop")}


@pytest.mark.parametrize("markup", LISTS)
@pytest.mark.parametrize("href", ODD)
def test_an_odd_item_of_a_list_is_left_out_and_said_so(markup: str, href: str) -> None:
    whole = interpret(URL, 200, LISTS[markup].encode())
    answer = interpret(URL, 200, with_href(LISTS[markup], 2, href).encode())
    assert whole.page is not None
    assert answer.page is not None, answer.reason
    assert answer.outcome == "list"
    there = [item.id for item in whole.page.items]
    kept = [item.id for item in answer.page.items]
    assert set(kept) < set(there)
    assert len(kept) >= len(there) - 1
    assert [item.position for item in answer.page.items] == list(range(1, len(kept) + 1))
    assert answer.page.next_url == whole.page.next_url
    if resolve(href, URL) is None or not href.strip():
        assert re.fullmatch(r"item [0-9]+ is left out: a link without an address.*", answer.reason or "")
        assert whole.reason is None


@pytest.mark.parametrize("markup", LISTS)
@given(href=HREFS, number=st.integers(0, 9))
def test_no_address_spoils_a_list(markup: str, href: str, number: int) -> None:
    answer = interpret(URL, 200, with_href(LISTS[markup], number, href).encode())
    assert answer.page is not None, answer.reason
    assert len(answer.page.items) >= 10


def test_a_list_of_which_no_item_leads_anywhere_is_unreadable() -> None:
    html = re.sub(r'href="[^"]*/read/[^"]*"', 'href="javascript:"', LISTS["mobile"])
    answer = interpret(f"{URL}?page=3", 200, html.encode())
    assert (answer.outcome, answer.page) == ("unreadable", None)
    assert "item 1 is left out: a link without an address ('javascript:')" in (answer.reason or "")


ARTICLES = ("mobile-full", "desktop-2021-time", "bare-article")
LINKS = ("related", "read_also", "popular")


def said(article: Article) -> tuple[Article, set[object]]:
    """An article without its links, and each link without its place."""
    links = {replace(link, position=0) for name in LINKS for link in getattr(article, name)}
    return replace(article, related=(), read_also=(), popular=()), links


@cache
def saved(name: str) -> tuple[str, str, list[str]]:
    """A page, its address, and the addresses of other articles in it."""
    html = (PAGES / f"{name}.html").read_text(encoding="utf-8")
    url = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))["request"]
    links = dict.fromkeys(re.findall(r'<a[^>]*href="([^"]*)"', html))
    return html, url, [link for link in links if parse(link, base=url).key not in (None, parse(url).key)]


def read(html: str, url: str, *, is_generic: bool) -> Article:
    page = page_of(html.encode(), url, None)
    article = by_words(page, identity_of(page)) if is_generic else article_of(page)
    if not is_generic and "related" in (page.incomplete or ""):
        assert article.template != GENERIC
    return article


@cache
def unchanged(is_generic: bool, name: str) -> tuple[Article, set[object]]:
    """What a page says before one of its links is replaced, which every example compares with."""
    html, url, _ = saved(name)
    return said(read(html, url, is_generic=is_generic))


@pytest.mark.parametrize("is_generic", [False, True])
@pytest.mark.parametrize("name", ARTICLES)
@given(href=HREFS, number=st.integers(0, 30))
def test_an_odd_link_on_an_article_page_costs_itself_alone(is_generic: bool, name: str, href: str, number: int) -> None:
    html, url, links = saved(name)
    if not links:
        return
    whole, all_links = unchanged(is_generic, name)
    odd = html.replace(f'href="{links[number % len(links)]}"', f'href="{href}"')
    rest, some_links = said(read(odd, url, is_generic=is_generic))
    leads_somewhere = resolve(href, url) is not None and bool(href.strip())
    if is_generic and leads_somewhere:  # by words, a link to what is no article is text
        return
    assert rest == whole
    assert leads_somewhere or some_links <= all_links


@pytest.mark.parametrize("name", ["mobile-full", "desktop-2021-time"])
def test_it_is_said_which_link_of_an_article_leads_nowhere(name: str) -> None:
    html, url, links = saved(name)
    for link in links:
        answer = interpret(url, 200, html.replace(f'href="{link}"', 'href="javascript:"').encode())
        assert answer.outcome == "article", answer.reason
        assert re.match(r"(related|popular|read_also) [0-9]+ is left out", answer.reason or "")
