"""Datasette's own pages of an archive: what they say of tables and columns, what they count, where their cells lead."""

import asyncio
import json
from contextlib import closing
from pathlib import Path

import pytest

from arsip.web.site import NAME
from scraper.archive.database import open_to_read
from scraper.archive.schema.dictionary import DESCRIBED
from tests.arsip.web.visiting import Visitor
from tests.scraper.archive.making import capture

ARTICLES = 3


async def test_every_table_is_there_with_what_it_is_and_how_many_rows_it_has(visitor: Visitor) -> None:
    page = await visitor.get("/archive")
    shown = dict(zip(page.words(".tables li > a"), page.words(".tables li > p"), strict=True))
    assert set(shown) == set(DESCRIBED)
    assert shown["bylines"] == DESCRIBED["bylines"].about.replace("`", "")
    told = {each.split()[0]: each.split()[1] for each in page.words(".tables li") if " row" in each}
    path = visitor.datasette.get_database(NAME).path
    with closing(open_to_read(Path(path))) as db:
        for name, count in told.items():
            assert db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] == int(count), name


async def test_what_belongs_to_sqlite_is_hidden(visitor: Visitor) -> None:
    tables = json.loads((await visitor.get("/archive.json")).text)["tables"]
    hidden = {table["name"] for table in tables if table["hidden"]}
    assert {"articles_fts", "articles_fts_data", "_sqlite_migrations", "sqlite_stat1"} <= hidden
    assert not hidden & set(DESCRIBED)


@pytest.mark.parametrize("name", list(DESCRIBED))
async def test_every_column_says_what_it_means(visitor: Visitor, name: str) -> None:
    page = await visitor.get(f"/archive/{name}")
    assert page.status == 200
    meanings = dict(zip(page.words(".columns tbody th"), page.words(".columns tbody td:nth-child(2)"), strict=True))
    assert meanings == {column: text.replace("`", "") for column, text in DESCRIBED[name].columns.items()}


async def test_keys_captures_persons_and_addresses_are_links(visitor: Visitor) -> None:
    articles = (await visitor.get("/archive/articles")).links("tbody a")
    assert articles["101"] == "/article/101"
    assert articles["en/7"] == "/article/en/7"
    assert articles["beritajakarta.id/read/101/pasar-baru-dibuka"] == (
        "https://www.beritajakarta.id/read/101/pasar-baru-dibuka"
    )
    captures = [
        link.attributes["href"] or ""
        for link in (await visitor.get("/archive/absences")).tree.css(".table-page .scroll:last-of-type tbody a")
    ]
    assert f"/raw/{capture(3).capture[9:]}" in captures
    (row,) = (link for link in captures if link.startswith("/archive/captures/"))
    assert (await visitor.get(row)).words("h1") == [f"captures: {capture(3).capture}"]
    bylines = (await visitor.get("/archive/bylines")).links("tbody a")
    assert bylines["Rina Utami"] == "/search?reporter=Rina+Utami"
    assert bylines["Banjir Surut"] == "/article/102"  # the label of the row that a foreign key leads to


async def test_a_row_has_all_of_it_and_leads_to_its_page(visitor: Visitor) -> None:
    page = await visitor.get("/archive/articles/101")
    record = dict(zip(page.words(".record dt"), page.words(".record dd"), strict=True))
    assert record["title"] == "Pasar Baru Ramai"
    assert record["body"].endswith("Warga sudah menunggu sejak lama sekali.")
    assert page.links(".lead a") == {"Read the article": "/article/101"}
    assert page.links("main ul.plain a")  # rows of other tables


async def test_articles_are_counted_by_what_parts_them(visitor: Visitor) -> None:
    page = await visitor.get("/archive/articles")
    assert page.words(".facets h3") == ["category", "lang", "template", "status"]
    assert page.links(".facets a")["id 2"].endswith("/archive/articles?lang=id")
    chosen = await visitor.get("/archive/articles?lang=id&_facet=reporter")
    assert chosen.words(".count") == ['2 rows where lang = "id" sorted by date descending']
    assert chosen.words('.facets [aria-current="true"]') == ["id 2"]
    assert chosen.links(".facets a")["✕"]


async def test_a_later_page_of_a_table_counts_nothing_and_leads_back(visitor: Visitor) -> None:
    page = await visitor.get("/archive/articles?_size=1")
    assert page.links("main a")["CSV of up to 1,000 rows from here"]
    later = await visitor.get(page.links(".paging a")["Next page →"].removeprefix("http://localhost"))
    assert not later.words(".facets h3")
    assert later.links(".paging a")["← First page"].startswith("/archive/articles?_size=1")


async def test_what_says_most_of_an_article_comes_first(visitor: Visitor) -> None:
    page = await visitor.get("/archive/articles")
    assert page.words("table:not(.columns table) thead th")[:6] == [
        "date ▼", "title", "reporter", "views", "status", "key",
    ]  # fmt: skip
    assert page.words("[aria-label=Rows] tbody tr:first-child td")[1:2] == ["Pasar Baru Ramai"]
    assert page.links("tbody a")["Pasar Baru Ramai"] == "/article/101"


