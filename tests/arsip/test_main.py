"""Ctrl-C before a command begins and after it has ended: one line and exit status 5, or the command's own end."""

import subprocess
import sys

from scraper.exit_codes import INTERRUPTED

BEFORE = """
class Interrupting:
    def find_spec(self, name, *_):
        if name == "click":
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Interrupting())
"""

AFTER = """
atexit.register(signal.raise_signal, signal.SIGINT)
"""


def interrupted(how: str) -> subprocess.CompletedProcess[str]:
    code = f"""
import atexit, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a process in the background ignores it
{how}
from arsip.__main__ import run
sys.argv = ["arsip", "--version"]
run()
"""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=30)


def test_ctrl_c_while_the_command_line_is_imported_ends_with_a_line() -> None:
    done = interrupted(BEFORE)
    assert (done.returncode, done.stdout, done.stderr) == (
        INTERRUPTED, "", "Error: interrupted; give the same command again\n"
    )  # fmt: skip


def test_ctrl_c_after_a_command_has_ended_changes_nothing() -> None:
    done = interrupted(AFTER)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("arsip, version ")
