"""The page of a search: what is found, how it can be parted, and where nothing is found."""

from pathlib import Path
from urllib.parse import quote

import pytest

from tests.arsip.web.visiting import Visitor, telling
from tests.scraper.archive.making import answered, article, capture

LISTED = 45
EARLIER_FIRST = "give the earlier day first"


async def test_hits_are_marked_and_lead_to_the_article(visitor: Visitor) -> None:
    page = await visitor.get("/search?q=banjir")
    assert page.words("#count") == ["1 article"]
    assert page.links(".hits h3 a") == {"Banjir Surut": "/article/102"}
    assert page.words(".hits h3 mark") == ["Banjir"]
    assert page.words(".hits li > p mark") == ["Banjir"]
    assert page.words(".hits .beside") == ["3 February 2025 · Lingkungan · Agus Salim dan Rina Utami · 500 views"]


async def test_what_was_looked_for_beside_what_was_typed_is_said(visitor: Visitor) -> None:
    for typed, said, forms in (
        ("pembukaan", ["Also searched: 1 other form"], ["pembukaan: dibuka"]),
        ("jakarta selatan", ["Also searched: 1 other form"], ["jakarta selatan: jaksel"]),
        ("dibuka", [], []),
        ("", [], []),
    ):
        page = await visitor.get(f"/search?q={quote(typed)}")
        assert (page.words(".forms summary"), page.words(".forms li")) == (said, forms), typed


async def test_results_can_be_parted_and_put_together_again(visitor: Visitor) -> None:
    whole = await visitor.get("/search?q=m*")
    assert whole.words("#count") == ["3 articles"]
    choices = whole.links(".choices a")
    assert [words for words in choices if words[-1].isdigit()] == [
        "Indonesian 2", "English 1", "City 1", "Ekonomi 1", "Lingkungan 1", "2026 2", "2025 1",
    ]  # fmt: skip
    english = await visitor.get(choices["English 1"])
    assert list(english.links(".hits h3 a")) == ["Market Opened"]
    assert english.words('.choices [aria-current="true"]') == ["English 1"]
    assert "Indonesian 2" in english.links(".choices a")  # what else one could choose
    assert english.links(".choices a")["English 1"] == "/search?q=m%2A"
    year = await visitor.get(choices["2025 1"])
    assert list(year.links(".hits h3 a")) == ["Banjir Surut"]
    assert year.links(".dropped a") == {
        "from 2025-01-01 ✕": "/search?q=m%2A&until=2025-12-31",
        "to 2025-12-31 ✕": "/search?q=m%2A&since=2025-01-01",
    }


async def test_without_words_what_is_chosen_is_listed_newest_first(visitor: Visitor) -> None:
    page = await visitor.get("/search?reporter=rina+utami")
    assert list(page.links(".hits h3 a")) == ["Pasar Baru Ramai", "Market Opened", "Banjir Surut"]
    page = await visitor.get("/search?category=ekonomi")
    assert list(page.links(".hits h3 a")) == ["Pasar Baru Ramai"]
    assert page.words(".hits li > p:last-child")[0].startswith("Pasar itu dibuka kemarin pagi. Pedagang berdatangan.")
    nothing_asked = await visitor.get("/search?page=3")
    assert not nothing_asked.tree.css("#count")
    assert "Every word counts" in nothing_asked.words(".empty")[0]


async def test_the_same_is_there_as_a_table_and_as_files(visitor: Visitor) -> None:
    page = await visitor.get(
        '/search?q="banjir+surut"+market&lang=id&since=2025-01-01&reporter=agus+salim&category=Lingkungan'
    )
    assert page.words("#count") == ["No article has all words; 1 article without market"]
    links = page.links(".choices a")
    table = await visitor.get(links["as a table"])
    assert table.words(".count")[0].startswith("1 row where")
    assert table.links("tbody a")["102"] == "/article/102"
    assert "Banjir Surut" in (await visitor.get(links["as JSON"])).text
    csv = await visitor.get(links["as CSV"])
    assert csv.headers["content-disposition"] == 'attachment; filename="articles.csv"'
    assert len(csv.text.splitlines()) == 2


