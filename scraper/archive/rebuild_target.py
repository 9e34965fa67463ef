"""The new database of a rebuild: made beside an archive, filled from the WARC files, and put in the archive's place.

Until the last step, which is one rename, the archive is what it was. A rebuild that was killed leaves a file behind
that the next one removes.
"""

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path

from scraper.archive import current_state
from scraper.archive.captures import Place, conflicts, places
from scraper.archive.connection import Database
from scraper.archive.copies import snapshot
from scraper.archive.database import (
    ArchiveError,
    DatabaseError,
    address_to_read,
    column_names,
    copy_rows,
    create_or_open,
    fact,
    open_to_read,
)
from scraper.archive.frontier import sync
from scraper.archive.fulltext import word_forms
from scraper.archive.rows import DETAILS, AnsweredCapture, record
from scraper.archive.schema.tables import VERSION, WORKING_TABLES
from scraper.atomic_file import move_into_place, remove_database
from scraper.warc.exchange import Capture
from scraper.warc.integrity import Warcinfo

ENDING = ".reparse"
KEPT_ENDING = ".before-reparse"
BATCH = 250
"""Captures in a transaction."""

_COPY = "-old"

_CARRIED = "(SELECT capture FROM temp.carried)"
_OF_CARRIED = {
    "texts": f"content_hash IN (SELECT content_hash FROM old.captures WHERE capture IN {_CARRIED})",  # noqa: S608 - constants
    "carries": f"(template, reader) IN (SELECT template, reader FROM old.captures WHERE capture IN {_CARRIED})",  # noqa: S608 - constants
    **dict.fromkeys(("captures", *DETAILS), f"capture IN {_CARRIED}"),
}
"""Which rows belong to carried captures, as a condition; texts first, because captures refer to them."""


_FOREIGN_OBJECTS = """
    SELECT name FROM old.sqlite_schema WHERE name NOT LIKE 'sqlite~_%' ESCAPE '~'
    EXCEPT SELECT name FROM main.sqlite_schema
"""


