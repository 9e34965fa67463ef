"""Articles of each month by category, hour and reporter, summed up once in a published copy, which never changes."""

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from scraper.archive.connection import Database
from scraper.archive.schema.tables import MONTHLY_SUMS
from scraper.items import Lang

WEEKDAY = "(strftime('%w', date) + 6) % 7"
"""SQL: the day of the week, 0 for Monday; SQLite's week begins on Sunday."""

HOUR = "CAST(substr(published_at, 12, 2) AS INTEGER)"

_KINDS = {
    "category": "SELECT substr(date, 1, 7) AS month, lang, category AS name, NULL AS hour FROM articles",
    "hour": f"SELECT substr(date, 1, 7) AS month, lang, {WEEKDAY} AS name, {HOUR} AS hour FROM articles",  # noqa: S608 - constants
    "reporter": """
        SELECT substr(date, 1, 7) AS month, lang, person AS name, NULL AS hour FROM articles JOIN bylines USING (key)
        WHERE role = 'reporter'
    """,
}


class MonthlySum(NamedTuple):
    """Sums of one kind by two of the columns `month`, `lang`, `name` and `hour`."""

    kind: Literal["category", "hour", "reporter"]
    one: str
    other: str

    def read(self, db: Database, first: str, last: str, lang: Lang | None) -> Iterator[tuple[Any, Any, int]]:
        """Yield both columns and the number of articles in some months, `YYYY-MM`, the last one included."""
        yield from db.execute(
            f"SELECT {self.one}, {self.other}, sum(articles) FROM {MONTHLY_SUMS} "  # noqa: S608 - our names
            "WHERE kind = ? AND month BETWEEN ? AND ? AND lang = coalesce(?, lang) GROUP BY 1, 2",
            [self.kind, first, last, lang],
        )


def store_monthly_sums(db: Database) -> None:
    """Make the table in a copy."""
    db.execute(f"CREATE TABLE {MONTHLY_SUMS} (kind TEXT, month TEXT, lang TEXT, name, hour INTEGER, articles INTEGER)")
    for kind, select in _KINDS.items():
        counted = f"SELECT ?, month, lang, name, hour, count(*) FROM ({select}) GROUP BY 2, 3, 4, 5"  # noqa: S608
        db.execute(f"INSERT INTO {MONTHLY_SUMS} {counted}", [kind])
    db.execute(f"CREATE INDEX {MONTHLY_SUMS}_by_month ON {MONTHLY_SUMS} (kind, month)")
