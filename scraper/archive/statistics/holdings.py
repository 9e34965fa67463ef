"""How much an archive holds, and by how much a merge or an import made it grow."""

from dataclasses import astuple, dataclass

from scraper.archive.connection import Database


@dataclass(frozen=True, slots=True)
class Holdings:
    """Counts of rows.

    Attributes:
        captures: responses.
        articles: articles that were read at least once.
        versions: their later versions, without the first of each.
        counters: view counts, on pages and in lists.
    """

    captures: int
    articles: int
    versions: int
    counters: int

    def __sub__(self, before: "Holdings") -> "Holdings":
        return Holdings(*(now - then for now, then in zip(astuple(self), astuple(before), strict=True)))


def holdings(db: Database) -> Holdings:
    """Count what an archive holds."""
    row = db.execute(
        "SELECT (SELECT count(*) FROM main.captures), count(*), coalesce(sum(version - 1), 0), "
        "(SELECT count(*) FROM main.view_counts) FROM main.articles"
    ).fetchone()
    return Holdings(*row)
