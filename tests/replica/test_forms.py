"""In real forms the pages print what the truth says in every form that stored pages have, and pages of other kinds."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from selectolax.lexbor import LexborHTMLParser as Html
from selectolax.lexbor import LexborNode

from replica.clock import Clock
from replica.options import Options
from replica.routes import Routes
from replica.site import Site
from replica.truth import Article

ORIGIN = "http://127.0.0.1:8899"
DAY = r"(?:Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)day, [A-Z][a-z]+ \d{1,2}(?:st|nd|rd|th) \d{4}"
INDONESIAN = r"(?:Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu), \d\d [A-Z][a-z]+ \d{4}"
NAME = r"[A-Z][\w. ]+(?:, [A-Z][\w. ]+)?"
CLOCKS = {
    "D1": r"[A-Z][a-z]+ \d\d, \d{4} \d\d:\d\d [AP]M",
    "D2": r"[A-Z][a-z]+ \d{1,2}(?:st|nd|rd|th), \d{4} \d\d:\d\d [AP]M \d\d:\d\d WIB",
}

CREDITS = {
    "mobile": {None, "X - Beritajakarta.id", "X -", "- Beritajakarta.id"},
    "desktop": {None, "(Foto: X)", "(Foto: - Beritajakarta.id)", "(Foto: -"},
    "desktop-icons": {None, "(Foto: X)", "(Foto: - Beritajakarta.id)", "(Foto: -"},
}
OLD_CREDITS = {"(Foto: X - Beritajakarta.id)", "(Foto : X / Beritajakarta.id)", "(Foto : X /"}


def made(**switches: object) -> tuple[Site, Routes]:
    options = {"articles": 600, "forms": "real", **switches}
    site = Site(Options(**options), Clock(frozen=True))
    return site, Routes(site)


def pages(site: Site, routes: Routes, lang: str) -> Iterator[tuple[Article, Html]]:
    for id_ in site.ids(lang):
        yield site.article(lang, id_), Html(routes.answer(site.brief(lang, id_).path, "", ORIGIN).body)


def folded(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())


def test_pages_do_not_depend_on_what_was_asked_before() -> None:
    (site, one), (_, two) = made(articles=120), made(articles=120)
    paths = [site.brief(lang, id_).path for lang in ("id", "en") for id_ in site.ids(lang)]
    forth = [one.answer(path, "", ORIGIN).body for path in paths]
    assert forth == [two.answer(path, "", ORIGIN).body for path in reversed(paths)][::-1]


def test_mixed_pages_of_both_editions_are_of_every_template() -> None:
    site, _ = made()
    for lang in ("id", "en"):
        found = {site.article(lang, id_).template for id_ in site.ids(lang)}
        assert found == {"mobile", "desktop", "desktop-icons"}


def expected(article: Article, views: int) -> str:
    """A desktop byline as a regular expression, by its form."""
    form, reporter = article.form, article.reporter
    if form.byline in CLOCKS:
        parts = [f"Reporter : {reporter}"]
        parts += [f"Editor : {article.editor}"] if article.editor else []
        counter = f"Dibaca {views} kali" if form.byline == "D2" else f"Hits {views}"
        between = " " if form.layout == "lines" else r" \| "
        return between.join([*parts, CLOCKS[form.byline], counter])
    if form.byline == "D3":
        return " ".join([rf"{INDONESIAN} \d\d:\d\d", *form.names, str(views)])
    label, name = ("Translator", article.translator) if article.lang == "en" else ("Editor", article.editor)
    when = DAY if article.lang == "en" else INDONESIAN + (r" \d\d:\d\d" if article.prints_time else "")
    return f"{when} Reporter: {reporter}{f' {label}: {name}' if name else ''} {views}"


@pytest.mark.parametrize("lang", ["id", "en"])
def test_desktop_bylines_print_the_truth_in_their_form(lang: str) -> None:
    site, routes = made(articles=3000, template="desktop") if lang == "en" else made(template="desktop")
    seen = Counter[tuple[str, str]]()
    for article, page in pages(site, routes, lang):
        byline = page.css_first("div.text-secondary.font-italic.mb-4")
        assert re.fullmatch(expected(article, site.views(lang, article.id)), folded(byline)), folded(byline)
        assert (byline.css_first("br") is not None) == (article.form.layout == "lines")
        assert (len(byline.css("span")) > 1) == (article.form.layout in {"elements", "icons"})
        seen[article.form.byline, article.form.layout] += 1
    forms = ("D1", "D2", "D3", "D4") if lang == "en" else ("D4",)
    assert set(seen) == {(form, layout) for form in forms for layout in ("line", "lines", "elements", "icons")}


def test_names_without_labels_are_told_only_where_something_parts_them() -> None:
    site, _ = made(articles=3000, template="desktop")
    seen = set()
    for article in (site.article("en", id_) for id_ in site.ids("en")):
        if article.form.byline == "D3":
            names, apart = article.form.names, article.form.layout != "line"
            told = names if apart and len(names) == 2 else (None, None)
            assert (article.reporter, article.translator) == told
            seen.add((apart, len(names)))
    assert seen == {(True, 1), (True, 2), (False, 1), (False, 2)}


def test_english_dates_have_the_ordinals_of_their_days() -> None:
    site, routes = made(articles=6000, template="desktop")
    found = set()
    for article, page in pages(site, routes, "en"):
        found |= set(re.findall(r"\d+(?:st|nd|rd|th)\b", folded(page.css_first(".text-secondary"))))
        if article.form.byline == "D2":
            assert f" {article.published_at[11:16]} WIB" in folded(page.css_first(".text-secondary"))
    endings = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
    assert found == {f"{day}{endings.get(day, 'th')}" for day in range(1, 32)}


@pytest.mark.parametrize("template", ["mobile", "desktop", "desktop-icons"])
@pytest.mark.parametrize("lang", ["id", "en"])
def test_pages_say_the_truth_around_their_byline(template: str, lang: str) -> None:
    site, routes = made(articles=500 if lang == "id" else 1500, template=template)
    credit_lines, captions, first, glued = set(), set(), set(), False
    for article, page in pages(site, routes, lang):
        form = article.form
        frame = page.css_first(".news-read, .read, .col-lg-8")
        text = page.css_first(".content-body, .news-content")
        for hidden in text.css(".sceditor-selection"):
            hidden.decompose()
        links = text.css("a")
        assert len(links) == len(article.read_also)
        glued |= any(form.link_glued and link.parent.tag == "p" for link in links)
        for link in links:
            link.replace_with(" ")
        quote = text.css_first("blockquote")
        told = list(article.paragraphs)
        if template == "mobile":
            assert (" ".join(quote.text().split()) if quote else None) == article.quote
        elif article.quote:
            told.insert(0 if form.quote_first else 1, article.quote)
        paragraphs = [" ".join(node.text().split()) for node in text.css("p")]
        assert [each for each in paragraphs if each] == told
        assert frame.css_first("img").attributes["alt"].strip() == article.photo_alt
        shown = folded(frame)
        line = form.credit or (f"(Foto: {article.photo_credit})" if article.photo_credit else None)
        assert line is None or line in shown
        credit_lines.add(line and line.replace(article.photo_credit or "X", "X"))
        if form.caption:
            assert " ".join(form.caption.split()) in shown
        captions.add(form.caption and form.caption.replace(article.title, "X"))
        first.add(form.quote_first)
    assert first == {True, False}
    assert captions == {None, ".", "....", "X .", "Kegiatan ini disaksikan warga. X.."}
    assert credit_lines == CREDITS[template] | (OLD_CREDITS if (template, lang) == ("desktop", "en") else set())
    assert glued


@pytest.mark.parametrize(
    ("template", "item"),
    [
        ("mobile", ".list-index > li"),
        ("desktop", "li.media, .col-5 > .mb-3, .col-4 > .mb-3"),
        ("desktop-icons", "li.img-hover"),
    ],
)
def test_lists_have_none_to_five_items_and_english_pages_no_related_ones(template: str, item: str) -> None:
    site, routes = made(articles=300, template=template)
    counts = set()
    popular = 0 if template == "mobile" else 5
    for article, page in pages(site, routes, "id"):
        assert len(page.css(item)) == len(article.related) + popular
        counts.add(len(article.related))
    assert {0, 2, 3, 4, 5} <= counts
    for article, page in pages(site, routes, "en"):
        assert not page.css(item)
        assert article.related == ()
        assert ("Linked News" in page.html) == (template == "mobile")


def test_a_desktop_list_without_photos_has_its_facts_on_lines_of_their_own() -> None:
    site, routes = made(template="desktop")
    seen = set()
    for article, page in pages(site, routes, "id"):
        side = page.css_first(".col-5, .col-4")
        assert bool(side.css("img")) == article.form.has_alts
        seen.add(article.form.has_alts)
        if not article.form.has_alts:
            lines = side.css_first(".mb-3").text().split("\n")
            assert re.fullmatch(INDONESIAN, lines[1])
            assert lines[2].isdecimal()
    assert seen == {True, False}


def test_a_popular_article_of_a_mobile_page_may_have_no_reporter() -> None:
    site, routes = made(template="mobile")
    found = set()
    for article, page in pages(site, routes, "id"):
        signed = [len(info.css("span")) == 3 for info in page.css(".populer-info")]
        unsigned = [place for place, each in enumerate(signed, 1) if not each]
        assert unsigned == ([article.form.unsigned] if article.form.unsigned else [])
        found.add(article.form.unsigned)
    assert found == {0, 1, 2, 3, 4, 5}


def test_photos_are_called_by_headlines_files_and_keywords() -> None:
    site, _ = made()
    alts = [site.brief("id", id_).photo_alt for id_ in site.ids("id")]
    files = sum(bool(re.fullmatch(r"IMG \d{8} \d{6}", alt)) for alt in alts)
    keywords = sum(alt.count(", ") >= 5 for alt in alts)
    assert 0 < files < len(alts) / 5
    assert 0 < keywords < len(alts) / 5


def test_pages_have_boxes_that_come_and_go() -> None:
    site, routes = made(template="mobile")
    for article, page in pages(site, routes, "id"):
        assert bool(page.css_first(".countdown")) == article.form.countdown
    assert {site.article("id", id_).form.countdown for id_ in site.ids("id")} == {True, False}


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/potret-jakarta/album/811/senja-di-dermaga", r"\d{4} [A-Z]\w+(?: \w+)? .*\.jpg|\d{4} [A-Z]"),
        ("/potret-jakarta/album/812/senja-di-dermaga", "photo_camera Fotografer : "),
        ("/potret/album/811/senja-di-dermaga", "photo_camera Fotografer : "),
        ("/potret-wilayah/album/97/senja-di-dermaga", "photo_camera Fotografer : "),
        ("/video/play/513/perahu-diuji", r"\d{4} [A-Z]\w+(?: \w+)? \d+"),
        ("/video/play/512/perahu-diuji", r"videocam Kameramen : .* video_call Editor : .* person \d+"),
        ("/infografis/31/jadwal-perahu", "access_time [A-Z]"),
    ],
)
def test_pages_of_other_kinds(path: str, says: str) -> None:
    _, routes = made()
    answer = routes.answer(path, "", ORIGIN)
    assert answer.status == 200
    page = Html(answer.body)
    assert page.css_first("h1").text() == path.rpartition("/")[2].replace("-", " ").title()
    assert re.search(says, folded(page.css_first(".content-info, .text-secondary").parent))
    assert routes.answer(path.rpartition("/")[0], "", ORIGIN).status == 404


def test_desktop_boxes_lead_to_an_album_and_a_video_that_are_there() -> None:
    site, routes = made(template="desktop")
    page = next(page for _, page in pages(site, routes, "id"))
    links = [node.attributes["href"].removeprefix(ORIGIN) for node in page.css(".box a")]
    new = [path for path in links if path.count("/") > 2]
    assert [path.split("/")[1] for path in new] == ["potret-jakarta", "video"]
    assert all(routes.answer(path, "", ORIGIN).status == 200 for path in new)


def test_a_redesign_keeps_what_a_page_says() -> None:
    site, routes = made(articles=120, template="mobile")
    before = {id_: site.article("id", id_) for id_ in site.ids("id")}
    site.redesign("desktop-icons")
    for article, page in pages(site, routes, "id"):
        assert article.template == "desktop-icons"
        assert page.css_first("h1").text() == article.title == before[article.id].title
        assert page.css_first(".badge").text() == article.category
        assert article.published_at == before[article.id].published_at
