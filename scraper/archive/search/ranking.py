"""Orders what a search has found: what is closest to the words as typed comes first.

`Query.tiers` says what is closest: the words in a row, near each other, each as typed, in other forms. Within a tier
the best come first. To rank an article takes ten times as long as to count it, and of what thousands of articles say,
the rank tells little. So where more than `MOST_RANKED` match, those of a tier that match in their headline come first,
then the others; in each of both, the newest first. An edition is in the order of the site's numbers, and both are
merged by their days.
"""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any, Literal, TypeAlias

from scraper.archive.connection import Database
from scraper.archive.people import Named
from scraper.archive.records import Selection
from scraper.archive.search.query import Query
from scraper.items import SEARCHED

MOST_RANKED = 5_000
"""Matches that are all ranked."""

_RANK = f"bm25({', '.join(map(str, SEARCHED.values()))})"
_KEY = "found.rowid"
_JOINED = f"CROSS JOIN articles a ON a.key = {_KEY}"
_EDITIONS = (f"{_KEY} > 0 ORDER BY {_KEY} DESC", f"{_KEY} < 0 ORDER BY {_KEY} ASC")
"""The condition of an edition, and the order of its keys by which the newest article comes first."""

Row: TypeAlias = tuple[Any, ...]
Index: TypeAlias = Literal["articles_fts", "headlines_fts"]
Order: TypeAlias = Literal["relevance", "date", "views"]
"""The best first, the newest, or the most viewed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """The articles that match.

    Attributes:
        db: the archive.
        expression: in the syntax of FTS5.
        condition: on `articles`, in SQL; `values` are its parameters.
        named: conditions on bylines, which are checked before an article is looked up.
        index: in which they match.
    """

    db: Database
    expression: str
    condition: str = "1"
    values: Sequence[str] = ()
    named: Sequence[Named] = ()
    index: Index = "articles_fts"

    def exists(self) -> bool:
        """Whether there is one."""
        return next(self._select("1", end="LIMIT 1"), None) is not None

    def count(self) -> int:
        """Return how many there are."""
        return int(next(self._select("count(*)"))[0])

    def ranked(self) -> Iterator[int]:
        """Yield their keys, the best first."""
        return _first(self._select(_KEY, end=f"AND rank MATCH '{_RANK}' ORDER BY rank"))

    def newest(self) -> Iterator[int]:
        """Yield their keys, the newest first, as the site numbered them; only what is yielded is looked up."""
        editions = (self._select(f"{_KEY}, a.date", _JOINED, f"AND {newest}") for newest in _EDITIONS)
        return _first(heapq.merge(*editions, key=itemgetter(1), reverse=True))

    def _select(self, expressions: str, joined: str = "", end: str = "") -> Iterator[Row]:
        conditions = [each.condition(f"+{_KEY}") for each in self.named]  # else FTS5 is asked for each key
        if self.condition != "1":
            exists = f"EXISTS (SELECT 1 FROM articles WHERE articles.key = {_KEY} AND {self.condition})"  # noqa: S608 - read-only
            conditions.append((exists, [*self.values]))
        narrowed = "".join(f" AND {condition}" for condition, _ in conditions)
        values = [value for _, parameters in conditions for value in parameters]
        source = f"{self.index} AS found {joined}"
        statement = f"SELECT {expressions} FROM {source} WHERE found.{self.index} MATCH ? {narrowed} {end}"  # noqa: S608
        return self.db.execute(statement, [self.expression, *values])


def listed(db: Database, selection: Selection, order: Order, page: range, total: int) -> list[int]:
    """Return the keys of a page of the `total` articles of a selection: the newest first, unless it is the most viewed.

    An index by date or views is read from its end until the page is full, where that is sooner than to sort them all.
    """
    condition, values = selection.condition()
    by = "views" if order == "views" else "date"
    index = "" if selection.expression else _index(db, "browse_articles")
    if selection.expression and total > max(MOST_RANKED, 4 * page.stop):
        index = _index(db, f"articles_by_{by}", f"browse_by_{by}")
    order_by = ", ".join(dict.fromkeys((f"{by} DESC", "date DESC", "published_at DESC", "abs(key) DESC", "key DESC")))
    statement = f"SELECT key FROM articles {index} WHERE {condition} ORDER BY {order_by} LIMIT ? OFFSET ?"  # noqa: S608 - read-only
    return list(_first(db.execute(statement, [*values, len(page), page.start])))


def _index(db: Database, *names: str) -> str:
    """Return which of some indexes there is, as SQL has it; a published copy has more than an archive."""
    indexes = {name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'index'")}
    return next((f"INDEXED BY {name}" for name in names if name in indexes), "")


def _first(rows: Iterable[Row]) -> Iterator[int]:
    return (row[0] for row in rows)


def by_relevance(found: Matches, query: Query, total: int) -> Iterator[int]:
    """Yield the keys of the `total` matches of a query, the best first; only what is taken of them is looked for."""
    seen: set[int] = set()
    for key in _by_tiers(found, query, total):
        if key not in seen:
            seen.add(key)
            yield key


def _by_tiers(found: Matches, query: Query, total: int) -> Iterator[int]:
    """Yield the keys of each tier; those of the tiers before may come again."""
    if total <= MOST_RANKED:
        for tier in query.tiers(ranked=True):
            yield from replace(found, expression=tier).ranked()
        return
    # what is excluded may be in the text alone, and an archive that is older than schema 6 has one index
    is_separate = not query.excluded and found.db.columns("headlines_fts")
    index: Index = "headlines_fts" if is_separate else "articles_fts"
    for tier, headlines in zip(query.tiers(), query.tiers(column="title"), strict=True):
        for matches in (replace(found, expression=headlines, index=index), replace(found, expression=tier)):
            if matches.exists():  # takes half as long as to look for the newest of none
                yield from matches.newest()
