"""Rounds of timing: each contestant once a round, on the same pages; times are compared within a round only.

A shared machine is half as fast in one minute as in the next. What is compared stands close together in time, and the
median over the rounds is what holds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from bench.peers import Peer, PeerError, Worker
from bench.reading.pages import Pages

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
