"""List pages: their items, and the next page by its link."""

import pytest

from scraper.reader import NotAnArticle, ReadError
from scraper.reader.lists import read_list

URL = "https://m.beritajakarta.id/kategori/ekonomi"
ROW = '<li class="row"><h2><a href="{href}">{title}</a></h2><div class="list-info">{info}</div></li>'


def page(*rows: str, after: str = "", head: str = "") -> bytes:
    items = "".join(rows)
    return f'<head>{head}</head><div class="news-list"><ul class="list-index">{items}</ul>{after}</div>'.encode()


def row(href: str = "/read/7/x", title: str = "Judul", info: str = "") -> str:
    return ROW.format(href=href, title=title, info=info)


def next_url(after: str, url: str = URL, head: str = "") -> str | None:
    return read_list(page(row(), after=after, head=head), url).next_url


def test_items_are_articles_and_counted_as_such() -> None:
    found = read_list(page(row(), row("/potret/album/5/x"), row("https://example.com/"), row("/en/read/8")), URL)
    assert [(each.position, each.lang, each.id) for each in found.items] == [(1, "id", 7), (2, "en", 8)]
    assert found.items[0].teaser is found.items[0].date is found.items[0].views is None


def test_an_empty_list_is_a_list() -> None:
    assert read_list(page(), URL).items == ()


def test_a_page_without_a_list_is_none() -> None:
    with pytest.raises(NotAnArticle, match="no list"):
        read_list(b"<h1>Beranda</h1>", URL)
    with pytest.raises(ReadError, match="an article's page"):
        read_list(b'<div class="news-read"></div><ul class="list-index"></ul>', URL)


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ('<li class="row">x</li>', "item 2: no link"),
        (row(""), "item 2: a link without an address"),
        (row(title=" "), "item 2: no headline"),
        (row(info="<span>access_time 31-02-2026</span>"), "item 2, date"),
        (row(info="<span>remove_red_eye x</span>"), "item 2, views"),
    ],
)
def test_a_broken_item_is_named(item: str, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        read_list(page(row(), item), URL)


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
    with pytest.raises(ReadError, match="cannot be told which page"):
        next_url(numbers("/kategori/ekonomi/{}0", None, 1, 3, 4), f"{URL}/20")
