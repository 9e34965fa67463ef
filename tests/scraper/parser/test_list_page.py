"""List pages: their items, and the next page by its link."""

import pytest

from replica.clock import Clock
from replica.options import Options
from replica.routes import Routes
from replica.site import Site
from scraper.items import ListPage
from scraper.parser import Refusal, parse_list

URL = "https://m.beritajakarta.id/kategori/ekonomi"
ROW = '<li class="row"><h2><a href="{href}">{title}</a></h2><div class="list-info">{info}</div></li>'


def page(*rows: str, after: str = "", head: str = "") -> bytes:
    items = "".join(rows)
    return f'<head>{head}</head><div class="news-list"><ul class="list-index">{items}</ul>{after}</div>'.encode()


def row(href: str = "/read/7/x", title: str = "Judul", info: str = "") -> str:
    return ROW.format(href=href, title=title, info=info)


def next_url(after: str, url: str = URL, head: str = "") -> str | None:
    return parse_list(page(row(), after=after, head=head), url).next_url


def test_items_are_articles_and_counted_as_such() -> None:
    found = parse_list(page(row(), row("/potret/album/5/x"), row("https://example.com/"), row("/en/read/8")), URL)
    assert [(each.position, each.lang, each.id) for each in found.items] == [(1, "id", 7), (2, "en", 8)]
    assert found.items[0].teaser is found.items[0].date is found.items[0].views is None


def test_an_empty_list_is_a_list() -> None:
    assert parse_list(page(), URL).items == ()