async def test_pages_follow_one_another(tmp_path: Path) -> None:
    pairs = [(capture(n, 100 + n), answered(article(100 + n, title=f"Kabar {n}"))) for n in range(1, LISTED + 1)]
    with telling(tmp_path, pairs) as visitor:
        first = await visitor.get("/search?q=kabar")
        assert first.words("#count") == ["45 articles, page 1 of 3"]
        assert list(first.links(".paging a")) == ["Page 2 →"]
        second = await visitor.get(first.links(".paging a")["Page 2 →"])
        assert list(second.links(".paging a")) == ["← Page 1", "Page 3 →"]
        third = await visitor.get(second.links(".paging a")["Page 3 →"])
        seen = [link for page in (first, second, third) for link in page.links(".hits h3 a")]
        assert sorted(seen) == sorted(f"Kabar {n}" for n in range(1, LISTED + 1))
        beyond = await visitor.get("/search?q=kabar&page=9")
        assert "There are only 3 pages." in beyond.words(".results")[0]


async def test_where_nothing_is_found_it_says_what_else_to_try(visitor: Visitor) -> None:
    page = await visitor.get("/search?q=tidakadasamasekali&lang=id")
    assert page.words("#count") == ["Nothing found"]
    assert page.links(".empty a")["look in all articles"] == "/search?q=tidakadasamasekali"
    assert not page.tree.css(".choices")


@pytest.mark.parametrize(
    "asked", ["101", "en/7", "https://m.beritajakarta.id/read/101/apa-saja", "www.beritajakarta.id/en/read/7/x"]
)
async def test_a_number_or_an_address_leads_to_its_article(visitor: Visitor, asked: str) -> None:
    page = await visitor.get(f"/search?q={quote(asked)}")
    assert page.links(".notice a") in ({"101": "/article/101"}, {"en/7": "/article/en/7"})


@pytest.mark.parametrize(
    "query",
    [
        "q=", "q=%00", "q=%22", "q=%22%22", "q=-", "q=*", "q=a+OR", "q=NEAR(", "q=AND", "q=(((", "q=%27;drop+table+x",
        "q=" + "banjir+" * 500, "q=%f0%9f%98%80", "q=%ff%fe", "q=title:x", "q={x}", "q=^a", "q=a&page=0", "q=a&page=x",
        "q=a&page=99999999999999", "q=a&category=%27%22%3E", "q=a&reporter=%27%22%7B%7D", "q=a&q=b", "lang=&since=",
        "category=%00", "q=a&reporter=%27+or+1=1--", "reporter=" + "x" * 5000, "q={{7*7}}", "q=%25s",
    ],
)  # fmt: skip
async def test_whatever_is_typed_is_answered(visitor: Visitor, query: str) -> None:
    page = await visitor.get(f"/search?{query}")
    assert page.status == 200
    assert "Internal" not in page.text
    assert "49" not in page.words("h1")[0]
    for words, link in page.links(".choices a, .dropped a").items():
        assert (await visitor.get(link)).status == 200, words


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("since=2026-02-02&until=2025-01-01", f"since 2026-02-02 lies after until 2025-01-01; {EARLIER_FIRST}"),
        ("q=a&since=kemarin", "since: invalid date 'kemarin': expected YYYY-MM-DD, today, yesterday or 7d"),
        ("q=a&until=2026-02-30", "until: invalid date '2026-02-30': expected YYYY-MM-DD, today, yesterday or 7d"),
        ("q=a&lang=fr", "lang: there is no edition 'fr'; there are id and en"),
    ],
)  # fmt: skip
async def test_what_is_no_day_or_edition_is_named(visitor: Visitor, query: str, said: str) -> None:
    for page in ("search", "dashboard"):
        answer = await visitor.get(f"/{page}?{query}")
        assert answer.status == 400
        assert answer.words("[role=alert]") == [said]
