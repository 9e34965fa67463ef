"""Which article a page is, which template reads it, and that nothing but a Refusal ever comes out."""

import json
import pickle
import re
from dataclasses import asdict, fields, replace
from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from scraper.items import Article
from scraper.parser import CARRIES, PARSER, TEMPLATES, Refusal, own_url, parse_article
from scraper.parser import article as article_stage
from scraper.parser.page import identity_of, page_of
from scraper.parser.templates.finder import recognises
from tests.conftest import examples

PAGES = Path(__file__).parents[2] / "pages"
FULL = (PAGES / "mobile-full.html").read_text()
DESKTOP = (PAGES / "desktop-link-inside.html").read_text()
URL = "https://m.beritajakarta.id/read/140210/perahu-sampah-baru-mulai-bekerja-di-kali-contoh"
DESKTOP_URL = "https://www.beritajakarta.id/read/57021/x"


def changed(old: str, new: str, html: str = FULL, url: str = URL) -> Article:
    assert old in html
    return parse_article(html.replace(old, new).encode(), url)


def by_template(html: str, url: str) -> Article:
    """Read a page by the reader of its template alone, which says what it misses."""
    page = page_of(html.encode(), url, None)
    template = next(each for each in TEMPLATES if recognises(page, each))
    return article_stage.by_template(page, identity_of(page), template)


def test_whatever_host_it_came_from_the_article_is_the_same() -> None:
    article = parse_article(FULL.encode(), URL)
    for url in ("http://www.beritajakarta.com/read/140210", "https://beritajakarta.id/read/140210/Lama#x"):
        assert parse_article(FULL.encode(), url) == article
    local = FULL.replace("https://m.beritajakarta.id/", "http://127.0.0.1:8899/").encode()
    assert parse_article(local, "http://127.0.0.1:8899/read/140210/lama") == article


def test_the_slug_is_the_pages_own_and_never_the_requests() -> None:
    canonical = '<link rel="canonical"'
    slug = "perahu-sampah-baru-mulai-bekerja-di-kali-contoh"
    for requested in ("", "/potret-jakarta", "/Perahu%20Lama", "/%20Perahu"):
        url = f"https://m.beritajakarta.id/read/140210{requested}"
        assert changed(canonical, canonical, url=url).slug == slug
        assert changed(canonical, '<link rel="x"', url=url).slug == slug
        bare = parse_article(FULL.replace(canonical, '<link rel="x"').replace("og:url", "og:x").encode(), url)
        assert (bare.slug, bare.url) == (None, "https://www.beritajakarta.id/read/140210")
    elsewhere = changed(f'{canonical} href="https://m.beritajakarta.id', f'{canonical} href="https://cdn.example')
    assert elsewhere.slug == slug


@pytest.mark.parametrize(
    "url", ["https://m.beritajakarta.id/read/140211/x", "https://m.beritajakarta.id/en/read/140210/x"]
)
def test_another_article_than_the_one_asked_for(url: str) -> None:
    with pytest.raises(Refusal, match=r"is another article, https://www\.beritajakarta\.id/read/140210/") as caught:
        parse_article(FULL.encode(), url)
    assert caught.value.kind == "other-article"


@pytest.mark.parametrize("url", ["https://m.beritajakarta.id/", "", "http://["])
def test_a_request_for_no_article(url: str) -> None:
    with pytest.raises(Refusal, match="the address asked for is no article's"):
        parse_article(FULL.encode(), url)


