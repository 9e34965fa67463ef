"""What the Python API returns: records, links, versions, view counts, hits and tables, with dates and times as such."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from export.columns import of_records
from export.formats import ExportError
from export.request import Records, fields_of
from scraper.archive.database import ArchiveError, Database
from scraper.archive.history import History
from scraper.archive.people import Person
from scraper.archive.records import FIELDS, SCALARS, Selection, links_of_record, select, value_of_record
from scraper.archive.search import HIT_COLUMNS, HitColumns, Order, Piece, search
from scraper.items import LINK_FIELDS, LINK_LISTS, ArticleId, ArticlePage, ArticleText, Linked
from scraper.items import Source as CapturedBy

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Status: TypeAlias = Literal["live", "suspect", "gone"]
Source: TypeAlias = Literal["own", "related", "popular", "list"]

MARK = "**"
"""Stands before and after each matching word of a snippet, as in Markdown."""

_NOT_INSTALLED = "{} is not installed, which this needs: `make web` installs it, with all of the extra `data`"

_DAYS = frozenset({"date"})
_MOMENTS = frozenset({"published_at", "fetched_at", "first_seen", "last_seen", "gone_since"})
_TEXT = tuple(each.name for each in fields(ArticleText))


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Linked[dt.date, dt.datetime]):
    """A link to another article, with what the page prints beside it; what it does not print is None.

    `date` is a day, `published_at` a moment in Jakarta's time; the fields are those of `docs/data.md`.
    """


@dataclass(frozen=True, kw_only=True)
class _Keyed:
    __slots__ = ()

    key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(ArticlePage[Link], ArticleText[dt.date, dt.datetime], ArticleId, _Keyed):
    """An article as it is now, and what the archive knows of it; the fields of `docs/data.md`, in their order.

    `date` is a day. `published_at` is a moment in Jakarta's time (UTC+7), the others are moments in UTC. What the page
    does not have is None; a list of links may be empty.
    """

    fetched_at: dt.datetime
    capture: str
    source: CapturedBy
    source_url: str
    content_hash: str
    version: int
    first_seen: dt.datetime
    last_seen: dt.datetime
    status: Status
    gone_since: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A field that differs from the version before; `before` or `after` is None where there was nothing."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, kw_only=True)
class _Opened:
    __slots__ = ()

    version: int
    fetched_at: dt.datetime
    capture: str
    source: CapturedBy
    template: str
    reader: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version(ArticleText[dt.date, dt.datetime], _Opened):
    """A version of an article, with the fields of its text as in `Record`.

    Attributes:
        version: counted from 1.
        fetched_at: when it was first seen, UTC. It may be older: it came after the capture before.
        capture: the raw page that opened it.
        source: where that is from: `site`, `wayback`, `commoncrawl` or `file`.
        reader: the parser's version.
        changes: from the version before; none in the first.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A view counter of an article, as it was seen once.

    Attributes:
        fetched_at: when, UTC.
        views: the number; None only for an entry of a popular list without one.
        source: where it stood: on the article's `own` page, among the `related` of another, in a `popular` list, or in
            a `list` such as those of categories.
        rank: place in that list; None for `own`.
        capture: the raw page.
    """

    fetched_at: dt.datetime
    views: int | None
    source: Source
    rank: int | None
    capture: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit(HitColumns[dt.date, dt.datetime]):
    """An article that a search found; `Archive.article(hit.key)` returns all of it.

    Attributes:
        snippet: where most of the query matches in the text, each hit `**so**`.
    """

    title: str
    snippet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The result of a search.

    Attributes:
        total: how many articles match; `hits` are the best of them.
        looked_for: each word typed, with the forms that were searched.
        expression: the query on the table `articles_fts`, in the syntax of SQLite's FTS5.
        omitted: words that were left out, because no article has them beside the others.
        searched: the query that finds all hits, as it can be typed: without what was left out.
        people: whom the query names, with the number of articles in each role, the most frequent first.
        only_people: whether no text has the words, and the hits are the articles that name `people`.
        suggestion: the query with its misspelled words corrected, if some article matches it.
    """

    total: int
    hits: tuple[Hit, ...]
    looked_for: dict[str, tuple[str, ...]]
    expression: str
    omitted: tuple[str, ...]
    searched: str
    people: tuple[Person, ...]
    only_people: bool
    suggestion: str | None


def records(db: Database, selection: Selection) -> Iterator[Record]:
    """Stream the records of a selection in the order of their keys, one at a time."""
    for row in select(db, selection, [_expression(name) for name in FIELDS]):
        yield Record(**{name: _value(name, value) for name, value in zip(FIELDS, row, strict=True)})


