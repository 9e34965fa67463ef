"""The page of a search: what is found, how it can be parted, and where nothing is found."""

import json
from csv import DictReader
from io import StringIO
from pathlib import Path
from urllib.parse import quote

import pytest

from arsip.web.site import site_of
from tests.arsip.web.visiting import Page, Visitor, story, telling
from tests.export.reading import sheets
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


async def test_synonyms_beside_the_copy_are_searched_and_a_wrong_line_is_named(tmp_path: Path) -> None:
    own = tmp_path / "synonyms.txt"
    own.write_text("bah, banjir\n")
    with telling(tmp_path, story()) as visitor:
        assert list((await visitor.get("/search?q=bah")).links(".hits h3 a")) == ["Banjir Surut"]
        own.write_text("bah\n")
        page = await visitor.get("/search?q=banjir")
        assert (page.status, list(page.links(".hits h3 a"))) == (200, ["Banjir Surut"])
        (notice,) = page.words(".notice.bad")
        assert "synonyms: synonyms.txt, line 1: one name alone" in notice
        assert (await visitor.get("/changes?q=pasar")).words(".notice.bad") == [notice]
        assert not (await visitor.get("/changes")).words(".notice.bad")


async def test_a_category_that_no_article_has_is_named(visitor: Visitor) -> None:
    page = await visitor.get("/search?q=banjir&category=nope")
    assert page.words(".notice") == ["No article has the category 'nope'; the categories are city, ekonomi, lingkungan"]