def test_a_request_for_a_list() -> None:
    with pytest.raises(Refusal, match="a list of articles, not an article"):
        parse_article(FULL.encode(), "https://m.beritajakarta.id/dprd")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("<h1>Perahu", "<h1></h1><h2>Perahu", "title: the headline is empty"),
        ("<h1>Perahu Sampah Baru Mulai Bekerja di Kali Contoh</h1>", "", "0 matches of .* h1'"),
        ("<h1>", "<h1>Lain</h1><h1>", "2 matches of .* h1'"),
        ("Rabu, 05 Juni", "Kamis, 05 Juni", "2024-06-05 is no kamis"),
        ("Rabu, 05 Juni 2024 08:07 WIB", "", "date: the page has none"),
        ("remove_red_eye</i> 2619", "remove_red_eye</i> 5,8K", "views: '5,8K' is no whole number"),
        ("Reporter : ", "Juru warta : ", "'Juru warta : Damar Lesmana' has no known label"),
        ('<div class="content-body">', '<div class="isi">', "0 matches of .*div.content-body'"),
        ('<h3 class="populer-title"><a ', '<h3 class="populer-title"><b ', "popular 1: no headline with a link"),
        ("12-09-2026", "31-09-2026", "popular 2, date: .*impossible"),
        (">5815<", ">5,8K<", "popular 1, views"),
    ],
)
def test_what_a_mobile_page_lacks_is_named(old: str, new: str, reason: str) -> None:
    assert old in FULL
    with pytest.raises(Refusal, match=reason) as caught:
        by_template(FULL.replace(old, new), URL)
    assert caught.value.kind == "unreadable"
    assert caught.value.url == URL
    assert "\n" not in str(caught.value)


def test_a_body_without_words_is_an_error() -> None:
    start = FULL.index('<div class="content-body">') + len('<div class="content-body">')
    html = (
        FULL[:start]
        + "<p>&nbsp;</p><blockquote>Kata</blockquote>"
        + FULL[FULL.index("\n        </div>\n      </div>\n    </div>\n    <!--read") :]
    )
    with pytest.raises(Refusal, match="body: the page has no text"):
        by_template(html, URL)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("<h1>Murid Panen Sawi di Atap Sekolah</h1>", "<h1> </h1>", "title: the headline is empty"),
        ("Jumat, 16 Maret 2018 Rep", "Rep", "date: the page has none"),
        ("Jumat, 16 Maret", "Kamis, 16 Maret", "2018-03-16 is no kamis"),
        ("Editor: Rukmini", "Penata: Rukmini", "reporter: an unknown label stands in"),
        ("Astari 2894", "Astari 2,8", "editor: a number stands in"),
        ('div class="news-content"', "div", "0 matches of 'div.news-content'"),
        ("Kamis, 15 Maret 2018 3329", "Rabu, 15 Maret 2018 3329", "related 1, date"),
    ],
)
def test_what_a_desktop_page_lacks_is_named(old: str, new: str, reason: str) -> None:
    assert old in DESKTOP
    with pytest.raises(Refusal, match=reason):
        by_template(DESKTOP.replace(old, new), DESKTOP_URL)


def test_a_reporter_named_at_the_end_of_the_text_is_not_the_bylines() -> None:
    html = (PAGES / "desktop-d3-english-one-line.html").read_text()
    url = json.loads((PAGES / "desktop-d3-english-one-line.json").read_text())["request"]
    last = "carried to the depot by motor carts.</p>"
    article = changed(last, f"{last}<p>Reporter : Damar Surya Lesmana</p>", html, url)
    assert (article.reporter, article.body.split("\n\n")[-1]) == (None, "Reporter : Damar Surya Lesmana")


def test_a_desktop_quote_is_body_where_its_words_do_not_recur() -> None:
    article = changed('"Anak-anak jadi tahu dari', '"Anak-anak kini tahu dari', DESKTOP, DESKTOP_URL)
    assert article.quote is None
    assert article.body.split("\n\n")[1] == "Anak-anak jadi tahu dari mana sayur berasal"


