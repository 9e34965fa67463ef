"""What tests with other people's programs need: each of these in an environment of its own."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYWB = ("pywb==2.10.0", "setuptools<81")
"""pywb asks for `pkg_resources`, which newer setuptools no longer has."""


def environment(name: str, wanted: tuple[str, ...]) -> Path:
    """Return the folder of the programs of an environment; it is installed once, into `.interop/`.

    Args:
        name: of the environment.
        wanted: what is to be installed.
    """
    home = ROOT / ".interop" / name
    programs, done = home / "bin", home / "installed"
    if not done.exists() or done.read_text() != "\n".join(wanted):
        try:
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(home)], check=True, capture_output=True)
            python = str(programs / "python")
            uv = shutil.which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.defpath]))
            pip = [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
            command = [*pip, "--quiet", *wanted]  # pip tries versions of boto for many minutes, uv for seconds
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired, OSError) as error:
            told = f"{name} cannot be installed from the package index: {getattr(error, 'stderr', None) or error}"
            (pytest.fail if os.environ.get("CI") else pytest.skip)(told)
        done.write_text("\n".join(wanted))
    return programs


def pinned() -> tuple[str, ...]:
    """Return what `requirements.lock` pins, as `name==version`, for an environment that runs Arsip itself."""
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    return tuple(line.removesuffix("\\").strip() for line in lines if re.match(r"[\w.-]+(\[[\w,-]+\])?==", line))


@pytest.fixture(scope="session")
def pywb() -> Path:
    """Return the folder of pywb's programs."""
    return environment("pywb", PYWB)
