"""`python -m bench.crawling`: times a crawl beside other crawlers of the same pages, and writes docs/speed.md.

Each contestant is a process of its own, started anew in each round, that fetches the same pages of a replica on this
machine: those that Arsip's crawl requests in the round that does not count. CPU time is counted from start to end.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import click

from bench.markdown import put_into, table
from bench.peers import PEERS, PeerError, python_of
from bench.reading import MANUAL
from bench.site import CONNECTIONS, crawl, served
from bench.timing import compare, machine, rounds, run
from scraper.archive.database import open_to_read
from scraper.clock import now

_SCRIPT = str(Path(__file__).parent / "peers" / "crawlers.py")
_HEADS = (
    "what", "CPU, ms a page", "times bare Scrapy (middle half)", "pages a second", "peak MB", "first request, s",
    "CPU until then, s",
)  # fmt: skip
_TICK = os.sysconf("SC_CLK_TCK")

ARSIP = "**arsip crawl**"
BARE = "Scrapy, a spider that does nothing"
"""What the CPU time of every contestant is divided by."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """A command that fetches a site: `{site}`, `{pages}` (a file of addresses), `{folder}` (for what it keeps)."""

    name: str
    command: Sequence[str]
    one_in: int = 1
    """One page in so many is enough for it."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a contestant took: seconds and CPU seconds a page, the most bytes, and both until its first request."""

    seconds: float
    cpu: float
    peak: int
    first_request: float
    start_cpu: float


def contestants() -> list[Contestant]:
    """Return those that need no environment of their own, in the order of their turns."""
    script, given = (sys.executable, _SCRIPT), ("{pages}", "{folder}")
    warc = ("--warc-file={folder}/pages", "--output-document=/dev/null", "--no-verbose", "--input-file={pages}")
    return [
        Contestant(ARSIP, crawl("{site}", "{folder}/archive.db")),
        Contestant(BARE, (*script, "bare", *given)),
        Contestant("Scrapy, parsel and sqlite3 by hand", (*script, "usual", *given)),
        *([Contestant("wget --warc-file, one connection", ("wget", *warc))] if shutil.which("wget") else []),
    ]


def trafilatura() -> Contestant:
    """Return trafilatura; its environment is made first.

    Raises:
        PeerError: it cannot be.
    """
    peer = next(each for each in PEERS if each.name == "trafilatura")
    command = (str(python_of(peer)), _SCRIPT, peer.name, "{pages}", "{folder}")
    return Contestant(f"{peer.name} {peer.version}, fetch and extract", command, one_in=4)


class Race:
    """Lets contestants crawl a site; the first to take its turn must be Arsip's, whose requests the others repeat."""

    def __init__(self, site: str) -> None:
        self._site = site
        self.paths: list[str] = []

    def turn(self, contestant: Contestant, _round: int = 0) -> Turn:
        """Let a contestant start up to its first request, and then crawl."""
        with TemporaryDirectory() as name:
            folder = Path(name)
            seconds, cpu = self._start(contestant, folder)
            shutil.rmtree(folder)
            folder.mkdir()
            usage = run(self._command(contestant, self._site, folder), folder / "printed")
            if not self.paths:
                db = open_to_read(folder / "archive.db")
                urls = db.execute("SELECT url FROM captures ORDER BY fetched_at")
                self.paths = [url.removeprefix(self._site) for (url,) in urls]
        pages = len(self.paths[:: contestant.one_in])
        return Turn(usage.seconds / pages, usage.cpu / pages, usage.peak, seconds, cpu)

    def _command(self, contestant: Contestant, site: str, folder: Path) -> list[str]:
        pages = folder / "pages.txt"
        pages.write_text("".join(f"{site}{path}\n" for path in self.paths[:: contestant.one_in] or ["/"]))
        return [word.format(site=site, pages=pages, folder=folder) for word in contestant.command]

    def _start(self, contestant: Contestant, folder: Path) -> tuple[float, float]:
        """Return the seconds and the CPU seconds from a contestant's start to its first request, and kill it then."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            site = f"http://127.0.0.1:{listener.getsockname()[1]}"
            command = self._command(contestant, site, folder)
            began = time.perf_counter()
            with subprocess.Popen(command, stdout=-3, stderr=-3) as process:  # noqa: S603 - our own
                listener.settimeout(60)
                with listener.accept()[0] as connection:
                    connection.recv(1)
                    seconds = time.perf_counter() - began
                    of_all = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
                    process.kill()
        return seconds, sum(int(ticks) for ticks in of_all[11:13]) / _TICK


def rows(done: Sequence[Mapping[str, Turn]]) -> Iterator[list[str]]:
    """Yield the rows of the table, the least CPU first."""
    timings = compare([{name: turn.cpu for name, turn in each.items()} for each in done], BARE)
    for name, each in sorted(timings.items(), key=lambda item: item[1].times):
        turns = [turn[name] for turn in done]
        yield [
            name,
            f"{each.seconds * 1000:.2f}",
            each.spread,
            f"{1 / median(turn.seconds for turn in turns):,.0f}",
            f"{max(turn.peak for turn in turns) / 1e6:.0f}",
            f"{median(turn.first_request for turn in turns):.2f}",
            f"{median(turn.start_cpu for turn in turns):.2f}",
        ]


@click.command()
@click.option("--articles", type=click.IntRange(20), default=2_000, show_default=True, help="Articles of the replica.")
@click.option("--rounds", "count", type=click.IntRange(1), default=3, show_default=True, help="Crawls of each.")
@click.option("--only", multiple=True, help="Time only those with this in their name, beside Scrapy and Arsip; print.")
def main(articles: int, count: int, only: tuple[str, ...]) -> None:
    """Time a crawl beside other crawlers of the same pages."""
    taking_part = contestants()
    try:
        taking_part.append(trafilatura())
    except PeerError as error:
        click.echo(error, err=True)
    chosen = [
        each
        for each in taking_part
        if not only or each.name in (ARSIP, BARE) or any(part in each.name for part in only)
    ]
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else each start would compile every module
    with served(articles) as site:
        race = Race(site)
        done = rounds({each.name: partial(race.turn, each) for each in chosen}, count)
    text = (
        f"Measured on {now():%Y-%m-%d} with `python -m bench.crawling --articles {articles} --rounds {count}`: "
        f"{len(race.paths):,} pages, {CONNECTIONS} requests at once, on {machine()}, Scrapy {version('scrapy')}; the "
        "replica shares the cores.\n\n"
        f"{table(_HEADS, rows(done))}"
    )
    click.echo(text)
    if not only:
        put_into(MANUAL, "bench-crawl", text)


if __name__ == "__main__":
    main()
