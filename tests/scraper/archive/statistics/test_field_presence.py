"""What a run's pages show is compared with what pages of neighbouring articles showed in earlier runs."""

import json
from collections.abc import Iterable
from typing import Any

import pytest

from scraper.archive.database import Database
from scraper.archive.runs import NewRun, accept, begin, end
from scraper.archive.statistics.field_presence import (
    BAND,
    MIN_OLDER,
    OWN_TEMPLATE,
    FieldComparison,
    FieldPresence,
    first_missing,
    presence_of_run,
)
from tests.scraper.archive.making import answered, article, capture, link, write

ABOUT = {"kind": "crawl articles", "arguments": "{}", "site": "http://127.0.0.1", "user_agent": "arsip"}


def read(
    db: Database, run: str, keys: Iterable[int], *, exit_status: int = 0, counts: str = "{}", **changes: Any
) -> None:
    """Let a run read articles, and end."""
    moment = f"2026-10-{int(run):02d}T03:00:00.000Z"
    begin(db, NewRun(run=run, **ABOUT, robots="obey", pid=7, started_at=moment))
    numbered = enumerate(keys, 10_000 * int(run))
    write(db, [(capture(n, key, at=moment, run=run), answered(article(key, **changes))) for n, key in numbered])
    end(db, run, ended_at=moment, reason="finished", verdict="done", exit_status=exit_status, counts=counts)


def editors(found: FieldPresence) -> list[tuple[int, int, float]]:
    return [(c.present, c.pages, c.share_before) for c in found.compared if c.field == "editor"]


def test_a_field_is_compared_with_the_runs_before(db: Database) -> None:
    read(db, "1", range(1, 76))
    read(db, "2", range(76, 101), editor=None)
    read(db, "3", range(101, 131), editor=None)
    found = presence_of_run(db, "3")
    assert editors(found) == [(0, 30, 0.75)]
    assert found.templates == {("id", "mobile"): 30}
    assert found.fields["id", "mobile"]["editor"] == 0
    assert found.fields["id", "mobile"]["reporter"] == 1
    assert found.first_seen == ()
    (compared,) = (c for c in found.compared if c.field == "editor")
    assert first_missing(db, "3", compared) == f"urn:uuid:{30_000:032x}"
    (compared,) = (c for c in found.compared if c.field == "reporter")
    assert first_missing(db, "3", compared) is None


def test_of_few_pages_before_nothing_is_said(db: Database) -> None:
    read(db, "1", range(1, 100))
    read(db, "2", range(101, 131), editor=None)
    assert presence_of_run(db, "2").compared == ()


def test_articles_of_other_years_are_no_measure(db: Database) -> None:
    read(db, "1", range(1, 121), editor=None)
    read(db, "2", range(10 * BAND, 10 * BAND + 120))
    read(db, "3", [*range(200, 230), *range(10 * BAND + 200, 10 * BAND + 230)], editor=None)
    assert editors(presence_of_run(db, "3")) == [(0, 60, 0.5)]
    read(db, "4", range(20 * BAND, 20 * BAND + 30), editor=None)
    assert editors(presence_of_run(db, "4")) == []


def test_the_editions_are_counted_apart(db: Database) -> None:
    read(db, "1", [*range(1, 121), *range(-120, 0)])
    read(db, "2", range(-150, -120), editor=None)
    assert [(c.lang, c.present, c.pages) for c in presence_of_run(db, "2").compared if c.field == "editor"] == [
        ("en", 0, 30)
    ]


def test_an_unhealthy_run_is_no_measure_until_someone_accepts_it(db: Database) -> None:
    read(db, "1", range(1, 101))
    read(db, "2", range(101, 201), exit_status=3, editor=None)
    read(db, "3", range(201, 301), exit_status=5, counts=json.dumps({"unhealthy": "editor: …"}), editor=None)
    read(db, "4", range(301, 331), editor=None)
    assert editors(presence_of_run(db, "4")) == [(0, 30, 1.0)]
    accept(db, "2")
    assert editors(presence_of_run(db, "4")) == [(0, 30, 0.5)]
    accept(db, "3")
    assert editors(presence_of_run(db, "4")) == [(0, 30, 100 / 300)]


def test_a_field_that_a_template_does_not_carry_is_not_missed(db: Database) -> None:
    read(db, "1", range(1, 121))
    read(db, "2", range(121, 151), template="desktop")
    found = presence_of_run(db, "2")
    assert "category" not in found.fields["id", "desktop"]
    assert [c.field for c in found.compared] == [OWN_TEMPLATE]
    assert found.first_seen == (("id", "desktop"),)


def test_what_was_read_by_its_words_is_counted_for_the_edition(db: Database) -> None:
    read(db, "1", range(1, 121))
    read(db, "2", range(121, 141))
    with db.conn:
        db.execute("UPDATE captures SET template = 'generic' WHERE run = '2' AND key <= 135")
    found = presence_of_run(db, "2")
    (own,) = (c for c in found.compared if c.field == OWN_TEMPLATE)
    assert own == FieldComparison(
        lang="id", template=None, field=OWN_TEMPLATE, present=5, pages=20, share_before=1.0, pages_before=120
    )
    assert first_missing(db, "2", own) == f"urn:uuid:{20_000:032x}"


def test_links_and_counters_are_fields_too(db: Database) -> None:
    read(db, "1", range(1, 121), related=(link(1, 900), link(2, 901)), popular=(link(1, 902),))
    read(db, "2", range(121, 151), views=None)
    shown = {c.field: (c.present, c.share_before) for c in presence_of_run(db, "2").compared}
    assert shown["views"] == (0, 1.0)
    assert shown["related"] == (0, 1.0)
    assert shown["popular"] == (0, 1.0)
    assert shown["read_also"] == (0, 0.0)


@pytest.mark.parametrize("sign", [1, -1])
def test_the_oldest_articles_of_a_site_have_none_to_name(db: Database, sign: int) -> None:
    some = (link(1, 900), link(2, 901))
    read(db, "1", [sign * key for key in range(201, 501)], related=some, read_also=some)
    read(db, "2", [sign * key for key in range(1, 201)], editor=None)
    found = {c.field: c for c in presence_of_run(db, "2").compared}
    assert (found["editor"].present, found["editor"].pages) == (0, 200)
    assert [(found[name].present, found[name].pages) for name in ("related", "read_also")] == [(0, 100), (0, 100)]
    named = first_missing(db, "2", found["related"])
    assert named == f"urn:uuid:{20_000 + MIN_OLDER:032x}"


def test_of_a_history_that_has_just_begun_no_links_are_missed(db: Database) -> None:
    read(db, "1", range(21, 141), related=(link(1, 900),))
    read(db, "2", range(1, 21))
    assert "related" not in {c.field for c in presence_of_run(db, "2").compared}


@pytest.mark.parametrize(("seen_in", "state", "is_missed"), [
    ("berita/terkini", "pending", True), ("sweep", "pending", False), ("berita/terkini", "absent", False),
])  # fmt: skip
def test_older_articles_that_lists_name_count_and_guessed_ids_do_not(
    db: Database, seen_in: str, state: str, is_missed: bool
) -> None:
    read(db, "1", range(1_000, 1_120), related=(link(1, 1_200),))
    read(db, "2", range(970, 1_000))
    db.conn.executemany(
        "insert into frontier (key, url, seen_in, state) values (?, 'x', ?, ?)",
        ((key, seen_in, state) for key in range(1, 121)),
    )
    assert ("related" in {c.field for c in presence_of_run(db, "2").compared}) == is_missed
