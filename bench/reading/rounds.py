"""Rounds of timing: who is timed, on which pages, and how times are compared.

A shared machine is half as fast in one minute as in the next: each contestant takes its turn once a round, on the same
pages, times are compared within a round only, and the median of the ratios is what holds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median, quantiles

from bench import pages
from bench.peers import PEERS, Peer, PeerError, Worker

Pages = Sequence[tuple[bytes, str]]

SAVED = Path(__file__).parents[3] / "shared" / "site" / "pages"


@dataclass(frozen=True, slots=True)
class Kind:
    """Pages that a table is about.

    Attributes:
        name: as the table's heading says it.
        pages: those of a round, by its number.
    """

    name: str
    pages: Callable[[int], Pages]


def kinds(count: int) -> list[Kind]:
    """The kinds of pages at hand, each with `count` pages a round; the saved ones only where they are."""
    made = [Kind(f"Made-up {kind} pages", partial(_made_up, kind, count)) for kind in pages.KINDS]
    saved = [(path.read_bytes(), _address(path)) for path in sorted(SAVED.glob("mobile-*.html"))]
    if not saved:
        return made
    again = (saved * count)[:count]
    return [Kind(f"The {len(saved)} mobile pages saved from the site", lambda _: again), *made]


def _address(path: Path) -> str:
    """The address of a saved page, of its name: `mobile-142433.html`."""
    return f"https://m.beritajakarta.id/read/{path.stem.rpartition('-')[2]}/"


def _made_up(kind: pages.Kind, count: int, number: int) -> Pages:
    """Pages of another made-up site in each round, so that no contestant meets one that it has read before."""
    return [(source.html, source.url) for source in pages.replica_pages(kind, count, seed=number)]


_PARSERS = Path(__file__).with_name("parsers.py")


def _ours(name: str, function: str) -> Peer:
    return Peer(name, _PARSERS, function=function)


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


Round = Mapping[str, float]
"""Seconds a page, by contestant."""


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
    return {name: _timing(rounds, name, yardstick) for name in rounds[0]}


def _timing(rounds: Sequence[Round], name: str, yardstick: str) -> Timing:
    ratios = [each[name] / each[yardstick] for each in rounds]
    low, _, high = quantiles(ratios, n=4, method="inclusive") if len(ratios) > 1 else ratios * 3
    return Timing(median(each[name] for each in rounds), median(ratios), low, high)


def hire(contestants: Sequence[Peer], enter: Callable[[Worker], Worker]) -> tuple[dict[str, Worker], dict[str, str]]:
    """Start the contestants; one that cannot start is left out.

    Args:
        contestants: who is wanted.
        enter: takes a worker in charge, as `ExitStack.enter_context` does.

    Returns:
        the workers by name, and why the others are missing, by name.
    """
    workers: dict[str, Worker] = {}
    missing: dict[str, str] = {}
    for each in contestants:
        try:
            worker = enter(Worker(each))
            worker.load([])
        except PeerError as error:
            missing[each.name] = str(error)
        else:
            workers[each.name] = worker
    return workers, missing
