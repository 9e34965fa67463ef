"""What held of an article at any moment is told by the captures until then, and at last it is the row of `articles`."""

from hypothesis import given
from hypothesis import strategies as st

from scraper.archive.history import EVER, Absence, History, why_missing
from scraper.archive.records import SCALARS
from scraper.items import Answer
from tests.conftest import examples
from tests.scraper.archive.making import (
    MOMENTS,
    SOURCED,
    Pair,
    answered,
    archive,
    article,
    capture,
    histories,
    listed,
    missing,
    rows,
    write,
)


def at(day: int) -> str:
    return f"2026-10-{day:02d}T03:00:00.000Z"


@examples(30)
@given(histories(), st.sampled_from((*MOMENTS, EVER)))
def test_it_is_the_row_of_an_archive_that_knows_no_more(history: list[Pair], moment: str) -> None:
    """What came later must not change what held: but a soft absence counts only by what the same run read after it."""
    history = [(c, Answer(outcome="missing", key=a.key) if a.outcome == "soft-missing" else a) for c, a in history]
    with archive(history) as db, archive([pair for pair in history if pair[0].fetched_at <= moment]) as then:
        expected = {row["key"]: row for row in rows(then, f"SELECT {', '.join(SCALARS)} FROM {SOURCED}")}
        for key in (101, 102, -7):
            held = History(db, key).at(moment)
            # Answers in a row may be an outage, which is seen only at its end.
            own = [a.article.slug for c, a in history if a.article and a.key == key and c.fetched_at <= moment]
            left_out = {"status", "gone_since"} if any(own) else {"status", "gone_since", "slug", "url"}
            known = {name: value for name, value in (held or {}).items() if name not in left_out}
            assert known == {name: value for name, value in expected.get(key, {}).items() if name in known}
            assert (held is None) == (key not in expected)


@examples(30)
@given(histories())
def test_at_last_it_is_the_row_of_articles(history: list[Pair]) -> None:
    with archive(history) as db:
        for row in rows(db, f"SELECT {', '.join(SCALARS)} FROM {SOURCED}"):
            told = History(db, row["key"])
            assert told.at() == row
            assert len(told) == len(told.versions()) == row["version"]
            assert told.first_seen == row["first_seen"]


TWO_LIVES = [
    (capture(1, at=at(1)), answered(article(title="Satu", views=1))),
    (capture(2, at=at(2)), answered(article(title="Dua", editor=None, views=2))),
    (capture(3, at=at(3), status=404), missing()),
    (capture(4, at=at(5), status=404), missing()),
    (capture(5, at=at(8)), answered(article(title="Satu", views=3))),
]


def test_versions_tell_what_changed_and_absences_when_it_was_gone() -> None:
    with archive(TWO_LIVES) as db:
        told = History(db, 101)
        assert [(each.version, each.fetched_at, each.changed) for each in told.versions()] == [
            (1, at(1), ()),
            (2, at(2), ("title", "editor")),
            (3, at(8), ("title", "editor")),
        ]
        assert told.absences == [Absence(since=at(3), answers=2, gone_at=at(5), until=at(8))]


def test_each_moment_has_its_version_counter_and_status() -> None:
    with archive(TWO_LIVES) as db:
        told = History(db, 101)
        days = {day: told.at(at(day)) for day in range(1, 10)}
        held = {day: (found["version"], found["views"], found["status"]) for day, found in days.items() if found}
        assert held == {
            1: (1, 1, "live"),
            2: (2, 2, "live"),
            3: (2, 2, "suspect"),
            4: (2, 2, "suspect"),
            5: (2, 2, "gone"),
            6: (2, 2, "gone"),
            7: (2, 2, "gone"),
            8: (3, 3, "live"),
            9: (3, 3, "live"),
        }
        assert days[6] is not None
        assert (days[6]["gone_since"], days[6]["last_seen"], days[6]["first_seen"]) == (at(3), at(2), at(1))
        assert told.at("2026-09-30T00:00:00.000Z") is None


def test_a_version_is_shown_as_it_was_first_seen_and_there_are_no_others() -> None:
    with archive([*TWO_LIVES, (capture(6, at=at(9)), answered(article(title="Satu", views=9)))]) as db:
        told = History(db, 101)
        third = told.version(3)
        assert third is not None
        assert (third["title"], third["views"], third["capture"]) == ("Satu", 3, capture(5).capture)
        assert told.version(0) is told.version(4) is None


def test_a_field_that_a_template_lacks_comes_from_an_older_reading_but_never_from_a_later_one() -> None:
    history = [
        (capture(1, at=at(1)), answered(article(template="desktop", body="Isi satu."))),
        (capture(2, at=at(2)), answered(article(template="mobile", body="Isi dua."))),
        (capture(3, at=at(3)), answered(article(template="desktop", body="Isi tiga."))),
    ]
    with archive(history) as db:
        told = History(db, 101)
        found = [told.version(number) for number in (1, 2, 3)]
        assert [each and each["category"] for each in found] == [None, "Ekonomi", "Ekonomi"]
        assert [each.changed for each in told.versions()] == [(), ("category", "body"), ("body",)]


def test_of_an_article_that_was_never_read_it_says_why() -> None:
    history = [
        (capture(1, None), listed([201])),
        (capture(2, 202, status=404), missing(202)),
        (capture(3, 203), Answer(outcome="unreadable", key=203, reader="1", reason="no headline")),
    ]
    with archive() as db:
        write(db, history)
        assert History(db, 201).first_seen is None
        assert History(db, 201).at() is None
        assert {key: why_missing(db, key, archive="b.db") for key in (201, 202, 203, -204)} == {
            201: "discovered (berita/terkini), but not fetched yet; `echo 201 | arsip crawl urls -` fetches it",
            202: "the site has no article of this number; `echo 202 | arsip crawl urls -` asks again",
            203: "its page could not be read (no headline); `arsip inspect 203` shows more",
            -204: "it is not in b.db; `echo en/204 | arsip crawl urls -` asks the site for it",
        }
        db.execute("UPDATE frontier SET last_error = 'reset `by` peer' WHERE key = 201")
        assert "; the last try failed (reset 'by' peer); " in why_missing(db, 201, archive="b.db")
