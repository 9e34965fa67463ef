"""What people read has the days of Jakarta; what programs read has UTC with its `Z`.

All here was fetched at 23:30 UTC, when it is already tomorrow in Jakarta.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from arsip.api.archive import Archive
from arsip.cli.commands.changes import changes
from arsip.cli.commands.info import info
from arsip.cli.commands.nightly import nightly
from arsip.cli.commands.problems import problems
from arsip.cli.commands.report import report
from arsip.cli.commands.restore import restore
from arsip.cli.commands.runs import runs
from arsip.cli.commands.show import show
from arsip.nightly import notifications
from arsip.nightly.backup.creation import back_up
from arsip.nightly.job import NightlyResult
from export.package import title_of
from export.provenance import profile
from export.request import Records
from scraper.archive import runs as noted
from scraper.archive.database import create_or_open, open_to_read
from scraper.exit_codes import CannotRun
from scraper.items import Answer
from scraper.lock import ArchiveLock
from tests.arsip.web.visiting import Visitor, visiting
from tests.scraper.archive.making import answered, article, capture, fill, link, missing

FIRST, SECOND, LAST = (f"2026-10-{day}T23:30:00.000Z" for day in (14, 20, 31))
UTC_DAYS = re.compile(r"(?:2026-10-(?:14|20|31))|\b(?:14|20|31) October 2026|20261020T2330")
IN_JAKARTA = re.compile(r"2026-(?:10-(?:15|21)|11-01)|\b(?:(?:15|21) October|1 November) 2026")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An article that changed, one that went, a page that could not be read, and a night."""
    of = {"date": "2026-09-02", "published_at": None}
    popular = {"popular": (link(1, 102, views=7),)}
    pairs = [
        (capture(1, at=FIRST), answered(article(views=10, **of, **popular))),
        (capture(2, 102, at=FIRST), answered(article(102, title="Banjir Surut", views=5, **of))),
        (capture(3, at=SECOND), answered(article(title="Pasar Baru Ramai", views=40, **of, **popular))),
        (capture(4, 102, at=SECOND, status=404), missing(102)),
        (capture(5, 203, at=SECOND), Answer(outcome="unreadable", key=203, reader="1", reason="no headline")),
        (capture(6, 102, at=LAST, status=404), missing(102)),
    ]
    made = fill(tmp_path_factory.mktemp("jakarta") / "archive.db", pairs)
    with closing(create_or_open(made)) as db:
        for run, kind in (("run-1", "articles"), ("0f6ad7e2-0000-4000-8000-000000000000", noted.NIGHTLY)):
            begun = noted.NewRun(
                run=run, kind=kind, arguments="{}", site="beritajakarta.id", user_agent="", robots="obey", pid=1,
                started_at=SECOND,
            )  # fmt: skip
            noted.begin(db, begun)
            noted.end(db, run, ended_at=LAST, reason="finished", verdict="done", exit_status=0, counts='{"new": 2}')
    back_up(made, str(made.parent / "backups"), now=datetime.fromisoformat(SECOND))
    return made


@pytest.fixture(scope="module")
def visitor(path: Path) -> Iterator[Visitor]:
    """A server of it."""
    with visiting(path) as found:
        yield found


def is_jakarta(said: str, *, dated: bool = True) -> None:
    """Fail where a day of UTC is shown; or, where there ought to be one, no day of Jakarta."""
    assert not (found := UTC_DAYS.search(said)), said[max(0, found.start() - 200) : found.end() + 50]
    assert not dated or IN_JAKARTA.search(said), said


def seen(html: str) -> str:
    """What a page shows, without what only browsers read, and without UTC where it is named beside Jakarta's time."""
    text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", html, flags=re.DOTALL)
    return re.sub(r"(\d WIB)\s+(?:\d{4}-\d\d-\d\d )?\d\d:\d\d UTC", r"\1", text)


@pytest.mark.parametrize(
    ("page", "dated"),
    [
        ("/", True),
        ("/article/101", True),
        ("/article/101?version=1", True),
        ("/article/102", True),
        ("/article/101/changes", True),
        ("/changes?kind=changed&kind=removed&kind=new", True),
        ("/search?q=pasar", False),
        ("/dashboard", True),
        ("/archive/captures", True),
        ("/archive/versions", True),
        ("/archive/captures/urn~3Auuid~3A00000000000000000000000000000003", True),
        ("/archive/runs", True),
        ("/archive?sql=select+fetched_at+from+captures", True),
        ("/archive/changed-after-publication", True),
        ("/archive/fastest-risers", True),
        ("/archive/most-promoted", True),
        ("/archive/taken-down", True),
    ],
)
async def test_pages(visitor: Visitor, page: str, dated: bool) -> None:
    answer = await visitor.get(page)
    assert answer.status == 200
    is_jakarta(seen(answer.text), dated=dated)


