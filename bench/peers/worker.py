"""A peer at work, in a process of its own that is given pages and asked what it finds in them, or how long it takes."""

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

from bench.peers.environment import PeerError, python_of
from bench.peers.peer import Peer

_SERVE = Path(__file__).with_name("serve.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a peer found in a page; None or empty where it gives nothing.

    Attributes:
        title: the headline.
        date: `YYYY-MM-DD`.
        published_at: `YYYY-MM-DDTHH:MM+07:00`, where it gives a time of day.
        authors: the names it takes for the writers', in order.
        editor: a name.
        views: the counter.
        body: paragraphs, parted by one blank line.
        photo_url: an address.
    """

    title: str | None = None
    date: str | None = None
    published_at: str | None = None
    authors: tuple[str, ...] = ()
    editor: str | None = None
    views: int | None = None
    body: str | None = None
    photo_url: str | None = None


class Worker:
    """The process of a peer; a context manager.

    Args:
        peer: who is to work. Its environment is made where it is missing, which takes half a minute.

    Raises:
        PeerError: the environment cannot be made; or, of each method, the process has ended.
    """

    def __init__(self, peer: Peer) -> None:
        self._name = peer.name
        python = python_of(peer)
        self._folder = TemporaryDirectory(prefix="arsip-peer-")
        home = Path(self._folder.name)
        self._pages = home / "pages"
        self._pages.mkdir()
        self._log = (home / "log").open("w+")
        # What a peer writes to the user's folders, it writes to the worker's.
        folders = dict.fromkeys(("HOME", "USERPROFILE", "TMPDIR", "XDG_CACHE_HOME", "XDG_DATA_HOME"), str(home))
        # Else glibc gives each page's memory back and asks for it anew, or not, as the heap happens to lie.
        memory = {"MALLOC_TOP_PAD_": str(16 * 1024 * 1024)}
        self._process = subprocess.Popen(  # noqa: S603 - our own script
            [python, "-I", _SERVE, peer.adapter],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            encoding="utf-8",
            env=os.environ | folders | memory,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process and remove what it wrote."""
        self._process.kill()
        self._process.communicate()
        self._log.close()
        self._folder.cleanup()

    def load(self, pages: Sequence[tuple[bytes, str]]) -> None:
        """Give it pages, each with its address, in place of those it had."""
        asked = []
        for number, (html, url) in enumerate(pages):
            path = self._pages / f"{number}.html"
            path.write_bytes(html)
            asked.append({"path": str(path), "url": url})
        self._ask({"do": "load", "pages": asked})

    def extract(self) -> list[Found | None]:
        """What it finds in each of the pages; None where it raises or finds nothing."""
        found = self._ask({"do": "extract"})["found"]
        return [Found(**(each | {"authors": tuple(each["authors"])})) if each else None for each in found]

    def time(self) -> float:
        """CPU seconds of one pass over the pages, measured inside its process."""
        return float(self._ask({"do": "time"})["seconds"])

    def _ask(self, request: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
        assert self._process.stdin is not None  # both are pipes
        assert self._process.stdout is not None
        try:
            print(json.dumps(request), file=self._process.stdin, flush=True)
            answer = self._process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            self._log.seek(0)
            said = self._log.read().strip().splitlines() or ["it said nothing"]
            raise PeerError(f"{self._name} ended: {said[-1]}")
        return json.loads(answer)
