"""The questions that are answered already: each a file of SQL that says on top what it asks and what it takes.

A file begins with lines of comment: `title:`, `about:`, one `NAME:` for each of its parameters, in order, which says
what may be given for `:NAME`, and `empty:`, what to say where nothing is found. An indented line goes on with the one
before it.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from scraper.items import ARTICLE_FIELDS, HASHED

FOLDER = Path(__file__).parent / "queries"

_CHANGED = "/* each field that is otherwise */"
"""Stands in a query for the names of the fields in which the texts `o` and `n` differ, each after a comma."""

_FIRST = ("title", "body", "quote")
_ORDER = sorted(
    (name for name in ARTICLE_FIELDS if name in HASHED),
    key=lambda name: (_FIRST.index(name) if name in _FIRST else len(_FIRST), name.startswith("photo_")),
)
"""Of these names: what a change is most about comes first, the photo last."""

_DIFFERING = " || ".join(f"iif(n.{name} IS NOT o.{name}, ', {name}', '')" for name in _ORDER)

_HEAD = re.compile(r"-- (?:(?P<name>[a-z_]+): )?\s*(?P<text>.*)")


@dataclass(frozen=True)
class Query:
    """A question.

    Attributes:
        name: of its file, and in its address.
        title: the question.
        about: what comes out, and what to know about it.
        parameters: what each of them means.
        empty: what to say where nothing is found.
        sql: one SELECT.
    """

    name: str
    title: str
    about: str
    parameters: dict[str, str]
    empty: str
    sql: str

    @classmethod
    def of(cls, path: Path) -> "Query":
        """Read a file."""
        said: dict[str, str] = {}
        lines = path.read_text(encoding="utf-8").splitlines()
        end = next(number for number, line in enumerate(lines) if not line.startswith("--"))
        latest = ""
        for line in lines[:end]:
            match = _HEAD.fullmatch(line)
            assert match is not None
            latest = match["name"] or latest
            said[latest] = f"{said[latest]} {match['text']}" if latest in said else match["text"]
        sql = "\n".join(lines[end:]).strip().removesuffix(";").replace(_CHANGED, _DIFFERING)
        head = {name: said.pop(name) for name in ("title", "about", "empty")}
        return cls(path.stem, head["title"], head["about"], said, head["empty"], sql)

    @cached_property
    def first_sentence(self) -> str:
        """What comes out, in short."""
        return self.about.partition(". ")[0].removesuffix(".") + "."

    def as_datasette(self) -> dict[str, Any]:
        """Return it as Datasette's metadata has it."""
        return {
            "sql": self.sql,
            "title": self.title,
            "description": self.about,
            "params": list(self.parameters),
            "hide_sql": True,
        }


QUERIES = {path.stem: Query.of(path) for path in sorted(FOLDER.glob("*.sql"))}
"""By their names."""
