"""Text comes off the page as a careful person would type it: blocks, lines, paragraphs."""

import re
from itertools import count
from unicodedata import is_normalized

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.parser.document import Element, document_of, line_of
from scraper.parser.page import Page
from scraper.parser.refusals import Refusal
from scraper.parser.regions import Regions
from scraper.parser.story import story_of
from scraper.parser.text import clean, recurs

HIDDEN = '<span class="sceditor-selection sceditor-ignore" style="line-height: 0; display: none;"> </span>'


def box(html: str) -> LexborNode:
    node = LexborHTMLParser(f"<div id=box>{html}</div>").css_first("#box")
    assert node is not None
    return node


def paragraphs(html: str) -> list[str]:
    """The paragraphs of a text whose links all lead to other articles."""
    numbers = count(1)
    html = re.sub("<a>", lambda _: f'<a href="/read/{next(numbers)}/x">', html)
    node = box(html)
    blocks = document_of(node).blocks
    links = [link for block in blocks for link in block.links]
    url = "https://m.beritajakarta.id/read/100000/x"
    page = Page(LexborHTMLParser(html), url, url)
    no_quote = Element("blockquote", None, node, 0)  # so that words that recur do not make one
    try:
        regions = Regions(headline=blocks[0], byline=[], body=blocks, read_also=links, quote=no_quote)
        return story_of(page, regions).paragraphs
    except (Refusal, IndexError):  # no text, or nothing at all
        return []


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>satu</p><p>dua</p>", ["satu", "dua"]),
        ("<p>satu<p>dua", ["satu", "dua"]),
        ("<p><p>satu</p></p>", ["satu"]),
        ("<p>\u00a0</p><p><br></p><p> satu\n\tdua\u00a0\u00a0 tiga\u3000</p>", ["satu dua tiga"]),
        ("satu<p>dua</p>tiga", ["satu", "dua", "tiga"]),
        ("<p>sa<b>tu</b> <i>dua</i></p>", ["satu dua"]),
        ("<p>satu<br>dua<br/>tiga</p>", ["satu dua tiga"]),
        ("<p>satu<br><br>dua<br> &nbsp; <br>tiga</p>", ["satu", "dua", "tiga"]),
        (f"<p>sa{HIDDEN}tu {HIDDEN}{HIDDEN}dua</p>", ["satu dua"]),
        (f"<p>satu {HIDDEN} dua</p>", ["satu dua"]),
        ('<p>satu</p><p style="visibility: hidden">x</p><p class="d-none">y</p><p>dua</p>', ["satu", "dua"]),
        ('<p>satu</p><p class="d-none d-md-block">dua</p>', ["satu", "dua"]),
        (
            '<p>satu</p><blockquote class="twitter-tweet"><p>x</p><a href="#">y</a></blockquote><p>dua</p>',
            ["satu", "dua"],
        ),
        ('<p>satu</p><p style="DISPLAY :none">x</p><p hidden>y</p><p>dua</p>', ["satu", "dua"]),
        ("<p>sa\u00adtu\u200b\ufeff d\u2060ua</p>", ["satu dua"]),
        ("<p>&lt;b&gt; &amp;amp; &ldquo;x&rdquo;&#8230; &commat;</p>", ["<b> &amp; \u201cx\u201d\u2026 @"]),
        ("<p>cafe\u0301</p>", ["caf\u00e9"]),
        ("<ul><li>satu<li>dua<ul><li>tiga</ul></ul>", ["satu", "dua", "tiga"]),
        ("<ol><li>satu</li></ul><p>dua", ["satu", "dua"]),
        ("<table><tr><td>a<td><p>b</p><p>c</p><tr><td>d<br><br>e</table>", ["a b c", "d e"]),
        ("<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td><td>c</td></tr></table>", ["a b c"]),
        ("<p>m<sup>2</sup> H<sub>2</sub>O kata<wbr>sambung</p>", ["m2 H2O katasambung"]),
        ("<div>satu<div>dua</div>tiga</div>", ["satu", "dua", "tiga"]),
        ("<b><p>satu</p><p>dua</p></b>", ["satu", "dua"]),
        (
            "<p>satu<!-- x --></p><script>y</script><style>z</style><noscript>n</noscript><template>t</template>",
            ["satu"],
        ),
        ("<h2>judul</h2><hr>satu<hr>dua", ["judul", "satu", "dua"]),
        ("", []),
    ],
)
def test_paragraphs(html: str, expected: list[str]) -> None:
    assert paragraphs(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>dengan <a>Judul</a> warga</p>", ["dengan warga"]),
        ("<p>dengan<a>Judul</a>warga</p>", ["dengan warga"]),
        ("<p>dengan <a>Judul</a>, lalu</p>", ["dengan, lalu"]),
        ("<p><a>Judul</a>Warga</p>", ["Warga"]),
        ("<p>Warga<a>Judul</a></p>", ["Warga"]),
        ("<p>Warga <a>Satu</a> <a>Dua</a> datang</p>", ["Warga datang"]),
        ("<p>Warga<br><a>Satu</a><br>datang</p>", ["Warga datang"]),
        ("<p>Warga datang. Baca juga: <a>Judul</a></p>", ["Warga datang."]),
        ("<p>BACA JUGA : <a>Judul</a></p><p>Warga</p>", ["Warga"]),
        ("<p>Warga gemar baca <a>Judul</a> koran</p>", ["Warga gemar baca koran"]),
        ("<p>Baca juga: buku ini</p>", ["Baca juga: buku ini"]),
        ("<p>Warga</p><a>Judul</a><p>datang</p>", ["Warga", "datang"]),
        ("<p>Warga</p><p>Baca juga</p><a>Judul</a><p>datang</p>", ["Warga", "datang"]),
        ("<p>Warga</p><h4>Read also :</h4><ul><li><a>Judul</a></ul><p>datang</p>", ["Warga", "datang"]),
    ],
)
def test_links_cut_out_of_the_text(html: str, expected: list[str]) -> None:
    assert paragraphs(html) == expected


