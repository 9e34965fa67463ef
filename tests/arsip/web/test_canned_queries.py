"""The questions that are answered already: each is right of an archive made by hand, and has a good empty answer."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from arsip.web.metadata import FOLDER, QUERIES, parse_query
from scraper.archive.database import create_or_open
from tests.arsip.web.visiting import Visitor, at, story, telling, visiting
from tests.scraper.archive.making import Pair, answered, article, capture, link, missing

Rows = list[dict[str, Any]]


def more() -> list[Pair]:
    """Beside the story: an article that rises, one that stays gone, popular lists, a headline that changed."""
    promoted = (link(1, 102, views=510), link(2, 301, views=9))
    rising = {"title": "Jalan Diperbaiki", "date": "2026-09-30", "published_at": None, "body": "Jalan kota diperbaiki."}
    early = {"date": "2026-09-28", "published_at": "2026-09-28T10:00+07:00"}
    desktop = {**rising, "template": "desktop"}
    return [
        (capture(21, 301, at=at(1)), answered(article(301, views=100, popular=promoted, **rising))),
        (capture(22, 301, at=at(6)), answered(article(301, views=1100, popular=promoted[:1], **rising))),
        (capture(23, 302, at=at(1)), answered(article(302, title="Ditarik", views=None, **early))),
        (capture(24, 302, at=at(4), status=404), missing(302)),
        (capture(25, 302, at=at(7), status=404), missing(302)),
        (capture(26, 303, at=at(2)), answered(article(303, views=5, **desktop))),
        (
            capture(27, 303, at=at(3)),
            answered(article(303, views=5, **{**rising, "category": "Kesra", "category_slug": "kesra"})),
        ),
    ]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    with telling(tmp_path_factory.mktemp("asked"), [*story(), *more()]) as found:
        yield found


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    path = tmp_path_factory.mktemp("empty") / "archive.db"
    create_or_open(path).close()
    with visiting(path) as found:
        yield found


async def ask(visitor: Visitor, name: str, **given: object) -> Rows:
    """What comes out of a question."""
    page = await visitor.get(f"/archive/{name}.json?{urlencode({**given, '_shape': 'objects'})}")
    assert page.status == 200, page.text
    rows: Rows = json.loads(page.text)["rows"]
    return rows


def only(rows: Rows, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in rows]


async def test_who_covers_what(archive: Visitor) -> None:
    rows = await ask(archive, "who-covers-what")
    assert only(rows, "person", "category", "articles", "first", "last") == [
        ("Rina Utami", "Ekonomi", 3, "2026-09-28", "2026-10-01"),
        ("Agus Salim", "Lingkungan", 1, "2025-02-03", "2025-02-03"),
        ("Rina Utami", "City", 1, "2026-09-30", "2026-09-30"),
        ("Rina Utami", "Kesra", 1, "2026-09-30", "2026-09-30"),
        ("Rina Utami", "Lingkungan", 1, "2025-02-03", "2025-02-03"),
    ]
    some = await ask(archive, "who-covers-what", since="2026-09-29", until="2026-09-30")
    assert only(some, "category", "articles") == [("City", 1), ("Ekonomi", 1), ("Kesra", 1)]


async def test_articles_by_month_and_category(archive: Visitor) -> None:
    rows = await ask(archive, "articles-by-month-and-category", lang="id")
    assert only(rows, "month", "category", "articles") == [
        ("2026-10", "Ekonomi", 1),
        ("2026-09", "Ekonomi", 2),
        ("2026-09", "Kesra", 1),
        ("2025-02", "Lingkungan", 1),
    ]
    assert only(await ask(archive, "articles-by-month-and-category", category="city"), "month") == [("2026-09",)]


async def test_the_name_of_an_edition_is_no_category(tmp_path: Path) -> None:
    english = article(-7, category="English", category_slug=None, reporter="Rina Utami")
    with telling(tmp_path, [(capture(1, -7), answered(english))]) as visitor:
        for name in ("who-covers-what", "articles-by-month-and-category", "categories-by-year"):
            assert only(await ask(visitor, name), "category") == [("(none)",)], name
        for page in ("/", "/search?q=pasar", "/article/en/7"):
            assert "English" not in " ".join(
                (await visitor.get(page)).words(".beside [lang], .over a, .choices [lang]")
            ), page
        assert "no category is printed on any of 1 article" in (await visitor.get("/dashboard")).text


async def test_most_viewed_of_a_year(archive: Visitor) -> None:
    newest = await ask(archive, "most-viewed-of-a-year")
    assert only(newest, "key", "views") == [(101, 1234), (301, 1100), (303, 5), (-7, 3)]
    assert only(await ask(archive, "most-viewed-of-a-year", year=2025), "key", "views") == [(102, 500)]
    assert only(await ask(archive, "most-viewed-of-a-year", lang="en"), "key") == [(-7,)]
    assert await ask(archive, "most-viewed-of-a-year", year=1999) == []


async def test_fastest_risers(archive: Visitor) -> None:
    rows = await ask(archive, "fastest-risers")
    assert only(rows, "key", "views_a_day", "rise", "from_views", "to_views") == [
        (301, 200.0, 1000, 100, 1100),
        (101, 174.9, 1224, 10, 1234),
    ]
    assert only(await ask(archive, "fastest-risers", days=6), "key", "from_views") == [(101, 40)]


async def test_counts_seconds_apart_are_no_rise(tmp_path: Path) -> None:
    seen = {1: ("2026-10-02T03:00:00.000Z", 10), 2: ("2026-10-02T03:59:59.000Z", 100)}
    pairs = [(capture(n, at=moment), answered(article(views=views))) for n, (moment, views) in seen.items()]
    with telling(tmp_path, pairs) as visitor:
        assert await ask(visitor, "fastest-risers") == []


async def test_changed_after_publication(archive: Visitor) -> None:
    rows = await ask(archive, "changed-after-publication")
    assert only(rows, "key", "changed", "old_seen_until", "new_seen", "hours_after") == [
        (101, "title, editor", at(2), at(8), 168.5),
        (101, "body, editor", at(1), at(2), 24.5),
    ]  # 303 has another template, which prints a category; it says the same
    assert only(await ask(archive, "changed-after-publication", field="body"), "new_seen") == [(at(2),)]
    assert await ask(archive, "changed-after-publication", field="itl") == []


async def test_taken_down(archive: Visitor) -> None:
    rows = await ask(archive, "taken-down")
    assert only(rows, "key", "gone_since", "confirmed", "back", "days_online") == [
        (302, at(4), at(7), None, 6.0),
        (101, at(3), at(5), at(8), 2.0),
    ]
    assert only(await ask(archive, "taken-down", still="yes"), "key") == [(302,)]


async def test_who_edits_whom(archive: Visitor) -> None:
    rows = await ask(archive, "who-edits-whom")
    assert only(rows, "editor", "reporter", "articles") == [
        ("Joko Santosa", "Rina Utami", 5),
        ("Joko Santosa", "Agus Salim", 1),
    ]
    assert only(await ask(archive, "who-edits-whom", until="2025-12-31"), "articles") == [(1,), (1,)]


async def test_two_people_in_bylines(archive: Visitor) -> None:
    rows = await ask(archive, "two-people-in-bylines")
    assert only(rows, "person", "together_with", "articles")[:2] == [
        ("Joko Santosa", "Rina Utami", 5),
        ("Agus Salim", "Joko Santosa", 1),
    ]
    of_one = await ask(archive, "two-people-in-bylines", person="Sinta")
    assert only(of_one, "person", "together_with", "articles") == [
        ("Sinta", "Joko Santosa", 1),
        ("Sinta", "Rina Utami", 1),
    ]
    assert await ask(archive, "two-people-in-bylines", person="Tidak Ada") == []


@pytest.mark.parametrize(
    ("one", "other", "keys"),
    [
        ("pasar itu", "pedagang berdatangan", [101, 302]),
        ("Kampung Melayu", "banjir", [102]),
        ("melayu kampung", "banjir", []),
        ("", "banjir", []),
        ('"', '"', []),
        ('pasar" OR "banjir', "pagi", []),
    ],
)
async def test_two_names_in_the_text(archive: Visitor, one: str, other: str, keys: list[int]) -> None:
    assert only(await ask(archive, "two-names-in-the-text", one=one, other=other), "key") == [(key,) for key in keys]


async def test_words_by_month(archive: Visitor) -> None:
    rows = await ask(archive, "words-by-month", words="kota diperbaiki")
    assert only(rows, "month", "articles", "of_a_thousand", "all_articles") == [("2026-09", 2, 500.0, 4)]
    assert await ask(archive, "words-by-month", words="kota diperbaiki", lang="en") == []


async def test_headlines_that_changed(archive: Visitor) -> None:
    rows = await ask(archive, "headlines-that-changed")
    assert only(rows, "key", "first_headline", "newest_headline") == [(101, "Pasar Baru Dibuka", "Pasar Baru Ramai")]


async def test_most_promoted(archive: Visitor) -> None:
    rows = await ask(archive, "most-promoted")
    assert only(rows, "key", "template", "times", "best_rank") == [
        (102, "mobile", 2, 1),
        (301, "mobile", 1, 2),
    ]
    assert only(await ask(archive, "most-promoted", days=4), "key", "times") == [(102, 1)]


async def test_most_linked(archive: Visitor) -> None:
    rows = await ask(archive, "most-linked")
    assert only(rows, "key", "from_articles", "inside_texts") == [(-7, 1, 0), (101, 1, 0), (900, 1, 0)]
    assert await ask(archive, "most-linked", kind="read_also") == []


async def test_days_without_articles(archive: Visitor) -> None:
    rows = await ask(archive, "days-without-articles")
    assert only(rows, "day", "weekday")[0] == ("2026-09-29", "Tuesday")
    assert len(rows) == (date(2026, 10, 1) - date(2025, 2, 3)).days + 1 - len({"3/2", "28/9", "30/9", "1/10"})
    assert await ask(archive, "days-without-articles", lang="en") == []


async def test_categories_by_year(archive: Visitor) -> None:
    rows = await ask(archive, "categories-by-year", lang="id")
    assert only(rows, "year", "category", "articles", "percent", "more_than_before") == [
        ("2026", "Ekonomi", 3, 75.0, None),
        ("2026", "Kesra", 1, 25.0, None),
        ("2025", "Lingkungan", 1, 100.0, None),
    ]


async def test_health_of_the_crawl(archive: Visitor) -> None:
    rows = await ask(archive, "health-of-the-crawl")
    assert only(rows, "month", "outcome", "answers") == [
        ("2026-10", "article", 10),
        ("2026-10", "missing", 4),
        ("2026-10", "unchanged", 1),
        ("2026-10", "unreadable", 1),
    ]


@pytest.mark.parametrize("name", list(QUERIES))
async def test_each_says_what_it_takes_and_has_a_good_empty_answer(name: str, empty: Visitor, archive: Visitor) -> None:
    query = QUERIES[name]
    assert set(query.parameters) == set(re.findall(r"(?<![\w:]):([a-z]+)", query.sql))
    page = await empty.get(f"/archive/{name}")
    assert page.status == 200
    assert page.words("h1") == [query.title]
    assert page.words(".empty") == [query.empty.replace("`", "")]
    assert page.words(".sql small") == [text.replace("`", "") for text in query.parameters.values()]
    odd = urlencode(dict.fromkeys(query.parameters, "'\"%;--é"))
    assert (await archive.get(f"/archive/{name}?{odd}")).status == 200
    assert query.first_sentence.endswith(".")
    assert not query.sql.endswith(";")


def test_every_question_that_the_home_page_links_to_is_there() -> None:
    home = (FOLDER.parent / "templates" / "home.html").read_text(encoding="utf-8")
    linked = set(re.findall(r'href="/archive/([a-z-]+)"', home))
    assert linked - {"captures", "problems"} <= set(QUERIES)


def test_a_file_is_read_by_its_head(tmp_path: Path) -> None:
    path = tmp_path / "what.sql"
    path.write_text(
        "-- title: What?\n-- about: It: goes on\n--   here. And on.\n-- day: a day\n-- empty: None.\nSELECT :day;\n"
    )
    query = parse_query(path)
    assert (query.title, query.parameters, query.sql) == ("What?", {"day": "a day"}, "SELECT :day")
    assert query.about == "It: goes on here. And on."
    assert query.first_sentence == "It: goes on here."
