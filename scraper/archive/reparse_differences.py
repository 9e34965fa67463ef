"""The differences between the record tables of an archive before and after its pages were read again."""

from dataclasses import dataclass, field

from scraper.archive.connection import Database
from scraper.archive.database import column_names
from scraper.items import ARTICLE_FIELDS, LINK_LISTS

FIELDS = (*(name for name in ARTICLE_FIELDS if name not in {"lang", "id", "url", *LINK_LISTS}), "status")
TABLES = ("links", "view_counts", "listings", "bylines", "absences")
"""Of these the rows are counted that only one side has."""

_ARTICLE_ONLY_IN = """
    SELECT key, NULL, NULL, title FROM {one}.articles
    WHERE key NOT IN (SELECT key FROM {other}.articles) ORDER BY key DESC
"""
_FIELD = """
    SELECT n.key, '{0}', o.{0}, n.{0} FROM main.articles n JOIN old.articles o ON o.key = n.key
    WHERE o.{0} IS NOT n.{0} ORDER BY n.key DESC
"""
_VERSIONS = """
    SELECT n.key, 'version', o.version, n.version FROM main.articles n JOIN old.articles o ON o.key = n.key
    WHERE n.version {0} o.version ORDER BY n.key DESC
"""
_PROBLEM_ONLY_IN = """
    SELECT coalesce(key, capture), NULL, NULL, reason FROM {one}.problems
    WHERE capture NOT IN (SELECT capture FROM {other}.problems)
    ORDER BY fetched_at DESC, capture
"""
_OUTCOMES = """
    SELECT coalesce(o.outcome, 'no row'), n.outcome, count(*)
    FROM main.captures n LEFT JOIN old.captures o ON o.capture = n.capture
    WHERE o.outcome IS NOT n.outcome GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2
"""


@dataclass(frozen=True, slots=True)
class Example:
    """One change: of the article of this key, or of the capture of a problem that is no article's.

    Where the whole article or problem appears or disappears, `field` is None, and the value its headline or reason.
    """

    of: int | str
    field: str | None
    before: str | int | None
    after: str | int | None


@dataclass(frozen=True, slots=True)
class Kind:
    """The changes of one kind: their number, and the first of them, newest articles first."""

    count: int
    examples: list[Example]


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """All differences.

    Attributes:
        outcomes: old outcome, new outcome, number of captures.
        read: articles that could not be read, and can.
        unread: articles that could be read, and cannot any more.
        fields: by field, the articles in which it changes.
        more_versions: articles that have more of them.
        fewer_versions: articles that have fewer.
        problems: pages that become problems.
        solved: problems that are none any more.
        rows: by table, the numbers of rows that appear and that disappear.
    """

    outcomes: list[tuple[str, str, int]]
    read: Kind
    unread: Kind
    fields: dict[str, Kind] = field(default_factory=dict)
    more_versions: Kind
    fewer_versions: Kind
    problems: Kind
    solved: Kind
    rows: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def is_none(self) -> bool:
        """Whether there is no difference."""
        kinds = (self.read, self.unread, self.more_versions, self.fewer_versions, self.problems, self.solved)
        return not (self.outcomes or self.fields or self.rows or any(kind.count for kind in kinds))


def between(db: Database, *, examples: int) -> Differences:
    """Compare the record tables of a database with those of the one attached as `old`; give examples of each kind."""

    def kind(select: str) -> Kind:
        (count,) = db.execute(f"SELECT count(*) FROM ({select})").fetchone()  # noqa: S608 - built of constants
        found = db.execute(f"{select} LIMIT ?", [examples]) if count else ()
        return Kind(count, [Example(*row) for row in found])

    fields = {name: kind(_FIELD.format(name)) for name in FIELDS}
    rows = {table: _rows(db, table) for table in TABLES}
    return Differences(
        outcomes=db.execute(_OUTCOMES).fetchall(),
        read=kind(_ARTICLE_ONLY_IN.format(one="main", other="old")),
        unread=kind(_ARTICLE_ONLY_IN.format(one="old", other="main")),
        fields={name: found for name, found in fields.items() if found.count},
        more_versions=kind(_VERSIONS.format(">")),
        fewer_versions=kind(_VERSIONS.format("<")),
        problems=kind(_PROBLEM_ONLY_IN.format(one="main", other="old")),
        solved=kind(_PROBLEM_ONLY_IN.format(one="old", other="main")),
        rows={table: found for table, found in rows.items() if any(found)},
    )


def _rows(db: Database, table: str) -> tuple[int, int]:
    names = ", ".join(column_names(db, table))

    def only_in(one: str, other: str) -> int:
        left, right = (f"SELECT {names} FROM {schema}.{table}" for schema in (one, other))  # noqa: S608 - our names
        return int(db.execute(f"SELECT count(*) FROM ({left} EXCEPT {right})").fetchone()[0])  # noqa: S608 - our names

    return only_in("main", "old"), only_in("old", "main")
