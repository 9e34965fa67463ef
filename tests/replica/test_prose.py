"""The made-up text is of a real article's size and shape, and the truth about it is whole."""

import re

import pytest

from replica.clock import Clock
from replica.corpus import CATEGORIES
from replica.options import Options
from replica.prose import TOPICS, slug
from replica.site import Site
from replica.truth import Article


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    site = Site(Options(articles=1500, seed=7, forms="plain"), Clock(frozen=True))
    return [site.article(lang, id_) for lang in ("id", "en") for id_ in site.ids(lang)]


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def test_sizes_are_those_of_news(articles: list[Article]) -> None:
    for article in articles:
        assert 5 <= len(article.title.split()) <= 12, article.title
        assert 6 <= len(article.paragraphs) <= 14
        assert 850 <= len(article.body) <= 3000


def test_no_paragraph_is_empty_or_unfilled(articles: list[Article]) -> None:
    for article in articles:
        for text in (article.title, article.photo_alt, article.reporter, *article.paragraphs):
            assert text == " ".join(text.split()) != ""
            assert not set("{}<>&") & set(text), text
        assert len(article.marked) == len(article.paragraphs)


def test_a_quote_recurs_in_a_later_paragraph_and_nothing_else_does(articles: list[Article]) -> None:
    for article in articles:
        later = [words(text) for text in article.paragraphs[2:]]
        if article.quote:
            assert any(words(article.quote) in text for text in later)
        assert not any(words(article.paragraphs[1]) in text for text in later)


def test_every_rare_form_occurs(articles: list[Article]) -> None:
    indonesian = [article for article in articles if article.lang == "id"]
    assert any(article.editor is None for article in indonesian)
    assert any(article.quote is None for article in indonesian)
    assert any(article.photo_credit == "Istimewa" for article in indonesian)
    assert any(article.photo_credit is None for article in indonesian)
    assert any("," in article.reporter for article in indonesian)
    assert any(not article.read_also for article in indonesian)
    assert any(article.photo_alt != article.title for article in indonesian)
    assert any(text.startswith("-") for article in indonesian for text in article.paragraphs)
    assert any("<b>" in text for article in indonesian for text in article.marked)
    assert {article.template for article in indonesian} == {"mobile", "desktop"}
    assert {article.link_inside for article in indonesian} == {True, False}
    english = [article for article in articles if article.lang == "en"]
    assert all(article.translator and article.editor is None for article in english)
    assert {article.template for article in english} == {"mobile"}


def test_links_lead_to_earlier_articles_of_the_same_category() -> None:
    site = Site(Options(articles=600, forms="plain"), Clock(frozen=True))
    for id_ in site.ids("id"):
        article = site.article("id", id_)
        linked = article.related + article.read_also
        assert len(set(linked)) == len(linked)
        assert all(site.article("id", other).category == article.category and other < id_ for other in linked)


def test_every_category_has_topics() -> None:
    assert set(TOPICS) == set(CATEGORIES)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("5.000 Warga Ikut, RT/RW Siap", "5000-warga-ikut-rtrw-siap"),
        ("Wilayah Koja - Sunter Dimulai", "wilayah-koja-sunter-dimulai"),
        ("Ruas Koja-Sunter", "ruas-koja-sunter"),
        ("Horee...Sudah \"Cair\"", "horeesudah-cair"),
    ],
)  # fmt: skip
def test_slugs_are_those_of_url_title(title: str, expected: str) -> None:
    assert slug(title) == expected