def test_a_page_without_a_list_is_none() -> None:
    with pytest.raises(Refusal, match="no list"):
        parse_list(b"<h1>Beranda</h1>", URL)
    with pytest.raises(Refusal, match="an article's page"):
        parse_list(b'<div class="news-read"></div><ul class="list-index"></ul>', URL)


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ('<li class="row">x</li>', "item 2: no headline"),
        (row(title=" "), "item 2: no headline"),
        (row(info="<span>access_time 31-02-2026</span>"), "item 2, date"),
        (row(info="<span>remove_red_eye x</span>"), "item 2, views"),
    ],
)
def test_a_broken_item_is_named(item: str, reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        parse_list(page(row(), item), URL)


def numbers(template: str, active: int | None, *shown: int) -> str:
    links = "".join(
        f'<li class="active"><a href="#!">{n}</a></li>'
        if n == active
        else f'<li><a href="{template.format(n)}">{n}</a></li>'
        for n in shown
    )
    return f'<ul class="pagination">{links}</ul>'


@pytest.mark.parametrize(
    ("after", "url", "expected"),
    [
        ("", URL, None),
        ('<a rel="next" href="?page=2">&raquo;</a>', URL, f"{URL}?page=2"),
        ('<a rel="nofollow next" href="/kategori/ekonomi/20#x">&raquo;</a>', URL, f"{URL}/20"),
        (f'<a rel="next" href="{URL}">&raquo;</a>', URL, None),
        (numbers("?page={}", 1, 1, 2, 3, 9), URL, f"{URL}?page=2"),
        (numbers("?page={}", 2, 1, 2, 3, 9), f"{URL}?page=2", f"{URL}?page=3"),
        (numbers("?page={}", 9, 1, 2, 9), f"{URL}?page=9", None),
        (numbers("/kategori/ekonomi/{}", None, 1, 3), f"{URL}/2", f"{URL}/3"),
        (numbers("/kategori/ekonomi/{}", None, 1), f"{URL}/2", None),
        (numbers("/kategori/ekonomi/{}0", None, 2, 3), URL, f"{URL}/20"),
        (numbers("/kategori/ekonomi/{}0", 3, 2, 3, 4), f"{URL}/20", f"{URL}/40"),
        ('<a href="?page=2"><i class="material-icons">chevron_right</i></a>', URL, f"{URL}?page=2"),
        ('<a href="/kategori/ekonomi/page/3">Selanjutnya</a>', f"{URL}/page/2", f"{URL}/page/3"),
        ('<a href="/kategori/wisata?page=2">2</a>', URL, None),
        ('<a href="/read/2/x">2</a><a href="#">2</a><a href="javascript:x">2</a>', URL, None),
    ],
)
def test_next_page(after: str, url: str, expected: str | None) -> None:
    assert next_url(after, url) == expected


def test_next_page_of_a_search() -> None:
    search = "https://www.beritajakarta.id/news_index/search?q=2024&p="
    links = f'<a href="{search}1">1</a><a href="{search}3">3</a><a href="/news_index/search?q=2025&p=9">x</a>'
    assert next_url(links, f"{search}2") == f"{search}3"
    assert next_url(f'<a href="{search}2">2</a>', search.removesuffix("&p=")) == f"{search}2"


def test_next_page_by_a_link_in_the_head() -> None:
    assert next_url("", head='<link rel="next" href="?page=2">') == f"{URL}?page=2"


def test_a_list_that_counts_articles_and_marks_no_number_is_an_error() -> None:
    with pytest.raises(Refusal, match="cannot be told which page"):
        next_url(numbers("/kategori/ekonomi/{}0", None, 1, 3, 4), f"{URL}/20")


def test_the_next_page_of_a_search_is_not_one_of_another_search() -> None:
    here = "https://www.beritajakarta.id/news_index/search?q=air+bersih&p=1"
    other = '<a href="?q=banjir&p=2">2</a>'
    assert next_url(other, here) is None
    assert (
        next_url(f'{other}<a href="?p=2&q=air%20bersih">2</a>', here) == f"{here.partition('?')[0]}?p=2&q=air%20bersih"
    )
    with pytest.raises(Refusal, match="no page of this list"):
        next_url('<a rel="next" href="?q=banjir&p=2">&raquo;</a>', here)


NEWER = '<li class="mb-3 d-flex position-relative img-hover">{}</li>'
TITLE = '<a class="mb-2 h3" href="/read/7/x">Judul</a>'
CLOCK = '<i class="bi bi-clock-fill"></i> <small>06-06-2024</small>'


def newer(*parts: str) -> ListPage:
    return parse_list("".join(parts).encode(), "https://www.beritajakarta.id/rubrik/1/ekonomi")


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ('<a href="/read/7/x">Judul</a>', "item 1: no headline"),
        (TITLE + '<a href="/read/8/y">Lain</a>', "item 1: links to more than one article"),
        (TITLE + CLOCK + CLOCK.replace("06-06", "07-06"), "item 1, date: more than one"),
        (TITLE + CLOCK.replace("06-06", "31-06"), "item 1, date"),
        (TITLE + '<i class="bi-eye-fill"></i><small>1,2 ribu</small>', "item 1, views"),
    ],
)
def test_a_broken_item_of_the_newer_desktop_is_named(inside: str, reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        newer(NEWER.format(inside))


def test_only_what_stands_right_beside_an_icon_is_told_by_it() -> None:
    item = newer(NEWER.format(TITLE + CLOCK + "<small>Ekonomi</small><small>12</small>")).items[0]
    assert (item.date, item.views, item.reporter) == ("2024-06-06", None, None)


def test_what_stands_below_the_heading_of_another_list_is_none_of_this_one() -> None:
    row, card = NEWER.format(TITLE), '<div class="card"><a class="fw-bold" href="/read/{0}/y">Kartu {0}</a></div>'
    cards = card.format(1) + "<h5>Judul kecil</h5>" + card.format(2)
    page = newer("<h3>Berita</h3>", row, "<h4>BERITA TERPOPULER:</h4>", cards, "<h4>Lainnya</h4>", card.format(3))
    assert [item.id for item in page.items] == [7, 3]


def test_a_box_within_a_box_is_one_item_and_a_box_of_several_is_none() -> None:
    inner = '<div class="card"><a href="/read/9/z"><img alt=""></a></div><b class="fw-bold">Judul luar</b>'
    assert newer(f'<div class="carousel-item"><div class="col-lg-4">{inner}</div></div>').items[0].title == "Judul luar"
    column = f'<div class="col-lg-4">{NEWER.format(TITLE)}<a class="fw-bold" href="/read/8/y">Lain</a></div>'
    assert [item.id for item in newer(column).items] == [8, 7]
    with pytest.raises(Refusal):
        newer('<div class="card"><a class="fw-bold" href="/read/1/a">A</a> <a href="/read/2/b">B</a></div>')


def test_a_carousel_without_a_headline_still_names_its_article() -> None:
    item = newer('<div class="carousel-item"><a href="/read/9/z"><img alt="x"></a></div>').items[0]
    assert (item.id, item.title) == (9, None)


def test_the_time_of_a_second_place_is_not_added_to_another_day() -> None:
    second = (
        '<div class="card"><a class="fw-bold" href="/read/7/x">Judul</a>'
        + CLOCK.replace("2024", "2024 10:00")
        + "</div>"
    )
    assert newer(NEWER.format(TITLE + CLOCK), second).items[0].published_at == "2024-06-06T10:00+07:00"
    other = second.replace("06-06", "07-06")
    assert newer(NEWER.format(TITLE + CLOCK), other).items[0].published_at is None


@pytest.mark.parametrize("head", ["/news_index/search?q=warga", "/rubrik/1/ekonomi"])
def test_lists_of_the_desktop_site_are_read_to_their_end_by_their_links(head: str) -> None:
    site = Site(Options(articles=1500, paging="number"), Clock(frozen=True))
    routes, origin, read = Routes(site), "http://127.0.0.1:8899", []
    following: str | None = origin + head
    while following is not None:
        path, _, query = following.removeprefix(origin).partition("?")
        page = parse_list(routes.answer(path, query, origin).body, following)
        read += [item.id for item in page.items]
        following = page.next_url
    total, _ = site.search("warga", 1) if "search" in head else site.listing("category", "ekonomi", 1)
    assert len(read) == len(set(read)) == total > 100
