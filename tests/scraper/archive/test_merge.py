"""Archives of one site become one: in any order, any number of times, from any number of parts."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.archive.database import ArchiveError, Database, claim_site, create_or_open
from scraper.archive.frontier.store import Discovered, add_discovered, mark_absent
from scraper.archive.frontier.walks import stretches
from scraper.archive.merge import About, Taken, about, refuse_unlike, take_in
from scraper.items import Answer
from scraper.maintenance.verify import frontier
from tests.conftest import examples
from tests.scraper.archive.making import (
    HOST,
    Pair,
    answered,
    archive,
    article,
    capture,
    file_of,
    fill,
    histories,
    link,
    listed,
    missing,
    records,
    rows,
    write,
)

SECOND_LOOK = "2026-10-03T03:00:00.000Z"


@examples(20)
@given(histories(), st.data())
def test_merging_is_commutative_idempotent_and_equals_the_whole(history: list[Pair], data: st.DataObject) -> None:
    mine = [pair for pair in history if data.draw(st.booleans())]
    theirs = [pair for pair in history if pair not in mine or data.draw(st.booleans())]
    with archive(history) as whole, archive(mine) as one, archive(theirs) as other:
        expected = records(whole)
        with archive(mine) as untouched:
            take_in(one, file_of(other))
            assert records(one) == expected
            take_in(other, file_of(untouched))
            assert records(other) == expected
        for _ in range(2):
            take_in(one, file_of(other))
            take_in(one, file_of(one))
            assert records(one) == expected
        assert one.execute("PRAGMA foreign_key_check").fetchall() == []


@examples(15)
@given(histories(max_size=9), st.lists(st.sampled_from((0, 1, 2)), min_size=9, max_size=9))
def test_merging_is_associative(history: list[Pair], places: list[int]) -> None:
    parts = [[pair for pair, place in zip(history, places, strict=False) if place == part] for part in range(3)]
    with archive(parts[0]) as a, archive(parts[1]) as b, archive(parts[2]) as c, archive(parts[0]) as a_again:
        with archive(parts[1]) as b_again:
            take_in(b_again, file_of(c))
            take_in(a_again, file_of(b_again))
        take_in(a, file_of(b))
        take_in(a, file_of(c))
        assert records(a) == records(a_again)


@examples(6)
@given(histories(max_size=30), st.randoms(use_true_random=False))
def test_ten_parts_in_any_order_are_the_whole(history: list[Pair], chance: st.DataObject) -> None:
    parts: list[list[Pair]] = [history[n::10] for n in range(10)]
    chance.shuffle(parts)  # type: ignore[attr-defined]
    with archive(history) as whole, archive() as grown:
        for part in parts:
            with archive(part) as other:
                take_in(grown, file_of(other))
        assert records(grown) == records(whole)


def newer(pairs: list[Pair]) -> list[Pair]:
    """The same captures, as a newer reader reads them."""
    return [
        (c, answered(replace(a.article, body=f"{a.article.body} Lengkap."), reader="2") if a.article else a)
        for c, a in pairs
    ]


@examples(15)
@given(histories(max_size=8), st.data())
def test_of_two_readings_of_one_capture_the_newer_readers_stands(history: list[Pair], data: st.DataObject) -> None:
    history = [(c, replace(a, reader="1") if a.article else a) for c, a in history]
    reread = newer(history)
    mine = [new if data.draw(st.booleans()) else old for old, new in zip(history, reread, strict=True)]
    with archive(mine) as one, archive(reread) as other, archive(reread) as expected, archive(mine) as untouched:
        take_in(one, file_of(other))
        assert records(one) == records(expected)
        take_in(other, file_of(untouched))
        assert records(other) == records(expected)


def test_what_a_newer_reader_does_not_take_for_an_article_is_none(tmp_path: Path, db: Database) -> None:
    write(db, [(capture(1), answered(article(related=(link(1, 102),))))])
    unread = Answer(outcome="unreadable", key=101, reader="2", reason="two headlines")
    take_in(db, fill(tmp_path / "newer.db", [(capture(1), unread)]))
    held = records(db)
    assert [table for table, kept in held.items() if kept] == ["captures", "problems"]
    with archive([(capture(1), unread)]) as expected:
        assert held == records(expected)


def test_a_soft_absence_falls_with_the_article_that_vouched_for_it(tmp_path: Path, db: Database) -> None:
    gone = Answer(outcome="soft-missing", key=101)
    hours = [f"2026-10-0{day}T00:00:00.000Z" for day in (1, 2, 3, 4)]
    history = [
        (capture(1, at=hours[0], run="a"), answered(article())),
        (capture(2, 102, at=hours[1], run="b"), answered(article(102))),
        (capture(3, at=hours[2], run="b"), gone),
        (capture(4, 103, at=hours[3], run="b"), answered(article(103))),
    ]
    write(db, history)
    assert db.execute("SELECT status FROM articles WHERE key = 101").fetchone() == ("suspect",)
    reread = (history[3][0], Answer(outcome="unreadable", key=103, reader="2", reason="no text"))
    take_in(db, fill(tmp_path / "newer.db", [reread]))
    assert db.execute("SELECT status FROM articles WHERE key = 101").fetchone() == ("live",)
    with archive([*history[:3], reread]) as expected:
        assert records(db) == records(expected)


def test_a_part_that_knows_only_the_end_of_an_article_is_an_archive_too(tmp_path: Path, db: Database) -> None:
    """A 304 proves an article that only the other part has read; nothing is gone that was never kept."""
    end = [(capture(2, at=SECOND_LOOK, status=304), Answer(outcome="unchanged", key=101))]
    end += [(capture(3, at="2026-10-05T03:00:00.000Z", status=404), missing())]
    write(db, end)
    assert db.execute("SELECT count(*) FROM absences").fetchone() == (0,)
    take_in(db, fill(tmp_path / "start.db", [(capture(1), answered(article()))]))
    assert rows(db, "SELECT status, first_seen, last_seen FROM articles") == [
        {"status": "suspect", "first_seen": capture(1).fetched_at, "last_seen": SECOND_LOOK}
    ]


def test_another_sites_archive_is_refused_in_one_line_and_nothing_taken(tmp_path: Path, db: Database) -> None:
    claim_site(db, "beritajakarta.id")
    other = create_or_open(tmp_path / "other.db")
    claim_site(other, "replica")
    write(other, [(capture(1), answered(article()))])
    other.close()
    with pytest.raises(ArchiveError, match=r"of replica, not of beritajakarta\.id") as refused:
        take_in(db, tmp_path / "other.db")
    assert len(str(refused.value).splitlines()) == 1
    assert not any(records(db).values())


@pytest.mark.parametrize("wrong", ["missing.db", "text.db", "empty.db"])
def test_what_is_no_archive_is_refused(tmp_path: Path, db: Database, wrong: str) -> None:
    (tmp_path / "text.db").write_text("catatan " * 200)
    (tmp_path / "empty.db").touch()
    with pytest.raises(ArchiveError, match=wrong):
        take_in(db, tmp_path / wrong)


def test_the_other_archive_is_only_read_and_a_new_one_takes_its_site(tmp_path: Path, db: Database) -> None:
    other = create_or_open(tmp_path / "other.db")
    claim_site(other, "replica")
    write(other, [(capture(1), answered(article()))])
    other.close()
    before = (tmp_path / "other.db").read_bytes()
    take_in(db, tmp_path / "other.db")
    assert (tmp_path / "other.db").read_bytes() == before
    assert db.execute("SELECT value FROM meta WHERE name = 'site'").fetchone() == ("replica",)
    assert db.execute("SELECT count(*) FROM pragma_database_list WHERE name = 'other'").fetchone() == (0,)


def test_the_frontier_knows_then_what_is_archived(tmp_path: Path, db: Database) -> None:
    write(db, [(capture(1, None), listed([101, 102, 103]))])
    day = "2026-10-04T03:00:00.000Z"
    theirs = [
        (capture(2, 101), answered(article(101))),
        (capture(3, 102), answered(article(102))),
        (capture(4, 102, at=day), missing(102)),
    ]
    take_in(db, fill(tmp_path / "other.db", [*theirs, (capture(5, 104), answered(article(104)))]))
    states = dict(db.execute("SELECT key, state FROM frontier").fetchall())
    assert states == {101: "archived", 102: "suspect", 103: "pending", 104: "archived"}


def test_what_the_captures_say_stands_against_what_the_other_frontier_thinks(tmp_path: Path, db: Database) -> None:
    unreadable = (capture(1, 102), Answer(outcome="unreadable", key=102, reason="nothing was read"))
    newer = (capture(2, 102, at=SECOND_LOOK), missing(102))
    write(db, [newer])
    take_in(db, fill(tmp_path / "other.db", [unreadable]))
    assert rows(db, "SELECT key, state FROM frontier") == [{"key": 102, "state": "absent"}]


def test_the_frontier_learns_what_the_other_has_heard_of(tmp_path: Path, db: Database) -> None:
    add_discovered(
        db, [Discovered(key, f"https://m.example/read/{key}", None, "sweep") for key in (201, 202, 203, 204)]
    )
    mark_absent(db, [203])
    other = create_or_open(tmp_path / "other.db")
    add_discovered(
        other, [Discovered(key, f"https://m.example/read/{key}", "2026-10-01", "related") for key in range(201, 207)]
    )
    mark_absent(other, [202, 206])
    other.execute("UPDATE frontier SET state = 'problem' WHERE key IN (203, 204)")
    other.execute("UPDATE frontier SET tries = 5, next_try = '2027-01-01T00:00:00.000Z' WHERE key IN (201, 205)")
    other.conn.commit()
    other.close()
    take_in(db, tmp_path / "other.db")
    found = db.execute("SELECT key, state, date, seen_in, tries, next_try FROM frontier ORDER BY key").fetchall()
    assert {row[1:] for row in found} <= {(state, "2026-10-01", "related", 0, None) for _, state, *_ in found}
    assert [row[1] for row in found] == ["pending", "absent", "problem", "problem", "pending", "absent"]


@examples(15)
@given(histories(), st.data())
def test_both_frontiers_say_the_same_then_and_what_the_articles_say(history: list[Pair], data: st.DataObject) -> None:
    history.sort(key=lambda pair: (pair[0].fetched_at, pair[0].capture))  # as crawls keep them
    mine = [pair for pair in history if data.draw(st.booleans())]
    theirs = [pair for pair in history if pair not in mine]
    with archive(mine) as one, archive(theirs) as other, archive(mine) as untouched:
        take_in(one, file_of(other))
        take_in(other, file_of(untouched))
        states = "SELECT key, state FROM frontier ORDER BY key"
        assert rows(one, states) == rows(other, states)
        assert frontier.check(one).found == 0


def test_a_list_that_was_walked_elsewhere_is_not_walked_again_and_ours_stay(tmp_path: Path, db: Database) -> None:
    elsewhere = [
        (capture(n, None, url=f"{HOST}/{name}", at=SECOND_LOOK), listed(keys, name=name, next_url=f"{HOST}/{name}/2"))
        for n, (name, keys) in enumerate((("berita/terkini", [109]), ("kategori/ekonomi", [108])), 1)
    ]
    write(db, [(capture(9, None, url=f"{HOST}/berita/terkini"), listed([105, 104], next_url=f"{HOST}/berita/2"))])
    before = stretches(db, HOST, "berita/terkini")
    take_in(db, fill(tmp_path / "other.db", elsewhere))
    assert stretches(db, HOST, "berita/terkini") == before != []
    assert [each.newest for each in stretches(db, HOST, "kategori/ekonomi")] == [108]


def test_what_was_added_is_counted(tmp_path: Path, db: Database) -> None:
    write(db, [(capture(1), answered(article(), reader="1"))])
    theirs = [
        (capture(1), answered(article(title="Pasar Baru"), reader="2")),
        (capture(2, at=SECOND_LOOK), answered(article(title="Judul Lain"), reader="2")),
        (capture(3, 102), answered(article(102), reader="2")),
    ]
    assert take_in(db, fill(tmp_path / "other.db", theirs)) == Taken(captures=2, reread=1, articles=1, versions=1)
    assert take_in(db, tmp_path / "other.db") == Taken(captures=0, reread=0, articles=0, versions=0)


def test_an_archive_of_another_schema_is_refused_with_what_to_run(path: Path, db: Database) -> None:
    db.execute("UPDATE meta SET value = '1' WHERE name = 'schema'")
    db.conn.commit()
    with pytest.raises(ArchiveError, match=f"schema 1, .*`arsip reparse --db {path}`"):
        about(path)


def test_what_was_read_by_several_versions_is_refused_and_the_older_ones_are_named(tmp_path: Path) -> None:
    def read_by(name: str, *readers: str) -> About:
        pairs = [(capture(n), answered(article(), reader=reader)) for n, reader in enumerate(readers, 1)]
        return about(fill(tmp_path / name, pairs))

    a, b, c = read_by("a.db", "9"), read_by("b.db", "10"), read_by("c.db", "9", "10")
    refuse_unlike([a, a])
    refuse_unlike([b, about(fill(tmp_path / "empty.db", []))])
    with pytest.raises(ArchiveError, match=r"version 9 of .* by 10; .*`arsip reparse --db .*a\.db`, then `.*c\.db`$"):
        refuse_unlike([a, b, c])
    with pytest.raises(ArchiveError, match=r"c\.db"):
        refuse_unlike([c])
