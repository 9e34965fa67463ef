"""What the Python door tells of an article's past: its versions with what changed in each, and its counters."""

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any, Literal, TypeAlias

from arsip.api.records import of_text
from scraper.archive.database import Database
from scraper.archive.history import History
from scraper.items import ArticleText

Source: TypeAlias = Literal["own", "related", "popular", "list"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A field that a version has otherwise than the one before.

    Attributes:
        field: such as `title`.
        before: what it said; None where it said nothing.
        after: what it says.
    """

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, kw_only=True)
class _Opened:
    __slots__ = ()

    version: int
    fetched_at: dt.datetime
    capture: str
    template: str
    reader: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version(ArticleText[dt.date, dt.datetime], _Opened):
    """What an article said from one moment on; after these attributes, the fields of its text as in `Record`.

    Attributes:
        version: counted from 1.
        fetched_at: when it was first seen, UTC. It may be older: since the look before.
        capture: the raw page that opened it.
        template: which template read it.
        reader: the parser's version.
        changes: what it has otherwise than the version before; none in the first.
    """


_TEXT = tuple(each.name for each in fields(ArticleText))


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A counter of an article, as it was seen once.

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


def versions(db: Database, key: int) -> tuple[Version, ...]:
    """Return every version of an article, oldest first; none where it is not archived.

    Args:
        db: the archive.
        key: the article's.
    """
    history = History(db, key)
    found: list[Version] = []
    before: dict[str, Any] = {}
    for each in history.versions():
        said = history.version(each.version)
        assert said is not None, "it was listed"
        found.append(
            Version(
                version=each.version,
                fetched_at=of_text("fetched_at", each.fetched_at),
                capture=each.capture,
                template=each.template,
                reader=each.reader,
                changes=tuple(Change(field=name, before=before[name], after=said[name]) for name in each.changed),
                **{name: of_text(name, said[name]) for name in _TEXT},
            )
        )
        before = said
    return tuple(found)


def counts(db: Database, key: int) -> tuple[Count, ...]:
    """Return every counter of an article that was ever seen, oldest first.

    Args:
        db: the archive.
        key: the article's.
    """
    statement = (
        "SELECT fetched_at, views, source, rank, capture FROM view_counts WHERE key = ? ORDER BY 1, capture, source"
    )
    return tuple(
        Count(fetched_at=of_text("fetched_at", at), views=views, source=source, rank=rank, capture=capture)
        for at, views, source, rank, capture in db.execute(statement, [key])
    )
