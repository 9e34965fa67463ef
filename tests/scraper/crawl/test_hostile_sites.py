"""Sites that are hostile or broken: a crawl of one ends soon, in little memory, and says why; the archive is whole.

`make soak` tries them all; `ARSIP_TABLE=table.md make soak ARGS="-k hostile"` writes down what each came to.
"""

import asyncio
import os
import re
import sys
import time
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest

from scraper.maintenance.verify.verification import verify
from tests.scraper.crawl.hostile_scenarios import ONCE, SCENARIOS, TIMED
from tests.scraper.crawl.hostile_server import Scenario, serving

SECONDS = 120
"""A crawl of few requests takes no longer, whatever the site does; one request may take 60 seconds."""

MEMORY_MB = 300
AT_ONCE = 4
"""Crawls at a time, besides those of `TIMED` and `ONCE`, which only wait."""

CHEAP = ("escape sequences in Location", "10^30 views", "status 10^30")

WRAPPER = (
    "import resource, subprocess, sys; status = subprocess.call(sys.argv[2:]); "
    "open(sys.argv[1], 'w').write(f'{status} {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss}')"
)
"""Starts a crawl from a small process: the peak memory of a child counts from its parent's."""

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What a terminal obeys instead of showing."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a crawl came to.

    Attributes:
        status: of its exit; None where it had to be killed.
        seconds: how long it took.
        peak_mb: its peak memory.
        stdout: what it printed.
        stderr: and what it said.
        requests: that the server saw.
        strays: requests that reached another address, where a redirect led.
        kept: bytes in the archive's folder.
        path: the archive.
    """

    status: int | None
    seconds: float
    peak_mb: float
    stdout: str
    stderr: str
    requests: int
    strays: int
    kept: int
    path: Path

    @property
    def last_line(self) -> str:
        """The last line on stderr, without its time."""
        lines = self.stderr.strip().splitlines() or [""]
        return re.sub(r"^[0-9-]+ [0-9:,]+ ", "", lines[-1])


async def outcome_of(scenario: Scenario, folder: Path) -> Outcome:
    """Crawl a hostile site in a process of its own."""
    folder.mkdir()
    verdict, archive = folder / "verdict", folder / "kept" / "archive.db"
    archive.parent.mkdir()
    async with serving(scenario) as server:
        more = ("--site", server.url, "--db", str(archive), "--delay", "0", "--concurrency", "4", "--min-free", "0")
        command = [sys.executable, "-m", "arsip", "crawl", *scenario.command, *more]
        began = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", "-S", "-c", WRAPPER, str(verdict), *command,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        try:
            stdout, stderr = await asyncio.wait_for(process.communicate(), SECONDS + 30)
        except TimeoutError:
            os.killpg(process.pid, 9)
            await process.wait()
            stdout, stderr = b"", b"killed: it did not end"
        seconds = time.monotonic() - began
        status, peak = map(int, verdict.read_text().split()) if verdict.exists() else (None, 0)
        return Outcome(
            status=status,
            seconds=seconds,
            peak_mb=peak / 1024,
            stdout=stdout.decode(),
            stderr=stderr.decode(),
            requests=len(server.requests),
            strays=len(server.strays),
            kept=sum(file.stat().st_size for file in archive.parent.rglob("*") if file.is_file()),
            path=archive,
        )


async def _all(names: Iterable[str], folder: Path) -> dict[str, Outcome]:
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(number: int, name: str) -> tuple[str, Outcome]:
        async with nullcontext() if SCENARIOS[name].command in (TIMED, ONCE) else turn:
            return name, await outcome_of(SCENARIOS[name], folder / str(number))

    return dict(await asyncio.gather(*(one(number, name) for number, name in enumerate(names))))


def table(outcomes: dict[str, Outcome]) -> str:
    """Write down in Markdown what came of each scenario."""
    rows = ["| site | requests | seconds | peak MB | kept KB | exit | last line |", "|---|--:|--:|--:|--:|--:|---|"]
    for name, came in outcomes.items():
        line = re.sub(r"127\.0\.0\.([12]):\d+", r"127.0.0.\1", came.last_line.replace("|", "\\|"))
        line = re.sub(r"/read/\d+/[a-z0-9-]+", "/read/…", line)
        line = line if len(line) <= 180 else line[:179] + "…"
        rows.append(
            f"| {name} | {came.requests} | {came.seconds:.0f} | {came.peak_mb:.0f} | {came.kept / 1e3:,.0f} | "
            f"{came.status} | {line} |"
        )
    return "\n".join(rows) + "\n"


def hold(came: Outcome) -> None:
    """Assert what holds of every crawl of a hostile site."""
    assert came.status in {0, 1, 3, 4}, came.stderr[-3000:]
    assert came.seconds < SECONDS
    assert came.peak_mb < MEMORY_MB
    assert came.strays == 0
    said = came.stdout + came.stderr
    assert "Traceback" not in said
    assert not re.search("twisted|SQLite|sqlite3", said)
    assert not CONTROL.search(said)
    assert came.status == 0 or came.last_line
    report = verify(came.path)
    assert report.faults == 0, [fault for check in report.checks for fault in check.faults]


@pytest.mark.parametrize("name", CHEAP)
async def test_hostile_sites_of_three_kinds_do_no_harm(name: str, tmp_path: Path) -> None:
    hold(await outcome_of(SCENARIOS[name], tmp_path / "one"))


@pytest.fixture(scope="module")
def outcomes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """Crawl all that are chosen, several at a time."""
    functions = [item for item in request.session.items if isinstance(item, pytest.Function)]
    chosen = [item.callspec.params["name"] for item in functions if "outcomes" in item.fixturenames]
    came = asyncio.run(_all(chosen, tmp_path_factory.mktemp("hostile")))
    if target := os.environ.get("ARSIP_TABLE"):
        Path(target).write_text(table(came), encoding="utf-8")
    return came


@pytest.mark.soak
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_hostile_site_does_no_harm(name: str, outcomes: dict[str, Outcome]) -> None:
    hold(outcomes[name])
