"""What a crawl kept is indexed and replayed by the real pywb, byte for byte as the site sent it."""

import asyncio
import json
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from scraper import clock
from scraper.warc.exchange import NOT_MODIFIED, Capture, Exchange
from tests.conftest import Crawl, Serve
from tests.scraper.warc.making import check
from tests.scraper.warc.reading import captures

pytestmark = pytest.mark.interop

PLACE = ("url", "filename", "offset", "length")
"""Where a record stands, by the names of a line of an index."""

PATIENCE = 120
"""Attempts to reach pywb while it starts, half a second apart."""

Answer = tuple[int, str | None, bytes]
"""Status, content-encoding and body."""


async def test_pywb_replays_a_crawl_byte_for_byte(
    pywb: Path, replica: Serve, crawl: Crawl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed = timedelta()
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + passed)
    async with replica(articles=12, validators="etag", steady_views=True, wrong_slug="redirect") as running:
        cut, moved, *_ = running.site.ids("id")
        absent = next(number for number in range(moved, 0, -1) if number not in running.site.ids("id"))
        (tmp_path / "named").write_text(f"{absent}\n{moved}\n")
        running.site.trouble("cut-off", f"/read/{cut}/", times=1)
        await crawl(running.url, spider="urls", file=str(tmp_path / "named"))
        await crawl(running.url, photos="1")
        passed += timedelta(days=200)
        await crawl(running.url, spider="recheck")
        await crawl(running.url)
        async with aiohttp.ClientSession(auto_decompress=False) as session:
            kept = [pair for path in sorted((tmp_path / "warc").iterdir()) for pair in captures(path)]
            sent = {exchange.url: await fetch(session, exchange.url) for _, exchange in kept}

    assert {kind(*pair) for pair in kept} == {
        "200", "200 gzip", "200 gzip cut", "200 gzip revisit", "301", "304 revisit", "404 gzip",
    }  # fmt: skip
    files = sorted((tmp_path / "warc").iterdir())
    assert check(*files).returncode == 0
    places = [(moment(c), c.url, c.warc, str(c.offset), str(c.length)) for c, _ in kept]
    assert sorted(index(pywb, tmp_path, files)) == sorted(places)
    async with replaying(pywb, tmp_path) as collection, aiohttp.ClientSession(auto_decompress=False) as session:
        for capture, exchange in kept:
            whole = b"" if capture.status == NOT_MODIFIED else sent[capture.url][2]
            size = len(exchange.body) if capture.truncated else None  # pywb too promises the rest, and has not got it
            assert capture.revisit_of or whole[:size] == exchange.body
            answer = await fetch(session, f"{collection}/{moment(capture)}id_/{capture.url}", size)
            assert answer == (capture.status, exchange.header("content-encoding"), whole[:size]), capture


def moment(capture: Capture) -> str:
    """Name the second of a capture as an index does."""
    return capture.fetched_at[:19].translate(str.maketrans("", "", "-:T"))


def kind(capture: Capture, exchange: Exchange) -> str:
    """Say in a word or three what a record has to show."""
    marks = {"gzip": exchange.header("content-encoding"), "cut": capture.truncated, "revisit": capture.revisit_of}
    return " ".join([str(capture.status), *(mark for mark, there in marks.items() if there)])


async def fetch(session: aiohttp.ClientSession, url: str, size: int | None = None) -> Answer:
    """Ask for the bytes as they are sent: nothing is unpacked or followed.

    Args:
        session: asks.
        url: for this.
        size: how many bytes of the body to wait for; None for all that the headers promise.
    """
    async with session.get(url, allow_redirects=False, headers={"Accept-Encoding": "gzip"}) as response:
        body = response.content.readexactly(size) if size is not None else response.read()
        return response.status, response.headers.get("Content-Encoding"), await body


def index(pywb: Path, folder: Path, warcs: list[Path]) -> list[tuple[str, ...]]:
    """Make a collection of WARC files; return the moment of each line of its index, and what `PLACE` names."""
    for arguments in (["init", "arsip"], ["add", "arsip", *map(str, warcs)]):
        command = [pywb / "wb-manager", *arguments]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    lines = (folder / "collections" / "arsip" / "indexes" / "index.cdxj").read_text().splitlines()
    parted = (line.split(" ", 2) for line in lines)
    return [(stamp, *(json.loads(about)[name] for name in PLACE)) for _, stamp, about in parted]


@asynccontextmanager
async def replaying(pywb: Path, folder: Path) -> AsyncIterator[str]:
    """Serve the collection; yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (folder / "pywb.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            pywb / "wayback", "--bind", "127.0.0.1", "--port", str(port), cwd=folder, stdout=log, stderr=log
        )
    try:
        for _ in range(PATIENCE):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                break
            except ConnectionRefusedError:
                await asyncio.sleep(0.5)
        else:
            pytest.fail(f"pywb does not answer: {(folder / 'pywb.log').read_text()}")
        writer.close()
        await writer.wait_closed()
        yield f"http://127.0.0.1:{port}/arsip"
    finally:
        process.terminate()
        await process.wait()
