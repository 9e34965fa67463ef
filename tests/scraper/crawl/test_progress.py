"""What a person sees of a crawl: a bar on a terminal, plain lines elsewhere, a summary at the end."""

import asyncio
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scraper.crawl import progress
from tests.conftest import Crawl, Serve


async def test_a_terminal_gets_a_bar_that_ends_at_all_there_is(replica: Serve, tmp_path: Path) -> None:
    async with replica(articles=40) as running:
        terminal, side = pty.openpty()
        command = [sys.executable, "-m", "arsip", "crawl", "articles", "--site", running.url, "--delay", "0"]
        process = await _start([*command, "--db", str(tmp_path / "archive.db")], side)
        (out, _), shown = await asyncio.gather(process.communicate(), asyncio.to_thread(_all_shown, terminal))
    os.close(terminal)
    assert process.returncode == 0
    assert "40/40" in re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown)
    assert "40 new · 0 changed · 0 problems" in shown
    assert out.decode().splitlines()[1] == "40 new, 0 changed, 0 unchanged, 0 problems"


def _all_shown(terminal: int) -> str:
    """Read what a terminal shows until nobody writes to it any more; a full one would halt who writes."""
    shown = b""
    while True:
        try:
            shown += os.read(terminal, 1 << 16)
        except OSError:  # Linux says so that its other side is closed
            return shown.decode()


async def _start(command: list[str], side: int) -> "asyncio.subprocess.Process":
    process = await asyncio.create_subprocess_exec(
        *command, stdout=subprocess.PIPE, stderr=side, env={**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    )
    os.close(side)
    return process


async def test_elsewhere_there_are_plain_lines(
    replica: Serve, crawl: Crawl, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(progress, "LINE_SECONDS", 0.1)
    caplog.set_level("INFO", logger="arsip")
    async with replica(articles=60) as running:
        await crawl(running.url, settings={"ARSIP_DELAY": 0.03}, limit=12)
    lines = [record.getMessage() for record in caplog.records if record.name == "arsip"]
    assert lines
    assert all(re.fullmatch(r"\d+ of \d+ known articles done, .* pages/s", line) for line in lines)
