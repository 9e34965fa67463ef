"""The home page: how much the archive holds, how complete and fresh it is, what is new and what is read most."""

from collections import Counter
from itertools import groupby
from typing import Any, Literal, NamedTuple, TypeAlias

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from arsip.web.period import last_day
from arsip.web.site import read, rows, site_of
from arsip.web.views.responses import render
from scraper.archive.captures import RECOVERED
from scraper.archive.database import Database, archive_id
from scraper.archive.database import site_of as site_name_of
from scraper.archive.frontier.claims import TO_FETCH
from scraper.archive.frontier.id_ranges import holes
from scraper.archive.statistics.coverage import Completeness, CoverageFilter, Month, by_month, completeness

Shade: TypeAlias = Literal["all", "most", "half", "less", "none", "unknown"]

_SHADES: tuple[tuple[float, Shade], ...] = ((1.0, "all"), (0.75, "most"), (0.5, "half"), (0.0, "less"))
"""From which share of the articles known of in a month on it is shown how."""

_LISTED = 8
_LIMIT_MS = 60_000
"""The page is read once; the largest archives take some seconds."""

_EDITION = """
    SELECT lang, count(*) AS articles, min(date) AS first, max(date) AS last, sum(version > 1) AS changed,
           sum(status = 'gone') AS gone
    FROM articles WHERE key {sign} 0 HAVING count(*)
"""
_EDITIONS = f"{_EDITION.format(sign='>')} UNION ALL {_EDITION.format(sign='<')}"
"""By the sign of the key: grouping by `lang` would sort all articles."""

_NEWEST = """
    SELECT key, lang, title, date, category FROM articles ORDER BY date DESC, published_at DESC, key DESC LIMIT ?
"""
_MOST_READ = """
    SELECT key, lang, title, date, views FROM articles
    WHERE date >= (SELECT date(max(date), '-29 days') FROM articles) AND views IS NOT NULL
    ORDER BY views DESC, key LIMIT ?
"""
_LAST_FETCHED = f"""
    SELECT max(fetched_at) FROM captures
    WHERE outcome IN ('article', 'unchanged', 'list') AND source NOT IN {RECOVERED}
"""  # noqa: S608 - a constant
_COUNTS = f"""
    SELECT (SELECT count(*) FROM captures) AS captures, (SELECT count(*) FROM view_counts) AS counters,
           (SELECT count(DISTINCT person) FROM bylines) AS persons, (SELECT count(*) FROM problems) AS problems,
           (SELECT count(*) FROM frontier WHERE {TO_FETCH}) AS pending
"""  # noqa: S608 - built of constants


class Cell(NamedTuple):
    """A month of an edition, its last day, and how complete it is; no shade where no id lies in it."""

    month: str
    until: str
    shade: Shade | None
    completeness: Completeness


class Strip(NamedTuple):
    """An edition by month: twelve cells for each year."""

    lang: str
    years: list[tuple[str, list[Cell]]]
    completeness: Completeness


async def page(datasette: Datasette, request: Request) -> Response:
    """Show what is in the archive."""
    return await render(datasette, request, "home.html", {"home": await summary_of(datasette)})


async def summary_of(datasette: Datasette) -> dict[str, Any]:
    """Read what the home page says, or remember it."""
    return await site_of(datasette).once("home", lambda: read(datasette, summarize, limit_ms=_LIMIT_MS))


def summarize(db: Database) -> dict[str, Any]:
    """Read the context of the template."""
    months = groupby(by_month(db, CoverageFilter()), key=lambda month: month.lang)
    return {
        "site": site_name_of(db),  # None for an archive without articles
        "archive": archive_id(db),
        "editions": rows(db, _EDITIONS),
        "strips": [_strip(lang, list(of_edition)) for lang, of_edition in months],
        "unnumbered": holes(db),  # ids whose numbering is unknown
        "newest": rows(db, _NEWEST, _LISTED),
        "most_read": rows(db, _MOST_READ, _LISTED),
        "last_fetched": db.execute(_LAST_FETCHED).fetchone()[0],
        "counts": rows(db, _COUNTS)[0],
    }


def _strip(lang: str, months: list[Month]) -> Strip:
    known = {each.month: completeness(each.counts) for each in months if each.month is not None}
    years = [int(name[:4]) for name in known]
    return Strip(
        lang,
        [
            (str(year), [_cell(f"{year}-{number:02d}", known) for number in range(1, 13)])
            for year in range(min(years, default=0), max(years, default=-1) + 1)
        ],
        completeness(sum((each.counts for each in months), Counter())),
    )


def _cell(name: str, months: dict[str, Completeness]) -> Cell:
    found = months.get(name, Completeness(0, 0, 0))
    shade: Shade | None = None
    if found.is_unknown:
        shade = "unknown"
    elif found.known:
        shade = next(shade for least, shade in _SHADES if found.kept >= least * found.known) if found.kept else "none"
    return Cell(name, last_day(f"{name}-01"), shade, found)