def test_lines() -> None:
    assert line_of(box("<h1>satu<br>dua<p>tiga</p></h1>")) == "satu dua tiga"
    assert line_of(box(" \u00a0\u200b")) is None
    assert line_of(box('<i class="material-icons">photo</i> Nama')) == "Nama"


@pytest.mark.parametrize(
    ("quote", "paragraph", "expected"),
    [
        ("Kami senang, sekali", '"KAMI senang sekali!" katanya', True),
        ("Casablanca Settat", "dengan Casablanca-Settat, Maroko", True),
        ("Kami senang", "Kami sangat senang", False),
        ("ami senang", "Kami senang", False),
        ("...", "Kami ... senang", False),
        ("", "Kami", False),
    ],
)
def test_recurrence(quote: str, paragraph: str, *, expected: bool) -> None:
    assert recurs(quote, ["lain", paragraph]) is expected


@given(st.text())
def test_clean_text_is_clean(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert cleaned == " ".join(cleaned.split())
    assert is_normalized("NFC", cleaned)
    assert not set("\u00a0\u00ad\u200b\ufeff\x00") & set(cleaned)


def test_emoji_stay_whole_and_other_joiners_go() -> None:
    assert clean("\U0001f469\u200d\U0001f373 a\u200db") == "\U0001f469\u200d\U0001f373 ab"


WORD = st.text(alphabet="abcdefg\u00e9", min_size=1, max_size=6)


@given(st.lists(st.lists(WORD, min_size=1, max_size=6), min_size=1, max_size=5), st.data())
def test_no_word_is_lost_doubled_or_joined(texts: list[list[str]], data: st.DataObject) -> None:
    gaps = st.sampled_from([" ", "&nbsp;", "\n", "<br>", f" {HIDDEN}", "</b> <b>", " \u200b", "<a>Judul</a>"])
    html = ""
    for words in texts:
        html += "<p>" + words[0]
        for word in words[1:]:
            html += data.draw(gaps) + word
        html += "</p>"
    assert paragraphs(html) == [" ".join(words) for words in texts]


def test_nesting_of_any_depth() -> None:
    assert paragraphs("<b>" * 50_000 + "satu") == ["satu"]
    assert paragraphs("<div>" * 2_000 + "satu") == ["satu"]
