"""A report without a server: one HTML file that loads nothing, with the dashboard's charts and what changed and went.

All in it follows from the archive, and nothing from the clock: the same archive gives the same bytes again.
"""

from dataclasses import dataclass
from importlib.metadata import version
from itertools import islice
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from arsip.api.passages import ComparedChange, compared
from arsip.web.charts import Chart, inline_svg, read_charts
from arsip.web.formatting import FILTERS
from arsip.web.period import Period
from scraper.archive.changes import ChangeSelection, Kind, count, stream
from scraper.archive.database import Database, archive_id, site_of
from scraper.archive.records import Selection
from scraper.clock import in_jakarta
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
    changed, versions = _newest(db, period, "changed")
    gone, removals = _newest(db, period, "removed", where="status = 'gone'")
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


def _newest(db: Database, period: Period, kind: Kind, where: str | None = None) -> tuple[list[ComparedChange], int]:
    """Return the newest changes of a kind, and how many there are."""
    articles = Selection(lang=period.lang, where=where)
    selection = ChangeSelection(since=period.since, until=period.until, kinds=frozenset({kind}), articles=articles)
    newest = islice(compared(stream(db, selection)), MOST_NAMED)
    return [ComparedChange(change, comparison.summary()) for change, comparison in newest], count(db, selection)[kind]
