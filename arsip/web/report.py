"""A report without a server: one HTML file that loads nothing, with the dashboard's charts and what changed and went.

All in it follows from the archive, and nothing from the clock: the same archive gives the same bytes again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import islice
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from arsip.api.passages import ComparedChange, compared
from arsip.web.charts import Chart, inline_svg, read_charts
from arsip.web.formatting import FILTERS
from arsip.web.period import Period
from scraper.archive import records
from scraper.archive.changes import Change, ChangeSelection, Kind, count, stream
from scraper.archive.database import Database, archive_id, site_of
from scraper.archive.records import Selection
from scraper.clock import in_jakarta
from scraper.urls import REPLICA

_HERE = Path(__file__).parent

STYLES = ("arsip.css", "charts.css")

MOST_NAMED = 50
"""Articles that are named of each kind."""

_GONE = "status = 'gone' AND key IN (SELECT key FROM absences WHERE gone_at >= '{}' AND gone_at < '{}')"
_NEWEST_RUN = "SELECT run, max(fetched_at), count(*) FROM captures"
_EDITIONS = """
    SELECT CASE WHEN key > 0 THEN 'id' ELSE 'en' END, count(*), min(date), max(date) FROM articles
    GROUP BY 1 ORDER BY 1 DESC
"""


@dataclass(frozen=True, slots=True)
class Report:
    """A report: the file, the charts in it, how many new versions it has seen, and how many articles are gone."""

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
    changed, versions = _changed(db, period)
    gone, removals = _gone(db, period)
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


def _changed(db: Database, period: Period) -> tuple[list[ComparedChange], int]:
    """Return the newest changes, and how many there are."""
    selection = _selection(period, "changed")
    return _compared(stream(db, selection)), count(db, selection)["changed"]


def _gone(db: Database, period: Period) -> tuple[list[ComparedChange], int]:
    """Return the newest removals of articles that are gone, and how many articles these are.

    One that had returned was removed twice, and is named by the last time.
    """
    selection = _selection(period, "removed")
    articles = replace(selection.articles, where=_GONE.format(*selection.moments))
    removals = stream(db, replace(selection, articles=articles))
    return _compared(_latest(removals)), records.count(db, articles)


def _latest(changes: Iterator[Change]) -> Iterator[Change]:
    """Yield the first change of each article, which is its latest."""
    named = set()
    for each in changes:
        if each.key not in named:
            named.add(each.key)
            yield each


def _selection(period: Period, kind: Kind) -> ChangeSelection:
    articles = Selection(lang=period.lang)
    return ChangeSelection(since=period.since, until=period.until, kinds=frozenset({kind}), articles=articles)


def _compared(changes: Iterator[Change]) -> list[ComparedChange]:
    return [ComparedChange(each, found.summary()) for each, found in islice(compared(changes), MOST_NAMED)]
