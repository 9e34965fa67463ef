"""The people in bylines: who they are, and which of them a part of a name means.

A full name means this person alone; what is nobody's full name means everybody whose name has words that begin so:
`dewi param` is Dewi Parameswari, `dewi` everybody with this name. Words are those of the full-text index, so that
neither case nor diacritics matter.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.archive.connection import Database
from scraper.archive.fulltext.stems import tokens
from scraper.items import ARTICLE_FIELDS, ROLES

if TYPE_CHECKING:
    from sqlite3 import Connection

_EVERY = """
    WITH RECURSIVE every (person) AS (
        SELECT min(person) FROM bylines
        UNION ALL SELECT (SELECT min(person) FROM bylines WHERE person > every.person) FROM every
        WHERE every.person IS NOT NULL
    )
"""
"""Everybody once, by as many steps in the index of names: to read all bylines takes a thousand times as long."""

_IN_ROLE = "b.person = every.person AND b.role GLOB ?"

_NAMED = f"""
    {_EVERY}, worded AS MATERIALIZED (SELECT person, name_words(person) AS words FROM every WHERE person IS NOT NULL),
    named AS (
        SELECT person, words = ? AS is_full FROM worded AS every
        WHERE NOT EXISTS (SELECT 1 FROM json_each(?) WHERE NOT instr(words, ' ' || value))
              AND EXISTS (SELECT 1 FROM bylines b WHERE {_IN_ROLE})
    )
    SELECT person FROM named WHERE is_full = (SELECT max(is_full) FROM named)
"""  # noqa: S608 - constants of ours

_KEYS = f"(SELECT key FROM bylines WHERE person IN ({_NAMED}) AND role GLOB ?)"  # noqa: S608 - likewise

_ANY = "*"

ANY_ROLE = "by"
"""What stands for any role in a search."""

_COUNTS = "SELECT role, count(*) FROM bylines WHERE person = ? GROUP BY role"


@dataclass(frozen=True, slots=True)
class Named:
    """A condition on the byline of an article: whom it names.

    Attributes:
        name: of the person, or a part of it.
        role: as what; None for any role.
        excluded: whether it is such articles that are left out.
    """

    name: str
    role: str | None = "reporter"
    excluded: bool = False

    @property
    def query(self) -> str:
        """The condition as a search has it."""
        return f'{self.role or ANY_ROLE}:"{self.name}"'

    def condition(self, key: str = "key") -> tuple[str, list[str]]:
        """Return it as a condition on a column of keys, by default that of `articles`, and its parameters."""
        return f"{key} {'NOT ' * self.excluded}IN {_KEYS}", [*self._parameters(), self.role or _ANY]

    def persons(self, db: Database) -> tuple[str, ...]:
        """Return whom the name means, in the order of the alphabet; nobody where it has no word."""
        return tuple(person for (person,) in db.execute(_NAMED, self._parameters()))

    def _parameters(self) -> list[str]:
        words = tokens(self.name) or ["-"]  # which no name has
        return [_words(self.name), json.dumps(words), self.role or _ANY]


@dataclass(frozen=True, slots=True)
class Person:
    """A person in one role: `articles` is how many name them so."""

    name: str
    role: str
    articles: int

    @property
    def did(self) -> str:
        """What the person did, between the number of articles and the name."""
        byline = ARTICLE_FIELDS[ROLES[self.role]].about.byline
        return "with photos by" if byline is None else byline or "by"

    @property
    def query(self) -> str:
        """The search that finds the articles."""
        return Named(self.name, self.role).query


def register_functions(connection: "Connection") -> None:
    """Register the function that the conditions of this module call: `name_words(person)`."""
    connection.create_function("name_words", 1, _words, deterministic=True)


def _words(name: str) -> str:
    """Return the words of a name, a blank before each."""
    return "".join(f" {word}" for word in tokens(name))


def everybody(db: Database, role: str | None = None) -> list[str]:
    """Return the name of everybody in the bylines, or of who has a role, in the order of the alphabet."""
    statement = f"{_EVERY} SELECT person FROM every WHERE EXISTS (SELECT 1 FROM bylines b WHERE {_IN_ROLE})"  # noqa: S608
    return [person for (person,) in db.execute(statement, [role or _ANY])]


def in_roles(db: Database, names: Sequence[str]) -> list[Person]:
    """Return some people in each of their roles, the most frequent first."""
    found = [Person(name, role, articles) for name in names for role, articles in db.execute(_COUNTS, [name])]
    return sorted(found, key=lambda each: (-each.articles, each.name, [*ROLES].index(each.role)))
