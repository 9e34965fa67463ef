"""`scrapy shell URL` fetches a page, and archives nothing."""

import asyncio
import os
import sys
from pathlib import Path

from tests.conftest import Serve

ROOT = Path(__file__).parents[2]


async def test_the_shell_shows_a_page_of_the_site(replica: Serve, tmp_path: Path) -> None:
    async with replica(articles=24) as running:
        shell = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "scrapy", "shell", f"{running.url}/berita/terkini",
            "-c", "(response.status, len(response.css('ul.list-index > li')) > 5, type(fetch).__name__)",
            cwd=ROOT,
            env={**os.environ, "ARSIP_DB": str(tmp_path / "archive.db")},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        said, told = await asyncio.wait_for(shell.communicate(), 60)
    assert shell.returncode == 0, told.decode()
    assert said.decode().strip() == "(200, True, 'method')"
    assert b"Traceback" not in told
    assert list(tmp_path.iterdir()) == []
