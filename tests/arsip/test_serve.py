"""The verb `serve`, as a user types it: a process of its own that listens, and what it says where it cannot."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from click.testing import CliRunner, Result

from arsip.cli.commands.serve import serve
from arsip.web.server import CannotListenError, address_of, bind
from scraper.archive.database import PAGE_SIZE
from scraper.urls import is_loopback
from tests.arsip.web.visiting import story
from tests.scraper.archive.making import fill

OPENER = build_opener(ProxyHandler({}))
ALL = "0.0.0.0"  # noqa: S104 - what is to be warned of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return fill(tmp_path / "archive.db", story())


def get(address: str, host: str | None = None) -> tuple[int, str]:
    """Ask a server for a page."""
    request = Request(address, headers={} if host is None else {"Host": host})  # noqa: S310 - our own
    try:
        with OPENER.open(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port: int = sock.getsockname()[1]
    return port


Visit = Callable[[str], None]


def run(*arguments: str) -> Result:
    """Type the verb, where it does not come to serve."""
    return CliRunner().invoke(serve, arguments)


def visited(visit: Visit, *arguments: str, number: signal.Signals = signal.SIGINT) -> Result:
    """Type the verb; visit what it serves from another thread, and end it by a signal."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    failed: list[BaseException] = []

    def come_and_go() -> None:
        for _ in range(500):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.02)
        try:
            visit(address)
        except BaseException as error:  # noqa: BLE001 - raised again below, in the test's own thread
            failed.append(error)
        os.kill(os.getpid(), number)

    visitor = threading.Thread(target=come_and_go)
    visitor.start()
    result = run("--port", str(port), *arguments)
    visitor.join()
    if failed:
        raise failed[0]
    return result


