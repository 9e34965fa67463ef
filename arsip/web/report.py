"""A report without a server: one HTML file that loads nothing, with the dashboard's charts and what changed and went.

All in it follows from the archive, and nothing from the clock: the same archive gives the same bytes again.
"""

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from arsip.web.charts import Chart, inline_svg, read_charts
from arsip.web.formatting import FILTERS
from arsip.web.period import Period
from scraper.archive.database import Database, archive_id, site_of
from scraper.archive.schema.tables import VERSIONS
from scraper.clock import in_jakarta
from scraper.items import Lang
from scraper.urls import REPLICA

_HERE = Path(__file__).parent

STYLES = ("arsip.css", "charts.css")

MOST_NAMED = 50
"""Articles that are named of each kind."""

_NEWEST_RUN = "SELECT run, max(fetched_at), count(*) FROM captures"
_EDITIONS = """
    SELECT CASE WHEN key > 0 THEN 'id' ELSE 'en' END, count(*), min(date), max(date) FROM articles
    GROUP BY 1 ORDER BY 1 DESC
"""
_CHANGED = f"""
    SELECT a.lang, a.title, a.url, a.date, v.fetched_at AS moment, v.version, v.capture, count(*) OVER ()
    FROM ({VERSIONS.format(restriction="AND key IN (SELECT key FROM articles WHERE version > 1)")}) v
    JOIN articles a ON a.key = v.key
    WHERE v.version > 1 AND v.fetched_at >= :begin AND v.fetched_at < :end AND a.key BETWEEN :low AND :high
    ORDER BY moment DESC, v.key, v.version LIMIT :most
"""  # noqa: S608 - a constant of ours
_GONE = """
    SELECT a.lang, a.title, a.url, a.date, n.gone_at AS moment, a.version, n.capture, count(*) OVER ()
    FROM absences n JOIN articles a ON a.key = n.key
    WHERE n.gone_at >= :begin AND n.gone_at < :end AND n.until IS NULL AND a.key BETWEEN :low AND :high
    ORDER BY moment DESC, n.key LIMIT :most
"""
"""Articles that were removed and have not returned, by the confirming response; the capture is that of the first."""


class Event(NamedTuple):
    """A change or removal of an article."""

    lang: Lang
    title: str
    url: str
    date: str
    moment: str
    version: int
    capture: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report: the file, the charts in it, and how many versions and removals were seen in its period."""

    html: bytes
    charts: dict[str, Chart]
    changed: int
    gone: int


def make(db: Database, period: Period) -> Report:
    """Make a report of a period: charts by days of publication, changes and removals by when they were seen.

    Raises:
        DatabaseError: the archive cannot be read.
    """
    charts = read_charts(db, period)
    changed, versions = _events(db, _CHANGED, period)
    gone, removals = _events(db, _GONE, period)
    run, moment, captures = db.execute(_NEWEST_RUN).fetchone()
    editions = db.execute(_EDITIONS).fetchall()
    site = site_of(db)
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(FILTERS, jakarta=in_jakarta, svg=inline_svg)
    html = environment.get_template("report.html").render(
        period=period,
        archive=archive_id(db),
        site="a made-up site" if site == REPLICA else site,
        run=run,
        moment=moment,
        captures=captures,
        editions=editions,
        articles=sum(number for _, number, _, _ in editions),
        charts=charts,
        changed=changed,
        versions=versions,
        gone=gone,
        removals=removals,
        css="\n".join((_HERE / "static" / name).read_text(encoding="utf-8") for name in STYLES),
        version=version("arsip"),
    )
    return Report(html.encode(), charts, versions, removals)


def _events(db: Database, select: str, period: Period) -> tuple[list[Event], int]:
    """Return the newest events, and how many there are."""
    rows = db.execute(select, {**period.values, **period.moments, "most": MOST_NAMED}).fetchall()
    return [Event(*row[:-1]) for row in rows], rows[0][-1] if rows else 0
