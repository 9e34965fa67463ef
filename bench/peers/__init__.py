"""The programs that others read news pages with: pinned versions, an environment for each, and a worker process."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self, TypeAlias

_HERE = Path(__file__).parent
_ENVIRONMENTS = Path(__file__).parents[2] / ".peers"

Pages: TypeAlias = Sequence[tuple[bytes, str]]
"""Pages, each with its address."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A program that reads pages, by a function of a script; see `bench/peers/serve.py`.

    Its pins are what its environment holds, itself first; one without pins runs in the project's environment.
    """

    name: str
    script: Path
    function: str = "extract"
    pins: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """Its own version; empty where it has no pins."""
        return self.pins[0].partition("==")[2] if self.pins else ""


_EXTRACTORS = _HERE / "extractors.py"
_LXML, _SOUP, _NEWSPAPER = "lxml==6.1.3", "beautifulsoup4==4.15.0", "newspaper4k==0.9.6"
_TRAFILATURA = ("trafilatura==2.3.1", "htmldate==1.11.0", "justext==3.0.2", _LXML)

PEERS: tuple[Peer, ...] = (
    Peer("trafilatura", _EXTRACTORS, "trafilatura", _TRAFILATURA),
    Peer("newspaper4k", _EXTRACTORS, "newspaper4k", (_NEWSPAPER, _SOUP, _LXML)),
    Peer(
        "news-please", _EXTRACTORS, "news_please",
        ("news-please==1.6.16", _NEWSPAPER, "readability-lxml==0.9", _SOUP, _LXML),
    ),
    Peer(  # curl-cffi 0.16 lacks a name that fundus 0.5.7 imports
        "fundus", _HERE / "fundus.py", "extract", ("fundus==0.5.7", "lxml==5.4.0", "curl-cffi==0.15.0")
    ),
)  # fmt: skip
"""The field's best known; the pins of what they parse with stand beside their own, since speed hangs on those."""


class PeerError(Exception):
    """A peer cannot be installed, or its process ended; the text is one line."""


def python_of(peer: Peer, root: Path = _ENVIRONMENTS) -> Path:
    """The Python that runs a peer; its environment is made first, or made anew where the pins have changed."""
    if not peer.pins:
        return Path(sys.executable)
    folder = root / peer.name
    stamp = folder / "made.json"
    expected = json.dumps({"python": sys.version, "pins": peer.pins})
    if not stamp.is_file() or stamp.read_text() != expected:
        shutil.rmtree(folder, ignore_errors=True)
        _make(peer, folder)
        stamp.write_text(expected)
    return folder / "bin" / "python"


def _make(peer: Peer, folder: Path) -> None:
    """Make an environment with uv: the pip of Python 3.11 leaves out the extra of lxml that trafilatura needs."""
    uv = shutil.which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    if uv is None:
        raise PeerError(f"{peer.name} cannot be installed: there is no uv; `make setup` installs it")
    create = [uv, "venv", "--python", sys.executable, str(folder)]
    install = [uv, "pip", "install", "--python", str(folder / "bin" / "python"), *peer.pins]
    for command in (create, install):
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own pins
        if done.returncode:
            errors = (done.stderr or done.stdout).strip().splitlines() or [f"exit status {done.returncode}"]
            raise PeerError(f"{peer.name} cannot be installed: {errors[-1].strip()}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a peer found in a page, in the forms of `scraper.items.Article`; None or empty where it gives nothing."""

    title: str | None = None
    date: str | None = None
    published_at: str | None = None
    authors: tuple[str, ...] = ()
    editor: str | None = None
    views: int | None = None
    body: str | None = None
    photo_url: str | None = None


class Worker:
    """The process of a peer; a context manager. Where its environment is missing, it takes half a minute to make.

    Raises:
        PeerError: the environment cannot be made; or, of each method, the process has ended.
    """

    def __init__(self, peer: Peer) -> None:
        self._name = peer.name
        python = python_of(peer)
        self._folder = TemporaryDirectory(prefix="arsip-peer-")
        self._log = (Path(self._folder.name) / "log").open("w+")
        # What a peer writes to the user's folders, it writes to the worker's.
        folders = dict.fromkeys(("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_DATA_HOME"), self._folder.name)
        # Else glibc gives each page's memory back and asks for it anew, or not, as the heap happens to lie.
        memory = {"MALLOC_TOP_PAD_": str(16 * 1024 * 1024)}
        self._process = subprocess.Popen(  # noqa: S603 - our own script
            [python, "-I", _HERE / "serve.py", peer.script, peer.function],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            encoding="utf-8",
            env=os.environ | folders | memory,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()
        self._log.close()
        self._folder.cleanup()

    def extract(self, pages: Pages) -> list[Found | None]:
        """What it finds in each of the pages; None where it raises or finds nothing."""
        found = self._request("extract", pages)
        return [Found(**(each | {"authors": tuple(each["authors"])})) if each else None for each in found]

    def time(self, pages: Pages) -> float:
        """CPU seconds of one pass over the pages, measured inside its process."""
        return float(self._request("time", pages))

    def _request(self, do: str, pages: Pages) -> Any:  # noqa: ANN401 - JSON
        assert self._process.stdin is not None  # both are pipes
        assert self._process.stdout is not None
        request = {"do": do, "pages": [(html.decode("latin-1"), url) for html, url in pages]}
        try:
            print(json.dumps(request), file=self._process.stdin, flush=True)
            answer = self._process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            self._log.seek(0)
            errors = self._log.read().strip().splitlines() or ["no message"]
            raise PeerError(f"{self._name} ended: {errors[-1]}")
        return json.loads(answer)
