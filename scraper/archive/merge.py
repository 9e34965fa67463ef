"""The merge of another archive of the same site into this one: commutative, associative and idempotent."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from scraper.archive import absences, current_state
from scraper.archive.captures import PRECEDENCE, imported_warcs, incomplete_warcs, warc_names
from scraper.archive.connection import Database
from scraper.archive.database import (
    ArchiveError,
    WrongArchiveError,
    address_to_read,
    archive_id,
    column_names,
    copy_rows,
    fact,
    open_to_read,
    refuse_dangerous,
    refuse_interrupted,
    site_of,
)
from scraper.archive.frontier import store, sync
from scraper.archive.fulltext import word_forms
from scraper.archive.rows import DETAILS
from scraper.archive.schema.tables import RECORD_TABLES, VERSION
from scraper.archive.statistics.holdings import holdings

_RANK = (
    "(coalesce(CAST({0}.reader AS INTEGER), -1), {0}.outcome, "
    "coalesce({0}.template, ''), coalesce({0}.content_hash, ''))"
)
"""Of two readings of one capture the newer parser's stands; the rest only breaks ties, the same way everywhere."""

_LARGEST = 64 * 2**20
"""Bytes of one value. A page has 32 MB at most (`DOWNLOAD_MAXSIZE`), and a value is a part of what a page says."""

_FURTHEST = 2**53
"""Where a capture may end in its WARC file: beyond it no number of JSON is exact, and no disk reaches."""

_TABLES_READ = (
    *(table for table in RECORD_TABLES if table not in {"articles", "bylines", "absences"}),
    "frontier",
    "walks",
)

_INCOMING = "capture IN (SELECT capture FROM temp.incoming)"
_OF_INCOMING = "c.key IN (SELECT key FROM temp.incoming)"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What decides whether an archive can be merged with others.

    Attributes:
        site: None where it is of none yet.
        parsers: the versions of the parser that read its pages.
        warcs: names of the WARC files that its captures are in.
        imported: names of those that were imported, whether or not captures in them have rows.
        incomplete: names of those of them that have revisits of what is in no file there.
    """

    path: Path
    archive: str
    site: str | None
    parsers: frozenset[str]
    warcs: frozenset[str]
    imported: frozenset[str]
    incomplete: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was added from one archive.

    Attributes:
        captures: new captures.
        reread: captures that were there, and are now as a newer parser has read them.
        articles: new articles.
        versions: new versions, without the first of each new article.
    """

    captures: int
    reread: int
    articles: int
    versions: int


def about(path: Path) -> About:
    """Examine an archive before a merge.

    Raises:
        ArchiveError: it is missing, no archive, of another schema than today's, or has a value that no archive has.
    """
    with closing(open_to_read(path)) as db:
        if (has := fact(db, "schema") or "-") != VERSION:
            raise ArchiveError(
                f"{path}: this archive has schema {has}, and this Arsip makes {VERSION}; "
                f"bring it along with `arsip reparse --db {path}` of the newest Arsip"
            )
        _refuse_values(db, path)
        parsers = db.execute("SELECT DISTINCT reader FROM captures WHERE CAST(reader AS INTEGER) > 0")
        return About(
            path=path,
            archive=archive_id(db),
            site=site_of(db),
            parsers=frozenset(parser for (parser,) in parsers),
            warcs=warc_names(db),
            imported=imported_warcs(db),
            incomplete=incomplete_warcs(db),
        )


def _refuse_values(db: Database, path: Path) -> None:
    """Refuse an archive with a value that no archive has and no CHECK of the schema refuses.

    That is text that is no UTF-8, or a place that no WARC file has. The connection takes no huge values from then on.
    """
    db.conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST)
    db.conn.create_function("is_utf8", 1, _is_utf8, deterministic=True)
    for table in _TABLES_READ:
        try:
            wrong = db.execute(_wrong_value(db, table)).fetchone()
        except sqlite3.Error as error:
            refuse_interrupted(error)
            raise ArchiveError(
                f"{path}: {table} cannot be read: {error}; `arsip verify --db {path}` says more"
            ) from error
        if wrong is not None:
            raise ArchiveError(f"{path}: {table} has {wrong[0]}; `arsip verify --db {path}` says more")


