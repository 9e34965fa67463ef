"""What charts show is what the archive holds: each table and each sentence, against archives made by hand."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from arsip.web.charts import CHARTS, Chart, inline_svg, observation, read_charts
from arsip.web.period import Period
from arsip.web.views.home import summarize
from scraper.archive.database import Database, create_or_open, open_to_read
from tests.arsip.web.charts.archives import HOSTILE, empty, long, note, single, small
from tests.scraper.archive.making import answered, article, capture, fill


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The small archive."""
    with closing(open_to_read(small(tmp_path_factory.mktemp("small") / "archive.db"))) as opened:
        yield opened


def charts(db: Database, period: Period | None = None) -> dict[str, Chart]:
    return read_charts(db, period or Period())


def test_editions(db: Database) -> None:
    chart = charts(db)["editions"]
    assert chart.headers == ("day", "Indonesian", "English")
    assert chart.rows == (("2026-10-01", 2, 1), ("2026-10-02", 1, 1), ("2026-10-03", 1, 0))
    assert chart.caption == "In all, 6 articles are kept, 33% of them in English. On 1 October 2026 there were most: 3."


def test_categories(db: Database) -> None:
    chart = charts(db)["categories"]
    assert chart.headers == ("day", "Ekonomi", "Kesra", "no category")
    assert chart.rows == (("2026-10-01", 1, 1, 1), ("2026-10-02", 1, 0, 1), ("2026-10-03", 1, 0, 0))
    assert chart.caption == "In all, Ekonomi had most articles: 3 of 6. 2 articles name no category and are not shown."


def test_hours(db: Database) -> None:
    chart = charts(db)["hours"]
    rows = {str(row[0]): row[1:] for row in chart.rows}
    assert len(rows) == 24
    # 1 October 2026 was a Thursday
    assert chart.headers[1:] == (
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    )  # fmt: skip
    assert rows["09:00"] == (0, 0, 0, 2, 1, 0, 0)
    assert rows["23:00"] == (0, 0, 0, 0, 0, 1, 0)
    assert sum(sum(int(cell) for cell in row) for row in rows.values()) == 4
    assert chart.caption == (
        "In all, the fullest hour was Thursday, 09:00 to 10:00: 2 of 4 articles. "
        "2 articles give only the day and are not shown."
    )


def test_reporters(db: Database) -> None:
    chart = charts(db)["reporters"]
    assert chart.rows == (("Rina Utami", 5), ("Agus Salim", 1), ("Dewi Lestari", 1))
    assert chart.caption == "In all, of 3 reporters Rina Utami wrote most: 5 articles."


def test_views(db: Database) -> None:
    chart = charts(db)["views"]
    counted = [row for row in chart.rows if row[1]]
    assert counted == [("0", 1), ("10 to 15", 1), ("40 to 63", 1), ("159 to 251", 1), ("2,512 to 3,981", 1)]
    assert chart.caption == (
        "In all, half of 5 articles had been viewed 50 times or less when last fetched, and the most viewed one "
        "3,000 times. 1 article shows no counter."
    )


def test_growth_takes_each_article_once_a_step_by_days_in_jakarta(db: Database) -> None:
    chart = charts(db)["growth"]
    # article 106 was fetched before the day it bears; 101 at 1:00 on 5 October in Jakarta, four days after its own
    assert chart.rows == (("0", 2, 0, 0, 3000), ("1", 3, 10, 10, 200), ("4–7", 1, 50, 50, 50))  # noqa: RUF001
    assert "the newest 5 articles with counters, the middle one had 0 views on its day (2 articles)" in chart.caption
    assert "50 views 4 to 7 days after publication (1 article)" in chart.caption
    assert chart.caption.endswith(
        "Each box holds the middle half of the articles seen at that age; its line is at the middle one."
    )


def test_changes(db: Database) -> None:
    chart = charts(db)["changes"]
    assert [row for row in chart.rows if row[1]] == [("4 to 7 days", 1)]
    assert chart.caption.startswith(
        "In all, 1 article was seen with another text than at first, 1 time in all; "
        "most often 4 to 7 days after publication."
    )


def test_gaps(db: Database) -> None:
    chart = charts(db)["gaps"]
    assert chart.headers[2:] == ("archived", "gone", "absent", "unknown", "problematic", "pending")
    assert chart.rows == (("Indonesian", "2026-10", 3, 1, 0, 2, 0, 0), ("English", "2026-10", 2, 0, 0, 0, 0, 0))
    assert chart.caption == (
        "In all, 100% of the articles known of are kept: 6 of 6, 1 of which the site has taken down. "
        "Of 2 ids nothing is known: no page has named them, and they may be no articles."
    )


def test_gaps_names_unknown_numbering_and_does_not_count_it(tmp_path: Path) -> None:
    days = {-61_639: "2026-01-26", -150_636: "2026-02-05"}
    pairs = [(capture(n, key), answered(article(key, date=day))) for n, (key, day) in enumerate(days.items(), 1)]
    with closing(open_to_read(fill(tmp_path / "archive.db", pairs))) as opened:
        caption = charts(opened)["gaps"].caption
        unnumbered = summarize(opened)["unnumbered"]
    assert "100% of the articles known of are kept: 2 of 2." in caption
    assert "No article was ever seen in en/61640 to 150635 (88,996 ids): they may not exist" in caption
    assert [str(hole) for hole in unnumbered] == ["en/61640 to 150635 (88,996 ids)"]


