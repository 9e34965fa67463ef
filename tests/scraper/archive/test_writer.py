"""What a batch is, what it is counted as, and that it is kept as a whole or not at all."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.archive.database import Database, create_or_open, open_to_read
from scraper.archive.frontier.retry_policy import RETRY_POLICY
from scraper.archive.writer import MAX_BATCH, MAX_BATCH_SIZE, Writer
from scraper.items import Answer
from tests.scraper.archive.making import (
    answered,
    archive,
    article,
    capture,
    link,
    listed,
    missing,
    records,
    rows,
    write,
)


def at(day: int, hour: int = 0) -> str:
    return f"2026-10-{day:02d}T{hour:02d}:00:00.000Z"


def test_the_raw_pages_reach_the_disk_before_their_rows(path: Path, db: Database) -> None:
    seen: list[int] = []

    def sync() -> None:
        reading = open_to_read(path)
        seen.append(reading.execute("SELECT count(*) FROM captures").fetchone()[0])
        reading.close()

    writer = Writer(db, sync=sync)
    for n in range(1, 2 * MAX_BATCH + 1):
        writer.add(capture(n, n), answered(article(n)))
    assert seen == [0, MAX_BATCH]
    writer.flush()
    assert seen == [0, MAX_BATCH]
    assert db.execute("SELECT count(*) FROM captures").fetchone() == (2 * MAX_BATCH,)


@pytest.mark.parametrize(
    "large",
    [
        answered(article(body="a" * (MAX_BATCH_SIZE // 3))),
        answered(article(related=tuple(link(n, None) for n in range(1, MAX_BATCH_SIZE // 3000)))),
    ],
    ids=["text", "links"],
)
def test_a_batch_of_large_pages_is_committed_before_it_is_full(db: Database, large: Answer) -> None:
    writer = Writer(db, sync=lambda: None)
    for n in range(1, 8):
        writer.add(capture(n), large)
    assert 3 <= writer.tally.captures < 7


def test_a_batch_that_cannot_be_kept_leaves_nothing_and_may_be_tried_again(db: Database) -> None:
    ready = False

    def sync() -> None:
        if not ready:
            raise OSError(28, "No space left on device")

    writer = Writer(db, sync=sync)
    writer.add(capture(1), answered(article()))
    with pytest.raises(OSError, match="No space"):
        writer.flush()
    assert writer.tally.captures == 0
    ready = True
    writer.flush()
    assert (writer.tally.captures, writer.tally.new) == (1, 1)


def test_a_page_whose_reading_the_schema_refuses_becomes_a_problem_and_spoils_no_other(db: Database) -> None:
    odd = answered(article(103, quote=""))
    pairs = [(capture(2, 102), answered(article(102))), (capture(3, 103), odd), (capture(4, 104), missing(104))]
    writer = write(db, pairs)
    assert rows(db, "SELECT key, outcome FROM captures ORDER BY key") == [
        {"key": 102, "outcome": "article"},
        {"key": 103, "outcome": "unreadable"},
        {"key": 104, "outcome": "missing"},
    ]
    assert "CHECK" in rows(db, "SELECT reason FROM problems")[0]["reason"]
    assert (writer.tally.captures, writer.tally.articles, writer.tally.problems) == (3, 1, 1)
    with archive(pairs, batch=1) as one_by_one:
        assert records(one_by_one) == records(db)


def test_the_tally_counts_what_is_new_changed_unread_and_failed(db: Database) -> None:
    first = [
        (capture(1, 101), answered(article(101))),
        (capture(2, 102), answered(article(102, editor=None))),
        (capture(3, None), listed([101, 103])),
        (capture(4, 104), Answer(outcome="unreadable", key=104, reader="1", reason="no headline")),
        (capture(5, 105, status=503), Answer(outcome="server-error", key=105)),
    ]
    writer = write(db, first)
    tally = writer.tally
    assert (tally.captures, tally.articles, tally.new, tally.changed, tally.lists) == (5, 2, 2, 0, 1)
    assert (tally.problems, tally.failures, tally.without_editor) == (1, 1, 1)
    assert tally.problem_reasons == ["https://m.beritajakarta.id/read/104: no headline"]
    again = write(
        db,
        [
            (capture(6, 101, at=at(3)), answered(article(101, title="Judul Lain"))),
            (capture(7, 102, at=at(3)), answered(article(102, editor=None))),
        ],
    )
    assert (again.tally.new, again.tally.changed) == (0, 1)


def test_an_article_that_becomes_doubtful_is_not_counted_as_new(db: Database) -> None:
    write(db, [(capture(1, at=at(1)), answered(article()))])
    run = {"run": "run-2"}
    write(db, [(capture(2, 102, at=at(2), **run), answered(article(102)))])
    write(db, [(capture(3, at=at(2, 1), **run), Answer(outcome="soft-missing", key=101))])
    last = write(db, [(capture(4, 103, at=at(2, 2), **run), answered(article(103)))])
    assert db.execute("SELECT status FROM articles WHERE key = 101").fetchone() == ("suspect",)
    assert (last.tally.new, last.tally.changed) == (1, 0)


def test_what_an_article_links_to_is_put_on_the_frontier(db: Database) -> None:
    read = article(
        related=(link(1, 201, date="2026-09-30"), link(2, None)), read_also=(link(1, -202),), popular=(link(1, 203),)
    )
    write(db, [(capture(1), answered(read))])
    assert rows(db, "SELECT key, date, seen_in, state FROM frontier ORDER BY key") == [
        {"key": -202, "date": None, "seen_in": "read_also", "state": "pending"},
        {"key": 101, "date": None, "seen_in": "hand", "state": "archived"},
        {"key": 201, "date": "2026-09-30", "seen_in": "related", "state": "pending"},
        {"key": 203, "date": None, "seen_in": "popular", "state": "pending"},
    ]


@pytest.mark.parametrize(
    ("name", "category", "region"),
    [
        ("kategori/ekonomi", "ekonomi", None),
        ("wilayah/jakarta-barat", None, "jakarta-barat"),
        ("rubrik/1/ekonomi", "ekonomi", None),
        ("rubrik/1", None, None),
        ("news_index/search", None, None),
        ("berita/terkini", None, None),
    ],
)
def test_a_listing_tells_category_and_region(db: Database, name: str, category: str | None, region: str | None) -> None:
    write(
        db, [(capture(1, None), listed([101], name=name, title="Pasar Dibuka", teaser="Pasar itu…", date="2026-10-01"))]
    )
    assert rows(db, "SELECT key, list, category, region, title, teaser, date FROM listings") == [
        {
            "key": 101,
            "list": name,
            "category": category,
            "region": region,
            "title": "Pasar Dibuka",
            "teaser": "Pasar itu…",
            "date": "2026-10-01",
        }
    ]


def test_a_failed_fetch_is_noted_with_its_reason_and_put_off(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime(2026, 10, 8, tzinfo=UTC)
    monkeypatch.setattr("scraper.archive.writer.now", lambda: moment)
    next_try = RETRY_POLICY.next_try(1, now=moment)
    write(db, [(capture(1, None), listed([101, 102]))])
    writer = Writer(db, sync=lambda: None)
    writer.fail(101, "connection refused")
    writer.add(capture(2, 102, status=503), Answer(outcome="server-error", key=102))
    writer.flush()
    assert writer.tally.failures == 2
    assert rows(db, "SELECT tries, next_try, last_error FROM frontier WHERE tries ORDER BY key") == [
        {"tries": 1, "next_try": next_try, "last_error": "connection refused"},
        {"tries": 1, "next_try": next_try, "last_error": "server-error: status 503"},
    ]


def test_text_of_any_script_comes_back_as_it_was(path: Path) -> None:
    body = "Selamat pagi, 🌏 — “kutip” ‘satu’\n\n日本語 \u202e\x01 ﷽"  # noqa: RUF001 - that is the point
    db = create_or_open(path)
    write(db, [(capture(1), answered(article(body=body)))])
    assert db.execute("SELECT body FROM articles").fetchone() == (body,)
    db.close()


def test_a_commit_goes_through_no_table_of_the_archive(db: Database) -> None:
    """Its time depends on the batch alone: SQLite finds every row by an index, in an archive without statistics too."""
    statements: dict[str, None] = {}
    write(db, [(capture(n, n), answered(article(n))) for n in range(1, 20)])
    db.conn.set_trace_callback(statements.setdefault)
    write(db, [(capture(n, n), answered(article(n)) if n % 2 else missing(n)) for n in range(20, 40)])
    db.conn.set_trace_callback(None)
    plans = {
        step[3]
        for sql in statements
        if sql.lstrip().startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"))
        for step in db.execute(f"EXPLAIN QUERY PLAN {sql}")
    }
    assert any(plan.startswith("SEARCH c USING") for plan in plans)
    assert sorted(plan for plan in plans if plan.startswith(("SCAN c USING", "SCAN captures", "SCAN articles"))) == []
