"""Who an article names in its byline and credits: persons split as printed, each once, by role."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.archive.current_state import NO_PERSONS, persons
from scraper.archive.database import Database
from tests.scraper.archive.making import (
    answered,
    article,
    capture,
    rows,
    write,
)

NAME = st.text("abcdefghijklmnopqrstuvwxyzé", min_size=2, max_size=9).map(str.capitalize)

PERSONS = st.lists(
    st.lists(NAME, min_size=1, max_size=3).map(" ".join).filter(lambda name: name.casefold() not in NO_PERSONS),
    min_size=1,
    max_size=4,
    unique=True,
).filter(lambda names: not {"Dan", "And"} & {word for name in names for word in name.split()})

SEPARATOR = st.sampled_from((", ", ",", " , ", " dan ", " Dan ", " and ", "/", " / ", " & ", "&", "; "))


@given(PERSONS, SEPARATOR)
def test_persons_come_back_whatever_parts_them(names: list[str], separator: str) -> None:
    assert persons(separator.join(names)) == names


@given(PERSONS, st.sampled_from(sorted(NO_PERSONS)), st.sampled_from((str.upper, str.title, str.lower)))
def test_a_courtesy_credit_beside_persons_is_left_out(names: list[str], courtesy: str, case: type) -> None:
    assert persons(", ".join([*names, case(courtesy)])) == names
    assert persons(f"{case(courtesy)}.") == []


@pytest.mark.parametrize(
    ("credit", "expected"),
    [
        (None, []),
        ("Istimewa", []),
        ("Ist.", []),
        (" - ", []),
        (", ,", []),
        ("Rina Utami", ["Rina Utami"]),
        ("Rina, Joko dan Dewi", ["Rina", "Joko", "Dewi"]),
        ("Rina, Joko, dan Dewi", ["Rina", "Joko", "Dewi"]),
        ("Rina, Joko, and Dewi", ["Rina", "Joko", "Dewi"]),
        ("Rina/Rina", ["Rina"]),
        ("Ramdan Andika", ["Ramdan Andika"]),
        ("Dani Wardana", ["Dani Wardana"]),
    ],
)
def test_credits_as_printed(credit: str | None, expected: list[str]) -> None:
    assert persons(credit) == expected


def test_each_role_has_its_persons_in_the_order_printed(db: Database) -> None:
    read = article(reporter="Rina, Joko", editor="Dewi", translator=None, photo_credit="Agus/Istimewa")
    write(db, [(capture(1), answered(read))])
    assert [tuple(row.values()) for row in rows(db, "SELECT * FROM bylines ORDER BY role, position")] == [
        (101, "editor", 1, "Dewi"),
        (101, "photographer", 1, "Agus"),
        (101, "reporter", 1, "Rina"),
        (101, "reporter", 2, "Joko"),
    ]


def test_a_name_that_is_corrected_leaves_the_bylines(db: Database) -> None:
    later = "2026-10-03T03:00:00.000Z"
    write(db, [(capture(1), answered(article(reporter="Rina Utmai")))])
    write(db, [(capture(2, at=later), answered(article(reporter="Rina Utami")))])
    assert [row["person"] for row in rows(db, "SELECT person FROM bylines WHERE role = 'reporter'")] == ["Rina Utami"]
