"""A page with made-up words reads as the page did, but for its words, and none of its words is left."""

import json
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from replica.clock import Clock
from replica.options import Options
from replica.routes import Routes
from replica.site import Site
from scraper.parser import own_url
from scraper.parser.anonymise import AnonymiseError, alike, anonymised, anonymised_address
from scraper.parser.inspection import inspect
from scraper.parser.made_up_words import KEPT, made_up
from tests.conftest import examples

PAGES = sorted((Path(__file__).parents[2] / "pages").glob("*.html"))
SAVED = sorted((Path(__file__).parents[4] / "shared" / "site" / "pages").glob("*.html"))


def in_words(text: str) -> set[str]:
    """The words of a text that must not be seen again."""
    return {word for word in re.findall("[a-z]{4,}", text.lower()) if word not in KEPT}


def check(html: bytes, url: str) -> None:
    """Compare a page with itself when its words are made up."""
    other, other_url = anonymised(html), anonymised_address(url)
    before, after = inspect(html, url), inspect(other, other_url)
    assert after.template == before.template
    assert alike(after.read, before.read)
    assert anonymised(html) == other
    if before.error is None:
        for one, two in zip(before.readings, after.readings, strict=True):
            assert two.found.keys() == one.found.keys()
            assert [each.path for each in two.found.values()] == [each.path for each in one.found.values()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_fixture_reads_the_same(page: Path) -> None:
    check(page.read_bytes(), json.loads(page.with_suffix(".json").read_text())["request"])


@pytest.mark.parametrize("page", SAVED, ids=lambda page: page.stem)
def test_a_real_page_reads_the_same_and_keeps_no_sentence(page: Path) -> None:
    html = page.read_bytes()
    url = own_url(html)
    assert url is not None
    check(html, url)
    article = inspect(html, url).read["article"]
    left = LexborHTMLParser(anonymised(html)).html or ""
    for paragraph in (article["title"], article["quote"], *article["body"].split("\n\n")):
        for words in re.findall(r"\w+ \w+ \w+ \w+", paragraph or ""):
            assert words not in left


@cache
def routes(seed: int) -> Routes:
    return Routes(Site(Options(articles=120, seed=seed), Clock(frozen=True)))


@examples(12)
@given(st.integers(0, 2), st.integers(0, 10_000), st.sampled_from(["id", "id", "en"]))
def test_a_page_of_the_replica_reads_the_same(seed: int, place: int, lang: str) -> None:
    site = routes(seed)._site
    ids = site.ids("en" if lang == "en" else "id")
    head = "/en" if lang == "en" else ""
    brief = site.brief("en" if lang == "en" else "id", ids[place % len(ids)])
    path = f"{head}/read/{brief.id}/{brief.slug}"
    answer = routes(seed).answer(path, "", "https://m.beritajakarta.id")
    assert answer.status == 200
    check(answer.body, f"https://m.beritajakarta.id{path}")


def test_a_list_reads_the_same() -> None:
    answer = routes(1).answer("/kategori/ekonomi", "", "https://m.beritajakarta.id")
    check(answer.body, "https://m.beritajakarta.id/kategori/ekonomi")


PIECES = st.sampled_from(
    [
        "Pasar Kenari", "kilo", "gram", "Jum'at", "2.500", "\n", "é", "&nbsp;", "&#80;asar", "&quot;", "Reporter : ",
        "<p>", "</p>", "<b>", "</b>", "</ul>", "<table>", "<br>", "<", ">", '<p title="Pasar',
        '<a href="/read/5/pasar-kenari">', "</a>", '<img alt="Pasar Kenari" src="/foto/pasar.jpg">',
        '<img alt="Pasar "Kenari" Pasar">', "<!-- Pasar <p> Kenari -->", "<!--pasar-->",
        "<script>Pasar()</script>", "<style>p {}</style>",
        '<span class="sceditor-selection"> </span>', '<i class="material-icons">person</i>',
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_markup_stays_and_no_word_of_a_text_does(source: str) -> None:
    other = anonymised(source.encode())
    before, after = LexborHTMLParser(source), LexborHTMLParser(other)
    assert [node.tag for node in after.css("*")] == [node.tag for node in before.css("*")]
    seen = {"pasar", "kenari", "kilo", "gram", "kilogram"} & in_words(after.text(separator=" ") if after.root else "")
    assert not seen


@given(st.binary(max_size=200))
def test_any_bytes_are_anonymised_or_refused(html: bytes) -> None:
    try:
        assert isinstance(anonymised(html), bytes)
    except AnonymiseError:
        assert b"\0" in html


def told(html: str) -> str:
    return anonymised(html.encode()).decode()


def test_a_word_that_markup_cuts_is_one_word() -> None:
    whole = made_up("kilogram")
    marker = '<span class="sceditor-selection"> </span>'
    assert told(f"<p>kilo{marker}gram</p>") == f"<p>{whole[:4]}{marker}{whole[4:]}</p>"
    assert told("<p>kilo<b>gram</b></p>") == f"<p>{whole[:4]}<b>{whole[4:]}</b></p>"
    assert told("<p>kilo</p>gram") == f"<p>{made_up('kilo')}</p>{made_up('gram')}"
    assert told("<b>Editor</b>Pasar") == f"<b>Editor</b>{made_up('Pasar')}"


def test_attributes_that_people_read_are_anonymised_and_others_not() -> None:
    pasar = made_up("pasar")
    assert (
        told('<img alt="pasar" class="pasar" src="/pasar.jpg">')
        == f'<img alt="{pasar}" class="pasar" src="/pasar.jpg">'
    )
    assert (
        told("<a title=pasar data-id='pasar' data-x='pasar 5'>")
        == f"<a title={pasar} data-id='pasar' data-x='{pasar} 5'>"
    )
    assert told("<a onclick=\"bagi('pasar')\">") == '<a onclick="">'
    assert told('<meta property="og:type" content="artikel">') == '<meta property="og:type" content="artikel">'
    assert (
        told('<meta name="description" content="pasar&#8230;">')
        == f'<meta name="description" content="{pasar}&#8230;">'
    )


def test_slugs_and_queries_are_anonymised_and_the_rest_of_an_address_is_not() -> None:
    head = "https://m.beritajakarta.id"
    assert (
        anonymised_address(f"{head}/read/5/pasar-malam#.Xab")
        == f"{head}/read/5/{made_up('pasar')}-{made_up('malam')}#.Xab"
    )
    assert anonymised_address(f"{head}/kategori/ekonomi?page=2") == f"{head}/kategori/ekonomi?page=2"
    assert anonymised_address("/news_index/search?q=pasar%20malam&p=1") == (
        f"/news_index/search?q={made_up('pasar')}%20{made_up('malam')}&p=1"
    )
    assert told('<a href="/read/5/Pasar Malam?x=1">') == f'<a href="/read/5/{made_up("Pasar")} {made_up("Malam")}?x=1">'


def test_scripts_are_emptied_and_comments_anonymised() -> None:
    pasar = made_up("pasar")
    assert told('<script type="x/json">{"a": "pasar"}</script>pasar') == f'<script type="x/json"></script>{pasar}'
    assert told("<!-- pasar <b>pasar</b> --><!--./read-news-->") == f"<!-- {pasar} <b>{pasar}</b> --><!--./read-news-->"


def test_what_is_no_letter_stays_byte_for_byte() -> None:
    assert anonymised(b"\x93Rp 2.500\x94 \xe9 &nbsp;&amp; 5 <p") == b"\x93" + made_up("Rp").encode() + (
        b" 2.500\x94 \xe9 &nbsp;&amp; 5 <p"
    )


def test_utf_16_is_refused() -> None:
    with pytest.raises(AnonymiseError, match="UTF-16"):
        anonymised("<p>pasar".encode("utf-16"))


@pytest.mark.parametrize(
    ("one", "other", "are_alike"),
    [
        ({"title": "Pasar 5"}, {"title": "Kebun 5"}, True),
        ({"title": "Pasar 5"}, {"title": "Kebun 6"}, False),
        ({"title": "Pasar"}, {"title": "kebun"}, False),
        ({"title": "Pasar"}, {"title": None}, False),
        ({"related": ({"views": 5},)}, {"related": [{"views": 5}]}, True),
        ({"related": ({"views": 5},)}, {"related": []}, False),
        ({"related": ()}, {"popular": ()}, False),
    ],
)
def test_what_is_alike(one: object, other: object, *, are_alike: bool) -> None:
    assert alike(one, other) is are_alike
