"""What is edited, deleted or restored is so on every page, and nothing else changes."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser as Html

from replica.clock import Clock
from replica.corpus import CATEGORIES, REGIONS
from replica.options import Options
from replica.routes import Routes
from replica.site import PAGE_SIZE, Site
from tests.conftest import examples

ORIGIN = "http://127.0.0.1:8899"
LISTS = [
    ("index", ""), ("english", ""),
    *(("category", slug) for slug in CATEGORIES), *(("region", slug) for slug in REGIONS),
]  # fmt: skip


def made(**switches: object) -> tuple[Site, Routes]:
    site = Site(Options(**{"articles": 300, "forms": "plain", **switches}), Clock(frozen=True))
    return site, Routes(site)


def text(routes: Routes, address: str) -> str:
    parts = urlsplit(address)
    return routes.answer(parts.path, parts.query, ORIGIN).body.decode()


def walked(site: Site, kind: str, name: str) -> list[int]:
    """The ids on all pages of a list, in order."""
    total, _ = site.listing(kind, name, 1)
    pages = range(1, -(-total // PAGE_SIZE) + 1)
    ids = [brief.id for page in pages for brief in site.listing(kind, name, page)[1]]
    assert len(ids) == total
    assert site.listing(kind, name, len(pages) + 1)[1] == []
    return ids


@examples(25)
@given(st.integers(2, 300), st.data())
def test_every_list_closes_up_and_opens_again(articles: int, data: st.DataObject) -> None:
    site, _ = made(articles=articles)
    before = {each: walked(site, *each) for each in LISTS}
    there = [(lang, id_) for lang in ("id", "en") for id_ in site.ids(lang)]
    gone = data.draw(st.lists(st.sampled_from(there), unique=True))
    for lang, id_ in gone:
        site.delete(lang, id_)
    for (kind, name), ids in before.items():
        lang = "en" if kind == "english" else "id"
        assert walked(site, kind, name) == [id_ for id_ in ids if (lang, id_) not in gone]
    left = [(article.lang, article.id) for article in site.articles()]
    assert left == [each for each in there if each not in gone]
    assert site.count("id") + site.count("en") == len(left)
    for lang, id_ in data.draw(st.permutations(gone)):
        site.restore(lang, id_)
    assert {each: walked(site, *each) for each in LISTS} == before


@pytest.mark.parametrize(("missing", "status"), [("404", 404), ("410", 410), ("home", 302), ("empty", 200)])
def test_a_deleted_article_answers_as_a_missing_one(missing: str, status: int) -> None:
    site, routes = made(missing=missing)
    brief = site.brief("id", site.ids("id")[-1])
    page = text(routes, brief.path)
    site.delete("id", brief.id)
    assert routes.answer(brief.path, "", ORIGIN) == routes.answer(f"/read/{brief.id}", "", ORIGIN)
    assert routes.answer(brief.path, "", ORIGIN).status == status
    for known in (site.brief, site.article, site.delete, site.views):
        with pytest.raises(KeyError):
            known("id", brief.id)
    site.restore("id", brief.id)
    assert text(routes, brief.path) == page


def test_only_what_is_deleted_can_be_restored() -> None:
    site, _ = made()
    for id_ in (site.ids("id")[-1], site.ids("id")[-1] + 50, 3):
        with pytest.raises(KeyError):
            site.restore("id", id_)


def test_related_and_popular_articles_leave_and_inline_links_stay() -> None:
    site, routes = made()
    articles = [article for article in site.articles() if article.related and article.read_also]
    for article in articles[::10]:
        path = site.brief(article.lang, article.id).path
        linked = site.brief(article.lang, article.read_also[0]).path
        site.delete(article.lang, article.related[0])
        site.delete(article.lang, article.read_also[0])
        page = text(routes, path)
        now = site.article(article.lang, article.id)
        assert now.related == article.related[1:]
        assert now.read_also == article.read_also
        assert f'href="{ORIGIN}{linked}"' in page
        assert f"/read/{article.related[0]}/" not in page.replace(linked, "")
        site.restore(article.lang, article.related[0])
        site.restore(article.lang, article.read_also[0])
    for template, left in (("mobile", 5), ("desktop", 4)):
        popular = site.popular(template)
        site.delete("id", popular[0].id)
        now = site.popular(template)
        assert len(now) == left
        assert [brief for brief in now if brief in popular] == popular[1:]
        site.restore("id", popular[0].id)
        assert site.popular(template) == popular


@pytest.mark.parametrize("template", ["mobile", "desktop"])
def test_an_edit_stands_on_the_page_and_on_every_list(template: str) -> None:
    site, routes = made(template=template, quirks=False, paging="number")
    id_ = site.ids("id")[-1]
    old = site.article("id", id_)
    site.edit("id", id_, title="Judul Baru: 5.000 & Lagi", paragraphs=["Satu < dua.", "Tiga & empat lima."])
    site.edit("id", id_, editor="A & B", quote="Lima & enam")
    new = site.article("id", id_)
    assert (new.title, new.slug) == ("Judul Baru: 5.000 & Lagi", "judul-baru-5000-lagi")
    assert (new.paragraphs, new.editor, new.quote) == (("Satu < dua.", "Tiga & empat lima."), "A & B", "Lima & enam")
    assert (new.reporter, new.category, new.photo_alt) == (old.reporter, old.category, old.photo_alt)
    page = Html(text(routes, site.brief("id", id_).path))
    assert page.css_first("h1").text() == new.title
    assert "Editor" in page.body.text()
    assert "A & B" in page.body.text()
    content = page.css_first(".content-body, .news-content")
    for link in content.css("a"):
        link.decompose()
    told = [" ".join(node.text().split()) for node in content.css("p, blockquote")]
    assert told == ["Satu < dua.", "Lima & enam", "Tiga & empat lima."]
    for path in ("/berita/terkini", f"/kategori/{old.category_slug}"):
        row = Html(text(routes, path)).css_first("li.row")
        assert row.css_first("h2 a").text() == new.title
        assert row.css_first("h2 a").attributes["href"] == ORIGIN + site.brief("id", id_).path
        assert row.css_first("p").text() == "Satu < dua."
    assert old.title not in text(routes, "/berita/terkini")


def test_an_edit_may_take_editor_and_quote_away_and_keep_the_slug() -> None:
    site, _ = made()
    for lang in ("id", "en"):
        id_ = site.ids(lang)[-1]
        slug = site.brief(lang, id_).slug
        site.edit(lang, id_, editor=None, quote=None, title="Lain", keep_slug=True)
        article = site.article(lang, id_)
        assert (article.title, article.slug, article.editor, article.quote) == ("Lain", slug, None, None)
        site.edit(lang, id_, title="Lain Lagi")
        assert site.article(lang, id_).slug == "lain-lagi"


@examples(25)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zs", "Zl", "Zp"]), min_size=1)))
def test_any_text_is_served_as_it_was_edited(paragraphs: list[str]) -> None:
    site, routes = made(articles=40)
    for template in ("mobile", "desktop"):
        briefs = site.listing("index", "", 1)[1]
        brief = next(each for each in briefs if site.template("id", each.index) == template)
        if not paragraphs:
            with pytest.raises(ValueError, match="empty"):
                site.edit("id", brief.id, paragraphs=paragraphs)
            continue
        site.edit("id", brief.id, paragraphs=paragraphs, quote=None)
        page = Html(text(routes, brief.path))
        content = page.css_first(".content-body, .news-content")
        for hidden in content.css("a, .sceditor-selection"):
            hidden.decompose()
        assert [node.text().strip() for node in content.css("p") if node.text().strip()] == paragraphs


def test_what_is_no_edit_is_refused() -> None:
    site, _ = made()
    id_ = site.ids("id")[-1]
    before = site.article("id", id_)
    for wrong in ({"title": " "}, {"title": "!?"}, {"paragraphs": []}, {"paragraphs": ["a", ""]}, {"quote": ""}):
        with pytest.raises(ValueError, match="empty"):
            site.edit("id", id_, **wrong)
    with pytest.raises(ValueError, match="list"):
        site.edit("id", id_, paragraphs="abc")
    with pytest.raises(KeyError):
        site.edit("id", 3, title="Lain")
    assert site.article("id", id_) == before


def test_the_search_follows() -> None:
    site, _ = made()
    id_ = site.ids("id")[0]
    assert site.search("zebra", 1) == (0, [])
    site.edit("id", id_, title="Seekor Zebra Tiba")
    assert [brief.id for brief in site.search("zebra", 1)[1]] == [id_]
    site.delete("id", id_)
    assert site.search("zebra", 1) == (0, [])
