"""Orders what a search has found: by rank, or where too many articles match to rank them all, the newest first.

To rank an article takes ten times as long as to count it, and of what thousands of articles say, the rank tells little.
So where more than `MOST_RANKED` match, those that match in their headline come first, then the others; in each of both,
the newest first. An edition is in the order of the site's numbers, and both are merged by their days.
"""

import heapq
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from operator import itemgetter
from typing import Any, Literal, TypeAlias, get_args

from scraper.archive.connection import Database
from scraper.archive.search.query import Query
from scraper.archive.search.snippets import BEGIN, END
from scraper.items import SEARCHED, Lang

MOST_RANKED = 5_000
"""Matches that are all ranked."""

_RANK = f"bm25({', '.join(map(str, SEARCHED.values()))})"
_HIGHLIGHTED = ", ".join(f"highlight(articles_fts, {at}, '{BEGIN}', '{END}')" for at in range(len(SEARCHED)))
_KEY = "articles_fts.rowid"
_JOINED = f"CROSS JOIN articles a ON a.key = {_KEY}"
_EDITIONS: dict[Lang | None, tuple[str, str]] = {
    "id": (f"{_KEY} > 0", f"{_KEY} DESC"),
    "en": (f"{_KEY} < 0", f"{_KEY} ASC"),
}
"""The condition of an edition, and the order of its keys by which the newest article comes first."""

Row = tuple[Any, ...]
Order: TypeAlias = Literal["relevance", "date", "views"]
"""The best first, the newest, or the most viewed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """The articles that match.

    Attributes:
        db: the archive.
        expression: in the syntax of FTS5.
        condition: on `articles`, in SQL; `values` are its parameters.
        lang: of this edition alone.
        but: without these keys.
        only: of these keys.
    """

    db: Database
    expression: str
    condition: str = "1"
    values: Sequence[str] = ()
    lang: Lang | None = None
    but: Sequence[int] = ()
    only: Sequence[int] | None = None

    def exists(self) -> bool:
        """Whether there is one."""
        return next(self._select("1", end="LIMIT 1"), None) is not None

    def keys(self) -> list[int]:
        """Return the keys of the articles."""
        return [key for (key,) in self._select(_KEY)]

    def count(self) -> int:
        """Return how many there are."""
        return int(next(self._select("count(*)"))[0])

    def ranked(self, columns: str, limit: int, offset: int) -> Iterator[Row]:
        """Yield columns of `articles a` and the highlighted texts, the best first."""
        return self._page(columns, f"AND rank MATCH '{_RANK}' ORDER BY rank", limit, offset)

    def newest(self, columns: str, limit: int, offset: int) -> Iterator[Row]:
        """Yield the same of one edition, the newest first; only what is yielded is looked up."""
        return self._page(columns, self._newest_first, limit, offset)

    def most_viewed(self, columns: str, limit: int, offset: int) -> Iterator[Row]:
        """Yield the same, the most viewed first, the newer of equals."""
        # Without the highlighted texts, which SQLite would make of all matches before it orders them.
        order = f"ORDER BY a.views DESC, a.date DESC, a.key DESC LIMIT {limit} OFFSET {offset}"
        keys = [key for (key,) in self._select("a.key", _JOINED, order)]
        chosen = replace(self, only=keys)
        by_key = {row[0]: row for row in chosen.ranked(columns, limit, 0)}
        return iter([by_key[key] for key in keys])

    def dates(self) -> Iterator[Row]:
        """Yield date and edition of each article of one edition, the newest first, as they are asked for."""
        return self._select("a.date, a.lang", _JOINED, self._newest_first)

    @property
    def _newest_first(self) -> str:
        return f"ORDER BY {_EDITIONS[self.lang][1]}"

    def _page(self, columns: str, order: str, limit: int, offset: int) -> Iterator[Row]:
        return self._select(f"{columns}, {_HIGHLIGHTED}", _JOINED, f"{order} LIMIT {limit} OFFSET {offset}")

    def _select(self, expressions: str, joined: str = "", end: str = "") -> Iterator[Row]:
        conditions = ["articles_fts MATCH ?"]
        if self.lang:
            conditions.append(_EDITIONS[self.lang][0])
        if self.condition != "1":
            conditions.append(f"EXISTS (SELECT 1 FROM articles WHERE articles.key = {_KEY} AND {self.condition})")  # noqa: S608 - read-only
        values = [self.expression, *self.values]
        if self.but:
            conditions.append(f"{_KEY} NOT IN (SELECT value FROM json_each(?))")  # noqa: S608 - ours
            values.append(json.dumps(self.but))
        if self.only is not None:
            conditions.append(f"{_KEY} IN (SELECT value FROM json_each(?))")  # noqa: S608 - ours
            values.append(json.dumps(self.only))
        statement = f"SELECT {expressions} FROM articles_fts {joined} WHERE {' AND '.join(conditions)} {end}"  # noqa: S608
        return self.db.execute(statement, values)


def in_order(
    found: Matches, query: Query, total: int, order: Order, columns: str, *, limit: int, offset: int
) -> Iterator[Row]:
    """Yield a page of the `total` matches of a query: columns of `articles a`, the key first, and highlighted texts."""
    if order == "date":
        yield from _newest(found, columns, limit, offset)
        return
    if order == "views":
        yield from found.most_viewed(columns, limit, offset)
        return
    if total <= MOST_RANKED:
        yield from found.ranked(columns, limit, offset)
        return
    keys: list[int] = []
    headlines = query.expression(column="title")
    if replace(found, expression=headlines).exists():
        # The first expression alone would let `highlight` mark nothing but headlines; it takes half as long.
        headed = replace(found, expression=f"({headlines}) AND ({found.expression})")
        rows = list(_newest(headed, columns, limit, offset))
        yield from rows
        if len(rows) == limit:
            return
        keys = headed.keys() if offset else [row[0] for row in rows]
        limit -= len(rows)
    # Not by FTS5's NOT: with it, `highlight` leaves out some hits (SQLite 3.40).
    yield from _newest(replace(found, but=keys), columns, limit, max(offset - len(keys), 0))


def _newest(found: Matches, columns: str, limit: int, offset: int) -> Iterator[Row]:
    """Yield a page of both editions, merged by their days."""
    editions = [replace(found, lang=lang) for lang in get_args(Lang)]
    merged = heapq.merge(*(edition.dates() for edition in editions), key=itemgetter(0), reverse=True)
    langs = [lang for _, lang in islice(merged, offset + limit)]
    before, page = Counter(langs[:offset]), langs[offset:]
    rows = {each.lang: each.newest(columns, page.count(each.lang), before[each.lang]) for each in editions}
    for lang in page:
        yield next(rows[lang])
