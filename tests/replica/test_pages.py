"""Plain pages say the truth, each switch changes what it says it does, and nothing else is left to chance."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser as Html

from replica.clock import Clock
from replica.options import Options
from replica.routes import Routes
from replica.site import PAGE_SIZE, Site

ORIGIN = "http://127.0.0.1:8899"


def made(**switches: object) -> tuple[Site, Routes]:
    options = {"articles": 300, "forms": "plain", **switches}
    site = Site(Options(**options), Clock(frozen=True))
    return site, Routes(site)


def text(routes: Routes, address: str) -> str:
    parts = urlsplit(address)
    return routes.answer(parts.path, parts.query, ORIGIN).body.decode()


def folded(node_text: str) -> str:
    return " ".join(node_text.split())


def addresses(site: Site) -> list[str]:
    articles = [site.brief(lang, id_).path for lang in ("id", "en") for id_ in site.ids(lang)]
    return ["/", "/robots.txt", "/berita/terkini", "/kategori/kesra?page=1", "/wilayah/jakarta-timur", *articles]


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others() -> None:
    (site, one), (_, two), (_, other) = made(seed=5), made(seed=5), made(seed=6)
    for address in addresses(site):
        assert text(one, address) == text(two, address)
    assert text(one, "/berita/terkini") != text(other, "/berita/terkini")


def test_pages_do_not_depend_on_what_was_asked_before() -> None:
    (site, one), (_, two) = made(), made()
    forth = [text(one, address) for address in addresses(site)]
    back = [text(two, address) for address in reversed(addresses(site))]
    assert forth == back[::-1]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_mobile_page_says_the_truth(lang: str) -> None:
    site, routes = made(template="mobile")
    for id_ in site.ids(lang):
        article = site.article(lang, id_)
        raw = text(routes, site.brief(lang, id_).path)
        page = Html(raw)
        assert page.css_first("h1").text() == article.title
        assert page.css_first(".news-read img").attributes["alt"].strip() == article.photo_alt
        spans = [folded(span.text()) for span in page.css(".news-read .content-info span")]
        assert spans[1] == f"remove_red_eye {site.views(lang, id_)}"
        if lang == "id":
            assert f"person Reporter : {article.reporter}" in spans
            assert len(spans) == (4 if article.editor else 3)
        else:
            assert spans[2] == f"Reported by {article.reporter} | Translated by {article.translator}"
            assert re.fullmatch(r"access_time [A-Z][a-z]+ \d\d \d{4} \d\d:\d\d [AP]M", spans[0])
        for hidden in page.css(".sceditor-selection"):
            hidden.decompose()
        paragraphs = [folded(node.text()) for node in page.css(".content-body p")]
        assert [each for each in paragraphs if each] == list(article.paragraphs)
        quote = page.css_first("blockquote")
        assert (folded(quote.text()) if quote else None) == article.quote
        links = [site.brief(lang, other).path for other in article.read_also]
        assert [node.attributes["href"] for node in page.css("a.read-also")] == [ORIGIN + path for path in links]
        assert len(page.css("ul.list-index li.row")) == len(article.related)
        assert len(page.css(".populer-title")) == 5
        assert 19_000 < len(raw) < 32_000
        assert page.css_first("link[rel=canonical]").attributes["href"] == ORIGIN + site.brief(lang, id_).path


def test_a_desktop_page_says_the_truth() -> None:
    site, routes = made(template="desktop")
    for id_ in site.ids("id"):
        article = site.article("id", id_)
        page = Html(text(routes, site.brief("id", id_).path))
        read = page.css_first(".col-7.read.mb-4, .col-8.read.mb-4")
        assert read.css_first("h1").text() == article.title
        assert read.css_first("img").attributes["alt"] == article.photo_alt
        byline = folded(read.css_first("div.text-secondary.font-italic.mb-4").text())
        editor = f" Editor: {article.editor}" if article.editor else ""
        assert byline.endswith(f" Reporter: {article.reporter}{editor} {site.views('id', id_)}")
        assert ("(Foto: " in read.text()) == (article.photo_credit is not None)
        links = read.css(".news-content a")
        assert len(links) == len(article.read_also)
        for link in links:
            link.decompose()
        paragraphs = [folded(node.text()) for node in read.css(".news-content p")]
        told = list(article.paragraphs)
        if article.quote:
            told.insert(1, article.quote)
        assert paragraphs == told
        assert len(page.css("li.media")) == len(article.related) + 5


@pytest.mark.parametrize(
    ("switches", "expected"),
    [
        ({"wrong_slug": "serve"}, (200, None)),
        ({"wrong_slug": "404"}, (404, None)),
        ({"wrong_slug": "redirect"}, (301, "own")),
    ],
)
def test_wrong_slugs(switches: dict[str, str], expected: tuple[int, str | None]) -> None:
    site, routes = made(**switches)
    brief = site.brief("id", site.ids("id")[-1])
    for path in (f"/read/{brief.id}", f"/read/{brief.id}/", f"/read/{brief.id}/Other_Slug"):
        answer = routes.answer(path, "", ORIGIN)
        assert answer.status == expected[0]
        assert answer.location == (ORIGIN + brief.path if expected[1] else None)
    assert routes.answer(brief.path, "", ORIGIN).status == 200


@pytest.mark.parametrize(("missing", "status"), [("404", 404), ("410", 410), ("home", 302), ("empty", 200)])
def test_missing_articles(missing: str, status: int) -> None:
    _, routes = made(missing=missing)
    answer = routes.answer("/read/3/whatever", "", ORIGIN)
    assert answer.status == status
    assert answer.location == (f"{ORIGIN}/" if missing == "home" else None)
    assert b"<h1>" not in answer.body


@pytest.mark.parametrize("paging", ["rel", "number", "path"])
def test_all_pages_of_a_list_are_reached_by_its_links(paging: str) -> None:
    site, routes = made(articles=900, paging=paging)
    seen, address, number = [], "/berita/terkini", 1
    while address:
        page = Html(text(routes, address))
        seen += [int(node.attributes["href"].split("/")[4]) for node in page.css("li.row h2 a")]
        number += 1
        by_number = [node for node in page.css("ul.pagination a") if node.text() == str(number)]
        following = page.css("a[rel=next]") if paging == "rel" else by_number
        assert bool(page.css("a[rel=next]")) == (paging == "rel" and bool(by_number))
        address = following[0].attributes["href"] if following else ""
        assert not address or address.endswith(f"/{number}" if paging == "path" else f"?page={number}")
    assert seen == site.ids("id")[::-1]
    assert number - 1 == -(-len(seen) // PAGE_SIZE)


def test_list_items_say_the_truth() -> None:
    site, routes = made()
    for path, lang in (("/latest-news", "en"), ("/kategori/bumd", "id"), ("/wilayah/jakarta-barat", "id")):
        for row in Html(text(routes, path)).css("li.row"):
            link = row.css_first("h2 a")
            article = site.article(lang, int(re.search(r"read/(\d+)/", link.attributes["href"])[1]))
            assert link.text() == article.title
            assert row.css_first("p").text() == article.paragraphs[0]
            spans = [span.text() for span in row.css(".list-info span")]
            assert spans[1:] == [f"remove_red_eye{site.views(lang, article.id)}", f"person{article.reporter}"]


@pytest.mark.parametrize(("past_end", "status"), [("404", 404), ("empty", 200)])
def test_past_the_end(past_end: str, status: int) -> None:
    _, routes = made(past_end=past_end)
    answer = routes.answer("/berita/terkini", "page=99", ORIGIN)
    assert answer.status == status
    assert b'<li class="row">' not in answer.body


@pytest.mark.parametrize("path", ["/kategori/none", "/wilayah/none", "/berita/lain", "/berita/terkini/2", "/x'\">"])
def test_what_does_not_exist_is_404(path: str) -> None:
    assert made()[1].answer(path, "", ORIGIN).status == 404


def test_robots() -> None:
    plain = made()[1].answer("/robots.txt", "", ORIGIN)
    assert (plain.status, plain.body) == (200, b"User-agent: *\nDisallow: /admin/\n")
    assert b"Crawl-delay: 2.5\n" in made(crawl_delay=2.5)[1].answer("/robots.txt", "", ORIGIN).body
    own = made(robots="User-agent: *\nDisallow: /\n", robots_status=503)[1].answer("/robots.txt", "", ORIGIN)
    assert (own.status, own.body) == (503, b"User-agent: *\nDisallow: /\n")


def test_the_canonical_host_stands_in_every_link() -> None:
    site, routes = made(canonical_host=True)
    for address in addresses(site):
        assert ORIGIN not in text(routes, address)
    articles = (site.article("id", id_) for id_ in site.ids("id"))
    article = next(article for article in articles if article.template == "desktop")
    assert f"https://www.beritajakarta.id/read/{article.id}/" in text(routes, f"/read/{article.id}")


def test_without_it_no_link_leads_to_the_real_hosts() -> None:
    site, routes = made()
    for address in addresses(site):
        assert not re.search(r"//(?:m|www|multimedia)\.beritajakarta\.id", text(routes, address))


@pytest.mark.parametrize(("rule", "years"), [("2020-2022", {2020, 2021, 2022}), ("never", set()), ("always", None)])
def test_desktop_time(rule: str, years: set[int] | None) -> None:
    site, routes = made(articles=3000, per_day=1, template="desktop", desktop_time=rule)
    for id_ in site.ids("id")[::60]:
        article = site.article("id", id_)
        byline = Html(text(routes, f"/read/{id_}")).css_first("div.text-secondary.font-italic.mb-4").text()
        expected = years is None or int(article.date[:4]) in years
        assert article.prints_time == expected == (f" {article.published_at[11:16]} Reporter:" in byline)


@pytest.mark.parametrize(("where", "kinds"), [("inside", {True}), ("block", {False}), ("both", {True, False})])
def test_inline_links(where: str, kinds: set[bool]) -> None:
    site, routes = made(template="desktop", inline_link=where)
    found = set()
    for id_ in site.ids("id"):
        article = site.article("id", id_)
        content = Html(text(routes, f"/read/{id_}")).css_first(".news-content")
        if "<" not in article.marked[article.link_after - 1]:  # a paragraph with marks is never cut
            found |= {node.parent.tag == "p" for node in content.css("a")}
    assert found == kinds


def test_english_headings() -> None:
    for language, heading in (("english", "Related News"), ("indonesian", "Berita Terkait")):
        site, routes = made(english_headings=language)
        assert heading in text(routes, f"/en/read/{site.ids('en')[-1]}")
        assert "Related News" not in text(routes, f"/read/{site.ids('id')[-1]}")


def test_quirks_can_be_left_out() -> None:
    marks = ("sceditor", "&nbsp;", "<p><p", "A PHP Error")
    for quirks in (True, False):
        site, routes = made(articles=300, template="mobile", quirks=quirks)
        pages = [text(routes, f"/read/{id_}") for id_ in site.ids("id")]
        nested = any('<p class="text-justify"><p>' in page for page in pages)
        found = [any(mark in page for page in pages) for mark in marks if mark != "<p><p"]
        assert [*found, nested] == [quirks] * 4


def test_counters_grow_with_the_clock_and_only_with_it() -> None:
    site, routes = made()
    id_ = site.ids("id")[-3]
    before = site.views("id", id_)
    text(routes, f"/read/{id_}")
    assert site.views("id", id_) == before
    site.clock.advance(days=2)
    later = site.views("id", id_)
    assert later > before
    assert f" {later}" in text(routes, f"/read/{id_}")
    site.clock.advance(days=400)
    assert site.views("id", id_) > later


def test_popular_lists() -> None:
    site, _ = made(articles=3000)
    now = site.clock.now()
    recent, ever = site.popular("mobile"), site.popular("desktop")
    assert all((now - brief.moment).days <= 8 for brief in recent)
    for popular in (recent, ever):
        counters = [site.counter(brief, now) for brief in popular]
        assert len(counters) == 5
        assert counters == sorted(counters, reverse=True)
    assert min(site.counter(brief, now) for brief in ever) > 100_000
    assert {brief.lang for brief in site.popular("mobile", "en")} == {"en"}
    site.clock.advance(days=9)
    assert not {brief.id for brief in recent} & {brief.id for brief in site.popular("mobile")}
    assert [brief.id for brief in site.popular("desktop")] == [brief.id for brief in ever]


def test_the_smallest_site_serves_all_its_pages() -> None:
    for seed in range(20):
        site, routes = made(articles=2, seed=seed)
        assert site.count("id") + site.count("en") == 2
        assert site.count("id") >= 1
        for address in addresses(site):
            assert routes.answer(address.partition("?")[0], "", ORIGIN).status == 200


def shown(page: str, item: str, title: str, parts: str) -> list[list[str]]:
    """What each item of a list shows, in whichever markup."""
    rows = Html(page).css(item)
    return [
        [row.css_first(title).text(), row.css_first("p").text(), *(part.text() for part in row.css(parts))]
        for row in rows
    ]


@pytest.mark.parametrize("path", ["/berita/terkini", "/latest-news", "/kategori/ekonomi", "/wilayah/jakarta-barat"])
def test_a_list_shows_the_same_in_both_markups(path: str) -> None:
    (_, mobile), (_, desktop) = made(quirks=False), made(quirks=False, list_markup="desktop")
    row = "li.d-flex.position-relative.img-hover.mb-3"
    newer = shown(text(desktop, path), row, ".mb-2.h3", "i + small")
    older = shown(text(mobile, path), "ul.list-index > li", "h2", ".list-info span")
    assert len(newer) > 3
    for one, other in zip(newer, older, strict=True):
        title, teaser, when, views, reporter = other
        icons = [part.removeprefix(icon) for part, icon in zip((when, reporter, views), ICONS, strict=True)]
        assert one == [title, teaser, *icons]


ICONS = ("access_time", "person", "remove_red_eye")


def test_lists_of_the_desktop_site_only() -> None:
    site, routes = made(articles=3000)
    total, briefs = site.listing("category", "ekonomi", 2)
    pages = -(-total // 50)
    page = Html(routes.answer("/rubrik/1/ekonomi", "page=2", ORIGIN).body.decode())
    links = [node.attributes["href"] for node in page.css("li.img-hover a.h3")]
    assert links == [brief.path for brief in briefs]
    numbers = [node.text() for node in page.css(".pagination .page-link")]
    assert numbers == [str(number) for number in range(1, min(pages, 4) + 1)]
    assert routes.answer("/rubrik/1/kesra", "", ORIGIN).status == 404
    assert routes.answer("/rubrik/9/ekonomi", "", ORIGIN).status == 404


def test_relative_links_lead_to_articles_or_to_the_same_article_under_another_slug() -> None:
    site, plain = made(template="desktop")
    _, routes = made(template="desktop", relative_links=True, own_address=False)
    number = site.ids("id")[-1]
    page = f"{ORIGIN}/read/{number}/potret-jakarta"
    hrefs = [node.attributes["href"] or "" for node in Html(text(routes, page)).css("a[href]")]
    whole = [node.attributes["href"] or "" for node in Html(text(plain, page)).css("a[href]")]
    articles = {href for href in hrefs if "/read/" in href}
    assert articles == {href.removeprefix(ORIGIN) for href in whole if "/read/" in href}
    assert len(articles) > 5
    others = {urljoin(page, href) for href in hrefs} - {ORIGIN + href for href in articles}
    assert f"{ORIGIN}/read/{number}/potret-jakarta" in others
    assert all(each.startswith(f"{ORIGIN}/read/{number}/") for each in others)
    assert 'rel="canonical"' in text(plain, page)
    assert not any(mark in text(routes, page) for mark in ('rel="canonical"', "og:url"))
