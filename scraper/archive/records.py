"""Records of an archive: rows of `articles` with their links, selected by day, category, person or any SQL."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from scraper.archive.connection import Database
from scraper.archive.database import ArchiveError
from scraper.archive.people import Named, everybody
from scraper.archive.sql_guard import stream_rows
from scraper.items import ARTICLE_FIELDS, LINK_FIELDS, LINK_LISTS, Lang, category_name

_KEPT = (
    "fetched_at",
    "capture",
    "source",
    "source_url",
    "content_hash",
    "version",
    "first_seen",
    "last_seen",
    "status",
    "gone_since",
)
FIELDS = ("key", *ARTICLE_FIELDS, *_KEPT)
"""Every field of a record, in the order in which they are written out."""

SCALARS = tuple(name for name in FIELDS if name not in LINK_LISTS)
"""The fields that are one value."""

_ELSEWHERE = {
    "source": "(SELECT c.source FROM captures c WHERE c.key = articles.key AND c.fetched_at = articles.fetched_at"
    " AND +c.capture = articles.capture)"
}
"""SQL of the fields that are no columns of `articles`. By the index of keys, in whose order records come, it takes half
the time that the index of names takes; `+` keeps SQLite from that one."""

WHOLE_NUMBERS = frozenset({"key", "version", *(name for name, each in ARTICLE_FIELDS.items() if each.kind == "whole")})

LINK_WHOLE_NUMBERS = frozenset({"of_key", *(name for name, each in LINK_FIELDS.items() if each.kind == "whole")})

_LANG = "CASE WHEN {0} > 0 THEN 'id' WHEN {0} < 0 THEN 'en' END AS lang, abs({0}) AS id"

_LINKS = f"""
    SELECT from_key AS of_key, kind, position, url, {_LANG.format("to_key")}, title, photo_alt, date, published_at,
           views, reporter
    FROM links WHERE kind = '{{kind}}' AND from_key {{these}} ORDER BY from_key, position"""  # noqa: S608 - constants

_POPULAR = f"""
    SELECT {{page}}.key AS of_key, 'popular' AS kind, v.rank AS position,
           coalesce(p.url, 'https://www.beritajakarta.id' || CASE WHEN v.key > 0 THEN '' ELSE '/en' END || '/read/'
                    || abs(v.key)) AS url,
           {_LANG.format("v.key")}, p.title, p.photo_alt, p.date, p.published_at, v.views, p.reporter
    FROM {{pages}} view_counts v LEFT JOIN articles p ON p.key = v.key
    WHERE v.source = 'popular' AND v.capture = {{page}}.capture ORDER BY {{order}}v.rank"""  # noqa: S608 - constants
"""Page by page: SQLite then has nothing to sort but the few links of one page."""


_CHANGED = """
    key IN (SELECT v.key FROM versions v WHERE v.fetched_at >= ?
            UNION SELECT a.key FROM absences a WHERE max(a.since, coalesce(a.gone_at, ''), coalesce(a.until, '')) >= ?)
