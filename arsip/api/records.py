"""What the Python door hands out of the current articles: records and their links, with days and moments as such."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from scraper.archive.database import Database
from scraper.archive.records import FIELDS, Selection, links_of_record, select
from scraper.items import LINK_FIELDS, LINK_LISTS, ArticleId, ArticlePage, ArticleText, Linked

Status: TypeAlias = Literal["live", "suspect", "gone"]

_DAYS = frozenset({"date"})
_MOMENTS = frozenset({"published_at", "fetched_at", "first_seen", "last_seen", "gone_since"})


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
    source_url: str
    content_hash: str
    version: int
    first_seen: dt.datetime
    last_seen: dt.datetime
    status: Status
    gone_since: dt.datetime | None


def records(db: Database, selection: Selection) -> Iterator[Record]:
    """Stream the records of a selection in the order of their keys, one at a time.

    Args:
        db: the archive.
        selection: which.

    Raises:
        ArchiveError: where the selection's `where` is no condition on `articles`.
    """
    for row in select(db, selection, [_expression(name) for name in FIELDS]):
        yield Record(**{name: _value(name, value) for name, value in zip(FIELDS, row, strict=True)})


def of_text(name: str, value: Any) -> Any:  # noqa: ANN401 - a value of any column
    """Return a value of a column as Python has it: a day, a moment, or what it was."""
    if value is None:
        return None
    if name in _DAYS:
        return dt.date.fromisoformat(value)
    return dt.datetime.fromisoformat(value) if name in _MOMENTS else value


def _expression(name: str) -> str:
    """Return the SQL of a field; a list of links comes as JSON."""
    if name not in LINK_LISTS:
        return f"articles.{name}"
    return f"(SELECT json_group_array(json_array({', '.join(LINK_FIELDS)})) FROM ({links_of_record(name)}))"  # noqa: S608 - names of ours


def _value(name: str, value: Any) -> Any:  # noqa: ANN401 - a value of any column
    if name not in LINK_LISTS:
        return of_text(name, value)
    return tuple(
        Link(**{field: of_text(field, given) for field, given in zip(LINK_FIELDS, link, strict=True)})
        for link in json.loads(value)
    )