def test_a_phrase_that_links_to_an_article_is_text() -> None:
    phrase = '<a href="/read/56990/guru-belajar-menanam-di-atap">Guru Belajar Menanam di Atap</a> warga'
    article = changed(phrase, phrase.replace("Guru Belajar Menanam di Atap", "para"), DESKTOP, DESKTOP_URL)
    assert "bersama para warga" in article.body
    assert article.read_also == ()


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("Jumat, 16 Maret 2018", ("2018-03-16", None, None, None, None)),
        ("Jumat, 16 Maret 2018 2894", ("2018-03-16", None, None, None, 2894)),
        ("Jumat, 16 Maret 2018 09.30", ("2018-03-16", "2018-03-16T09:30+07:00", None, None, None)),
        (
            "Jumat, 16 Maret 2018 09:30 WIB Reporter : A Editor : B 2.894",
            ("2018-03-16", "2018-03-16T09:30+07:00", "A", "B", 2894),
        ),
        ("Jumat, 16 Maret 2018 Reporter: A", ("2018-03-16", None, "A", None, None)),
        ("Jumat, 16 Maret 2018 Editor: B 0", ("2018-03-16", None, None, "B", 0)),
    ],
)
def test_desktop_bylines(byline: str, expected: tuple[object, ...]) -> None:
    article = changed(
        "Jumat, 16 Maret 2018 Reporter: Damar Lesmana Editor: Rukmini Astari 2894", byline, DESKTOP, DESKTOP_URL
    )
    assert (article.date, article.published_at, article.reporter, article.editor, article.views) == expected


def test_later_blockquotes_are_text_and_empty_ones_no_quote() -> None:
    article = changed('<p class="text-justify">Biaya', "<blockquote>Sitiran</blockquote><p>Biaya")
    assert article.quote == '"Perahu ini ringan dan mudah diputar,"'
    assert "\n\nSitiran\n\n" in article.body
    emptied = changed("&quot;Perahu ini ringan dan mudah diputar,&quot;", "&nbsp;<br>")
    assert emptied.quote is None
    assert emptied.body == parse_article(FULL.encode(), URL).body


@pytest.mark.parametrize(
    "box",
    [
        "<h4>Komentar (2)</h4><p>Semoga perahu itu awet dipakai lama.</p>",
        "<div>2 Comments</div><p>Semoga perahu itu awet dipakai lama.</p>",
        "<p>ADVERTISEMENT</p>",
        "<p>Bagikan ke : <a href='https://x.example/'>WhatsApp</a></p>",
        "<p>Tags: <a href='/tag/kali'>kali</a>, <a href='/tag/perahu'>perahu</a></p>",
    ],
)
def test_a_box_in_the_text_of_a_template_is_no_text(box: str) -> None:
    end = "<i>kali.contoh.go.id</i>.</p>"
    assert changed(end, end + box).body == parse_article(FULL.encode(), URL).body


def test_a_page_of_no_known_template_that_calls_itself_an_article_is_not_said_to_be_none() -> None:
    with pytest.raises(Refusal, match="of no known template") as caught:
        parse_article(b'<meta property="og:type" content="article"><h1>Judul</h1>', URL)
    assert caught.value.kind == "unreadable"


@pytest.mark.parametrize("html", [b"", b" \n", b"<h1>404</h1>", b"%PDF-1.4", b'{"a": 1}'])
def test_no_article(html: bytes) -> None:
    with pytest.raises(Refusal) as caught:
        parse_article(html, URL)
    assert caught.value.kind == "foreign"
    assert own_url(html) is None


def test_own_url() -> None:
    assert own_url(FULL.encode()) == URL.replace("//m.", "//www.")


@pytest.mark.parametrize("base", ["https://m.beritajakarta.id/", "/", "//www.beritajakarta.id/"])
def test_relative_links_resolve_against_the_base_that_the_page_names(base: str) -> None:
    relative = FULL.replace('href="https://m.beritajakarta.id/read/', 'href="read/')
    article = changed("<head>", f'<head><base href="{base}">', relative)
    assert article == parse_article(FULL.encode(), URL)


def test_the_base_of_another_site_does_not_count() -> None:
    found = changed("<head>", '<head><base href="https://site.example/">')
    assert found == parse_article(FULL.encode(), URL)
    strange = changed('href="https://m.beritajakarta.id/read/140198', 'href="https://site.example/read/140198')
    based = FULL.replace("<head>", '<head><base href="https://site.example/">')
    assert (
        changed('href="https://m.beritajakarta.id/read/140198', 'href="https://site.example/read/140198', based)
        == strange
    )


def test_labels_in_a_row_before_a_read_also_take_no_time() -> None:
    first = '<p class="text-justify">Biaya'
    link = '<a class="read-also" href="/read/7/x">Judul Lain</a>'
    start = process_time()
    article = changed(first, f"<p>{'baca juga ' * 24}kata {link}</p>{first}")
    assert process_time() - start < 2
    assert 7 in {each.id for each in article.read_also}