"""


def value_of_record(name: str) -> str:
    """Return the SQL of one of `SCALARS` of the current row of `articles`."""
    return _ELSEWHERE.get(name, f"articles.{name}")


def links_of_record(kind: str) -> str:
    """Return the SELECT of one kind of links of the current row of `articles`: `of_key`, `kind` and `LINK_FIELDS`."""
    if kind == "popular":
        return _POPULAR.format(page="articles", pages="", order="")
    return _LINKS.format(kind=kind, these="= articles.key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which records; every condition given must hold.

    Attributes:
        since: first day of publication, inclusive.
        until: last day of publication, inclusive.
        changed_since: a moment or day in UTC: records with a new version or absence since then.
        category: its slug, or its name in any case.
        reporter: a person, or a part of the name, as `scraper.archive.people` takes it.
        search: the words of a search, of which every one must occur; `scraper.archive.search.matching` sets it, and
            what it means: `expression` and `excluded` in FTS5's syntax, and `bylines`.
        where: a condition in SQL on the columns of `articles`.
    """

    since: str | None = None
    until: str | None = None
    changed_since: str | None = None
    category: str | None = None
    lang: Lang | None = None
    reporter: str | None = None
    search: str | None = None
    expression: str | None = None
    excluded: str | None = None
    bylines: tuple[Named, ...] = ()
    where: str | None = None

    def condition(self) -> tuple[str, list[str]]:
        """Return the selection as a condition on `articles` and its parameters."""
        given = (
            (self.since, "date >= ?"),
            (self.until, "date <= ?"),
            (self.changed_since, _CHANGED),
            (self.category, "(category_slug = ? OR category = ? COLLATE NOCASE)"),
            (self.lang, "lang = ?"),
            (self.expression, "key IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)"),
            (self.excluded, "key NOT IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)"),
        )
        conditions = [condition for value, condition in given if value]
        values = [value for value, condition in given if value for _ in range(condition.count("?"))]
        for each in self.named:
            condition, parameters = each.condition()
            conditions.append(condition)
            values += parameters
        if self.where:
            conditions.append(f"({self.where}\n)")
        return " AND ".join(conditions) or "1", values

    @property
    def named(self) -> tuple[Named, ...]:
        """The conditions on bylines, that on the reporter among them."""
        return (*([Named(self.reporter)] if self.reporter is not None else ()), *self.bylines)


class UnknownNameError(ArchiveError):
    """A selection names a category or a person that no article has; the message names those that exist."""


def refuse_unknown(db: Database, selection: Selection) -> None:
    """Refuse a selection whose category or reporter no article has, such as one that was mistyped.

    Days without articles are no error.
    """
    if selection.category and not count(db, Selection(category=selection.category)):
        there = stream_rows(db, "SELECT DISTINCT coalesce(category_slug, category) FROM articles WHERE category <> ''")
        names = sorted(name for (found,) in there if (name := category_name(str(found))))
        near = get_close_matches(selection.category.lower(), names, n=1)
        known = (
            f"did you mean {near[0]}?"
            if near
            else f"the categories are {', '.join(names)}"
            if names
            else "none has one"
        )
        raise UnknownNameError(f"no article has the category {selection.category!r}; {known}")
    for each in selection.named:
        if not each.persons(db):
            near = get_close_matches(each.name, everybody(db, each.role), n=3)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            role = f"as its {each.role}" if each.role else "in its byline"
            raise UnknownNameError(f"no article names {each.name!r} {role}{hint}")


def count(db: Database, selection: Selection) -> int:
    """Count the records of a selection; like all that follow, it raises ArchiveError where `where` is invalid."""
    condition, values = selection.condition()
    (number,) = next(stream_rows(db, f"SELECT count(*) FROM articles WHERE {condition}", values))  # noqa: S608 - read-only
    assert isinstance(number, int)
    return number


def select(db: Database, selection: Selection, expressions: Sequence[str]) -> Iterator[tuple[object, ...]]:
    """Stream SQL expressions over `articles`, a tuple for each record of a selection, in the order of their keys."""
    condition, values = selection.condition()
    statement = f"SELECT {', '.join(expressions)} FROM articles WHERE {condition} ORDER BY key"  # noqa: S608 - read-only
    return stream_rows(db, statement, values)


def select_links(
    db: Database, selection: Selection, kind: str, expressions: Iterable[str]
) -> Iterator[tuple[object, ...]]:
    """Stream SQL expressions over `of_key`, `kind` and `LINK_FIELDS`, a tuple for each link of one kind.

    The links are those of every record of a selection, in the order of the records' keys.
    """
    condition, values = selection.condition()
    if kind == "popular":
        pages = f"(SELECT key, capture FROM articles WHERE {condition}) AS page CROSS JOIN"  # noqa: S608 - read-only
        links = _POPULAR.format(page="page", pages=pages, order="page.key, ")
    else:
        links = _LINKS.format(kind=kind, these=f"IN (SELECT key FROM articles WHERE {condition})")  # noqa: S608
    return stream_rows(db, f"SELECT {', '.join(expressions)} FROM ({links})", values)  # noqa: S608 - read-only
