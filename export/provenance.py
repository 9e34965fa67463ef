"""Where a dataset comes from, so that it can be cited and made again: the archive, its state, what was chosen, a hash.

Nothing in it depends on when or where an export is made: the same archive and the same selection give the same words.
"""

import json
from dataclasses import asdict, dataclass, fields
from importlib.metadata import version

from export.profile import Surveyed
from export.request import Asked, Records
from scraper.archive.database import Database, archive_id, site_of
from scraper.archive.records import Selection
from scraper.archive.sql_guard import stream_rows
from scraper.clock import in_jakarta

RIGHTS = (
    "The texts and photos are the site's and their authors', and what you may do with them is for you to see. "
    "The licence of Arsip (Apache-2.0) covers its own code only, not this data."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a dataset comes from.

    Attributes:
        archive: the archive's own id, a UUID.
        site: the name of the site that it is of; None for an archive of none yet.
        run: the newest finished run of this archive that fetched something; None where there is none, as after a merge.
        run_ended_at: when that was.
        as_of: when the newest page in the archive was fetched.
        selection: the conditions given, by their names; or `table` or `sql`.
        rows: how many records or rows there are.
        versions: how many versions of those articles the archive holds; None for a table or a SELECT.
        captures: how many answers of the site about them.
        content_hash: fingerprint of the rows; `export.profile` defines it.
        arsip: the version of Arsip that made the dataset.
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
    content_hash: str
    arsip: str

    def as_json(self) -> str:
        """Write it as JSON, in one line."""
        return json.dumps(asdict(self), ensure_ascii=False)

    def lines(self) -> tuple[tuple[str, str], ...]:
        """Name and say each thing, for people to read."""
        run = None if self.run is None else f"{self.run} (ended {_moment(self.run_ended_at)})"
        said = (
            ("Archive", self.archive),
            ("Site", self.site),
            ("Newest page fetched", _moment(self.as_of)),
            ("Newest run", run),
            ("What was chosen", in_words(self.selection)),
            ("Rows" if self.versions is None else "Articles", f"{self.rows:,}"),
            ("Their versions", None if self.versions is None else f"{self.versions:,}"),
            ("Answers of the site about them", None if self.captures is None else f"{self.captures:,}"),
            ("Content hash (SHA-256)", self.content_hash),
            ("Made by", f"Arsip {self.arsip}"),
        )
        return tuple((name, text) for name, text in said if text is not None)

    def citation(self) -> str:
        """Say in one sentence what has to be named to cite the dataset."""
        what = f"{self.rows:,} {'rows' if self.versions is None else 'articles'}"
        state = "" if self.as_of is None else f" as of {_moment(self.as_of)}"
        site = self.site or "an empty archive"
        return (
            f"{what} of {site} ({in_words(self.selection)}), Arsip archive {self.archive}{state}, "
            f"content hash sha256:{self.content_hash}."
        )


def provenance(db: Database, asked: Asked, found: Surveyed) -> Provenance:
    """Say where a dataset comes from.

    Args:
        db: the archive.
        asked: what the dataset is to hold.
        found: what a look through it gave.

    Raises:
        scraper.archive.database.ArchiveError: where the selection's SQL is wrong.
    """
    run, run_ended_at = _newest_run(db)
    versions, captures = _about(db, asked.selection) if isinstance(asked, Records) else (None, None)
    return Provenance(
        archive=archive_id(db),
        site=site_of(db),
        run=run,
        run_ended_at=run_ended_at,
        as_of=as_of(db),
        selection=_chosen(asked),
        rows=found.count,
        versions=versions,
        captures=captures,
        content_hash=found.content_hash,
        arsip=version("arsip"),
    )


def in_words(selection: dict[str, str]) -> str:
    """Say in plain words what was chosen.

    Args:
        selection: the conditions, by the names of the attributes of `Selection`.
    """
    if "table" in selection:
        return f"the table {selection['table']}"
    if "sql" in selection:
        return f"the rows of {selection['sql']}"
    words = {
        "since": "published on {} or later",
        "until": "published on {} or earlier",
        "changed_since": "new, changed or gone since {}",
        "category": "in the category {}",
        "lang": "of the edition {}",
        "reporter": "by {}",
        "where": "where {}",
    }
    said = [template.format(selection[name]) for name, template in words.items() if name in selection]
    return f"articles {', '.join(said)}" if said else "every article"


def _moment(moment: str | None) -> str | None:
    """Write a moment for people to read."""
    return None if moment is None else f"{in_jakarta(moment)} (UTC+7)"


def _chosen(asked: Asked) -> dict[str, str]:
    if isinstance(asked, Records):
        given = {each.name: getattr(asked.selection, each.name) for each in fields(Selection)}
        return {name: value for name, value in given.items() if value}
    return {"sql": asked.sql} if asked.table is None else {"table": asked.table}


def _newest_run(db: Database) -> tuple[str | None, str | None]:
    """Return the run that the archive stands at, and when it ended."""
    statement = """
        SELECT run, ended_at FROM runs
        WHERE ended_at IS NOT NULL AND EXISTS (SELECT 1 FROM captures WHERE captures.run = runs.run)
        ORDER BY ended_at DESC, run LIMIT 1
    """
    for run, ended_at in stream_rows(db, statement):
        return str(run), str(ended_at)
    return None, None


def as_of(db: Database) -> str | None:
    """Return when the newest page in an archive was fetched; None where there is none."""
    ((newest,),) = stream_rows(db, "SELECT max(fetched_at) FROM captures")
    return None if newest is None else str(newest)


def _about(db: Database, selection: Selection) -> tuple[int, int]:
    """Count the versions of the articles of a selection, and the captures that were made of them."""
    condition, values = selection.condition()
    these = f"FROM articles WHERE {condition}"
    statement = f"""
        SELECT (SELECT coalesce(sum(version), 0) {these}),
               (SELECT count(*) FROM captures WHERE key IN (SELECT key {these}))
    """  # noqa: S608 - read-only
    ((versions, captures),) = stream_rows(db, statement, [*values, *values])
    assert isinstance(versions, int)
    assert isinstance(captures, int)
    return versions, captures
