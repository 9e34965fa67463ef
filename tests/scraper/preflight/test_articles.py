"""What a preflight says of articles' pages: the template, what it misses, and what only words tell."""

import gzip
import json
from pathlib import Path

import brotli
import pytest
import zstandard

from scraper.maintenance.ingest import interpret_exchange
from scraper.preflight.assumptions import findings_of
from scraper.preflight.evidence import Evidence
from scraper.preflight.findings import Finding
from scraper.preflight.plan import Reply
from scraper.warc.exchange import Exchange

PAGES = Path(__file__).parents[2] / "pages"
MOBILE = (PAGES / "mobile-full.html").read_bytes()
ASKED = json.loads((PAGES / "mobile-full.json").read_text(encoding="utf-8"))["request"]


def judged(
    html: bytes, url: str = ASKED, *, probe: str = "article id", name: str | None = None, encoding: str = ""
) -> Finding:
    """What is found of an article where a page is the answer for it."""
    exchange = Exchange(
        url=url, method="GET", request_headers=(), status=200,
        headers=(("Content-Type", "text/html"), ("Content-Encoding", encoding)), body=html,
        fetched_at="2026-11-30T00:00:00.000Z",
    )  # fmt: skip
    reply = Reply(exchange, interpret_exchange(exchange))
    evidence = Evidence("https://m.beritajakarta.id", "Arsip/0", {probe: reply}, {})
    return next(each for each in findings_of(evidence) if each.assumption == (name or probe))


def test_the_saved_markup_is_as_assumed() -> None:
    for name in ("article id", "own address", "links in articles", "time of publication"):
        assert judged(MOBILE, name=name).verdict == "holds"
    assert judged(MOBILE).found == "template mobile, all fields"
    elsewhere = judged(MOBILE, probe="article id www.beritajakarta.id")
    assert (elsewhere.verdict, elsewhere.found) == ("differs", "template mobile")


@pytest.mark.parametrize("name", ["broken-unclosed-byline", "generic-d4-four-lines"])
def test_markup_that_no_template_can_vouch_for_is_told(name: str) -> None:
    request = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))["request"]
    found = judged((PAGES / f"{name}.html").read_bytes(), request)
    assert found.verdict == "differs"
    assert found.found.startswith("template generic")
    assert (": " in found.found) == name.startswith("broken")  # why the template refuses it
    assert "--bundle" in (found.follows or "")


def test_a_field_that_is_missing_is_named() -> None:
    without = MOBILE.replace(b'<span><i class="material-icons">remove_red_eye</i> 2619</span>', b"")
    found = judged(without)
    assert (found.verdict, found.found) == ("differs", "template mobile; without views")
    assert found.follows == "The markup may have changed: send --bundle to the maintainers."


def test_a_page_that_is_no_article_is_a_failure_on_the_tested_host_alone() -> None:
    assert judged(b"<html><body><p>Kosong</p></body></html>").verdict == "fails"
    other = judged(b"<html><body><p>Kosong</p></body></html>", probe="article id desain.beritajakarta.id")
    assert (other.verdict, other.follows) == ("differs", "Crawls of m.beritajakarta.id are not affected.")


def test_a_known_article_that_is_not_there_says_nothing() -> None:
    menu = b'<html><body><a href="https://m.beritajakarta.id/berita/terkini">Indeks</a></body></html>'
    found = judged(menu, "https://m.beritajakarta.id/read/142433")
    assert (found.verdict, found.found) == (
        "untested", "no list names an article, and https://m.beritajakarta.id/read/142433 is not there",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("encoding", "body", "verdict"),
    [
        ("gzip", gzip.compress(MOBILE), "holds"),
        ("br", brotli.compress(MOBILE, quality=1), "differs"),
        ("zstd", zstandard.compress(MOBILE), "differs"),
        ("compress", MOBILE, "fails"),
    ],
)
def test_an_encoding_fails_only_where_pages_in_it_cannot_be_read(encoding: str, body: bytes, verdict: str) -> None:
    found = judged(body, name="compression", encoding=encoding)
    assert (found.verdict, found.found) == (verdict, encoding)
    assert (judged(body, encoding=encoding).verdict == "holds") or verdict == "fails"