@pytest.mark.parametrize(
    "unseen",
    [
        "<svg><title>Orang</title></svg>",
        "<span hidden>Orang</span>",
        "<button>Orang</button>",
        "<i style='display:none'>Orang</i>",
    ],
)
def test_a_text_that_nobody_sees_is_no_name_beside_a_headline(unseen: str) -> None:
    article = changed('<i class="material-icons">person</i>Damar Lesmana', f"{unseen}Damar Lesmana")
    whole = parse_article(FULL.encode(), URL)
    assert (article.related, article.popular) == (whole.related, whole.popular)


def test_a_popular_list_of_cards_on_an_english_mobile_page_is_not_lost() -> None:
    english = (PAGES / "mobile-english-byline.html").read_text()
    request = json.loads((PAGES / "mobile-english-byline.json").read_text())["request"]
    whole = parse_article(english.encode(), request)
    cards = english.replace('<ol class="slides">', '<div class="cards">')
    assert cards != english
    assert whole.popular
    assert parse_article(cards.encode(), request).popular == whole.popular


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("mobile-full", "", ""),
        ("mobile-full", "Tirta Wijaya - Beritajakarta.id", "- Beritajakarta.id"),
        ("desktop-2021-time", "", ""),  # without related articles
        ("desktop-link-inside", "(Foto: Tirta Wijaya)", "(Foto: - Beritajakarta.id)"),
        ("desktop-link-inside", "(Foto: Tirta Wijaya)", "(Foto: -"),
    ],
)
def test_a_page_with_all_that_it_shows_needs_no_second_opinion(
    name: str, old: str, new: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(article_stage, "by_words", lambda *_: pytest.fail("it was read by its words, too"))
    request = json.loads((PAGES / f"{name}.json").read_text())["request"]
    assert changed(old, new, (PAGES / f"{name}.html").read_text(), request).template == name.partition("-")[0]


@pytest.mark.parametrize("credit", ["<p>(Foto: Tirta Wijaya)</p>", "<span>(Foto: Tirta Wijaya)</span>"])
@pytest.mark.parametrize("place", [0, 1, 2, -1])
def test_a_credit_in_a_desktop_text_is_no_text(place: int, credit: str) -> None:
    beside, begin = '<p class="small">(Foto: Tirta Wijaya)</p>', '<div class="news-content">'
    before, body, rest = re.split(f"({begin}.*?)(?=</div>)", DESKTOP.replace(beside, ""), maxsplit=1, flags=re.DOTALL)
    borders = [body.index(begin) + len(begin), *(found.end() for found in re.finditer("</p>", body))]
    body = body[: borders[place]] + credit + body[borders[place] :]
    assert parse_article((before + body + rest).encode(), DESKTOP_URL) == parse_article(DESKTOP.encode(), DESKTOP_URL)


@pytest.mark.parametrize("other", ["(Foto: Tirta Wijaya)", "Tirta Wijaya - Beritajakarta.id"])
def test_a_credit_beside_one_that_names_nobody_asks_for_a_second_opinion(
    other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(article_stage, "_second_opinion", lambda *args: asked.append(other) or args[-1])
    changed("(Foto: Tirta Wijaya)", f"(Foto: -</p><p>{other}", DESKTOP, DESKTOP_URL)
    assert asked == [other]


def test_links_to_other_sites_are_kept() -> None:
    article = changed(
        "https://m.beritajakarta.id/read/139950/saringan-sampah-dipasang-di-pintu-air-contoh",
        "https://example.com/a?b#c",
    )
    link = article.related[1]
    assert (link.url, link.lang, link.id, link.views) == ("https://example.com/a?b#c", None, None, 3562)


def test_the_text_of_a_refusal_is_one_line_and_it_survives_pickling() -> None:
    refusal = Refusal("a\nb", "missing", "c\n d")
    again = pickle.loads(pickle.dumps(refusal))  # noqa: S301 - our own
    assert (again.url, again.kind, again.reason, str(again)) == ("a\nb", "missing", "c d", "a b: c d")


def test_what_the_templates_carry() -> None:
    everything = {field.name for field in fields(Article)}
    assert CARRIES["mobile"] == everything
    assert everything - CARRIES["desktop"] == {"category", "category_slug"}
    assert PARSER == "7"
    assert CARRIES["generic"] == everything


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        ("windows-1252", '<meta charset="windows-1252">'),
        ("windows-1252", ""),
        ("utf-16", ""),
        ("utf-8-sig", ""),
        ("iso-8859-1", ""),
    ],
)
def test_charsets(charset: str, declared: str) -> None:
    html = FULL.replace('<meta charset="utf-8">', declared).replace("charset=UTF-8", "")
    html = html.replace("\u201c", "\u00e9").replace("\u201d", "\u00e9").replace("\u2013", "-")
    header = None if declared or charset in {"utf-16", "utf-8-sig"} else charset
    assert parse_article(html.encode(charset), URL, charset=header) == parse_article(html.encode(), URL)


