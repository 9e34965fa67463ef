"""The stream of changes: what became of articles, newest first, between which captures, and page by page."""

from itertools import islice

import pytest
from hypothesis import given

from scraper.archive.changes import KINDS, ChangeSelection, Position, count, stream
from scraper.archive.database import Database
from scraper.archive.history import History
from scraper.archive.records import Selection
from tests.conftest import examples
from tests.scraper.archive.making import Pair, answered, archive, article, capture, histories, missing


def at(day: int) -> str:
    return f"2026-10-{day:02d}T03:00:00.000Z"


STORY = [
    (capture(1, at=at(1)), answered(article(title="Satu"))),
    (capture(2, at=at(2)), answered(article(title="Satu"))),
    (capture(3, at=at(3)), answered(article(title="Dua", editor=None))),
    (capture(4, at=at(4), status=404), missing()),
    (capture(5, at=at(6), status=404), missing()),
    (capture(6, at=at(8)), answered(article(title="Dua", editor=None))),
    (capture(7, 102, at=at(2)), answered(article(102, category="Kesra", category_slug="kesra"))),
    (capture(8, 102, at=at(4), status=404), missing(102)),
    (capture(9, -7, at=at(8)), answered(article(-7, title="Market Opens"))),
]


def told(db: Database, **conditions: object) -> list[tuple[str, int, str]]:
    return [(each.kind, each.key, each.moment) for each in stream(db, ChangeSelection(**conditions))]


def test_it_tells_what_became_of_articles_newest_first_and_between_which_captures() -> None:
    with archive(STORY) as db:
        changes = list(stream(db, ChangeSelection()))
        said = [
            (each.kind, each.key, each.version, each.seen_after, each.seen_by, each.moment, each.capture[-1])
            for each in changes
        ]
        assert said == [
            ("returned", 101, 2, at(6), at(8), at(8), "6"),
            ("new", -7, 1, None, at(8), at(8), "9"),
            ("removed", 101, 2, at(3), at(4), at(6), "4"),
            ("changed", 101, 2, at(2), at(3), at(3), "3"),
            ("new", 102, 1, None, at(2), at(2), "7"),
            ("new", 101, 1, None, at(1), at(1), "1"),
        ]
        changed = changes[3]
        assert (changed.version_before, changed.title, changed.category_slug, changed.lang) == (
            1,
            "Dua",
            "ekonomi",
            "id",
        )
        assert [(each.name, each.before, each.after) for each in changed.fields] == [
            ("title", "Satu", "Dua"),
            ("editor", "Joko Santosa", None),
        ]


def test_conditions_select_by_day_in_jakarta_kind_field_and_article() -> None:
    with archive(STORY) as db:
        assert [kind for kind, *_ in told(db, since="2026-10-03", until="2026-10-06")] == ["removed", "changed"]
        assert told(db, kinds=frozenset({"removed"})) == [("removed", 101, at(6))]
        assert told(db, field="editor") == [("changed", 101, at(3))]
        assert told(db, field="body") == []
        assert told(db, articles=Selection(category="kesra")) == [("new", 102, at(2))]
        assert told(db, articles=Selection(lang="en")) == [("new", -7, at(8))]
        assert {key for _, key, _ in told(db, articles=Selection(where="key IN (101) -- all of it"))} == {101}
        assert count(db, ChangeSelection()) == {"new": 3, "changed": 1, "removed": 1, "returned": 1}
        assert count(db, ChangeSelection(field="title")) == {"changed": 1}
        assert count(db, ChangeSelection(field="title", kinds=frozenset({"removed"}))) == {}


def test_what_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="invalid kind 'gone': expected new, changed, removed, returned"):
        ChangeSelection(kinds=frozenset({"gone"}))
    with pytest.raises(ValueError, match="invalid field 'views': expected title"):
        ChangeSelection(field="views")
    with pytest.raises(ValueError, match="invalid position '3'"):
        Position.parse("3")


@examples(20)
@given(histories(max_size=20))
def test_it_agrees_with_each_article_s_history_and_can_be_read_page_by_page(history: list[Pair]) -> None:
    with archive(history) as db:
        changes = list(stream(db, ChangeSelection()))
        positions = [each.position for each in changes]
        assert positions == sorted(set(positions), reverse=True)
        assert [Position.parse(str(each)) for each in positions] == positions
        expected = set()
        for (key,) in db.execute("SELECT key FROM articles"):
            known = History(db, key)
            for each in known.versions():
                kind = "new" if each.version == 1 else "changed"
                expected.add((key, kind, each.fetched_at, each.changed))
            for absence in known.absences:
                if absence.gone_at is not None:
                    expected.add((key, "removed", absence.gone_at, ()))
                    if absence.until is not None:
                        expected.add((key, "returned", absence.until, ()))
        assert {(c.key, c.kind, c.moment, tuple(f.name for f in c.fields)) for c in changes} == expected
        assert all((c.seen_after is None) == (c.kind == "new") for c in changes)
        assert all((c.seen_after or "") <= c.seen_by <= c.moment for c in changes)
        assert sum(count(db, ChangeSelection()).values()) == len(changes)
        paged, before = [], None
        while page := list(islice(stream(db, ChangeSelection(before=before)), 2)):
            paged += page
            before = page[-1].position
        assert paged == changes
        for number, position in enumerate(positions):
            newer, older = ChangeSelection(after=position), ChangeSelection(before=position)
            assert list(stream(db, newer)) == changes[:number]
            assert sum(count(db, older).values()) == len(changes) - number - 1
            since = [each for each in changes if each.moment >= position.moment]
            assert list(stream(db, ChangeSelection(after=Position.at(position.moment)))) == since
        for kind in KINDS:
            alone = list(stream(db, ChangeSelection(kinds=frozenset({kind}))))
            assert alone == [each for each in changes if each.kind == kind]
