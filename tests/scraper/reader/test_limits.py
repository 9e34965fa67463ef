"""What is too much to read is refused unparsed; what is only large is read, and never at a price out of proportion."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

import scraper.reader.page
from scraper.dates import DateError, read_moment
from scraper.reader import ReadError, read
from scraper.reader.limits import MAX_SIZE, excess_of, excess_of_size, excess_of_soup
from scraper.reader.lists import read_list
from scraper.reader.scan import Scan
from scraper.reader.text import clean
from tests.scraper.reader.costing import COSTLY, FULL, PAGES, URL, cost_of, within

SHARE, SPARE = 30, 16_000_000
"""Reading takes no more than this many times a page's size, and these bytes."""

STEPS = 10**8


@pytest.mark.parametrize("name", COSTLY)
def test_no_page_takes_more_than_its_share_nor_raises_anything_else(name: str, tmp_path: Path) -> None:
    html = COSTLY[name]()
    cost = cost_of(html, tmp_path)
    assert cost.memory <= SHARE * len(html) + SPARE
    assert len(cost.said) == 3


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("div in div", "nest too deep"),
        ("attributes of one element", "too many attributes"),
        ("attributes after a quoted end", "too many attributes"),
        ("names", "6000[0-9] names of elements and attributes"),
        ("attributes of few bytes", "nest too deep"),
        ("formatting left open", "made again"),
        ("formatting closed in a comment", "made again"),
        ("formatting closed in a value", "made again"),
        ("formatting closed in a script", "made again"),
        ("formatting closed in a table", "made again"),
        ("formatting closed in a picture", "made again"),
        ("a link with many attributes left open", "made again"),
        ("end tags out of turn", "made again"),
        ("cells without rows", "more markup"),
        ("20 MB of text", "20.0 MB, more than the 4 MB"),
        ("links in the text", "tags, more than the 200000"),
    ],
)
def test_what_is_too_much_never_comes_to_the_parser(name: str, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def parser(_: Any) -> None:
        pytest.fail("it was parsed")

    monkeypatch.setattr(scraper.reader.page, "LexborHTMLParser", parser)
    with pytest.raises(ReadError, match=reason):
        read(COSTLY[name](), URL)


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
    assert read(html, URL) == read(FULL, URL)


def test_a_long_article_and_a_long_list_are_read() -> None:
    article = read(within(b'<div class="content-body"', b"<p>" + b"kata " * 80 + b"</p>", FULL), URL)
    long = within(b'<div class="content-body"', (b"<p>" + b"kata " * 80 + b"</p>") * 300, FULL)
    assert read(long, URL).body.count("\n\n") == article.body.count("\n\n") + 299
    page = (PAGES / "list-category.html").read_bytes()
    item = b'<li><h2><a href="/read/%d/x">Judul</a></h2></li>'
    items = b"".join(item % each for each in range(1, 501))
    before = len(read_list(page, "https://m.beritajakarta.id/kategori/ekonomi").items)
    html = within(b'<ul class="list-index', items, page)
    assert len(read_list(html, "https://m.beritajakarta.id/kategori/ekonomi").items) == before + 500


def test_size() -> None:
    assert excess_of_size(MAX_SIZE) is None
    assert excess_of_size(24_000_000) == "24.0 MB, more than the 4 MB that a page may have"


def test_what_is_counted_is_held_against_the_bytes_that_came() -> None:
    html = b"<p>x</p>" * 60_000
    assert excess_of(html, len(html)) is not None
    assert excess_of(html, 4 * len(html)) is None


def test_a_page_of_many_elements_is_not_read_by_its_words() -> None:
    html = b"<p>x" * 10_000
    tree = LexborHTMLParser(html)
    assert excess_of_soup(tree, len(html)) == (
        "10003 elements, more than a page of its size may have to be read by its words"
    )
    assert excess_of_soup(tree, 1_000_000) is None


TOKENS = [
    "<b i=1>", "<b>", "<i>", "</b>", "</i>", "<a href=x>", "</a>", "<p>", "</p>", "<div>", "</div>", "<table>",
    "<tr>", "<td>", "</td>", "</table>", "x", "<svg>", "</svg>", "<path/>", "<foreignObject>", "</foreignObject>",
    "<desc>", "<math>", "<mi>", "</math>", "<script>", "</script>", "<!-- ", "-->", "<style>", "</style>", "<title>",
    "</title>", "<select>", "<option>", "</select>", "<button>", "</button>", "<li>", "<ul>", "</ul>", "<span a='>'>",
    "</span>", "<template>", "</template>", '<x y="', '">', "<![CDATA[", "]]>", "<h1>", "</h1>", "<br>", "<body z>",
    "<nobr>", "<object>", "</object>", "<font color=red>", "</font>", "<textarea>", "</textarea>", "<frameset>",
    "<form>", "</form>", "</br>", "<dd>", "<col>", "</tbody>", "<caption>", "</caption>", "</tr>", "<tbody>",
    "<thead>", "<img>", "<plaintext>", "<iframe>", "</iframe>", "<!x>", "<?x>", "</ x>", "<", "</", "\0", "<xmp>",
    "</xmp>",
]  # fmt: skip
PIECES = st.tuples(st.lists(st.sampled_from(TOKENS), min_size=1, max_size=12), st.integers(1, 60))


@given(st.lists(PIECES, min_size=1, max_size=5))
def test_the_parser_never_builds_more_than_was_counted(pieces: list[tuple[list[str], int]]) -> None:
    html = "".join("".join(tokens) * times for tokens, times in pieces).encode()
    tree = LexborHTMLParser(html)
    nodes = tree.css("*")
    attributes = sum(len(node.attributes) for node in nodes)
    scan = Scan(html, STEPS)
    assert 190 * (len(nodes) - 3) + 200 * attributes <= scan.memory  # html, head and body are always made


@pytest.mark.parametrize("text", ["1" * 5_000, "Jumat, 20 April " + "2" * 5_000, "1 April 02018", "1 " * 200])
def test_a_date_of_too_many_digits_is_none(text: str) -> None:
    with pytest.raises(DateError):
        read_moment(text)


@given(st.text(st.sampled_from("ab \t\n\xa0\u200b\u0301\u00e9"), max_size=60), st.integers(1, 7))
def test_long_text_is_cleaned_as_short_text_is(text: str, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        whole = clean(text)
        patch.setattr("scraper.reader.text._LONG", size)
        assert clean(text) == whole


def test_a_reason_that_quotes_a_page_stays_short() -> None:
    with pytest.raises(ReadError) as caught:
        read(FULL.replace(b"access_time</i>", b"access_time</i>" + b"kata " * 100_000), URL)
    assert len(caught.value.reason) < 500
