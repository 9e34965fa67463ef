"""Where a dataset comes from, so that it can be cited and made again: archive, state, selection, content hash.

Nothing in it depends on when or where an export is made: the same archive and selection give the same words.

The content hash of records is the SHA-256 over one line a record, in the order of their keys: the JSON array of the
columns `HASHED` of `articles`, without blanks, in UTF-8, and a line feed. Any SQLite makes it again:

    sqlite3 archive.db "SELECT json_array(key, slug, …) FROM articles ORDER BY key" | sha256sum

The other columns add nothing: edition, number and address follow from key and slug, the source from the capture, and
each article's own `content_hash` covers all that it says. So the same hash means the same records, whatever archive or
format they came from; of links it tells from which pages they were read. For a table or a SELECT the line is the array
of all its columns, in its order; an infinite number is null there.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import version
from typing import cast

from export.columns import Column, Kind, columns_of, common_kind, kind_in_sql
from export.lines import json_array
from export.request import Records, Request
from scraper.archive.database import Database, archive_id, site_of
from scraper.archive.records import Selection
from scraper.archive.sql_guard import stream_rows
from scraper.clock import in_jakarta
from scraper.items import WEB_ARCHIVES

HASHED = (
    "key", "slug", "category_slug", "views", "template", "fetched_at", "capture", "source_url", "content_hash",
    "version", "first_seen", "last_seen", "status", "gone_since",
)  # fmt: skip
"""The columns of `articles` that the content hash of records covers."""

RIGHTS = (
    "The texts and photos are the site's and their authors', and what you may do with them is for you to see. "
    "The licence of Arsip (Apache-2.0) covers its own code only, not this data."
)

SOURCES = {
    "site": "The site",
    **{source: title[:1].upper() + title[1:] for source, title in WEB_ARCHIVES.items()},
    "file": "Imported WARC files",
}
"""Where captures are from, by `source` of `captures`."""

_CONDITIONS = {
    "since": "published on {} or later",
    "until": "published on {} or earlier",
    "changed_since": "new, changed or gone since {}",
    "category": "in the category {}",
    "lang": "of the edition {}",
    "reporter": "by {}",
    "search": "matching the search {}",
    "where": "where {}",
}

_NEWEST_RUN = """
    SELECT run, ended_at FROM runs
    WHERE ended_at IS NOT NULL AND EXISTS (SELECT 1 FROM captures WHERE captures.run = runs.run)
    ORDER BY ended_at DESC, run LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a dataset comes from.

    Attributes:
        archive: the archive's own id, a UUID.
        site: the name of its site; None for an archive without one yet.
        run: the newest finished run of this archive that fetched something; None where there is none, as after a merge.
        run_ended_at: when that was.
        as_of: when the newest page in the archive was fetched.
        selection: the conditions given, by their names; or `table` or `sql`.
        versions: number of versions of those articles in the archive; None for a table or a SELECT.
        captures: number of captures of them; likewise.
        sources: how many of these are from where, by `source` of `captures`; likewise.
        content_hash: of the rows, as this module defines it.
    """

    archive: str
    site: str | None
    run: str | None
    run_ended_at: str | None
    as_of: str | None
    selection: dict[str, str]
    rows: int
    versions: int | None
    captures: int | None
    sources: dict[str, int] | None
    content_hash: str
    arsip: str

    def as_json(self) -> str:
        """Return it as JSON, in one line."""
        return json.dumps(asdict(self), ensure_ascii=False)

    def lines(self) -> tuple[tuple[str, str], ...]:
        """Return a label and a text for each fact, for people to read."""
        run = None if self.run is None else f"{self.run} (ended {_moment(self.run_ended_at)})"
        facts = (
            ("Archive", self.archive),
            ("Site", self.site),
            ("Newest page fetched", _moment(self.as_of)),
            ("Newest run", run),
            ("What was chosen", in_words(self.selection)),
            ("Rows" if self.versions is None else "Articles", f"{self.rows:,}"),
            ("Their versions", None if self.versions is None else f"{self.versions:,}"),
            ("Answers of the site about them", None if self.captures is None else f"{self.captures:,}"),
            ("Of these from elsewhere", self._elsewhere()),
            ("Content hash (SHA-256)", self.content_hash),
            ("Made by", f"Arsip {self.arsip}"),
        )
        return tuple((label, text) for label, text in facts if text is not None)

    def _elsewhere(self) -> str | None:
        """Say how many captures were not fetched from the site; None where all were."""
        others = [(SOURCES[name], number) for name, number in (self.sources or {}).items() if name != "site"]
        return ", ".join(f"{title}: {number:,}" for title, number in others) or None

    def citation(self) -> str:
        """Return the sentence that cites the dataset."""
        what = f"{self.rows:,} {'rows' if self.versions is None else 'articles'}"
        state = "" if self.as_of is None else f" as of {_moment(self.as_of)}"
        return (
            f"{what} of {self.site or 'an empty archive'} ({in_words(self.selection)}), Arsip archive "
            f"{self.archive}{state}, content hash sha256:{self.content_hash}."
        )


def in_words(selection: dict[str, str]) -> str:
    """Describe the selection of a `Provenance` for people to read."""
    if "table" in selection:
        return f"the table {selection['table']}"
    if "sql" in selection:
        return f"the rows of {selection['sql']}"
    conditions = [text.format(selection[name]) for name, text in _CONDITIONS.items() if name in selection]
    return f"articles {', '.join(conditions)}" if conditions else "every article"


def _moment(moment: str | None) -> str | None:
    return None if moment is None else f"{in_jakarta(moment)} (UTC+7)"


def profile(db: Database, request: Request) -> tuple[tuple[Column, ...], Provenance]:
    """Read through a dataset before it is written, and return its columns and where it comes from.

    Raises:
        scraper.archive.database.ArchiveError: where the SQL is wrong.
    """
    columns = columns_of(db, request)
    digest, rows = sha256(), 0
    kinds: set[tuple[object, ...]] = set()
    for line, *row_kinds in _lines(db, request, with_kinds=columns is None):
        assert isinstance(line, bytes)
        digest.update(line + b"\n")
        rows += 1
        kinds.add(tuple(row_kinds))
    if columns is None:
        columns = tuple(_by_values(request, kinds))
    run, run_ended_at = next(stream_rows(db, _NEWEST_RUN), (None, None))
    ((as_of,),) = stream_rows(db, "SELECT max(fetched_at) FROM captures")
    versions, sources = _count_history(db, request.selection) if isinstance(request, Records) else (None, None)
    origin = Provenance(
        archive=archive_id(db),
        site=site_of(db),
        run=_text(run),
        run_ended_at=_text(run_ended_at),
        as_of=_text(as_of),
        selection=_conditions(request),
        rows=rows,
        versions=versions,
        captures=None if sources is None else sum(sources.values()),
        sources=sources,
        content_hash=digest.hexdigest(),
        arsip=version("arsip"),
    )
    return columns, origin


def _lines(db: Database, request: Request, *, with_kinds: bool) -> Iterator[tuple[object, ...]]:
    """Stream each row's line for the hash, and the types of its values where nothing else tells them."""
    if isinstance(request, Records):
        return request.select(db, [f"CAST(json_array({', '.join(HASHED)}) AS BLOB)"])
    return request.select(db, [json_array(request.names), *(map(kind_in_sql, request.names) if with_kinds else ())])


def _by_values(request: Request, kinds: set[tuple[object, ...]]) -> Iterator[Column]:
    assert not isinstance(request, Records)
    for at, name in enumerate(request.names):
        yield Column(name=name, kind=common_kind(cast("set[Kind]", {row[at] for row in kinds} - {None})))


def _conditions(request: Request) -> dict[str, str]:
    if isinstance(request, Records):
        given = {name: getattr(request.selection, name) for name in _CONDITIONS}
        return {name: value for name, value in given.items() if value}
    return {"sql": request.sql} if request.table is None else {"table": request.table}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _count_history(db: Database, selection: Selection) -> tuple[int, dict[str, int]]:
    """Count the versions of some articles, and their captures by source."""
    condition, values = selection.condition()
    these = f"FROM articles WHERE {condition}"
    ((versions,),) = stream_rows(db, f"SELECT coalesce(sum(version), 0) {these}", values)
    statement = f"SELECT source, count(*) FROM captures WHERE key IN (SELECT key {these}) GROUP BY 1 ORDER BY 1"  # noqa: S608 - read-only
    assert isinstance(versions, int)
    return versions, {str(source): int(str(number)) for source, number in stream_rows(db, statement, values)}
