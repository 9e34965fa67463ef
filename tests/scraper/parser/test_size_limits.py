"""What is too much to parse is refused unparsed; what is only large is read, and never at a price out of proportion."""

import os
import signal
import subprocess
from math import inf
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

import scraper.parser.page
from scraper.dates import DateError, read_moment
from scraper.parser import Refusal, parse_article, parse_list, size_limits
from scraper.parser.size_limits import MAX_SIZE, excess_of, excess_of_size, excess_of_soup
from scraper.parser.text import clean
from tests.conftest import examples
from tests.scraper.parser.costing import COSTLY, FULL, PAGES, URL, cost_of, within

SHARE, SPARE = 30, 32_000_000
"""Parsing takes no more than this many times a page's size, and these bytes."""

_FEW, _FIRST = 8, 4
"""One costly page in so many, from one of the quicker on, is tried in every test run, each by `make fuzz`."""

SAVED = Path(__file__).parents[4] / "shared" / "site" / "pages"


@pytest.fixture
def no_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test fail where a page needs a process of its own."""

    def start(*_: Any, **__: Any) -> None:
        pytest.fail("it was tried in a process of its own")

    monkeypatch.setattr(subprocess, "run", start)


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if at % _FEW == _FIRST else pytest.mark.fuzz) for at, name in enumerate(COSTLY)],
)
def test_no_page_takes_more_than_its_share_nor_raises_anything_else(name: str, tmp_path: Path) -> None:
    html = COSTLY[name]()
    cost = cost_of(html, tmp_path)
    assert cost.memory <= SHARE * len(html) + SPARE
    assert len(cost.said) == 3


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("attributes of one element", "too many attributes|more memory or time"),
        ("names", "too many attributes"),
        ("attributes of few bytes", "more markup"),
        ("formatting left open", "more markup"),
        ("formatting before another end tag", "more markup"),
        ("formatting closed in a comment", "more markup"),
        ("formatting closed in a value", "more markup"),
        ("formatting closed in a script", "more markup"),
        ("formatting closed in a table", "more markup"),
        ("formatting closed in a picture", "more markup"),
        ("a long link left open", "more memory"),
        ("a link whose quotes do not pair", "more memory"),
        ("a link with many attributes left open", "more memory"),
        ("cells without rows", "more markup"),
        ("template in template", "more markup"),
        ("20 MB of text", "20.0 MB, more than the 4 MB"),
        ("links in the text", "tags, more than the 200000"),
    ],
)
def test_what_is_too_much_never_comes_to_the_parser(name: str, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def parser(_: Any) -> None:
        pytest.fail("it was parsed")

    monkeypatch.setattr(scraper.parser.page, "LexborHTMLParser", parser)
    with pytest.raises(Refusal, match=reason) as caught:
        parse_article(COSTLY[name](), URL)
    assert caught.value.kind == "unreadable"


@pytest.mark.usefixtures("no_trial")
@pytest.mark.parametrize("path", sorted(PAGES.glob("*.html")), ids=lambda path: path.stem)
def test_no_page_of_ours_needs_a_process_of_its_own(path: Path) -> None:
    html = path.read_bytes()
    assert excess_of(html, len(html)) is None


@pytest.mark.usefixtures("no_trial")
@pytest.mark.skipif(not SAVED.is_dir(), reason="the saved pages are not here")
def test_no_saved_page_needs_a_process_of_its_own_even_where_it_is_eight_times_as_long() -> None:
    for path in SAVED.glob("*.html"):
        html = path.read_bytes()
        assert excess_of(html, len(html)) is None
        before, body, rest = html.partition(b"<body")
        long = before + (body + rest) * 6
        assert excess_of(long, len(long)) is None


@pytest.mark.parametrize(
    "tag",
    [
        b"<a href='x' title=\"it's\" target=_blank hidden>", b"<A HREF=/x?a=b&c=/>", b'<a\n  href="x"\n  class="y"\n>',
        b"<i class='material-icons'>x</i>", b"<b>x</b>", b'<strong class="a b"\tid=c >x</strong>', b"<EM>x</EM>",
        b"<bdo x='>'>", b"<img alt='>'>", b"<section>", b"<time>", b"<big>\xc3\xa9</big>",
    ],
)  # fmt: skip
def test_tags_that_open_nothing_for_good(tag: bytes) -> None:
    assert size_limits._LEFT_OPEN.findall(tag) == []


@pytest.mark.parametrize(
    ("tag", "rest"),
    [
        (b"<b>", b">"), (b"<b>x<i>", b">"), (b"<b>x</q>", b">"), (b"<b>x</bx>", b">"), (b"<STRONG>x", b">"),
        (b"<tt a='b' c>", b" a='b' c>"), (b"<u/>", b"/>"),
        (b"<b a='>'>x</b>", b""), (b"<b a='<'>x</b>", b""), (b"<b =' a='>x</b>", b""), (b"<b a=b'c'>x</b>", b""),
        (b"<b a=='b c='>x</b>", b""), (b"<b a = 'b'>x</b>", b""), (b"<b " + b"a " * 9 + b">x</b>", b""),
        (b"<a href='>'>", b""), (b"<a a b c d e f g h i>", b""), (b"<a href='" + b"x" * 401 + b"'>", b""),
        (b"<a x=" + b"x" * 400 + b"y=\"a b=\"> c d\">", b""), (b"<a =\" b=\"> c\">", b""),
    ],
)  # fmt: skip
def test_tags_that_may_be_left_open(tag: bytes, rest: bytes) -> None:
    assert [found[1] for found in size_limits._LEFT_OPEN.findall(tag)][:1] == [rest]
    assert (size_limits._made_again(tag, 1) == inf) == (rest == b"")


@pytest.mark.parametrize("before", [0, 1, 19_999, 20_000, 20_001, 39_999, 70_000])
@pytest.mark.parametrize("behind", [0, 1, 20_000, 50_000])
def test_a_long_tag_is_found_wherever_it_stands(before: int, behind: int) -> None:
    for size in (39_999, 40_000, 40_001, 59_999):
        html = (
            (b"x" * 99 + b"<") * (before // 100) + b"x" * (before % 100) + b"<" + b"x" * size + b"<p>" * (behind // 3)
        )
        assert size_limits._has_long_tag(html) == (size > 40_000)


@pytest.mark.parametrize("ended_by", [signal.SIGKILL, signal.SIGXCPU, signal.SIGSEGV])
def test_a_trial_that_a_signal_ends_is_too_much(ended_by: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*_: Any, **__: Any) -> Any:
        return subprocess.CompletedProcess([], -ended_by, b"", b"")

    monkeypatch.setattr(subprocess, "run", run)
    assert excess_of(b"<p>" * 6_000, 18_000) == "it takes more memory or time than a page of its size may"


def test_a_trial_that_cannot_start_says_nothing_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(size_limits, "__file__", os.devnull + "/none")
    with pytest.raises(subprocess.CalledProcessError):
        excess_of(b"<p>" * 6_000, 18_000)


MENU = (
    b'<ul class="menu"><li class="item"><a class="link" href="/kategori/ekonomi" title="x"><b>Ekonomi</b></a></li></ul>'
)
CELLS = b"<tr class='row'><td>satu dua</td><td><b>tiga</b> empat</td></tr>"
SCRIPT = b'<script>for(i=0;i<n;i++){document.write(\'<b class="x">\'+a[i]+\'</b>\')}var x={"a":"<p>kata"};</script>'
BIG = {
    "menus": MENU * 8_000,
    "a table": b"<table>" + CELLS * 10_000 + b"</table>",
    "scripts": SCRIPT * 8_000,
    "data in a script": b'<script>var x=["' + b"kata<br>" * 60_000 + b'"]</script>',
    "comments": (b"<!-- " + MENU + b" -->") * 8_000,
    "pictures": b'<svg viewBox="0 0 1 1"><title>x</title><path d="M0 0"/><g><path d="M1 1"/></g></svg>' * 3_000,
    "pictures, then scripts": b'<svg><title>x</title><path d="M0"/></svg>' * 500 + SCRIPT * 8_000,
    "unclosed items": b"<ul>" + b"<li>kata kata kata kata kata" * 20_000 + b"</ul>",
    "unclosed formatting": b"<p><b>kata" + b"<p>kata kata <i>kata</i> kata kata kata</p>" * 20_000,
    "crossed formatting": b"<p><b>kata <i>kata</b> kata</i> kata kata kata kata kata</p>" * 100,
}
"""A megabyte or so of what real pages are full of."""


@pytest.mark.parametrize("name", BIG)
def test_what_is_only_large_is_read(name: str) -> None:
    html = FULL.replace(b"<body>", b"<body>" + BIG[name])
    assert parse_article(html, URL) == parse_article(FULL, URL)


def test_a_long_article_and_a_long_list_are_read() -> None:
    article = parse_article(within(b'<div class="content-body"', b"<p>" + b"kata " * 80 + b"</p>", FULL), URL)
    long = within(b'<div class="content-body"', (b"<p>" + b"kata " * 80 + b"</p>") * 300, FULL)
    assert parse_article(long, URL).body.count("\n\n") == article.body.count("\n\n") + 299
    page = (PAGES / "list-category.html").read_bytes()
    item = b'<li><h2><a href="/read/%d/x">Judul</a></h2></li>'
    items = b"".join(item % each for each in range(1, 501))
    before = len(parse_list(page, "https://m.beritajakarta.id/kategori/ekonomi").items)
    html = within(b'<ul class="list-index', items, page)
    assert len(parse_list(html, "https://m.beritajakarta.id/kategori/ekonomi").items) == before + 500


def test_size() -> None:
    assert excess_of_size(MAX_SIZE) is None
    assert excess_of_size(24_000_000) == "24.0 MB, more than the 4 MB that a page may have"


def test_what_is_counted_is_held_against_the_bytes_that_came() -> None:
    html = b"<p>x</p>" * 60_000
    assert excess_of(html, len(html)) is not None
    assert excess_of(html, 4 * len(html)) is None


def test_a_page_of_many_elements_is_too_much_for_the_generic_parser() -> None:
    html = b"<p>x" * 10_000
    tree = LexborHTMLParser(html)
    assert excess_of_soup(tree, len(html)) == (
        "10003 elements, more than a page of its size may have for the generic parser"
    )
    assert excess_of_soup(tree, 1_000_000) is None


OPEN = [
    "<b i=@>",
    "<b>",
    "<i>",
    "<u/>",
    "<a href=@>",
    "<a href='@' class='x'>",
    "<font a@>",
    "<tt a@='x'>x</tt>",
    "<b>x</b>",
    "<b i=@>x</q>",
    "<b i=@>x</i>",
    "<i x='</i>@'>x</i>",
    "<b i=@></b",
    "<a @ b c='d'>",
    "<em a=@>x<",
    "<s =' a@='>x</s>",
    "<table><td>",
    "<svg>",
    "<object>",
    "<nobr>",
    "<p>",
    "<div>",
    "<!-- ",
    "<script>",
    "<select>",
    "<template>",
]
AGAIN = [
    "<p>x", "<p>", "x", "<div>", "</div>", "<li>x", "<ul>", "</ul>", "</p>", "</b>", "</i>", "</a>", "</u>", "</font>",
    "<td>x", "<tr>", "</td>", "</table>", "<br>", "<span>", "</span>", "</tt>", "</svg>", "-->", "</script>", "<a>",
    "</select>", "</object>", "<h1>", "</h1>", "<dd>x", "<option>", "</br>", "<caption>", "<button>", "</template>",
]  # fmt: skip
FORMATTING = "a, b, big, code, em, font, i, nobr, s, small, strike, strong, tt, u"


@examples(300)
@given(
    st.lists(st.sampled_from(OPEN), min_size=1, max_size=4),
    st.sampled_from([1, 5, 100]),
    st.lists(st.sampled_from(AGAIN), min_size=1, max_size=6),
    st.sampled_from([5, 200]),
)
def test_no_more_formatting_is_made_again_than_was_counted(
    opened: list[str], times: int, again: list[str], how_often: int
) -> None:
    html = "".join("".join(opened).replace("@", str(each)) for each in range(times)) + "".join(again) * how_often
    tags = html.count("<")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(size_limits, "_SPARE_TO_MAKE_AGAIN", 0)  # so that the longest link is looked for
        most = size_limits._made_again(html.encode(), tags)
    made = LexborHTMLParser(html).css(FORMATTING)
    memory = sum(190 + 75 * len(node.attributes) for node in made)
    assert memory <= 340 * tags + most


@pytest.mark.parametrize("text", ["1" * 5_000, "Jumat, 20 April " + "2" * 5_000, "1 April 02018", "1 " * 200])
def test_a_date_of_too_many_digits_is_none(text: str) -> None:
    with pytest.raises(DateError):
        read_moment(text)


@given(st.text(st.sampled_from("ab \t\n\xa0\u200b\u0301\u00e9"), max_size=60), st.integers(1, 7))
def test_long_text_is_cleaned_as_short_text_is(text: str, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        whole = clean(text)
        patch.setattr("scraper.parser.text._LONG", size)
        assert clean(text) == whole


def test_a_reason_that_quotes_a_page_stays_short() -> None:
    with pytest.raises(Refusal) as caught:
        parse_article(FULL.replace(b"access_time</i>", b"access_time</i>" + b"kata " * 100_000), URL)
    assert len(caught.value.reason) < 500


def test_images_beside_the_newer_desktop_text_take_time_by_their_number() -> None:
    page = (PAGES / "desktop-icons-article.html").read_bytes().replace(b"<img", b"<embed")
    start = process_time()
    article = parse_article(
        within(b'<div class="news-content"', b"<img src=a>" * 40_000, page), "https://www.beritajakarta.id/read/150310"
    )
    assert (article.template, article.photo_url) == ("desktop-icons", None)
    assert process_time() - start < 5
