"""The suite ends wherever it is started: SIGINT reaches tests and their processes, a test that hangs fails by name."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

RANDOM = """
from hypothesis import given, strategies
from tests.conftest import examples

SEEN = []

@examples(7)
@given(strategies.integers())
def test_random(number):
    SEEN.append(number)

def test_seen():
    assert len(SEEN) == COUNT
"""
"""Tests of which the second counts the examples of the first."""

TESTS = """
import os, signal, subprocess, time
import pytest

def test_sigint_arrives():
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(1)
    with subprocess.Popen(["sleep", "60"]) as child:
        child.send_signal(signal.SIGINT)
    assert child.returncode == -signal.SIGINT

@pytest.mark.timeout(0.2)
def test_endless():
    while True:
        time.sleep(0.01)

@pytest.mark.soak
def test_long(request):
    assert request.node.get_closest_marker("timeout").args[0] > 600
"""


def test_with_sigint_ignored_the_suite_ends_and_names_what_hung(tmp_path: Path) -> None:
    made = tmp_path / "test_made.py"
    made.write_text(TESTS + RANDOM.replace("COUNT", "7"))
    started = [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "-p", "tests.conftest", "-p", "no:cacheprovider"]
    done = subprocess.run(
        ["/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh", *started, "-n", "0", "-m", "", str(made)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=150,
    )  # fmt: skip
    failed = [line.split()[1].rpartition("::")[2] for line in done.stdout.splitlines() if line.startswith("FAILED ")]
    assert failed == ["test_endless"], done.stdout + done.stderr
    assert "Timeout (>0.2s)" in done.stdout
    assert "1 failed, 4 passed" in done.stdout


def test_fuzzing_tries_more_examples(tmp_path: Path) -> None:
    made = tmp_path / "test_made.py"
    made.write_text(RANDOM.replace("COUNT", "35"))
    started = [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "-p", "tests.conftest", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*started, "-n", "0", "--hypothesis-profile", "fuzz", str(made)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "2 passed" in done.stdout, done.stdout + done.stderr