def test_nights_are_of_the_day_on_which_they_began_in_jakarta(db: Database) -> None:
    chart = charts(db)["nights"]
    assert chart.rows == (
        ("2026-10-06", "done", 12, 4, 30),
        ("2026-10-07", "unhealthy", 7, 0, 5),
        ("2026-10-08", "did not end", "", "", ""),
    )
    assert chart.caption == (
        "In all, of 3 nightly runs 1 ended well, 1 unhealthy and 1 did not end; together they brought 4 new articles."
    )
    assert [row[0] for row in charts(db, Period("2026-10-07", "2026-10-07"))["nights"].rows] == ["2026-10-07"]


def test_where_only_the_newest_nights_are_shown_the_caption_says_so(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(observation, "NEWEST_NIGHTS", 2)
    chart = charts(db)["nights"]
    assert [row[0] for row in chart.rows] == ["2026-10-07", "2026-10-08"]
    assert chart.caption == (
        "In all, of the newest 2 of 3 nightly runs 0 ended well, 1 unhealthy and 1 did not end; "
        "together they brought 0 new articles."
    )


def test_a_period_leaves_out_the_rest(db: Database) -> None:
    of_one = charts(db, Period("2026-10-02", "2026-10-03", "id"))
    assert of_one["editions"].rows == (("2026-10-02", 1), ("2026-10-03", 1))
    assert of_one["editions"].caption.startswith(
        "From 2 October 2026 to 3 October 2026, in the Indonesian edition, 2 articles are kept."
    )
    assert of_one["reporters"].rows == (("Rina Utami", 2),)
    assert [row for row in of_one["views"].rows if row[1]] == [("2,512 to 3,981", 1)]
    assert of_one["growth"].rows == (("0", 1, 3000, 3000, 3000),)
    assert of_one["changes"].rows == ()
    assert of_one["categories"].headers == ("day", "Ekonomi")


def test_months_take_the_place_of_days_where_there_are_many(tmp_path: Path) -> None:
    with closing(open_to_read(long(tmp_path / "archive.db"))) as db:
        found = charts(db)
        names = [str(name) for name, _ in found["reporters"].rows]
    editions = found["editions"]
    assert editions.headers == ("month", "Indonesian", "English")
    assert (editions.rows[0][0], editions.rows[-1][0]) == ("2015-01", "2026-11")
    assert len(editions.rows) == 143
    assert sum(int(cell) for row in editions.rows for cell in row[1:]) == 300
    categories = found["categories"]
    assert categories.headers[-2:] == ("29 others", "no category")
    assert sum(int(cell) for row in categories.rows for cell in row[1:]) == 300
    assert HOSTILE[2] in names
    assert not any("\x01" in name or "\N{RIGHT-TO-LEFT OVERRIDE}" in name for name in names)
    assert found["nights"].caption.startswith("In all, of 200 nightly runs 30 ended well")


def test_an_empty_archive_says_so_in_every_sentence(tmp_path: Path) -> None:
    with closing(open_to_read(empty(tmp_path / "archive.db"))) as db:
        found = charts(db)
    assert len(found) == len(CHARTS)
    assert not any(chart.rows for chart in found.values())
    assert all(" no " in chart.caption for chart in found.values())


def test_a_single_article_is_spoken_of_as_one(tmp_path: Path) -> None:
    with closing(open_to_read(single(tmp_path / "archive.db"))) as db:
        said = {name: chart.caption for name, chart in charts(db).items()}
    assert said["editions"] == "In all, 1 article is kept."
    assert said["views"] == "In all, one article has a counter: it had been viewed 1 time."
    assert said["reporters"] == "In all, Rina Utami is the only reporter named, on 1 article."
    assert "of the one article with a counter, the middle one had 1 view a day later (1 article)" in said["growth"]


def test_wrong_dates_are_counted_apart(tmp_path: Path) -> None:
    days = {101: "0001-01-01", 102: "2026-10-01", 103: "2026-10-02", 4000: "9999-12-31"}
    pairs = [(capture(key, key), answered(article(key, date=day))) for key, day in days.items()]
    with closing(open_to_read(fill(tmp_path / "archive.db", pairs))) as db:
        found = charts(db)
        strips = summarize(db)["strips"]
    assert all(len(inline_svg(chart, name)) < 100_000 for name, chart in found.items())
    assert all(len(chart.rows + chart.apart) < 50 for chart in found.values())
    editions = found["editions"]
    assert editions.rows == (("2026-10-01", 1), ("2026-10-02", 1))
    assert editions.apart == (("0001", 1), ("9999", 1))
    assert editions.title == "Articles a day, by edition"
    assert editions.caption == (
        "In all, 4 articles are kept. On 1 October 2026 there were most: 1. "
        "2 articles have wrong dates (0001 and 9999) and are not drawn."
    )
    assert [(row[1], sum(map(int, row[2:]))) for row in found["gaps"].rows] == [("2026-10", 2), ("no day", 2)]
    assert [year for year, _ in strips[0].years] == ["2026"]


def test_a_night_of_a_wrong_clock_leaves_room_for_the_others(tmp_path: Path) -> None:
    path = small(tmp_path / "archive.db")
    with closing(create_or_open(path)) as db:
        note(db, "1970-01-01T00:00:10.000Z", minutes=5, status=0, requests=7, new=0)
    with closing(open_to_read(path)) as db:
        nights = charts(db)["nights"]
    assert nights.apart == (("1970-01-01", "done", 7, 0, 5),)
    assert [row[0] for row in nights.rows] == ["2026-10-06", "2026-10-07", "2026-10-08"]
    assert nights.caption.endswith("1 nightly run has a wrong date (1970) and is not drawn.")
    columns = [float(width) for width in re.findall(r'<rect [^>]*width="([0-9.]+)"', inline_svg(nights, "nights"))]
    assert min(columns) > 50  # three nights share the width