class Rebuild:
    """A new database, `db`, beside an archive, whose lock the caller holds.

    `old` is its database at today's schema, where that is another file (`at_current_schema`).
    """

    def __init__(self, path: Path, old: Path | None = None) -> None:
        self._path = path
        self._new = path.with_name(path.name + ENDING)
        if old is None:
            remove_leftover(path)
        self.db: Database = create_or_open(self._new)
        for setting in ("journal_mode = MEMORY", "synchronous = OFF", "cache_size = -64000"):
            self.db.execute(f"PRAGMA main.{setting}")  # nothing in this file is worth anything before it is whole
        self.db.execute("CREATE TEMP TABLE postponed (capture TEXT PRIMARY KEY, revisit_of TEXT, record TEXT)")
        self.db.execute("ATTACH ? AS old", [address_to_read(old or path)])
        self._take("meta")
        word_forms.suspend_index(self.db)

    def record(self, answered: list[AnsweredCapture]) -> int:
        """Insert captures with what was read in them; of several of one name the first, with nothing of the others.

        Return how many of these are another response than the first.
        """
        others = 0
        for start in range(0, len(answered), BATCH):
            some = answered[start : start + BATCH]
            others += conflicts(self.db, (capture for capture, _ in some))
            first = {capture.capture: (capture, answer) for capture, answer in reversed(some)}
            known = places(self.db, first)
            record(self.db, [each for name, each in reversed(first.items()) if name not in known])
        return others

    def postpone(self, captures: Iterable[Capture]) -> None:
        """Set captures aside whose pages are in other records, until all of these are known."""
        with self.db.atomic():
            self.db.conn.executemany(
                "INSERT OR IGNORE INTO temp.postponed VALUES (?, ?, ?)",
                ((each.capture, each.revisit_of, json.dumps(asdict(each))) for each in captures),
            )

    def postponed(self) -> Iterator[list[tuple[Capture, Place | None]]]:
        """Yield batches of the postponed captures, each with the place of the record of its page; None if lost.

        That record was read in this rebuild: its digest is known to be right.
        """
        last = ""
        while some := self.db.execute(
            "SELECT r.capture, r.record, p.warc, p.offset FROM temp.postponed r "
            "LEFT JOIN main.captures p ON p.capture = r.revisit_of WHERE r.capture > ? ORDER BY r.capture LIMIT ?",
            [last, BATCH],
        ).fetchall():
            last = some[-1][0]
            yield [(Capture(**json.loads(r)), None if warc is None else Place(warc, at)) for _, r, warc, at in some]

    def written_by(self, warc: str) -> Warcinfo | None:
        """Return run and source of the captures in a WARC file as the old archive has them, if it has any."""
        row = self.db.execute("SELECT run, source FROM old.captures WHERE warc = ? LIMIT 1", [warc]).fetchone()
        return None if row is None else Warcinfo(*row)

    def carry_over(self) -> Counter[str]:
        """Copy each capture that was not read now from the old archive, with all that was once read in it.

        Return how many, by the name of the WARC file that they should be in.
        """
        db = self.db
        db.execute(
            "CREATE TEMP TABLE carried AS SELECT capture, key, warc FROM old.captures "
            "WHERE capture NOT IN (SELECT capture FROM main.captures)"
        )
        with db.atomic():
            for table, condition in _OF_CARRIED.items():
                copy_rows(db, table, source="old", where=condition)
        captures = [name for (name,) in db.execute("SELECT capture FROM temp.carried ORDER BY 1")]
        for start in range(0, len(captures), BATCH):
            some = captures[start : start + BATCH]
            keys = db.execute(
                "SELECT DISTINCT key FROM temp.carried WHERE key IS NOT NULL AND capture BETWEEN ? AND ?",
                [some[0], some[-1]],
            ).fetchall()
            with db.atomic():
                current_state.mark_dirty(db, [key for (key,) in keys], some)
                current_state.refresh(db)
        return Counter(dict(db.execute("SELECT warc, count(*) FROM temp.carried GROUP BY 1").fetchall()))

    def lost(self) -> list[int]:
        """Return the articles whose current reading is in a record that cannot be read any more."""
        rows = self.db.execute(f"SELECT key FROM articles WHERE capture IN {_CARRIED} ORDER BY key")  # noqa: S608 - constants
        return [key for (key,) in rows]

    def take_working_tables(self) -> Counter[str]:
        """Copy the working tables of the old archive, and add to the frontier what the new readings discovered.

        Return how many rows are left out, by table: a bit that flipped may have made one that no table may hold.
        """
        with self.db.atomic():
            left_out = Counter({table: self._take(table) for table in WORKING_TABLES})
            sync.note_states(self.db, schema="old")
            sync.reconcile(self.db)
            sync.match_articles(self.db)
        return +left_out

    def put_in_place(self) -> Path | None:
        """Check the new database, put it on the disk, and give it the archive's name.

        Return where the old database is kept, because somebody has put tables of their own into it; else None.

        Raises:
            ArchiveError: the new one is not sound; the old one stays.
        """
        word_forms.rebuild_index(self.db)
        foreign = self.db.execute(_FOREIGN_OBJECTS).fetchone()
        self.db.execute("DETACH old")
        if (damage := snapshot.first_damage(self.db)) is not None:
            raise ArchiveError(f"{self._new}: the new database is not sound ({damage}); the archive is as it was")
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.close()
        kept = self._path.with_name(self._path.name + KEPT_ENDING) if foreign else None
        if kept is not None:
            kept.unlink(missing_ok=True)
            os.link(self._path, kept)
        move_into_place(self._new, self._path)
        return kept

    def close(self) -> None:
        """Close the new database, and remove it unless it is in its place."""
        self.db.close()
        remove_leftover(self._path)

    def _take(self, table: str) -> int:
        """Copy a table; return how many rows cannot be."""
        self.db.execute(f"DELETE FROM main.{table}")  # noqa: S608 - our names
        names = ", ".join(column_names(self.db, table))
        copied = self.db.execute(f"INSERT OR IGNORE INTO main.{table} ({names}) SELECT {names} FROM old.{table}")  # noqa: S608
        rows = self.db.execute(f"SELECT count(*) FROM old.{table}").fetchone()[0]  # noqa: S608 - our names
        return int(rows - copied.rowcount)


def remove_leftover(path: Path) -> None:
    """Remove what a rebuild that was killed has left beside the archive's file."""
    for name in (ENDING, ENDING + _COPY):
        remove_database(path.with_name(path.name + name))


def identify(db: Database, archive: str) -> None:
    """Give a new archive the id of the one that has written its WARC files."""
    db.execute("UPDATE meta SET value = ? WHERE name = 'archive'", [archive])


@contextmanager
def at_current_schema(path: Path) -> Iterator[Path]:
    """Give the file of an archive at today's schema: its own, else a migrated copy, removed at the end of the block.

    The caller holds its lock.

    Raises:
        ArchiveError: there is no archive, or it cannot be migrated.
    """
    remove_leftover(path)
    copy = path.with_name(path.name + ENDING + _COPY)
    with closing(open_to_read(path)) as db:
        is_current = fact(db, "schema") == VERSION
    try:
        if not is_current:
            snapshot.copy(path, copy)
            create_or_open(copy).close()
        yield path if is_current else copy
    finally:
        remove_leftover(path)


def leave_wal_mode(db: Database, path: Path) -> None:
    """Put the write-ahead log of an open archive into its file: it would be taken for that of the file that follows.

    Nothing may be written to the archive afterwards.

    Raises:
        ArchiveError: another program has it open.
    """
    try:
        db.execute("PRAGMA journal_mode = DELETE")
    except DatabaseError as error:
        raise ArchiveError(
            f"{path}: another program has this archive open ({error}); close it and give the same command again"
        ) from error
