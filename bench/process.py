"""Runs a command in a process of its own and measures what it takes."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

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


def run(command: Sequence[str], out: Path) -> Usage:
    """Run a command, its standard output into a file.

    Raises:
        CalledProcessError: it failed; `stderr` is what it printed there.
    """
    with TemporaryDirectory() as folder:
        errors = Path(folder) / "errors"
        call = json.dumps([command, str(out), str(errors)])
        launcher = [sys.executable, "-I", "-S", "-c", _LAUNCHER, call]
        done = subprocess.run(launcher, stdout=subprocess.PIPE, check=True)  # noqa: S603 - our own
        *figures, status = json.loads(done.stdout)
        if status:
            raise subprocess.CalledProcessError(status, list(command), stderr=errors.read_text())
        return Usage(*figures)
