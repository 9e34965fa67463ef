"""Rounds of exports: each contestant once a round, in a process of its own, whose time and memory are taken."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.exporting.contestants import Contestant

_KILOBYTE = 1024


@dataclass(frozen=True, slots=True)
class Taken:
    """What one export took.

    Attributes:
        seconds: by the clock on the wall.
        peak: bytes of memory, at most.
        size: bytes of the file.
    """

    seconds: float
    peak: int
    size: int


@dataclass(frozen=True, slots=True)
class Summed:
    """What the rounds say of a contestant.

    Attributes:
        seconds: the median.
        peak: bytes of memory, the most of all rounds.
        size: bytes of the file.
        times: the seconds of what it is held against, the median of the rounds' ratios; None where it is against none.
    """

    seconds: float
    peak: int
    size: int
    times: float | None


def run(contestants: Sequence[Contestant], db: Path, rounds: int) -> dict[str, Summed]:
    """Time each contestant once a round, and sum the rounds up by name.

    Args:
        contestants: in the order of their turns.
        db: the archive.
        rounds: how many; one more before them, untimed, warms the disk up.
    """
    done = [{each.name: export(each, db) for each in contestants} for _ in range(rounds + 1)][1:]
    return {each.name: _summed(each, done) for each in contestants}


def _summed(contestant: Contestant, rounds: Sequence[dict[str, Taken]]) -> Summed:
    own = [each[contestant.name] for each in rounds]
    against = contestant.against
    ratios = [each[contestant.name].seconds / each[against].seconds for each in rounds if against in each]
    return Summed(
        seconds=median(taken.seconds for taken in own),
        peak=max(taken.peak for taken in own),
        size=own[0].size,
        times=median(ratios) if ratios else None,
    )


_LAUNCHER = """
import json, os, subprocess, sys, time
words, printed, said, told = json.loads(sys.argv[1])
with open(printed, "wb") as out, open(said, "wb") as errors:
    began = time.perf_counter()
    process = subprocess.Popen(words, stdout=out, stderr=errors)
    _, status, used = os.wait4(process.pid, 0)
    took = time.perf_counter() - began
with open(told, "w") as file:
    json.dump([took, used.ru_maxrss, os.waitstatus_to_exitcode(status)], file)
"""
"""A small process that starts the large one: Linux counts the memory of who started a process to it."""


def export(contestant: Contestant, db: Path) -> Taken:
    """Let a contestant write its file, and throw the file away.

    Raises:
        CalledProcessError: where it failed.
    """
    with TemporaryDirectory(dir=db.parent) as place:
        folder = Path(place)
        target = folder / f"out{contestant.suffix}"
        words = contestant.words(db, target)
        printed = target if contestant.prints else folder / "printed"
        asked = json.dumps([words, *(str(path) for path in (printed, folder / "said", folder / "told"))])
        subprocess.run([sys.executable, "-I", "-S", "-c", _LAUNCHER, asked], check=True)  # noqa: S603 - our own
        seconds, peak, status = json.loads((folder / "told").read_text())
        if status:
            raise subprocess.CalledProcessError(status, words, stderr=(folder / "said").read_text())
        return Taken(seconds=seconds, peak=peak * _KILOBYTE, size=target.stat().st_size)
