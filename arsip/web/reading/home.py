"""What the home page says: how much there is, how complete and how fresh it is, what is new and what is read most."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal, TypeAlias

from scraper.archive.database import Database, archive_id, site_of
from scraper.archive.frontier.id_ranges import Range, holes
from scraper.archive.frontier.store import TO_FETCH
from scraper.archive.statistics.coverage import CoverageFilter, Month, by_month

Shade: TypeAlias = Literal["all", "most", "half", "less", "none"]

_SHADES: tuple[tuple[float, Shade], ...] = ((1.0, "all"), (0.75, "most"), (0.5, "half"), (0.0, "less"))
"""From which share on of a month's articles it is shown how. An id that nobody has looked at may be none."""

_LISTED = 8

_EDITIONS = """
    SELECT lang, count(*) AS articles, min(date) AS first, max(date) AS last, sum(version > 1) AS changed,
           sum(status = 'gone') AS gone
    FROM articles GROUP BY lang ORDER BY lang DESC
"""
_NEWEST = """
    SELECT key, lang, title, date, category FROM articles ORDER BY date DESC, published_at DESC, key DESC LIMIT ?
"""
_MOST_READ = """
    SELECT key, lang, title, date, views FROM articles
    WHERE date >= (SELECT date(max(date), '-30 days') FROM articles) AND views IS NOT NULL
    ORDER BY views DESC, key LIMIT ?
"""
_ASKED = "SELECT max(fetched_at) FROM captures WHERE outcome IN ('article', 'unchanged', 'list')"
_COUNTS = f"""
    SELECT (SELECT count(*) FROM captures) AS captures, (SELECT count(*) FROM view_counts) AS counters,
           (SELECT count(DISTINCT person) FROM bylines) AS persons, (SELECT count(*) FROM problems) AS problems,
           (SELECT count(*) FROM frontier WHERE {TO_FETCH}) AS pending
"""  # noqa: S608 - built of constants


@dataclass(frozen=True, slots=True)
class Cell:
    """A month of an edition.

    Attributes:
        month: `YYYY-MM`.
        shade: how much of it is kept; None before the first month, after the last, and where no article is known of.
        kept: articles that are.
        may_be: articles that there are, as far as is known.
    """

    month: str
    shade: Shade | None
    kept: int
    may_be: int

    @property
    def since(self) -> str:
        """The first day."""
        return f"{self.month}-01"

    @property
    def until(self) -> str:
        """A day after which none of the month comes, as days compare as texts."""
        return f"{self.month}-31"


@dataclass(frozen=True, slots=True)
class Strip:
    """An edition by month: a row a year.

    Attributes:
        lang: the edition.
        years: each with its twelve months.
        kept: articles that are kept, in all.
        may_be: articles that there are, in all.
    """

    lang: str
    years: tuple[tuple[str, tuple[Cell, ...]], ...]
    kept: int
    may_be: int


@dataclass(frozen=True, slots=True)
class Home:
    """What the home page says.

    Attributes:
        site: which site the archive is of; None for one of none yet.
        archive: the archive's own id.
        editions: a row each: `lang, articles, first, last, changed, gone`.
        strips: how complete they are.
        unnumbered: ids whose numbering is unknown.
        newest: `key, lang, title, date, category`.
        most_read: of the last thirty days that there are: `key, lang, title, date, views`.
        asked_at: when the site was last asked; None where it never was.
        counts: `captures, counters, persons, problems, pending`.
    """

    site: str | None
    archive: str
    editions: list[dict[str, Any]]
    strips: list[Strip]
    unnumbered: list[Range]
    newest: list[dict[str, Any]]
    most_read: list[dict[str, Any]]
    asked_at: str | None
    counts: dict[str, Any]

    @property
    def articles(self) -> int:
        """How many there are in all."""
        return sum(edition["articles"] for edition in self.editions)


def home(db: Database) -> Home:
    """Find out what the home page says."""
    return Home(
        site=site_of(db),
        archive=archive_id(db),
        editions=rows(db, _EDITIONS),
        strips=[
            _strip(lang, list(months))
            for lang, months in groupby(by_month(db, CoverageFilter()), key=lambda month: month.lang)
        ],
        unnumbered=holes(db),
        newest=rows(db, _NEWEST, _LISTED),
        most_read=rows(db, _MOST_READ, _LISTED),
        asked_at=db.execute(_ASKED).fetchone()[0],
        counts=rows(db, _COUNTS)[0],
    )


def rows(db: Database, sql: str, *values: object) -> list[dict[str, Any]]:
    """Return what a SELECT gives, by its columns' names."""
    cursor = db.execute(sql, list(values))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _strip(lang: str, months: list[Month]) -> Strip:
    known = {month.month: month for month in months if month.month is not None}
    years = range(int(min(known)[:4]), int(max(known)[:4]) + 1) if known else range(0)
    named = ((str(year), tuple(_cell(f"{year}-{number:02d}", known) for number in range(1, 13))) for year in years)
    kept, may_be = (sum(counted) for counted in zip(*map(_counted, months), strict=True)) if months else (0, 0)
    return Strip(lang, tuple(named), kept, may_be)


def _cell(name: str, known: dict[str, Month]) -> Cell:
    if name not in known:
        return Cell(name, None, 0, 0)
    kept, may_be = _counted(known[name])
    if not may_be:
        return Cell(name, None, 0, 0)
    shade: Shade = next(shade for least, shade in _SHADES if kept >= least * may_be) if kept else "none"
    return Cell(name, shade, kept, may_be)


def _counted(month: Month) -> tuple[int, int]:
    """How many articles of a month are kept, and how many there may be: an id that never was an article is none."""
    kept = month.counts["archived"] + month.counts["gone"]
    return kept, sum(month.counts.values()) - month.counts["absent"]
