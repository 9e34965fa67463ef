"""A report without a server: one file of HTML that loads nothing, with the dashboard's plots and what changed and went.

All in it follows from the archive, and nothing from the clock: the same archive gives the same bytes again.
"""

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from arsip.web.plots import Drawn, Period, draw_all
from arsip.web.plots.period import written
from arsip.web.plots.words import count, plain
from scraper.archive.database import Database, archive_id, site_of
from scraper.archive.schema.tables import VERSIONS
from scraper.atomic_file import replace_file
from scraper.clock import in_jakarta
from scraper.items import EDITION_NAMES, Lang
from scraper.urls import REPLICA

_HERE = Path(__file__).parent

STYLES = ("arsip.css", "plots.css")
"""The browser's own; the file holds them."""

NAMED = 50
"""Articles that are named of each kind."""

_STANDING = "SELECT run, max(fetched_at), count(*) FROM captures"
"""The run that the newest capture is of."""

_EDITION_NAMES = """
    SELECT CASE WHEN key > 0 THEN 'id' ELSE 'en' END, count(*), min(date), max(date) FROM articles
    GROUP BY 1 ORDER BY 1 DESC
"""

_CHANGED = f"""
    SELECT a.lang, a.title, a.url, a.date, v.fetched_at AS moment, v.version, v.capture, count(*) OVER ()
    FROM ({VERSIONS.format(restriction="AND key IN (SELECT key FROM articles WHERE version > 1)")}) v
    JOIN articles a ON a.key = v.key
    WHERE v.version > 1 AND v.fetched_at >= :begin AND v.fetched_at < :end AND a.key BETWEEN :low AND :high
    ORDER BY moment DESC, v.key, v.version LIMIT :named
"""  # noqa: S608 - a constant of ours
"""Each version after the first, by when it was first seen."""

_GONE = """
    SELECT a.lang, a.title, a.url, a.date, n.gone_at AS moment, a.version, n.capture, count(*) OVER ()
    FROM absences n JOIN articles a ON a.key = n.key
    WHERE n.gone_at >= :begin AND n.gone_at < :end AND n.until IS NULL AND a.key BETWEEN :low AND :high
    ORDER BY moment DESC, n.key LIMIT :named
"""
"""What was taken down and has not come back, by the answer that confirmed it; the capture is the first that said so."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What an archive is, and how far it has come.

    Attributes:
        archive: its id.
        site: which site it is of, in words; None while it is empty.
        run: that made the newest capture; None while there is none.
        moment: of that capture, UTC.
        captures: how many there are.
        editions: of each, how many articles there are, and the days of the first and the last.
    """

    archive: str
    site: str | None
    run: str | None
    moment: str | None
    captures: int
    editions: tuple[tuple[Lang, int, str, str], ...]

    @property
    def articles(self) -> int:
        """How many there are."""
        return sum(number for _, number, _, _ in self.editions)


@dataclass(frozen=True, slots=True)
class Happened:
    """An article that has changed or gone.

    Attributes:
        lang: its edition.
        title: as it is now, or was last.
        url: its address.
        date: its day.
        moment: when that was seen, UTC.
        version: which version that was.
        capture: the page that showed it.
    """

    lang: Lang
    title: str
    url: str
    date: str
    moment: str
    version: int
    capture: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Happenings:
    """All of one kind that has happened in a period.

    Attributes:
        heading: what kind.
        about: how much, in a sentence.
        when: what each one's moment is.
        shows: what each one's capture is.
        number: how many there are.
        newest: those that are named.
    """

    heading: str
    about: str
    when: str
    shows: str
    number: int
    newest: tuple[Happened, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A report.

    Attributes:
        html: the file.
        plots: those in it.
        changed: versions that were first seen in the period.
        gone: articles that were found to be taken down in it.
    """

    html: bytes
    plots: tuple[Drawn, ...]
    changed: int
    gone: int


def make(db: Database, period: Period) -> Report:
    """Make a report.

    Args:
        db: the archive.
        period: what it is about: the plots by days of publication, changes and removals by when they were seen.

    Raises:
        DatabaseError: where the archive cannot be read.
    """
    plots = draw_all(db, period)
    changed, gone = _changed(db, period), _gone(db, period)
    html = (
        _environment()
        .get_template("report.html")
        .render(
            period=period,
            standing=_standing(db),
            plots=plots,
            happenings=(changed, gone),
            css="\n".join((_HERE / "static" / name).read_text(encoding="utf-8") for name in STYLES),
            versions={name: version(name) for name in ("arsip", "matplotlib")},
        )
    )
    return Report(html.encode(), plots, changed.number, gone.number)


def write(report: Report, out: Path) -> None:
    """Write a report, beside and then in the place of what was there.

    Args:
        report: it.
        out: the file; its folder is made where it is missing.

    Raises:
        OSError: where it cannot be written; the old file stands then as it was.
    """
    with replace_file(out) as file:
        file.write(report.html)


def _standing(db: Database) -> Standing:
    run, moment, captures = db.execute(_STANDING).fetchone()
    site = site_of(db)
    return Standing(
        archive_id(db),
        "a made-up site" if site == REPLICA else site,
        run,
        moment,
        captures,
        tuple(db.execute(_EDITION_NAMES).fetchall()),
    )


def _changed(db: Database, period: Period) -> Happenings:
    newest, number = _happened(db, _CHANGED, period)
    seen = f"{count(number, 'new version')} {'was' if number == 1 else 'were'} seen"
    return Happenings(
        heading="Changed",
        about=f"{period.opening}, {seen if number else 'no article was seen with another text than before'}",
        when="first seen",
        shows="its capture",
        number=number,
        newest=newest,
    )


def _gone(db: Database, period: Period) -> Happenings:
    newest, number = _happened(db, _GONE, period)
    gone = f"{count(number, 'article')} {'was' if number == 1 else 'were'}" if number else "no article was"
    return Happenings(
        heading="Gone",
        about=f"{period.opening}, {gone} found to be taken down",
        when="confirmed",
        shows="the capture that first said so",
        number=number,
        newest=newest,
    )


def _happened(db: Database, select: str, period: Period) -> tuple[tuple[Happened, ...], int]:
    """Return the newest of what has happened, and how much there is."""
    rows = db.execute(select, {**period.values, **period.moments, "named": NAMED}).fetchall()
    return tuple(Happened(*row[:-1]) for row in rows), rows[0][-1] if rows else 0


def _environment() -> Environment:
    """Where templates come from; all that they are given is escaped but the drawings and the style, which are ours."""
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(day=written, jakarta=in_jakarta, plain=plain, edition=EDITION_NAMES.__getitem__)
    environment.globals.update(count=count)
    return environment
