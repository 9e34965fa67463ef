"""An inspection says what `read` says, and of every field where it stands."""

import json
from dataclasses import fields, replace
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper import reader
from scraper.items import Article
from scraper.reader import words
from scraper.reader.inspection import LINK_LISTS, Inspection, Reading, inspect
from scraper.reader.page import Identity, Page, page_of
from tests.scraper.reader.test_pages import outcome

PAGES = Path(__file__).parents[2] / "pages"
FULL = "mobile-full"
LIST = "list-category"


def page(name: str) -> tuple[bytes, str]:
    return (PAGES / f"{name}.html").read_bytes(), json.loads((PAGES / f"{name}.json").read_text())["request"]


def reading(inspection: Inspection, template: str) -> Reading:
    return next(each for each in inspection.readings if each.template == template)


@pytest.mark.parametrize("name", sorted(path.stem for path in PAGES.glob("*.html")))
def test_it_says_what_read_says(name: str) -> None:
    html, url = page(name)
    inspection = inspect(html, url)
    assert json.loads(json.dumps(inspection.read)) == json.loads(json.dumps(outcome(html, url)))
    assert inspection.error == inspection.read.get("error")


@pytest.mark.parametrize(
    "name",
    sorted(path.stem for path in PAGES.glob("*.html") if '"article": {' in path.with_suffix(".json").read_text()),
)
def test_every_field_that_was_found_has_its_place_on_the_page(name: str) -> None:
    html, url = page(name)
    inspection = inspect(html, url)
    own = reading(inspection, str(inspection.template))
    tree = LexborHTMLParser(html)
    plain = {field.name for field in fields(Article)} - {*LINK_LISTS, "template"}
    assert plain <= own.found.keys()
    for field, found in own.found.items():
        from_request = field in {"lang", "id", "slug", "url"} and found.path is None
        assert (found.path is None) == (found.value is None or from_request), field
        if found.path is not None and "\ufffd" not in found.path:
            assert len(tree.css(found.path)) == 1, found.path


def test_the_values_and_the_words_around_them() -> None:
    own = reading(inspect(*page(FULL)), "mobile-2026")
    assert own.error is None
    editor = own.found["editor"]
    assert editor.value == "Rukmini Astari"
    assert editor.path == "body > div.news-read > div.content > div.content-info > span:nth-of-type(4)"
    assert editor.around is not None
    assert (editor.around.match, editor.around.before[-8:]) == ("Rukmini Astari", "Editor :")
    assert own.found["related 2"].value["id"] == 139950
    assert own.found["read_also 1"].path == (
        "body > div.news-read > div.content > div.content-body > a.read-also.ina:nth-of-type(1)"
    )
    assert own.found["quote"].path == "body > div.news-read > div.content > div.content-body > blockquote"
    assert own.found["translator"].value is None
    assert own.found["translator"].path is None


def test_a_quote_that_nothing_marks_stands_in_the_text() -> None:
    own = reading(inspect(*page("desktop-two-paragraphs")), "desktop-2018")
    quote = own.found["quote"]
    assert quote.path == own.found["body"].path
    assert quote.around is not None
    assert quote.around.match == quote.value


def test_the_readers_stand_in_the_order_of_trying_and_say_why_not() -> None:
    inspection = inspect(*page(FULL))
    assert [each.template for each in inspection.readings] == ["mobile-2026", "desktop-2018", "words"]
    assert inspection.template == "mobile-2026"
    desktop = reading(inspection, "desktop-2018")
    assert not desktop.recognises
    assert desktop.error is not None
    assert ".col-7.read.mb-4" in desktop.error


def test_a_page_that_its_template_refuses() -> None:
    html, url = page(FULL)
    inspection = inspect(html.replace(b"<h1>", b"<h1></h1><h1>"), url)
    refused = reading(inspection, "mobile-2026")
    assert refused.recognises
    assert refused.error == "2 matches of 'h1' where exactly one is expected"
    assert {"date", "views", "body", "related 1"} <= refused.found.keys()
    assert "title" not in refused.found
    assert refused.found["body"].value is None
    assert inspection.template == "words"
    assert inspection.differs == ()


def test_fields_on_which_the_words_say_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def otherwise(page: Page, identity: Identity) -> Article:
        article = words.read(page, identity)
        return replace(article, editor=None, related=article.related[:1])

    monkeypatch.setattr(reader, "FALLBACK", replace(words.TEMPLATE, read=otherwise))
    inspection = inspect(*page(FULL))
    assert inspection.template == "mobile-2026"
    assert inspection.differs == ("editor", "related 2")


def test_without_anyone_asking_nothing_is_noted() -> None:
    html, url = page(FULL)
    noted = page_of(html, url, None)
    reader.read_page(noted)
    assert noted.seen is None


def test_a_list_with_its_markup_and_its_items() -> None:
    inspection = inspect(*page(LIST))
    assert (inspection.template, inspection.error, inspection.readings) == ("mobile", None, ())
    assert list(inspection.found) == ["item 1", "item 2", "item 3", "next_url"]
    first = inspection.found["item 1"]
    assert first.value["title"] == "Harga Bawang Turun"
    assert first.path is not None
    assert first.path.endswith("ul.list-index > li.row:nth-of-type(1) > div.col.s7 > h2 > a")
    assert inspect(*page("list-desktop-rubrik")).template == "newer desktop"


def test_a_page_that_is_no_list_says_why() -> None:
    html, _ = page(FULL)
    inspection = inspect(html, "https://m.beritajakarta.id/berita/terkini")
    assert inspection.error == "ReadError: an article's page, not a list's"
    assert inspection.found == {}


def test_bytes_that_are_no_page_are_no_reason_to_fail() -> None:
    inspection = inspect(b"\x00\xff\x7fELF", "https://m.beritajakarta.id/read/5")
    assert inspection.template is None
    assert inspection.error is not None


def test_words_that_were_preferred_are_held_against_the_template() -> None:
    html, url = page(FULL)
    inspection = inspect(
        html.replace(b'<span class="title">Berita Terpopuler', b'<span class="judul">Berita Terpopuler'), url
    )
    assert reading(inspection, "mobile-2026").error is None
    assert (inspection.template, inspection.beside) == ("words", "mobile-2026")
    assert inspection.differs == ("popular 1", "popular 2", "popular 3")
