"""A replica served in a process of its own, and the command that crawls it as fast as it answers."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ARSIP = (sys.executable, "-m", "arsip")
CONNECTIONS = 8
"""Requests under way at once."""


@contextmanager
def served(articles: int, *options: str) -> Iterator[str]:
    """Serve a frozen replica of so many articles; yield its scheme and host."""
    command = [*ARSIP, "replica", "--articles", str(articles), "--port", "0", "--frozen", *options]
    start = ("--start", "2026-10-08T12:00+0700")
    with subprocess.Popen([*command, *start], stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - ours
        assert server.stdout is not None
        try:
            yield "http://" + server.stdout.readline().split("http://")[1].split("/")[0]
        finally:
            server.terminate()


def crawl(site: str, db: str | Path, *options: str) -> list[str]:
    """Return the command that crawls a site with everything on, but without a pause."""
    at_once = ("--delay", "0", "--concurrency", str(CONNECTIONS), "--min-free", "0", "--quiet")
    return [*ARSIP, "crawl", "articles", "--site", site, "--db", str(db), *at_once, *options]
