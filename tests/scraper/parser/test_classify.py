"""What a response amounts to, by its status, its address and its page."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scraper.items import Outcome
from scraper.parser.classify import interpret

ARTICLE = "https://m.beritajakarta.id/read/142433/sebuah-judul"
LIST = "https://m.beritajakarta.id/kategori/ekonomi?page=3"


@pytest.mark.parametrize(
    ("url", "status", "redirect_to", "outcome"),
    [
        (ARTICLE, 304, None, "unchanged"),
        (ARTICLE, 404, None, "missing"),
        (ARTICLE, 410, None, "missing"),
        (ARTICLE, 429, None, "throttled"),
        (ARTICLE, 403, None, "refused"),
        (ARTICLE, 500, None, "server-error"),
        (ARTICLE, 503, None, "server-error"),
        (ARTICLE, 301, "https://www.beritajakarta.id/read/142433/judul-lain", "redirect"),
        (ARTICLE, 302, "https://m.beritajakarta.id/", "soft-missing"),
        (ARTICLE, 302, "https://m.beritajakarta.id/read/7/lain", "other-article"),
        (ARTICLE, 302, "https://m.beritajakarta.id/en/read/142433/x", "other-article"),
        (ARTICLE, 302, "https://example.org/read/142433/x", "elsewhere"),
        (LIST, 302, "https://m.beritajakarta.id/", "redirect"),
        (LIST, 404, None, "missing"),
    ],
)
def test_the_status_speaks_for_itself(url: str, status: int, redirect_to: str | None, outcome: Outcome) -> None:
    answer = interpret(url, status, b"<h1>x</h1>", redirect_to=redirect_to)
    assert answer.outcome == outcome
    assert answer.key == (142433 if url == ARTICLE else None)
    assert answer.article is None


def test_a_redirect_to_nowhere_is_a_fault_of_the_server() -> None:
    assert interpret(ARTICLE, 302, b"").outcome == "server-error"


def test_a_body_that_is_cut_off_or_empty_is_not_read() -> None:
    assert interpret(ARTICLE, 200, b"<h1>x</h1>", truncated=True).outcome == "truncated"
    assert interpret(ARTICLE, 200, b" \r\n").outcome == "truncated"


def test_a_page_without_an_article_is_softly_missing() -> None:
    assert interpret(ARTICLE, 200, b"<p>Selamat datang <a href=/berita/terkini>Terkini</a>").outcome == "soft-missing"


def test_robots_and_other_pages_are_told_apart() -> None:
    assert interpret("https://m.beritajakarta.id/robots.txt", 200, b"").outcome == "robots"
    assert interpret("https://m.beritajakarta.id/about", 200, b"x").outcome == "page"


def test_a_list_that_cannot_be_read_says_why() -> None:
    answer = interpret(LIST, 200, b"<html><body>x</body></html>")
    assert answer.outcome == "unreadable"
    assert answer.list == "kategori/ekonomi"
    assert answer.reason


@example(url="http://[", status=200, body=b"", content_type=None, redirect_to=None)
@given(
    url=st.sampled_from([ARTICLE, LIST, "https://m.beritajakarta.id/", "http://[", ""]),
    status=st.integers(100, 599),
    body=st.binary(max_size=200),
    content_type=st.one_of(st.none(), st.text(max_size=30)),
    redirect_to=st.one_of(st.none(), st.text(max_size=30)),
)
def test_nothing_makes_it_raise(
    url: str, status: int, body: bytes, content_type: str | None, redirect_to: str | None
) -> None:
    interpret(url, status, body, content_type=content_type, redirect_to=redirect_to)
