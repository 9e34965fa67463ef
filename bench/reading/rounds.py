"""Rounds of timing: who is timed, on which pages, and how times are compared.

A shared machine is half as fast in one minute as in the next: each contestant takes its turn once a round, on the same
pages, times are compared within a round only, and the median of the ratios is what holds.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median, quantiles

from bench.markdown import table
from bench.pages import KINDS, SAVED, Kind, replica_pages, saved_url
from bench.peers import PEERS, Peer, PeerError, Worker

Pages = Sequence[tuple[bytes, str]]

Round = Mapping[str, float]
"""Seconds a page, by contestant."""


@dataclass(frozen=True, slots=True)
class PageKind:
    """Pages that a table is about: its heading, and those of a round, by its number."""

    name: str
    pages: Callable[[int], Pages]


@dataclass(frozen=True, slots=True)
class Timing:
    """What the rounds say of a contestant.

    Attributes:
        seconds: a page, the median.
        times: the yardstick's time, the median of the rounds' ratios.
        low: their first quartile.
        high: their third quartile.
    """

    seconds: float
    times: float
    low: float
    high: float


def _ours(name: str, function: str) -> Peer:
    return Peer(name, Path(__file__).with_name("parsers.py"), function=function)


YARDSTICK = _ours("lxml, parse only", "lxml")
"""What every time is divided by."""

CONTESTANTS: tuple[Peer, ...] = (
    YARDSTICK,
    _ours("lexbor, parse only", "lexbor"),
    _ours("**arsip, by the template**", "template"),
    _ours("**arsip, as a crawl reads**", "arsip"),
    _ours("BeautifulSoup on lxml, parse only", "beautifulsoup"),
    _ours("**arsip, by the generic finder**", "generic"),
    *sorted(PEERS, key=lambda peer: peer.name),
)
"""In the order they take their turns in a round: those that are held against each other, one after the other."""


def kinds(count: int) -> list[PageKind]:
    """The kinds of pages at hand, each with `count` pages a round; the saved ones only where they are."""
    made = [PageKind(f"Made-up {kind} pages", partial(_made_up, kind, count)) for kind in KINDS]
    saved = [(path.read_bytes(), saved_url(path.stem)) for path in sorted(SAVED.glob("mobile-*.html"))]
    if not saved:
        return made
    again = (saved * count)[:count]
    return [PageKind(f"The {len(saved)} mobile pages saved from the site", lambda _: again), *made]


def _made_up(kind: Kind, count: int, number: int) -> Pages:
    """Pages of another made-up site in each round, so that no contestant meets one that it has read before."""
    return [(source.html, source.url) for source in replica_pages(kind, count, seed=number)]


def start(contestants: Sequence[Peer], stack: ExitStack) -> tuple[dict[str, Worker], dict[str, str]]:
    """Start the contestants, until the stack is closed; one that cannot start is left out.

    Returns:
        the workers by name, and why the others are missing, by name.
    """
    workers: dict[str, Worker] = {}
    missing: dict[str, str] = {}
    for each in contestants:
        try:
            worker = stack.enter_context(Worker(each))
            worker.load([])
            workers[each.name] = worker
        except PeerError as error:
            missing[each.name] = str(error)
    return workers, missing


def run(workers: Mapping[str, Worker], pages: Callable[[int], Pages], rounds: int) -> list[Round]:
    """Time each contestant once a round.

    Args:
        workers: the contestants at work, in the order of their turns.
        pages: of a round, by its number from 1; those of round 0 are read once before, untimed.
        rounds: how many.
    """
    done: list[Round] = []
    for number in range(rounds + 1):
        loaded = pages(number)
        for worker in workers.values():
            worker.load(loaded)
        done.append({name: worker.time() / len(loaded) for name, worker in workers.items()})
    return done[1:]


def compare(rounds: Sequence[Round], yardstick: str) -> dict[str, Timing]:
    """Sum rounds up, by contestant."""
    timings = {}
    for name in rounds[0]:
        ratios = [each[name] / each[yardstick] for each in rounds]
        low, _, high = quantiles(ratios, n=4, method="inclusive") if len(ratios) > 1 else ratios * 3
        timings[name] = Timing(median(each[name] for each in rounds), median(ratios), low, high)
    return timings


def timings_table(measured: Mapping[str, Timing], versions: Mapping[str, str], missing: Mapping[str, str]) -> str:
    """A table of contestants in Markdown, the fastest first, and last those that could not take part, with the reason.

    Versions are given by contestant, where it has one of its own.
    """
    rows = [
        (
            f"{name} {versions.get(name, '')}".strip(),
            _three_digits(each.seconds * 1000),
            f"{_three_digits(each.times)} ({_three_digits(each.low)} to {_three_digits(each.high)})",
            f"{1 / each.seconds:,.0f}",
        )
        for name, each in sorted(measured.items(), key=lambda item: item[1].times)
    ]
    left_out = [(name, reason.replace("|", "/"), "", "") for name, reason in missing.items()]
    return table(("what", "ms a page", "times lxml's parse (middle half)", "pages a second"), [*rows, *left_out])


def _three_digits(number: float) -> str:
    return f"{number:.2f}" if number < 10 else f"{number:.1f}" if number < 100 else f"{number:.0f}"  # noqa: PLR2004