def test_one_foreign_byte_does_not_spoil_a_page() -> None:
    html = FULL.encode().replace(b"Biaya rawat", b"Biaya rawat \x93asli\x94")
    assert "Biaya rawat \u201casli\u201d tiap" in parse_article(html, URL).body
    assert "\u201cPerahu ini ringan" in parse_article(html, URL).body
    assert parse_article(FULL.encode("utf-8"), URL, charset="windows-1252") == parse_article(FULL.encode(), URL)
    assert parse_article(FULL.encode("utf-8"), URL, charset="nonsense") == parse_article(FULL.encode(), URL)


FRAGMENTS = st.sampled_from(
    [
        "<p>", "</p>", "<div>", "</div>", "<blockquote>", "<a href=/read/1/x class=read-also>", "</a>", "<h1>", "<li>",
        "<table>", "<td>", "</table>", "<br>", "<span>", "</span>", "<i class=material-icons>access_time</i>", "&nbsp;",
        "<!--", "-->", "<script>", "</script>", "<ul class=list-index>", "<img src=x>", "<template>", "<svg>",
        "<select>", "<b>", "&#0;",
    ]
)  # fmt: skip


@examples(150, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([FULL, DESKTOP]), st.lists(st.tuples(st.floats(0, 1), st.one_of(FRAGMENTS, st.text())), max_size=8)
)
def test_broken_pages_give_an_article_or_a_read_error(html: str, wounds: list[tuple[float, str]]) -> None:
    for place, wound in wounds:
        cut = int(place * len(html))
        html = html[:cut] + wound + html[cut + len(wound) :]
    try:
        article = parse_article(html.encode(), URL if html.startswith("<!doctype") else DESKTOP_URL)
    except Refusal:
        return
    texts = [value for value in asdict(article).values() if isinstance(value, str)]
    texts += [
        str(value)
        for link in (*article.related, *article.read_also, *article.popular)
        for value in asdict(link).values()
    ]
    assert "" not in texts
    json.dumps(asdict(article)).encode()
    assert article == replace(article)


@given(st.binary(), st.text())
def test_any_bytes_and_any_address_give_a_read_error(html: bytes, url: str) -> None:
    with pytest.raises(Refusal):
        parse_article(html, url)
    with pytest.raises(Refusal):
        parse_article(html, URL)


def test_deep_nesting() -> None:
    for tag in ("b", "span", "div"):
        html = FULL.replace("Biaya", f"<{tag}>" * 3000 + "Biaya")
        assert "Biaya rawat" in parse_article(html.encode(), URL).body


def test_a_template_refuses_a_page_with_a_field_that_it_has_no_place_for(monkeypatch: pytest.MonkeyPatch) -> None:
    mobile = replace(TEMPLATES[0], carries_not=frozenset({"editor"}))
    monkeypatch.setattr(article_stage, "TEMPLATES", (mobile,))
    page = page_of(FULL.encode(), URL, None)
    with pytest.raises(Refusal, match="editor: the page has one, but the template mobile declares none"):
        article_stage.by_template(page, identity_of(page), mobile)
    read = parse_article(FULL.encode(), URL)
    assert (read.template, read.editor) == ("generic", "Rukmini Astari")
