"""Broken pages beyond the fixtures: what the header says, where a page is cut, and what a refusal means to the archive.

The fixtures `broken-*`, `byline-*`, `cut-off-*`, `maintenance*` and `soft-404-*` in `tests/pages/` are read by
`test_pages.py`.
"""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from scraper.archive.current_state import persons
from scraper.items import FAILURES, PROBLEMS, Outcome
from scraper.parser import Refusal, parse_article, parse_list
from scraper.parser.classify import interpret

PAGES = Path(__file__).parents[2] / "pages"
URL = "https://m.beritajakarta.id/read/7/x"
LIST = "https://m.beritajakarta.id/berita/terkini"


def page(name: str) -> tuple[bytes, str]:
    """A fixture and the address it is asked for by."""
    return (PAGES / f"{name}.html").read_bytes(), json.loads((PAGES / f"{name}.json").read_text())["request"]


@pytest.mark.parametrize("name", ["broken-charset-said-latin-1", "broken-charset-missing", "broken-charset-mixed"])
@pytest.mark.parametrize("header", ["utf-8", "iso-8859-1", "windows-1252", "nonsense"])
def test_a_header_at_odds_with_the_page_changes_nothing(name: str, header: str) -> None:
    html, url = page(name)
    assert parse_article(html, url, charset=header) == parse_article(html, url)


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("broken-crossed-tags", "article"),
        ("cut-off-in-text", "truncated"),
        ("cut-off-in-head", "truncated"),
        ("cut-off-list", "truncated"),
        ("maintenance", "maintenance"),
        ("maintenance-long", "maintenance"),
        ("maintenance-list", "maintenance"),
        ("soft-404-with-lists", "soft-missing"),
        ("soft-404-desktop", "soft-missing"),
        ("desktop-other-article", "other-article"),
    ],
)
def test_what_a_broken_page_means_to_the_archive(name: str, outcome: Outcome) -> None:
    html, url = page(name)
    answer = interpret(url, 200, html)
    assert answer.outcome == outcome
    assert (answer.outcome in FAILURES) == (outcome in {"truncated", "maintenance"})
    assert (answer.outcome in PROBLEMS) == (outcome == "other-article")


@pytest.mark.parametrize("name", ["mobile-full", "mobile-english", "desktop-link-inside"])
def test_wherever_a_page_is_cut_its_text_is_whole_or_it_is_refused_and_it_is_never_taken_for_gone(name: str) -> None:
    html, url = page(name)
    whole = parse_article(html, url)
    refused = 0
    for end in range(12, len(html), 61):
        answer = interpret(url, 200, html[:end])
        assert answer.outcome in {"article", "truncated", "unreadable"}, html[:end][-80:]
        refused += answer.article is None
        if answer.article is not None:
            assert (answer.article.body, answer.article.title) == (whole.body, whole.title)
    assert refused > 0


def test_a_list_that_is_cut_off_has_not_come_to_its_end() -> None:
    html, _ = page("list-category")
    for end in range(12, html.index(b'<ul class="pagination'), 61):
        with pytest.raises(Refusal):
            parse_list(html[:end], LIST)


@pytest.mark.parametrize(
    "html",
    [
        b"<!doctype html><html><head><title>x",
        b"<html><head><meta charset=utf-8></head>",
        b"<html><body><div><p>Kalimat",
        b"<html><body><div><p>Kalimat</p></div><div cla",
        b"<html><body><!-- </div></div> --><div><p>Kalimat",
        "<html><body><div><p>Kalimat".encode("utf-16"),
    ],
)
def test_cut_off(html: bytes) -> None:
    with pytest.raises(Refusal, match="ends before") as caught:
        parse_article(html, URL)
    assert caught.value.kind == "cut-off"


@pytest.mark.parametrize(
    "html",
    [
        b"<html><body><div><div><p>Kalimat</div></body></html>",
        b"<div><p>Kalimat</BODY >",
        b"<!doctype html><html><body><div><p>Kalimat</div>",
        b"<!doctype html><html><body><!-- <div> --><script>'<div>'</script><div><p>Kalimat<p>Dua</div><p>Tiga",
        "<html><body><div><p>Kalimat</body></html>".encode("utf-16"),
    ],
)
def test_not_cut_off(html: bytes) -> None:
    with pytest.raises(Refusal) as caught:
        parse_article(html, URL)
    assert caught.value.kind == "foreign"


@pytest.mark.parametrize(
    "words",
    [
        "Situs ini sedang dalam perbaikan.",
        "Website sedang menjalani pemeliharaan",
        "SEDANG DALAM MASA PEMELIHARAAN",
        "Laman kami sedang diperbaiki",
        "This site is under maintenance",
        "We are down for scheduled maintenance.",
        "Maintenance",
    ],
)
def test_notices_of_maintenance(words: str) -> None:
    for html in (f"<h1>{words}</h1>", f"<title>{words}</title><p>Maaf", f"<div><p>{words}</p></div>"):
        for parse, url in ((parse_article, URL), (parse_list, LIST)):
            with pytest.raises(Refusal) as caught:
                parse(html.encode(), url)
            assert caught.value.kind == "maintenance"


@pytest.mark.parametrize(
    "html",
    [
        '<h1>404</h1><a href="/read/9/y">Jembatan Sedang dalam Perbaikan</a>',
        "<h1>404</h1><p>" + "Jalan itu ramai. " * 60 + "Jembatan sedang dalam perbaikan.</p>",
        "<h1>Biaya perbaikan jalan</h1><p>Pemeliharaan taman.</p>",
    ],
)
def test_news_of_repairs_is_no_notice(html: str) -> None:
    with pytest.raises(Refusal) as caught:
        parse_article(html.encode(), URL)
    assert caught.value.kind != "maintenance"


@pytest.mark.parametrize(
    ("name", "reporters", "editors"),
    [
        ("byline-comma-no-editor", ["Damar Lesmana", "Tirta Wijaya"], []),
        ("byline-slash", ["Damar Lesmana", "Tirta Wijaya"], ["Rukmini Astari", "Surti Handayani"]),
        ("byline-dan-desktop", ["Damar Lesmana", "Tirta Wijaya"], []),
    ],
)
def test_several_names_in_a_byline_are_parted(name: str, reporters: list[str], editors: list[str]) -> None:
    article = parse_article(*page(name))
    assert (persons(article.reporter), persons(article.editor)) == (reporters, editors)


@pytest.mark.parametrize(
    ("name", "found", "left"),
    [
        ("mobile-full", r'(<div class="content-body">)', r"\1<div><div><div>"),
        ("desktop-link-inside", r'(<div class="news-content">)', r"\1<div><div><div>"),
        ("mobile-full", r'(class="read-also[^>]*>[^<]*)</a>', r"\1"),
        ("desktop-link-inside", r"(Guru Belajar Menanam di Atap)</a> warga", r"\1 warga"),
        ("mobile-full", r"(access_time</i>[^<]*)</span>", r"\1"),
        ("mobile-full", r"(Editor :[^<]*)</span>", r"\1"),
        ("mobile-full", r"</h1>", ""),
        ("desktop-link-inside", r"</h1>", ""),
    ],
)
def test_what_was_not_closed_swallows_nothing(name: str, found: str, left: str) -> None:
    html, url = page(name)
    broken, changes = re.subn(found, left, html.decode(), count=1)
    assert changes == 1
    whole = parse_article(html, url)
    try:
        article = parse_article(broken.encode(), url)
    except Refusal:
        return
    assert replace(article, template=whole.template) == whole