def _wrong_value(db: Database, table: str) -> str:
    """Return a query for one row with such a value, which describes it."""
    columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})") if row[2] == "TEXT"]
    together = " || ' ' || ".join(f"coalesce({name}, '')" for name in columns)  # halves of a letter make none
    query = f"SELECT 'text that is no UTF-8' FROM {table} WHERE NOT is_utf8(CAST({together} AS BLOB))"  # noqa: S608 - our names
    if table == "captures":
        query += (
            " UNION ALL SELECT 'a place that no WARC file has' FROM captures "  # noqa: S608 - constants
            f"WHERE offset NOT BETWEEN 0 AND {_FURTHEST} OR length NOT BETWEEN 1 AND {_FURTHEST}"
        )
    return f"{query} LIMIT 1"


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def refuse_unlike(archives: Iterable[About]) -> None:
    """Refuse archives that cannot become one.

    Raises:
        WrongArchiveError: they are of several sites.
        ArchiveError: several versions of the parser read them, so that the result would depend on the order; names
            those to reparse.
    """
    archives = list(archives)
    named = [each for each in archives if each.site is not None]
    for each in named:
        if each.site != named[0].site:
            raise WrongArchiveError(
                f"{each.path}: this is an archive of {each.site}, and {named[0].path} is one of {named[0].site}; "
                "only archives of one site can be merged"
            )
    newest = max((parser for each in archives for parser in each.parsers), key=int, default=None)
    older = [each for each in archives if each.parsers - {newest}]
    if older:
        again = ", then ".join(f"`arsip reparse --db {each.path}`" for each in older)
        versions = ", ".join(sorted({parser for each in older for parser in each.parsers} - {newest}, key=int))
        raise ArchiveError(
            f"{older[0].path}: pages in it were read by version {versions} of the parser, and others here by {newest}; "
            f"have all read by one: {again}"
        )


def take_in(db: Database, other: Path) -> Taken:
    """Add the captures of another archive, and the articles that it has discovered, in one transaction.

    Raises:
        ArchiveError: the other is missing, no archive, or one of another site.
    """
    _refuse_another_site(db, other)
    db.execute("ATTACH ? AS other", [address_to_read(other)])
    try:
        with db.atomic():
            refuse_dangerous(db.conn, other, database="other")  # in the transaction that reads the rest
            return _take_in_attached(db)
    finally:
        db.execute("DETACH other")


def _refuse_another_site(db: Database, other: Path) -> None:
    ours = site_of(db)
    with closing(open_to_read(other)) as reading:
        theirs = site_of(reading)
    if ours and theirs and ours != theirs:
        raise WrongArchiveError(f"{other}: this is an archive of {theirs}, not of {ours}; the two cannot be merged")
    if theirs and not ours:
        db.execute("INSERT INTO meta (name, value) VALUES ('site', ?)", [theirs])


def _take_in_attached(db: Database) -> Taken:
    """Add the captures of the attached archive that are new or better read, with all that was read in them."""
    before = holdings(db)
    db.execute("CREATE TEMP TABLE IF NOT EXISTS incoming (capture TEXT PRIMARY KEY, key INTEGER)")
    db.execute("DELETE FROM temp.incoming")
    db.execute(
        f"""
        INSERT INTO temp.incoming SELECT o.capture, o.key FROM other.captures o
        LEFT JOIN main.captures m ON m.capture = o.capture
        WHERE m.capture IS NULL OR {_RANK.format("o")} > {_RANK.format("m")}
        OR {_RANK.format("o")} = {_RANK.format("m")} AND {PRECEDENCE.format("o")} < {PRECEDENCE.format("m")}
        """  # noqa: S608 - constants
    )
    sync.note_states(db, condition=_OF_INCOMING)
    named = current_state.slugs_decided_by(db, listings=_INCOMING, links=_INCOMING)
    for table in DETAILS:
        db.execute(f"DELETE FROM main.{table} WHERE {_INCOMING}")  # noqa: S608 - our names
    for table in ("carries", "texts"):
        copy_rows(db, table, source="other", where="true")
    better = ", ".join(f"{name} = excluded.{name}" for name in column_names(db, "captures") if name != "capture")
    update = f"ON CONFLICT (capture) DO UPDATE SET {better}"
    copy_rows(db, "captures", source="other", where=_INCOMING, conflict=update)
    for table in DETAILS:
        copy_rows(db, table, source="other", where=_INCOMING)
    current_state.mark_dirty(
        db,
        [*named, *(key for (key,) in db.execute("SELECT DISTINCT key FROM temp.incoming WHERE key IS NOT NULL"))],
        [capture for (capture,) in db.execute("SELECT capture FROM temp.incoming")],
    )
    current_state.refresh(db)
    drop_unused(db)
    sync.merge(db)
    sync.reconcile(db, condition=_OF_INCOMING, captures=_INCOMING)
    store.mark_absent(db, absences.never_there(db))
    sync.match_articles(db)
    word_forms.refresh(db)
    incoming = int(db.execute("SELECT count(*) FROM temp.incoming").fetchone()[0])
    added = holdings(db) - before
    return Taken(
        captures=added.captures,
        reread=incoming - added.captures,
        articles=added.articles,
        versions=added.versions,
    )


def drop_unused(db: Database) -> None:
    """Delete texts and template declarations that no capture uses any more."""
    db.execute(
        "DELETE FROM texts WHERE content_hash NOT IN (SELECT content_hash FROM captures WHERE content_hash IS NOT NULL)"
    )
    db.execute(
        "DELETE FROM carries WHERE NOT EXISTS (SELECT 1 FROM captures c "
        "WHERE c.template = carries.template AND c.reader = carries.reader)"
    )
