"""Paths are selectors that find their element alone; the words around are those that stand there."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from scraper.parser.css_path import context_of, css_path

PAGES = sorted((Path(__file__).parents[2] / "pages").glob("*.html"))
PAGE = """<title>Judul</title><body><nav>Menu <a id=home href=/>Beranda</a></nav>
<div class="a b"><p>Satu dua tiga.</p><p class=x>Empat <b>lima</b> enam.<script>tidak()</script>
</p><p class="x y">Tujuh delapan.</p><img src=/foto.jpg alt=" Gambar  kali "></div><!-- diam -->
<div class="c:d 1">Akhir</div>"""


@pytest.mark.parametrize(
    ("selector", "path"),
    [
        ("a", "body > nav > a#home"),
        ("div p", "body > div.a.b > p:nth-of-type(1)"),
        ("p.x", "body > div.a.b > p.x:nth-of-type(2)"),
        ("p.y", "body > div.a.b > p.x.y"),
        ("b", "body > div.a.b > p.x:nth-of-type(2) > b"),
        ("title", "head > title"),
        ("div + div", "body > div:nth-of-type(2)"),
        ("html", "html"),
    ],
)
def test_a_path_is_short_and_a_selector(selector: str, path: str) -> None:
    tree = LexborHTMLParser(PAGE)
    node = tree.css_first(selector)
    assert node is not None
    assert css_path(node) == path
    element = BeautifulSoup(PAGE, "lxml", multi_valued_attributes=None).select_one(selector)
    assert element is not None
    assert css_path(element) == path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_element_of_a_fixture_is_found_again_by_its_path(page: Path) -> None:
    tree = LexborHTMLParser(page.read_bytes())
    for node in tree.css("body *"):
        found = tree.css(css_path(node))
        assert [each.mem_id for each in found] == [node.mem_id]


NAMES = st.sampled_from(["", "a", "a b", "b", "b a", "1", "a:b"])
ELEMENTS = st.recursive(
    st.builds(lambda tag, names: f'<{tag} class="{names}">k</{tag}>', st.sampled_from(["p", "b", "div"]), NAMES),
    lambda inner: st.builds(
        lambda names, parts: f'<div class="{names}">{"".join(parts)}</div>', NAMES, st.lists(inner, max_size=4)
    ),
    max_leaves=12,
)


@given(ELEMENTS)
def test_every_element_of_any_page_is_found_again_by_its_path(html: str) -> None:
    tree = LexborHTMLParser(html)
    for node in tree.css("*"):
        assert [each.mem_id for each in tree.css(css_path(node))] == [node.mem_id]


def found_around(selector: str, value: str | None, words: int = 3) -> tuple[str, str, str]:
    node = LexborHTMLParser(PAGE).css_first(selector)
    assert node is not None
    place = context_of(node, value, words=words)
    return place.before, place.match, place.after


def test_the_match_stands_between_the_words_before_and_after_it() -> None:
    assert found_around("b", "lima") == ("dua tiga. Empat", "lima", "enam. Tujuh delapan.")
    assert found_around("p.x", "lima") == ("dua tiga. Empat", "lima", "enam. Tujuh delapan.")
    assert found_around("p.x", None, 1) == ("tiga.", "Empat lima enam.", "Tujuh")
    assert found_around("p.x", "lain", 1) == ("tiga.", "Empat lima enam.", "Tujuh")
    assert found_around("nav a", "Beranda") == ("Menu", "Beranda", "Satu dua tiga.")


def test_a_picture_is_told_by_the_attribute_that_says_the_value() -> None:
    assert found_around("img", "Gambar kali", 2) == ("Tujuh delapan.", 'alt="Gambar kali"', "Akhir")
    assert found_around("img", "https://contoh.example/foto.jpg", 2)[1] == 'src="/foto.jpg"'


def test_scripts_and_comments_say_nothing() -> None:
    assert "tidak" not in json.dumps([found_around(selector, None, 99) for selector in ("a", "b", "img")])
    assert "diam" not in json.dumps(found_around("img", None, 99))
