"""Whom a name means: the person with this name alone, or everybody whose name has words that begin so."""

from collections.abc import Iterator

import pytest

from scraper.archive.database import Database
from scraper.archive.people import Named, Person, everybody, in_roles
from scraper.archive.records import Selection, UnknownNameError, count, refuse_unknown
from tests.scraper.archive.making import answered, archive, article, capture

REPORTERS = {101: "Dewi", 102: "Dewi Parameswari", 103: "Dewi Ayu dan M. Rizki", 104: "Nur-Aini", 105: None}
OTHER_LETTERS = ("José Élan", "Ma\u2019ruf Amin", "Sri (Mulyani)", "Andi_Rahman", "Rina\u2013Utami")


@pytest.fixture(scope="module")
def db() -> Iterator[Database]:
    written = [article(key, reporter=name, editor="Budiarto") for key, name in REPORTERS.items()]
    with archive((capture(each.id, each.id), answered(each)) for each in written) as db:
        yield db


@pytest.fixture(scope="module")
def others() -> Iterator[Database]:
    """Names with letters beyond ASCII, and words parted by other signs than blanks."""
    written = [article(key, reporter=name) for key, name in enumerate(OTHER_LETTERS, 101)]
    with archive((capture(each.id, each.id), answered(each)) for each in written) as db:
        yield db


@pytest.mark.parametrize(
    ("name", "persons"),
    [
        ("Dewi Parameswari", ("Dewi Parameswari",)),
        ("dewi parameswari", ("Dewi Parameswari",)),
        ("dewi param", ("Dewi Parameswari",)),
        ("PARAM dewi", ("Dewi Parameswari",)),
        ("dewi", ("Dewi",)),  # a full name
        ("dew", ("Dewi", "Dewi Ayu", "Dewi Parameswari")),
        ("m rizki", ("M. Rizki",)),
        ("aini", ("Nur-Aini",)),
        ("ewi", ()),
        ("budiarto", ()),  # no reporter
        ("dewi' OR 1", ()),
        ("%", ()),
        ("", ()),
    ],
)
def test_whom_a_name_means(db: Database, name: str, persons: tuple[str, ...]) -> None:
    assert Named(name).persons(db) == persons
    assert bool(count(db, Selection(reporter=name))) == bool(persons) or not name


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("elan", "José Élan"), ("JOSÉ ÉLAN", "José Élan"), ("jose elan", "José Élan"), ("ma ruf", "Ma\u2019ruf Amin"),
        ("mulyani", "Sri (Mulyani)"), ("rahman", "Andi_Rahman"), ("utami", "Rina\u2013Utami"),
    ],
)  # fmt: skip
def test_words_of_a_name_are_those_of_the_index(others: Database, name: str, person: str) -> None:
    assert Named(name).persons(others) == (person,)
    assert count(others, Selection(reporter=name)) == 1


def test_articles_are_selected_by_a_part_of_a_name(db: Database) -> None:
    assert count(db, Selection(reporter="dew")) == 3
    assert count(db, Selection(bylines=(Named("budi", "editor"),))) == 5
    assert count(db, Selection(reporter="dew", bylines=(Named("ayu"), Named("budi", None)))) == 1
    assert count(db, Selection(bylines=(Named("dew", excluded=True),))) == 2


def test_everybody_is_found_once_with_the_roles(db: Database) -> None:
    assert everybody(db)[:3] == ["Budiarto", "Dewi", "Dewi Ayu"]
    assert in_roles(db, ["Dewi", "Budiarto"]) == [Person("Budiarto", "editor", 5), Person("Dewi", "reporter", 1)]


def test_a_name_that_nobody_has_is_refused(db: Database) -> None:
    with pytest.raises(UnknownNameError, match="'Dewi Ayyu' as its reporter; did you mean Dewi Ayu"):
        refuse_unknown(db, Selection(reporter="Dewi Ayyu"))
    with pytest.raises(UnknownNameError, match=r"'zz' as its editor$"):
        refuse_unknown(db, Selection(bylines=(Named("zz", "editor"),)))