async def test_results_can_be_parted_and_put_together_again(visitor: Visitor) -> None:
    whole = await visitor.get("/search?q=m*")
    assert whole.words("#count") == ["3 articles"]
    choices = whole.links(".choices a")
    assert [words for words in choices if words[-1].isdigit()] == [
        "Indonesian 2", "English 1", "City 1", "Ekonomi 1", "Lingkungan 1", "Rina Utami 3", "Agus Salim 1",
        "2026 2", "2025 1", "October 2026 1", "September 2026 1", "February 2025 1",
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


async def test_the_same_is_there_as_a_table_and_as_files(visitor: Visitor, tmp_path: Path) -> None:
    page = await visitor.get(
        '/search?q="banjir+surut"+market&lang=id&since=2025-01-01&reporter=agus+salim&category=Lingkungan'
    )
    assert page.words("#count") == ["No article has all words; 1 article without market"]
    links = page.links(".choices a")
    table = await visitor.get(links["as a table"])
    assert table.words(".count")[0].startswith("1 row where")
    assert table.links("tbody a")["102"] == "/article/102"
    assert json.loads((await visitor.get(links["JSON of this page"])).text)["hits"][0]["title"] == "Banjir Surut"
    csv = await visitor.get(links["CSV"])
    assert csv.headers["content-disposition"] == 'attachment; filename="hits.csv"'
    assert [row["title"] for row in DictReader(StringIO(csv.text))] == ["Banjir Surut"]
    excel = await visitor.get(links["Excel"])
    assert excel.headers["content-type"].endswith("spreadsheetml.sheet")
    (tmp_path / "hits.xlsx").write_bytes(excel.body)
    tables = sheets(tmp_path / "hits.xlsx")
    assert [row[0] for row in tables["articles"].rows] == ["key", 102]
    assert 'matching the search "banjir surut" (left out: market)' in str(tables["about"].rows)


async def test_what_is_left_out_of_a_search_is_left_out_of_its_chart_and_its_feed(visitor: Visitor) -> None:
    page = await visitor.get("/search?q=m*+tidakadasamasekali&vs=pasar+tidakadasamasekali")
    assert page.words(".chart th[scope=col], .charts th[scope=col]")[-2:] == ["m*", "pasar"]
    assert page.links(".choices a")["What has changed"] == "/changes?q=m%2A"


async def test_the_files_of_a_search_without_hits_are_tables_without_rows(visitor: Visitor, tmp_path: Path) -> None:
    csv = await visitor.get("/search.csv?q=tidakadasamasekali")
    assert csv.text.startswith("key,")
    assert not list(DictReader(StringIO(csv.text)))
    excel = await visitor.get("/search.xlsx?q=tidakadasamasekali")
    (tmp_path / "hits.xlsx").write_bytes(excel.body)
    assert [row[0] for row in sheets(tmp_path / "hits.xlsx")["articles"].rows] == ["key"]


@pytest.mark.parametrize("query", ["since=kemarin", "page=0", "page=x", "page=99999999999999", "vs=a&vs=b&vs=c"])
async def test_what_cannot_be_asked_is_refused_in_every_form(visitor: Visitor, query: str) -> None:
    for suffix in ("", ".json", ".csv", ".xlsx"):
        page = await visitor.get(f"/search{suffix}?q=a&{query}")
        assert page.status == 400
        assert query[:2] in page.text


async def test_json_has_what_the_page_shows(visitor: Visitor) -> None:
    page, answer = [await visitor.get(f"/search{form}?q=m*&sort=views&vs=pasar") for form in ("", ".json")]
    found = json.loads(answer.text)
    assert found["query"] == {
        "q": "m*", "since": None, "until": None, "lang": None, "category": None, "reporter": None, "sort": "views",
        "vs": ["pasar"],
    }  # fmt: skip
    assert (found["total"], found["page"], found["pages"], found["omitted"]) == (3, 1, 1, [])
    assert [hit["title"] for hit in found["hits"]] == list(page.links(".hits h3 a"))
    assert found["hits"][1]["snippet"] == [
        {"text": "Banjir surut di Kampung ", "hit": False},
        {"text": "Melayu", "hit": True},
        {"text": ".", "hit": False},
    ]
    assert found["facets"]["edition"][1] == {
        "label": "English", "number": 1, "address": "/search?q=m%2A&lang=en&sort=views&vs=pasar", "chosen": False,
    }  # fmt: skip
    assert found["by_time"] == {"columns": ["month", "m*", "pasar"], "rows": [list(row) for row in _rows(page)]}
    assert found["links"] == {
        "previous": None,
        "next": None,
        **{name: f"/search{form}?q=m%2A&sort=views&vs=pasar" for name, form in (("csv", ".csv"), ("xlsx", ".xlsx"))},
        "html": "/search?q=m%2A&sort=views&vs=pasar&page=1",
    }
    wrong = await visitor.get("/search.json?sort=title")
    assert (wrong.status, json.loads(wrong.text)["error"]) == (
        400, "sort: there is no order 'title'; the orders are relevance, date, views",
    )  # fmt: skip


async def test_hits_are_counted_by_time_beside_those_of_other_words(visitor: Visitor) -> None:
    page = await visitor.get("/search?q=m*&vs=pasar&vs=%21")
    rows = _rows(page)
    assert page.words(".numbers thead th") == ["month", "m*", "pasar", "!"]
    assert (rows[0], rows[-1], len(rows)) == (("2025-02", 1, 0, 0), ("2026-10", 1, 1, 0), 21)
    (caption,) = page.words(".chart figcaption p")
    assert caption == ("Most for pasar in October 2026: 1 of 1; none for !. A column leads to its articles.")
    columns = [node.attributes["href"] for node in page.tree.css(".drawing-wide a")]
    narrowed = await visitor.get(columns[20])
    assert list(narrowed.links(".hits h3 a")) == ["Pasar Baru Ramai"]
    assert narrowed.links(".dropped a")["to 2026-10-31 ✕"] == "/search?q=m%2A&since=2026-10-01&vs=pasar&vs=%21"
    assert columns == list(page.links(".numbers tbody a").values()) * 3, "a column of each band, and the table"


async def test_hits_are_sorted_as_chosen(visitor: Visitor) -> None:
    for asked, titles in (
        ("q=m*&sort=date", ["Pasar Baru Ramai", "Market Opened", "Banjir Surut"]),
        ("q=m*&sort=views", ["Pasar Baru Ramai", "Banjir Surut", "Market Opened"]),
        ("reporter=rina+utami&sort=views", ["Pasar Baru Ramai", "Banjir Surut", "Market Opened"]),
    ):
        page = await visitor.get(f"/search?{asked}")
        assert list(page.links(".hits h3 a")) == titles, asked
        assert page.words(".sorts [aria-current]") == [asked.rpartition("=")[2]]


def _rows(page: Page) -> list[tuple[str | int, ...]]:
    rows = ([cell.text() for cell in row.css("th, td")] for row in page.tree.css(".numbers tbody tr"))
    return [(name, *map(int, numbers)) for name, *numbers in rows]


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
        beyond = await visitor.get("/search?q=kabar&page=999")
        assert beyond.words("#count") == ["45 articles, page 3 of 3"]
        assert beyond.words(".results .notice") == ["There is no page 999: this is the last one. Go to the first"]
        assert beyond.links(".hits h3 a") == third.links(".hits h3 a")
        assert (await visitor.get("/search.json?q=kabar&page=999")).status == 404


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
        "q=" + "banjir+" * 500, "q=%f0%9f%98%80", "q=%ff%fe", "q=title:x", "q={x}", "q=^a", "q=a&page=99999",
        "q=a&category=%27%22%3E", "q=a&reporter=%27%22%7B%7D", "q=a&q=b", "lang=&since=",
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


async def test_people_are_named_with_links_to_their_articles(visitor: Visitor) -> None:
    page = await visitor.get("/search?q=agus+salim&until=2025-12-31")
    assert page.words("#count") == ["No text has these words; they are in the bylines of 1 article"]
    assert page.links(".people a") == {"1 article by Agus Salim": "/search?q=reporter%3A%22Agus%20Salim%22"}
    table = await visitor.get(page.links(".choices a")["as a table"])
    assert table.words(".count")[0].startswith("1 row ")
    assert "/feed.atom?q=by%3A%22agus+salim%22" in page.text
    his = await visitor.get('/search?q=reporter:"Agus Salim"')
    assert list(his.links(".hits h3 a")) == ["Banjir Surut"]
    assert (his.words("#count"), his.words(".people")) == (["1 article"], [])
    assert [words for words in his.links(".choices a") if words.startswith("English")] == []
    table = await visitor.get(his.links(".choices a")["as a table"])
    assert table.words(".count")[0].startswith("1 row ")
    found = json.loads((await visitor.get("/search.json?q=reporter:agus+editor:zz")).text)
    assert (found["total"], found["people"]) == (0, [{"name": "Agus Salim", "role": "reporter", "articles": 1}])
    rows = (await visitor.get("/search.csv?q=reporter:rina+-banjir")).text
    assert len(list(DictReader(StringIO(rows)))) == 2


async def test_a_part_of_a_name_is_enough_in_the_form_which_suggests_all(visitor: Visitor) -> None:
    page = await visitor.get("/search?reporter=rina")
    assert list(page.links(".hits h3 a")) == ["Pasar Baru Ramai", "Market Opened", "Banjir Surut"]
    for address in ("/search", "/changes"):
        page = await visitor.get(address)
        assert [each.attributes["value"] for each in page.tree.css("#reporters option")] == ["Agus Salim", "Rina Utami"]
    nobody = await visitor.get("/search?reporter=Rina+Utammi")
    assert nobody.words(".notice") == ["No article names 'Rina Utammi' as its reporter; did you mean Rina Utami?"]


async def test_what_is_meant_is_offered_and_what_was_typed_is_searched(visitor: Visitor) -> None:
    page = await visitor.get("/search?q=banjri&lang=id")
    assert page.words("#count") == ["Nothing found"]
    assert page.words(".suggestion") == ["Did you mean banjir?"]
    assert page.links(".suggestion a") == {"banjir": "/search?q=banjir&lang=id"}
    assert json.loads((await visitor.get("/search.json?q=banjri")).text)["suggestion"] == "banjir"
    assert not (await visitor.get("/search?q=banjir")).tree.css(".suggestion")


async def test_a_file_that_excel_cannot_hold_is_refused_with_what_to_do(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("export.excel.MAX_ROWS", 2)
    page = await visitor.get("/search.xlsx?q=m*")
    assert (page.status, page.words("h1")) == (400, ["Too much for Excel"])
    (lead,) = page.words(".lead")
    assert lead.startswith("3 articles are more than a sheet of Excel holds, which is 1. Save it as CSV, or ask for")


async def test_a_search_that_takes_too_long_or_waits_too_long_is_answered_503(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with telling(tmp_path, story()) as visitor:
        monkeypatch.setattr("arsip.web.site._WAIT_SECONDS", 0)
        async with site_of(visitor.datasette).files.turn():
            busy = await visitor.get("/search.csv?q=pasar")
            assert (await visitor.get("/search?q=pasar")).status == 200
        monkeypatch.setattr("arsip.web.views.search_files._FILE_MS", -1)
        late = await visitor.get("/search.csv?q=pasar")
    assert (busy.status, busy.headers["retry-after"], busy.words("h1")) == (503, "10", ["Server busy"])
    assert (late.status, late.words("h1")) == (503, ["Time limit reached"])
    assert not caplog.records
