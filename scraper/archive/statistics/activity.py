"""What has become of the articles since some moment: of a night, for whoever reads its report."""

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Named:
    """An article by its key, address, day and title."""

    key: int
    url: str
    date: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What has happened since some moment.

    Attributes:
        new: articles by edition.
        changed: the newest of those with a version more.
        changes: how many there are.
        gone: the newest of those that the site has taken down.
        went: how many there are.
        returned: articles that were gone and are there again.
        views: counters that were added.
    """

    new: dict[str, int]
    changed: tuple[Named, ...]
    changes: int
    gone: tuple[Named, ...]
    went: int
    returned: int
    views: int


_CHANGED = "FROM articles a WHERE a.version > 1 AND a.key IN (SELECT key FROM captures WHERE fetched_at >= ?1) AND \
EXISTS (SELECT 1 FROM versions v WHERE v.key = a.key AND v.version > 1 AND v.fetched_at >= ?1)"
_GONE = "FROM absences n JOIN articles a USING (key) WHERE n.gone_at >= ?1"


def since(db: Database, moment: str, *, named: int) -> Since:
    """Tell what has happened since some moment.

    Args:
        db: the archive.
        moment: UTC, as the archive writes it.
        named: how many articles to name of each kind.
    """

    def count(sql: str) -> int:
        return int(db.execute(f"SELECT count(*) {sql}", [moment]).fetchone()[0])

    def names(sql: str) -> tuple[Named, ...]:
        found = db.execute(
            f"SELECT a.key, a.url, a.date, a.title {sql} ORDER BY a.date DESC, a.key DESC LIMIT {named:d}", [moment]
        )
        return tuple(Named(*row) for row in found)

    new = db.execute(
        "SELECT lang, count(*) FROM articles WHERE first_seen >= ? GROUP BY lang ORDER BY lang DESC", [moment]
    )
    return Since(
        new=dict(new.fetchall()),
        changed=names(_CHANGED),
        changes=count(_CHANGED),
        gone=names(_GONE),
        went=count(_GONE),
        returned=count("FROM absences WHERE gone_at IS NOT NULL AND until >= ?1"),
        views=count("FROM view_counts WHERE fetched_at >= ?1"),
    )
