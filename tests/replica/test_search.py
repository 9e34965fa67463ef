"""The search finds titles with every word, newest first, on both sites."""

import pytest
from selectolax.lexbor import LexborHTMLParser as Html

from replica.clock import Clock
from replica.options import Options
from replica.routes import Routes
from replica.site import SEARCHED, Site

ORIGIN = "http://127.0.0.1:8899"


def titled(site: Site, *words: str) -> list[int]:
    articles = (site.brief("id", id_) for id_ in site.ids("id")[:-SEARCHED - 1:-1])  # fmt: skip
    return [brief.id for brief in articles if all(word in brief.title.lower() for word in words)]


@pytest.mark.parametrize(
    ("path", "number", "links"),
    [("/news/search", "page", "li.row h2 a"), ("/news_index/search", "p", "li.img-hover a.h3")],
)
def test_it_is_walked_by_its_links(path: str, number: str, links: str) -> None:
    site = Site(Options(articles=3000, paging="number"), Clock(frozen=True))
    routes = Routes(site)
    seen: list[int] = []
    query = "q=WARGA++di"
    for page in range(1, 100):
        html = Html(routes.answer(path, query, ORIGIN).body.decode())
        seen += [int(node.attributes["href"].split("/read/")[1].split("/")[0]) for node in html.css(links)]
        onward = [node for node in html.css(".pagination a") if node.text() == str(page + 1)]
        if not onward:
            break
        query = onward[0].attributes["href"].removeprefix(f"{ORIGIN}{path}?")
        assert query == f"q=WARGA++di&{number}={page + 1}"
    assert page > 1
    assert seen == titled(site, "warga", "di")


def test_what_is_found_is_what_a_list_shows() -> None:
    site = Site(Options(), Clock(frozen=True))
    word = site.listing("index", "", 1)[1][0].title.split()[0]
    total, briefs = site.search(word, 1)
    assert total == len(titled(site, word.lower())) > 0
    assert briefs[0] == site.listing("index", "", 1)[1][0]


@pytest.mark.parametrize("query", ["", "q=", "q=+", "q=zzzz", "page=2", "q=%3Cb%3E%22&x"])
def test_nothing_is_found_without_words_that_stand_in_a_title(query: str) -> None:
    routes = Routes(Site(Options(past_end="empty"), Clock(frozen=True)))
    for path in ("/news/search", "/news_index/search"):
        answer = routes.answer(path, query, ORIGIN)
        assert answer.status == 200
        assert b'<a class="mb-2 h3' not in answer.body
        assert b'<li class="row">' not in answer.body
        assert b'<b>"' not in answer.body


def test_it_looks_at_the_newest_only_and_is_renewed_by_the_clock() -> None:
    site = Site(Options(articles=9000), Clock(frozen=True))
    total, briefs = site.search("di", 1)
    assert total == len(titled(site, "di"))
    oldest = site.search("di", -(-total // 50))[1][-1]
    assert site.ids("id").index(oldest.id) >= site.count("id") - SEARCHED
    site.clock.advance(days=3)
    assert site.search("di", 1)[1][0].moment > briefs[0].moment


def test_past_the_end() -> None:
    routes = Routes(Site(Options(), Clock(frozen=True)))
    assert routes.answer("/news/search", "q=di&page=99", ORIGIN).status == 404
