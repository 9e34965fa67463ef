"""What tests with other people's programs need: the real pywb, in an environment of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WANTED = ("pywb==2.10.0", "setuptools<81")
"""pywb asks for `pkg_resources`, which newer setuptools no longer has."""


@pytest.fixture(scope="session")
def pywb() -> Path:
    """Return the folder of pywb's programs; it is installed once, into `.interop/pywb`."""
    home = ROOT / ".interop" / "pywb"
    programs, done = home / "bin", home / "installed"
    if not done.exists() or done.read_text() != "\n".join(WANTED):
        try:
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(home)], check=True, capture_output=True)
            command = [str(programs / "python"), "-m", "pip", "install", "--quiet", *WANTED]
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired, OSError) as error:
            pytest.skip(f"pywb cannot be installed from the package index: {error}")
        done.write_text("\n".join(WANTED))
    return programs
