"""The change to a new copy while the old one is served, over HTTP."""

import asyncio
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener

import pytest
import uvicorn

from arsip.web.security_middleware import LOOPBACK, Message
from arsip.web.served_copy import SETTINGS, ServedCopy, open_connections
from arsip.web.server import address_of, bind
from arsip.web.site import THREADS, Site
from scraper.archive.copies.publication import publish
from tests.arsip.web.visiting import story
from tests.scraper.archive.making import fill

OPENER = build_opener(ProxyHandler({}))
LONG = "/archive.csv?sql=" + quote(
    "with recursive n(x) as (select 1 union all select x + 1 from n limit 40) select x, hex(zeroblob(300000)) from n"
)
"""An answer of 24 MB, more than a connection holds that nobody reads."""


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("arsip.web.served_copy.CHECK_SECONDS", 0.02)
    return fill(tmp_path / "archive.db", story())


@contextmanager
def serving(archive: Path) -> Iterator[tuple[str, list[str]]]:
    """Serve a copy in a thread; give the address, without the last slash, and the lines that are reported."""
    copy = archive.with_name("browse.db")
    publish(archive, copy)
    lines: list[str] = []
    site = Site(copy=copy, warc=archive.parent / "warc", hosts=LOOPBACK)
    app = ServedCopy(site, lines.append)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))  # type: ignore[arg-type]
    with closing(bind("127.0.0.1", 0)) as sock:

        async def run() -> None:
            async with app:
                await server.serve(sockets=[sock])

        thread = threading.Thread(target=lambda: asyncio.run(run()))
        thread.start()
        wait_until(lambda: server.started or not thread.is_alive())
        try:
            yield address_of(sock, "127.0.0.1").rstrip("/"), lines
        finally:
            server.should_exit = True
            thread.join()


def wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(1500):
        if is_so():
            return
        time.sleep(0.01)
    pytest.fail("nothing came of it")


def get(address: str, etag: str = "") -> tuple[int, str, str]:
    """Ask for a page; return status, ETag and text."""
    request = Request(address, headers={"If-None-Match": etag})  # noqa: S310 - our own
    try:
        with OPENER.open(request, timeout=10) as answer:
            return answer.status, answer.headers["ETag"], answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.headers["ETag"], ""


def change(archive: Path, title: str) -> None:
    """Do as a night: write to the archive, and publish it."""
    with closing(sqlite3.connect(archive)) as db:
        for table in ("articles", "texts"):
            db.execute(f"UPDATE {table} SET title = ?", [title])
        db.commit()
    publish(archive, archive.with_name("browse.db"))


def deleted(archive: Path) -> list[str]:
    """Return the files beside the archive that are open in this process, and have no name any more."""
    opened = []
    for each in Path("/proc/self/fd").iterdir():
        try:
            opened.append(str(each.readlink()))
        except FileNotFoundError:
            continue
    return [name for name in opened if name.startswith(str(archive.parent)) and name.endswith("(deleted)")]


def test_a_new_copy_is_served_without_a_restart(archive: Path) -> None:
    with serving(archive) as (address, lines):
        status, etag, text = get(f"{address}/article/102")
        assert (status, "Banjir Surut" in text) == (200, True)
        assert get(f"{address}/article/102", etag)[0] == 304
        change(archive, "Judul Kedua")
        wait_until(lambda: len(lines) == 1)
        assert lines == ["Serving the new browse.db"]
        status, newer, text = get(f"{address}/article/102", etag)
        assert (status, "Judul Kedua" in text, newer != etag) == (200, True, True)
        assert "Judul Kedua" in get(address)[2]  # nothing of the old copy is remembered
        assert get(f"{address}/article/102", newer)[0] == 304


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no list of open files on this system")
def test_a_running_request_ends_on_the_old_copy_which_then_goes(archive: Path) -> None:
    with serving(archive) as (address, lines):
        port = int(address.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=30) as sock:
            sock.sendall(f"GET {LONG} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            begun = sock.recv(1000)
            assert begun.startswith(b"HTTP/1.1 200")
            change(archive, "Judul Kedua")
            wait_until(lambda: len(lines) == 1)
            assert "Judul Kedua" in get(f"{address}/article/102")[2]
            assert deleted(archive)
            rest = bytearray()
            while part := sock.recv(1 << 20):
                rest += part
        assert rest.count(b"000000") >= 40
        assert rest.endswith(b"0\r\n\r\n")  # the whole of it: the last chunk
        wait_until(lambda: not deleted(archive))
        assert sorted(path.name for path in archive.parent.iterdir() if "browse" in path.name) == ["browse.db"]


def test_many_nights_leave_nothing_behind(archive: Path) -> None:
    with serving(archive) as (address, lines):
        get(address)
        change(archive, "Malam 0")
        wait_until(lambda: len(lines) == 1)
        threads = threading.active_count()
        for night in range(1, 4):
            change(archive, f"Malam {night}")
            wait_until(lambda at=night: len(lines) == at + 1)  # type: ignore[misc]
            assert f"Malam {night}" in get(f"{address}/archive/articles")[2]
        assert threading.active_count() == threads


def test_what_cannot_be_served_is_named_once_and_the_old_copy_stays(archive: Path) -> None:
    copy = archive.with_name("browse.db")
    with serving(archive) as (address, lines):
        copy.unlink()
        assert "Banjir Surut" in get(f"{address}/article/102")[2]
        copy.write_bytes(b"no copy")
        wait_until(lambda: bool(lines))
        time.sleep(0.1)  # several looks at it
        assert "Banjir Surut" in get(f"{address}/article/102")[2]
        assert len(lines) == 1
        assert "browse.db cannot be served, the old one still is: " in lines[0]
        assert "this is not a copy of an archive" in lines[0]
        copy.unlink()
        change(archive, "Judul Kedua")
        wait_until(lambda: len(lines) == 2)
        assert "Judul Kedua" in get(f"{address}/article/102")[2]


def test_a_copy_of_another_archive_is_not_served(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = fill(tmp_path / "other/archive.db", story())
    publish(other, other.with_name("browse.db"))
    with serving(archive) as (address, lines):
        other.with_name("browse.db").replace(archive.with_name("browse.db"))
        wait_until(lambda: bool(lines))
        assert "this is a copy of another archive" in lines[0]
        assert get(f"{address}/article/102")[0] == 200


@pytest.mark.timeout(20)
async def test_the_work_for_a_client_that_hung_up_is_interrupted(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SETTINGS, "sql_time_limit_ms", 600_000)
    copy = archive.with_name("browse.db")
    publish(archive, copy)
    site = Site(copy=copy, warc=archive.parent / "warc", hosts=LOOPBACK)
    endless = "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n"
    scope = {
        "type": "http", "method": "GET", "path": "/archive.json", "raw_path": b"/archive.json", "scheme": "http",
        "query_string": f"sql={quote(endless)}".encode(), "headers": [(b"host", b"127.0.0.1")], "http_version": "1.1",
    }  # fmt: skip
    sent = []

    async def receive() -> Message:
        await asyncio.sleep(0.1)
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    async with ServedCopy(site, str) as app:
        await asyncio.gather(*(app(scope, receive, send) for _ in range(THREADS + 1)))
        assert not sent
        await open_connections(app._current.datasette)  # every thread is free
