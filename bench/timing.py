"""Timing on a shared machine, which may be half as fast a minute later: turns in rounds, ratios within each."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import NamedTuple, TypeVar

import click

T = TypeVar("T")

_LAUNCHER = """
import json, os, subprocess, sys, time
command, out, errors = json.loads(sys.argv[1])
with open(out, "wb") as stdout, open(errors, "wb") as stderr:
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=stdout, stderr=stderr)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
cpu = used.ru_utime + used.ru_stime
print(json.dumps([seconds, cpu, used.ru_maxrss * 1024, os.waitstatus_to_exitcode(status)]))
"""
"""A small process that starts the large one: Linux counts the memory of the process that started it."""


class Usage(NamedTuple):
    """What a process took: wall-clock and processor seconds, and the most bytes of memory."""

    seconds: float
    cpu: float
    peak: int


@dataclass(frozen=True, slots=True)
class Timing:
    """What the rounds say of a contestant.

    Attributes:
        seconds: the median.
        times: the yardstick's time, the median of the rounds' ratios.
        low: their first quartile.
        high: their third quartile.
    """

    seconds: float
    times: float
    low: float
    high: float

    @property
    def spread(self) -> str:
        """The times, with the middle half."""
        return f"{self.times:.2f} ({self.low:.2f} to {self.high:.2f})"


def run(command: Sequence[str], out: Path) -> Usage:
    """Run a command in a process of its own, its standard output into a file.

    Raises:
        ClickException: it failed; the message has what it printed on standard error.
    """
    with TemporaryDirectory() as folder:
        errors = Path(folder) / "errors"
        call = json.dumps([command, str(out), str(errors)])
        launcher = [sys.executable, "-I", "-S", "-c", _LAUNCHER, call]
        done = subprocess.run(launcher, stdout=subprocess.PIPE, check=True)  # noqa: S603 - our own
        *figures, status = json.loads(done.stdout)
        if status:
            raise click.ClickException(f"{' '.join(command)}: exit status {status}: {errors.read_text()}")
        return Usage(*figures)


def machine() -> str:
    """Say what the measurements were made on."""
    return f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}"


def rounds(contestants: Mapping[str, Callable[[int], T]], count: int) -> list[dict[str, T]]:
    """Let each contestant take its turn once a round; a turn gets the round's number. Round 0 does not count."""
    return [{name: turn(number) for name, turn in contestants.items()} for number in range(count + 1)][1:]


def compare(measured: Sequence[Mapping[str, float]], yardstick: str) -> dict[str, Timing]:
    """Sum up the seconds of rounds, by contestant."""
    timings = {}
    for name in measured[0]:
        ratios = [each[name] / each[yardstick] for each in measured]
        low, _, high = quantiles(ratios, n=4, method="inclusive") if len(ratios) > 1 else ratios * 3
        timings[name] = Timing(median(each[name] for each in measured), median(ratios), low, high)
    return timings
