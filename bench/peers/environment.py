"""Makes a virtual environment for each peer, once, under `.peers` in the project's root."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from bench.peers.peer import Peer

ROOT = Path(__file__).parents[2] / ".peers"
_PYTHON = Path("Scripts" if os.name == "nt" else "bin") / "python"
_STAMP = "made.json"


class PeerError(Exception):
    """A peer cannot be installed, or its process ended; the text is one line."""


def python_of(peer: Peer, root: Path = ROOT) -> Path:
    """The Python that runs a peer; its environment is made first, or made anew where the pins have changed.

    Raises:
        PeerError: it cannot be made.
    """
    if not peer.pins:
        return Path(sys.executable)
    folder = root / peer.name
    stamp = folder / _STAMP
    wanted = json.dumps({"python": sys.version, "pins": peer.pins})
    if not stamp.is_file() or stamp.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        _make(peer, folder)
        stamp.write_text(wanted)
    return folder / _PYTHON


def _make(peer: Peer, folder: Path) -> None:
    """Make an environment with uv, or where that is missing with what comes with Python."""
    uv = shutil.which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    python = str(folder / _PYTHON)
    if uv:
        _run(peer, [uv, "venv", "--python", sys.executable, str(folder)])
        _run(peer, [uv, "pip", "install", "--python", python, *peer.pins])
    else:
        _run(peer, [sys.executable, "-m", "venv", str(folder)])
        _run(peer, [python, "-m", "pip", "install", "--disable-pip-version-check", *peer.pins])


def _run(peer: Peer, command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own pins
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or [f"exit status {done.returncode}"]
        raise PeerError(f"{peer.name} cannot be installed: {said[-1].strip()}")