async def test_months_of_answers_are_of_jakarta(visitor: Visitor) -> None:
    answers = json.loads((await visitor.get("/archive/health-of-the-crawl.json?_shape=array")).text)
    assert sum(row["answers"] for row in answers if row["month"] == "2026-11") == 1


async def test_the_last_counter_of_a_day_is_of_a_day_in_jakarta(tmp_path: Path) -> None:
    moments = ("2026-10-14T16:30:00.000Z", "2026-10-14T23:30:00.000Z", "2026-10-15T01:00:00.000Z")
    pairs = [(capture(n, at=at), answered(article(views=n * 10))) for n, at in enumerate(moments, 1)]
    with visiting(fill(tmp_path / "archive.db", pairs)) as found:
        page = await found.get("/article/101")
    assert page.words("figure + details tbody td.number") == ["10", "30"]


@pytest.mark.parametrize(
    ("verb", "arguments", "dated"),
    [
        (show, ["101"], True),
        (show, ["102"], True),
        (show, ["101", "--versions"], True),
        (show, ["102", "--versions"], True),
        (show, ["101", "--diff"], True),
        (show, ["101", "--cite"], True),
        (show, ["102", "--cite"], True),
        (changes, ["--kind", "changed", "--kind", "removed", "--kind", "new"], True),
        (problems, [], True),
        (runs, [], True),
        (runs, ["run-1"], True),
        (info, [], False),
    ],
)
def test_the_terminal(path: Path, verb: click.Command, arguments: list[str], dated: bool) -> None:
    result = CliRunner().invoke(verb, [*arguments, "--db", str(path)], env={"COLUMNS": "120"})
    assert result.exit_code == 0
    is_jakarta(result.output, dated=dated)


def test_a_report(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    assert CliRunner().invoke(report, [str(out), "--db", str(path)]).exit_code == 0
    is_jakarta(seen(out.read_text(encoding="utf-8")))


def test_backups_are_listed_with_the_time_in_jakarta(path: Path) -> None:
    listed = CliRunner().invoke(restore, [str(path.parent / "backups"), "--list"], env={"COLUMNS": "120"})
    (line,) = (line.split() for line in listed.stdout.splitlines() if "Z" in line)
    assert line[:3] == ["20261020T233000Z", "2026-10-21", "06:30"]  # the name is UTC's, and says so by its Z


def test_citations(path: Path) -> None:
    with Archive(path) as archive:
        for key in (101, 102):
            is_jakarta(archive.cite(key))
        assert "gone from the site by 2026-10-21" in archive.cite(102)


async def test_bibtex(visitor: Visitor) -> None:
    assert "urldate      = {2026-10-21}," in (await visitor.get("/article/101")).text


def test_the_words_of_an_export_are_of_jakarta_and_its_data_of_utc(path: Path) -> None:
    with closing(open_to_read(path)) as db:
        _, origin = profile(db, Records())
    is_jakarta(origin.citation())
    is_jakarta("\n".join(said for _, said in origin.lines()))
    is_jakarta(title_of(origin))
    assert json.loads(origin.as_json())["as_of"] == LAST


def test_json_is_of_utc(path: Path) -> None:
    told = CliRunner().invoke(show, ["102", "--json", "--db", str(path)]).stdout
    assert json.loads(told)["gone_since"] == SECOND


def test_notices_and_who_holds_the_lock(tmp_path: Path) -> None:
    is_jakarta(notifications.body(NightlyResult(run="r", archive="a.db", started_at=FIRST, ended_at=FIRST, steps=())))
    lock = ArchiveLock(tmp_path / "archive.db", started_at=SECOND)
    try:
        with pytest.raises(CannotRun) as refused:
            ArchiveLock(tmp_path / "archive.db", started_at=SECOND)
    finally:
        lock.release()
    is_jakarta(str(refused.value))


def test_a_night_that_was_not_missed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later: Callable[[], datetime] = lambda: datetime(2026, 10, 21, 1, tzinfo=UTC)  # noqa: E731 - one line
    monkeypatch.setattr("scraper.clock.now", later)
    told = CliRunner().invoke(nightly, ["--db", str(path), "--contact", "a@example.org", "--if-missed"])
    assert (told.exit_code, told.stderr) == (
        0, "The last nightly run began at 2026-10-21 06:30, Jakarta's time; none was missed.\n",
    )  # fmt: skip