def _expression(name: str) -> str:
    """Return the SQL of a field; a list of links comes as JSON."""
    if name not in LINK_LISTS:
        return value_of_record(name)
    return f"(SELECT json_group_array(json_array({', '.join(LINK_FIELDS)})) FROM ({links_of_record(name)}))"  # noqa: S608 - names of ours


def _value(name: str, value: Any) -> Any:  # noqa: ANN401 - a value of any column
    """Convert a value of a column: days and moments to Python's, JSON to links."""
    if value is None:
        return None
    if name in _DAYS:
        return dt.date.fromisoformat(value)
    if name in _MOMENTS:
        return dt.datetime.fromisoformat(value)
    if name in LINK_LISTS:
        return tuple(Link(**_values(dict(zip(LINK_FIELDS, link, strict=True)))) for link in json.loads(value))
    return value


def _values(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in row.items()}


def versions(db: Database, key: int) -> tuple[Version, ...]:
    """Return every version of an article, oldest first; none where it is not archived."""
    found: list[Version] = []
    before: dict[str, Any] = {}
    for opened, record in History(db, key).versions_with_records():
        found.append(
            Version(
                version=opened.version,
                fetched_at=_value("fetched_at", opened.fetched_at),
                capture=opened.capture,
                source=opened.source,
                template=opened.template,
                reader=opened.reader,
                changes=tuple(Change(field=name, before=before[name], after=record[name]) for name in opened.changed),
                **_values({name: record[name] for name in _TEXT}),
            )
        )
        before = record
    return tuple(found)


def counts(db: Database, key: int) -> tuple[Count, ...]:
    """Return every view counter of an article that was ever seen, oldest first."""
    columns = [each.name for each in fields(Count)]
    rows = db.execute(
        f"SELECT {', '.join(columns)} FROM view_counts WHERE key = ? ORDER BY fetched_at, capture, source",  # noqa: S608 - names of ours
        [key],
    )
    return tuple(Count(**_values(dict(zip(columns, row, strict=True)))) for row in rows)


def search_results(db: Database, words: str, selection: Selection, *, order: Order, limit: int) -> Results:
    """Search as `arsip search` does."""
    if order not in get_args(Order):
        raise ArchiveError(f"there is no order {order!r}: expected relevance, date or views")
    results = search(db, words, selection, order=order, limit=limit)
    hits = tuple(
        Hit(
            title="".join(piece.text for piece in hit.title),
            snippet=_marked(hit.snippet),
            **_values({name: getattr(hit, name) for name in HIT_COLUMNS}),
        )
        for hit in results.hits
    )
    return Results(
        total=results.total,
        hits=hits,
        looked_for={term.typed: term.forms for term in results.terms},
        expression=results.expression,
        omitted=results.omitted,
        searched=results.searched,
        people=results.people,
        only_people=results.only_people,
        suggestion=results.suggestion,
    )


def _marked(pieces: Iterable[Piece]) -> str:
    return "".join(f"{MARK}{piece.text}{MARK}" if piece.hit else piece.text for piece in pieces)


def arrow_table(db: Database, selection: Selection, fields: Sequence[str] | None) -> "pa.Table":
    """Return articles as an Arrow table, with some fields in their order, or all but the lists of links."""
    try:
        names = SCALARS if fields is None else fields_of(",".join([fields] if isinstance(fields, str) else fields))
    except ExportError as error:
        raise ArchiveError(str(error)) from error
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra, and slow to import

        from export.parquet import batches, schema_of  # noqa: PLC0415 - needs it
    except ImportError as error:
        raise ArchiveError(_NOT_INSTALLED.format(error.name)) from error
    columns = of_records(names)
    request = Records(selection=selection, fields=names)
    return pa.Table.from_batches(batches(db, request, columns), schema=schema_of(columns)).unify_dictionaries()


def data_frame(db: Database, selection: Selection, fields: Sequence[str] | None) -> "pd.DataFrame":
    """Return articles as a pandas DataFrame, likewise."""
    try:
        import pandas as pd  # noqa: PLC0415 - an extra, and slow to import
        import pyarrow as pa  # noqa: PLC0415 - likewise
    except ImportError as error:
        raise ArchiveError(_NOT_INSTALLED.format(error.name)) from error
    whole_numbers = {pa.int64(): pd.Int64Dtype()}
    return arrow_table(db, selection, fields).to_pandas(date_as_object=False, types_mapper=whole_numbers.get)
