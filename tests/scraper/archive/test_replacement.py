"""A page that is read again takes the place of what it said before, as if it had been read so at first."""

from hypothesis import given
from hypothesis import strategies as st

from scraper.archive.replacement import problem_captures, problems, replace
from scraper.items import Answer
from tests.conftest import examples
from tests.scraper.archive.making import (
    Pair,
    answered,
    archive,
    article,
    capture,
    histories,
    link,
    listed,
    records,
    rows,
)


def unreadable(answer: Answer) -> Answer:
    """What an older reader would have said of a page."""
    key, name = answer.key, answer.list
    return Answer(outcome="unreadable", key=key, reader="1", reason="tidak terbaca", list=name)


@examples(40)
@given(histories(), st.data())
def test_reading_problems_again_gives_what_reading_them_so_at_first_gives(
    history: list[Pair], data: st.DataObject
) -> None:
    readable = [pair for pair in history if pair[1].outcome in {"article", "list", "soft-missing", "unreadable"}]
    spoilt = data.draw(st.lists(st.sampled_from(readable), unique_by=lambda pair: pair[0].capture)) if readable else []
    names = {where.capture for where, _ in spoilt}
    first = [(where, unreadable(said) if where.capture in names else said) for where, said in history]
    with archive(history) as meant, archive(first) as db:
        size = data.draw(st.integers(1, 5))
        for start in range(0, len(spoilt), size):
            replace(db, spoilt[start : start + size])
        assert records(db) == records(meant)


def test_what_is_read_now_is_settled_on_the_frontier_and_leads_on() -> None:
    read = answered(article(101, read_also=(), related=()), reader="2")
    page = listed([102, -7], name="kategori/ekonomi")
    first = [(capture(1), unreadable(read)), (capture(2, None), unreadable(page))]
    with archive(first) as db:
        walks = rows(db, "select * from walks")
        assert rows(db, "select key, state from frontier") == [{"key": 101, "state": "problem"}]
        replace(db, [(capture(1), read), (capture(2, None), page)])
        assert rows(db, "select key, state, seen_in from frontier order by key") == [
            {"key": -7, "state": "pending", "seen_in": "kategori/ekonomi"},
            {"key": 101, "state": "archived", "seen_in": "hand"},
            {"key": 102, "state": "pending", "seen_in": "kategori/ekonomi"},
        ]
        assert rows(db, "select * from walks") == walks
        assert list(problems(db)) == []


def test_a_slug_follows_what_a_list_and_a_link_are_found_to_name() -> None:
    def history(slug: str) -> list[Pair]:
        linking = article(103, related=(link(1, 102, slug=slug),))
        page = (capture(3, None), listed([101], slug=slug))
        return [*((capture(n, 100 + n), answered(article(100 + n, slug=None))) for n in (1, 2)), page,
                (capture(4, 103), answered(linking))]  # fmt: skip

    with archive(history("salah")) as db, archive(history("pasar-baru")) as meant:
        replace(db, history("pasar-baru")[2:])
        assert records(db) == records(meant)
        assert [row["slug"] for row in rows(db, "select slug from articles where key < 103")] == ["pasar-baru"] * 2


def test_what_became_of_an_article_since_is_not_forgotten() -> None:
    read = answered(article(101), reader="2")
    later = Answer(outcome="missing", key=101)
    first = [
        (capture(1, at="2026-10-02T03:00:00.000Z"), unreadable(read)),
        (capture(2, at="2026-10-03T03:00:00.000Z"), later),
        (capture(3, at="2026-10-05T03:00:00.000Z"), later),
    ]
    with archive(first) as db:
        assert rows(db, "select state from frontier") == [{"state": "absent"}]
        replace(db, [(capture(1, at="2026-10-02T03:00:00.000Z"), read)])
        assert rows(db, "select status from articles") == [{"status": "gone"}]
        assert rows(db, "select state from frontier") == [{"state": "gone"}]


def test_a_reading_that_the_schema_refuses_stays_a_problem_and_harms_no_other() -> None:
    good, odd = answered(article(101), reader="2"), answered(article(102, date="2026-02-31"), reader="2")
    first = [(capture(1), unreadable(good)), (capture(2, 102), unreadable(odd))]
    with archive(first) as db:
        replace(db, [(capture(1), good), (capture(2, 102), odd)])
        assert rows(db, "select key from articles") == [{"key": 101}]
        (left,) = problems(db)
        assert left.key == 102
        assert left.reason.startswith("the archive refuses")


def test_problems_come_newest_first_and_their_captures_in_parts() -> None:
    pairs = [
        (
            capture(number, 100 + number, at=f"2026-10-0{number}T03:00:00.000Z"),
            unreadable(answered(article(100 + number))),
        )
        for number in (2, 3, 1)
    ]
    with archive([*pairs, (capture(9, 900), answered(article(900)))]) as db:
        assert [problem.key for problem in problems(db)] == [103, 102, 101]
        first = problem_captures(db, after="", limit=2)
        second = problem_captures(db, after=first[-1].capture, limit=2)
        assert sorted([*first, *second], key=lambda each: each.offset) == sorted(
            (where for where, _ in pairs), key=lambda each: each.offset
        )