def test_a_process_of_its_own_says_where_it_is_and_ends_well(path: Path) -> None:
    command = [sys.executable, "-m", "arsip", "serve", "--port", "0", "--db", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        match = re.fullmatch(r"Serving archive\.db on (http://127\.0\.0\.1:[0-9]+/) \(Ctrl-C stops\)\n", line)
        assert match is not None, line
        assert get(match[1])[0] == 200
        process.terminate()
        _, said = process.communicate(timeout=10)
    assert (process.returncode, said) == (0, f"Copying {path} (1 MB) to {path.with_name('browse.db')} …\n")


def test_it_serves_a_copy_that_stays_as_it_is(path: Path) -> None:
    copy = path.with_name("browse.db")

    def visit(address: str) -> None:
        assert "Pasar Baru Ramai" in get(f"{address}/article/101")[1]
        assert get(address, host="evil.example")[0] == 421
        assert get(f"{address}/archive?sql=delete+from+articles")[0] == 400
        with closing(sqlite3.connect(path)) as db:
            db.execute("update texts set title = 'Judul Lain'")
            db.commit()
        copy.unlink()
        copy.write_bytes(b"another copy, put in its place")
        for _ in range(8):  # whichever thread answers
            assert "Pasar Baru Ramai" in get(f"{address}/article/101")[1]

    result = visited(visit, "--db", str(path))
    assert (result.exit_code, len(result.stderr.splitlines())) == (0, 1)


def test_the_copy_is_made_anew_only_where_the_archive_has_changed(path: Path) -> None:
    copy = path.with_name("browse.db")
    first = visited(get_home, "--db", str(path))
    assert "Copying" in first.stderr
    made = copy.stat().st_ino
    again = visited(get_home, "--db", str(path), number=signal.SIGTERM)
    assert (again.exit_code, again.stderr, copy.stat().st_ino) == (0, "", made)
    with closing(sqlite3.connect(path)) as db:
        db.execute("update texts set title = 'Judul Lain'")
        db.commit()

    def visit(address: str) -> None:
        assert "Judul Lain" in get(f"{address}/article/102")[1]

    assert "Copying" in visited(visit, "--db", str(path), "--copy", str(copy)).stderr
    assert copy.stat().st_mode & 0o222 == 0
    assert not list(path.parent.glob(".browse.db*"))


def get_home(address: str) -> None:
    assert get(address)[0] == 200


def test_ctrl_c_while_the_copy_is_made_leaves_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.archive.copies.publication._STEPS_BETWEEN_PROGRESS", 50)
    monkeypatch.setattr("arsip.cli.operation.no_progress", lambda *_: signal.raise_signal(signal.SIGINT))
    result = run("--db", str(path), "--port", "0")
    assert (result.exit_code, len(result.stderr.splitlines())) == (5, 2)
    assert result.stderr.splitlines()[-1].startswith("Error: interrupted")
    assert not list(path.parent.glob("*browse*"))


def test_a_port_that_is_taken_is_named(path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = run("--db", str(path), "--port", str(port))
    assert result.exit_code == 1
    assert result.stderr == (
        f"Error: 127.0.0.1:{port}: the port is taken; give another one with --port, or 0 for any free one\n"
    )
    assert not path.with_name("browse.db").exists()


@pytest.mark.parametrize("host", ["tidak-ada.invalid", "192.0.2.1", "a\udcff", "\xff", "a" * 64, "a..b", "a\0b"])
def test_an_address_that_is_not_this_machines_is_named(path: Path, host: str) -> None:
    result = run("--db", str(path), "--port", "0", "--host", host)
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    shown = host.replace("\0", "\\x00")  # control characters are escaped in messages
    assert shown.encode("utf-8", "backslashreplace").decode() in result.stderr


def test_what_is_no_archive_is_named(tmp_path: Path, path: Path) -> None:
    for db in (tmp_path / "none.db", tmp_path):
        result = run("--db", str(db), "--port", "0")
        assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
        assert "there is no archive here" in result.stderr
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as db:
        db.execute("create table mine (x)")
    result = run("--db", str(path), "--port", "0", "--copy", str(other))
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert "this is not a copy of an archive" in result.stderr
    with closing(sqlite3.connect(other)) as db:
        assert db.execute("select count(*) from mine").fetchone() == (0,)
    result = run("--db", str(path), "--copy", str(path))
    assert result.exit_code == 2
    assert "this is the archive itself" in result.stderr


def test_another_archive_is_not_replaced_by_a_copy(path: Path, tmp_path: Path) -> None:
    precious = fill(tmp_path / "precious.db", story()[:1])
    before = precious.read_bytes()
    result = run("--db", str(path), "--port", "0", "--copy", str(precious))
    what = "this is an archive itself, not a copy of one, and is not replaced"
    assert result.exit_code == 1
    assert result.stderr == f"Error: {precious}: {what}; move it away, or give another name with --copy\n"
    assert precious.read_bytes() == before


def test_nor_does_the_nightly_job_replace_what_is_no_copy(path: Path) -> None:
    precious = fill(path.with_name("browse.db"), story()[:1])
    before = precious.read_bytes()
    command = [sys.executable, "-m", "arsip", "nightly", "--only", "publish", "--db", str(path)]
    night = subprocess.run(command, capture_output=True, text=True, check=False)
    assert night.returncode == 1
    what = f"publish: {precious}: this is an archive itself, not a copy of one, and is not replaced; move it away"
    assert what in night.stderr
    assert "Traceback" not in night.stderr
    assert precious.read_bytes() == before


def test_a_folder_that_cannot_be_written_is_named(path: Path) -> None:
    result = run("--db", str(path), "--port", "0", "--copy", "/proc/browse.db")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 2), result.stderr
    assert result.stderr.splitlines()[-1] == "Error: /proc/browse.db: No such file or directory"


def test_a_damaged_archive_is_named_and_not_its_copy(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        (root,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'articles'").fetchone()
    content = bytearray(path.read_bytes())
    content[(root - 1) * PAGE_SIZE : root * PAGE_SIZE] = bytes(PAGE_SIZE)
    path.write_bytes(content)
    result = run("--db", str(path), "--port", "0")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == (
        f"Error: {path}: database disk image is malformed; `arsip repair` mends what can be mended"
    )


def test_without_datasette_it_says_what_to_run(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    result = run("--db", str(path), "--port", "0")
    assert (result.exit_code, result.stderr) == (
        1,
        "Error: this needs Datasette, which is not installed; in Arsip's folder, run: make web\n",
    )


def test_to_listen_to_others_is_said_to_mean_what_it_means(path: Path) -> None:
    def visit(address: str) -> None:
        assert get(address, host="arsip.example")[0] == 200

    result = visited(visit, "--db", str(path), "--host", ALL)
    assert (
        f"Anyone who can reach {ALL} can read the archive now; there is no password: it belongs behind a proxy"
        in result.stderr
    )


def test_it_opens_the_browser_if_it_is_to(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    result = visited(get_home, "--db", str(path), "--open")
    assert result.stdout == f"Serving archive.db on {opened[0]} (Ctrl-C stops)\n"


def test_addresses_are_those_a_browser_understands() -> None:
    with closing(bind("127.0.0.1", 0)) as sock:
        port = sock.getsockname()[1]
        assert address_of(sock, "127.0.0.1") == f"http://127.0.0.1:{port}/"
        assert address_of(sock, ALL) == f"http://127.0.0.1:{port}/"
        assert address_of(sock, "::1") == f"http://[::1]:{port}/"
        sock.listen()
        with pytest.raises(CannotListenError, match="the port is taken"):
            bind("127.0.0.1", port)
    ours = ("localhost", "127.3.4.5", "::1")
    others = (ALL, "10.0.0.1", "arsip.example")
    assert [is_loopback(host) for host in (*ours, *others)] == [True] * 3 + [False] * 3


def test_half_sent_requests_are_closed_and_300_of_them_keep_nobody_out(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("arsip.web.server.REQUEST_SECONDS", 2)
    halves = (
        b"",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na",
    )

    def visit(address: str) -> None:
        port = int(address.rpartition(":")[2])
        with ExitStack() as opened:
            socks = [
                opened.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30)) for _ in range(300)
            ]
            for n, sock in enumerate(socks):
                sock.sendall(halves[n % 3])
            assert get(f"{address}/article/101")[0] == 200
            for n, sock in enumerate(socks):
                with suppress(ConnectionResetError):
                    while sock.recv(65536):
                        assert (
                            n % 3 == 2
                        )  # refused at once, as nothing can be written here; the rest of it may not follow
            assert get(f"{address}/article/101")[0] == 200

    assert visited(visit, "--db", str(path)).exit_code == 0