async def test_columns_are_chosen_and_filters_and_order_stay(visitor: Visitor) -> None:
    page = await visitor.get("/archive/articles?lang=id&_sort=views&_col=title&_col=editor")
    assert page.words("[aria-label=Rows] thead th") == ["title", "key", "editor"]
    assert page.words("main > p.beside") == ["3 of 29 columns are shown. Show all"]
    assert page.links("main > p.beside a")["Show all"].endswith("/archive/articles?lang=id&_sort=views")
    form = page.tree.css_first(".columns form")
    assert form is not None
    checked = [each.attributes.get("value") for each in form.css("input[checked]:not([disabled])")]
    hidden = {each.attributes["name"]: each.attributes["value"] for each in form.css("input[type=hidden]")}
    assert (checked, hidden) == (["title", "editor"], {"lang": "id", "_sort": "views"})


async def test_a_heading_sorts_counts_and_times_falling_first(visitor: Visitor) -> None:
    links = (await visitor.get("/archive/articles")).links("thead a")
    assert links["views"].endswith("?_sort_desc=views")
    assert links["first_seen"].endswith("?_sort_desc=first_seen")
    assert links["reporter"].endswith("?_sort=reporter")
    page = await visitor.get("/archive/articles_by_hour?_sort_desc=hour")
    assert page.words("thead [aria-sort=descending]") == ["hour ▼"]
    assert page.links("thead a")["hour ▼"].endswith("?_sort=hour")
    assert page.status == 200


async def test_times_are_jakartas_with_utc_beside_them(visitor: Visitor) -> None:
    page = await visitor.get("/archive/articles/101")
    record = dict(zip(page.words(".record dt"), page.words(".record dd"), strict=True))
    assert record["published_at"] == "2026-10-01 09:30 WIB 02:30 UTC"
    late = await visitor.get("/archive?sql=select+'2026-10-02T20:15:00.000Z'+as+moment")
    assert late.words("tbody td") == ["2026-10-03 03:15 WIB 2026-10-02 20:15 UTC"]


async def test_words_can_be_looked_for_in_the_table(visitor: Visitor) -> None:
    page = await visitor.get("/archive/articles?_search=kampung+melayu")
    assert page.words(".count")[0].startswith("1 row")
    assert 'value="kampung melayu"' in page.text


async def test_rows_come_as_csv_and_json(visitor: Visitor) -> None:
    page = await visitor.get("/archive/articles?lang=id")
    links = page.links("main .row a")
    whole = await visitor.get(links["CSV of all 2"])
    assert whole.text.splitlines()[0].startswith("key,lang,id,")
    found = json.loads((await visitor.get(links["JSON"])).text)
    assert [row["title"] for row in found["rows"]] == ["Pasar Baru Ramai", "Banjir Surut"]
    assert whole.headers["content-disposition"] == 'attachment; filename="articles.csv"'


async def test_own_sql_is_answered_and_what_is_wrong_is_named(
    visitor: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    page = await visitor.get("/archive?sql=select+key,+title+from+articles+where+views+>+:least&least=100")
    assert page.words("thead th") == ["key", "title"]
    assert page.links("tbody a")["101"] == "/article/101"
    wrong = await visitor.get("/archive?sql=select+key+from+nowhere")
    assert wrong.status == 400
    assert wrong.words("[role=alert]") == ["no such table: nowhere"]
    assert capsys.readouterr().err == "", "the page says it to the visitor"
    slow = await visitor.get(
        "/archive?_timelimit=20&sql=with+recursive+n(x)+as+(select+1+union+all+select+x%2B1+from+n)+select+count(*)+from+n"
    )
    assert (slow.status, slow.words("h1")) == (400, ["Time limit reached"])
    assert "<script" not in slow.text


async def test_what_is_served_is_said_honestly(visitor: Visitor, kept: Visitor) -> None:
    metadata = visitor.datasette.metadata()
    assert metadata["license"] == "No licence: texts and photos belong to their owners"
    assert "source_url" not in metadata
    made_up = kept.datasette.metadata()
    assert (made_up["source"], made_up["license"]) == ("a made-up site, for trials", "made-up texts")


async def test_the_whole_database_can_be_taken(visitor: Visitor) -> None:
    page = await visitor.get("/archive.db")
    assert page.body.startswith(b"SQLite format 3\x00")
    assert (await visitor.get("/archive.db", headers={"if-none-match": page.headers["etag"]})).status == 304


@pytest.mark.parametrize("path", ["/archive/articles", "/archive?sql=select+key,title+from+articles"])
async def test_a_page_of_rows_lets_others_be_answered_before_each(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    turns = []
    monkeypatch.setattr("asyncio.sleep", lambda seconds, sleep=asyncio.sleep: turns.append(seconds) or sleep(seconds))
    assert (await visitor.get(path)).status == 200
    assert turns.count(0) == 2 * ARTICLES, "where its cells are made, and where it is written"
