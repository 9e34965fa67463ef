"""An inspection says what `parse_article` says, and of every field where it stands."""

import json
from dataclasses import fields, replace
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper.items import LINK_LISTS, Article
from scraper.parser import article
from scraper.parser.inspection import Inspection, Reading, inspect
from scraper.parser.page import Identity, Page, page_of
from tests.scraper.parser.test_pages import outcome

PAGES = Path(__file__).parents[2] / "pages"
FULL = "mobile-full"
LIST = "list-category"


def page(name: str) -> tuple[bytes, str]:
    return (PAGES / f"{name}.html").read_bytes(), json.loads((PAGES / f"{name}.json").read_text())["request"]


def reading(inspection: Inspection, template: str) -> Reading:
    return next(each for each in inspection.readings if each.template == template)


@pytest.mark.parametrize("name", sorted(path.stem for path in PAGES.glob("*.html")))
def test_it_says_what_the_parser_says(name: str) -> None:
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
    tree = LexborHTMLParser(html)
    plain = {field.name for field in fields(Article)} - {*LINK_LISTS, "template"}
    readings = [each for each in inspection.readings if each.error is None]
    assert {each.template for each in readings} >= {inspection.template, "generic"}
    for field, found in ((field, found) for each in readings for field, found in each.found.items()):
        from_request = field in {"lang", "id", "slug", "url"} and found.path is None
        assert (found.path is None) == (found.value is None or from_request), field
        if found.path is not None and "\ufffd" not in found.path:
            assert len(tree.css(found.path)) == 1, found.path
    assert all(plain <= each.found.keys() for each in readings)


def test_the_values_and_the_words_around_them() -> None:
    own = reading(inspect(*page(FULL)), "mobile")
    assert own.error is None
    editor = own.found["editor"]
    assert editor.value == "Rukmini Astari"
    assert editor.path == "body > div.news-read > div.content > div.content-info > span:nth-of-type(4)"
    assert editor.context is not None
    assert (editor.context.match, editor.context.before[-8:]) == ("Rukmini Astari", "Editor :")
    assert own.found["related 2"].value["id"] == 139950
    assert own.found["read_also 1"].path == (
        "body > div.news-read > div.content > div.content-body > a.read-also.ina:nth-of-type(1)"
    )
    assert own.found["quote"].path == "body > div.news-read > div.content > div.content-body > blockquote"
    assert own.found["translator"].value is None
    assert own.found["translator"].path is None


@pytest.mark.parametrize("template", ["desktop", "generic"])
def test_a_part_of_the_byline_has_the_smallest_element_that_says_it(template: str) -> None:
    own = reading(inspect(*page("desktop-d3-english-elements")), template)
    paths = [own.found[name].path for name in ("date", "published_at", "reporter", "translator", "views")]
    assert [(path or "").rpartition(" > ")[2] for path in paths] == [
        f"span:nth-of-type({place})" for place in (1, 1, 2, 3, 4)
    ]
    own = reading(inspect(*page("desktop-d4-english-one-line")), template)
    paths = [own.found[name].path for name in ("date", "reporter", "translator", "views")]
    assert {(path or "").rpartition(" > ")[2] for path in paths} == {"div.text-secondary.font-italic.mb-4"}


def test_a_quote_that_nothing_marks_stands_in_the_text() -> None:
    own = reading(inspect(*page("desktop-two-paragraphs")), "desktop")
    quote = own.found["quote"]
    assert quote.path == own.found["body"].path
    assert quote.context is not None
    assert quote.context.match == quote.value


def test_the_templates_stand_in_the_order_of_trying_and_say_why_not() -> None:
    inspection = inspect(*page(FULL))
    assert [each.template for each in inspection.readings] == ["mobile", "desktop", "desktop-icons", "generic"]
    assert inspection.template == "mobile"
    desktop = reading(inspection, "desktop")
    assert not desktop.recognises
    assert desktop.error is not None
    assert ".col-7.read.mb-4" in desktop.error


def test_a_page_that_its_template_refuses() -> None:
    html, url = page(FULL)
    inspection = inspect(html.replace(b"<h1>", b"<h1></h1><h1>"), url)
    refused = reading(inspection, "mobile")
    assert refused.recognises
    assert refused.error == "2 matches of 'div.news-read h1' where exactly one is expected"
    assert "title" not in refused.found
    assert refused.found["body"].value is None
    undated = reading(inspect(html.replace(b"Rabu, 05 Juni 2024", b"lusa"), url), "mobile").found["byline"]
    assert undated.path == "body > div.news-read > div.content > div.content-info"
    assert undated.context is not None
    assert undated.context.match.startswith("lusa 08:07 WIB 2619")
    assert inspection.template == "generic"
    assert inspection.differs == ()


def test_fields_on_which_the_generic_finder_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    by_words = article.by_words

    def otherwise(page: Page, identity: Identity) -> Article:
        found = by_words(page, identity)
        return replace(found, editor=None, related=found.related[:1])

    monkeypatch.setattr(article, "by_words", otherwise)
    inspection = inspect(*page(FULL))
    assert inspection.template == "mobile"
    assert inspection.differs == ("editor", "related 2")


def test_without_anyone_asking_nothing_is_noted() -> None:
    html, url = page(FULL)
    noted = page_of(html, url, None)
    article.article_of(noted)
    assert noted.sightings is None


def test_a_list_with_its_markup_and_its_items() -> None:
    inspection = inspect(*page(LIST))
    assert (inspection.template, inspection.error, inspection.readings) == ("mobile", None, ())
    assert list(inspection.found) == ["item 1", "item 2", "item 3", "next_url"]
    first = inspection.found["item 1"]
    assert first.value["title"] == "Harga Bawang Turun"
    assert first.path is not None
    assert first.path.endswith("ul.list-index > li.row:nth-of-type(1) > div.col.s7 > h2 > a")
    assert inspect(*page("list-desktop-rubrik")).template == "desktop-icons"


def test_a_page_that_is_no_list_says_why() -> None:
    html, _ = page(FULL)
    inspection = inspect(html, "https://m.beritajakarta.id/berita/terkini")
    assert inspection.error == "unreadable: an article's page, not a list's"
    assert inspection.found == {}


def test_bytes_that_are_no_page_are_no_reason_to_fail() -> None:
    inspection = inspect(b"\x00\xff\x7fELF", "https://m.beritajakarta.id/read/5")
    assert inspection.template is None
    assert inspection.error is not None


def test_a_generic_reading_that_was_preferred_is_compared_with_the_template() -> None:
    html, url = page(FULL)
    inspection = inspect(
        html.replace(b'<span class="title">Berita Terpopuler', b'<span class="judul">Berita Terpopuler'), url
    )
    assert reading(inspection, "mobile").error is None
    assert (inspection.template, inspection.compared_with) == ("generic", "mobile")
    assert inspection.differs == ("popular 1", "popular 2", "popular 3")
