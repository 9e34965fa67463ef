"""The server answers over HTTP, compresses, logs, and stops at once; the verb starts and ends as it says."""

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from click.testing import CliRunner

from arsip.cli.commands.replica import replica
from replica.clock import Clock
from replica.options import Options
from replica.server import serve
from replica.site import Site
from replica.trouble import KINDS

ARSIP = [sys.executable, "-c", "from arsip.cli.main import main; main()", "replica"]


@pytest.fixture
def site() -> Site:
    return Site(Options(articles=300), Clock(frozen=True))


async def test_it_serves_and_logs_to_a_list(site: Site) -> None:
    log: list[dict[str, Any]] = []
    async with serve(site, log=log) as running, aiohttp.ClientSession(headers={"User-Agent": "test"}) as session:
        async with session.get(running.url + "/berita/terkini?page=2") as response:
            body = await response.text()
            assert response.status == 200
            assert response.headers["Content-Type"] == "text/html; charset=utf-8"
            assert response.headers["Content-Encoding"] == "gzip"
        async with session.get(running.url + "/read/1/x") as response:
            assert response.status == 404
        assert f'href="{running.url}/read/' in body
        assert running.requests is log
    assert [(entry["method"], entry["path"], entry["status"], entry["user_agent"]) for entry in log] == [
        ("GET", "/berita/terkini?page=2", 200, "test"),
        ("GET", "/read/1/x", 404, "test"),
    ]
    assert set(log[0]) == {
        "time", "started", "ended", "method", "path", "status", "user_agent", "if_none_match", "if_modified_since",
        "bytes", "trouble",
    }  # fmt: skip
    assert 0 < log[0]["bytes"] < len(body)
    assert log[0]["started"] < log[0]["ended"] < log[1]["started"] < log[1]["ended"]


async def test_the_log_says_what_a_request_was_conditional_on() -> None:
    site = Site(Options(validators="both"), Clock(frozen=True))
    log: list[dict[str, Any]] = []
    async with serve(site, log=log) as running, aiohttp.ClientSession() as session:
        async with session.get(running.url) as response:
            tag = response.headers["ETag"]
        asked = {"If-None-Match": tag, "If-Modified-Since": "Thu, 08 Oct 2026 05:00:00 GMT"}
        async with session.get(running.url, headers=asked) as response:
            assert response.status == 304
    said = [(entry["status"], entry["if_none_match"], entry["if_modified_since"]) for entry in log]
    assert said == [(200, None, None), (304, tag, asked["If-Modified-Since"])]
    assert log[1]["bytes"] == 0


async def test_the_log_file_has_a_line_as_soon_as_the_answer_is_there(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    async with serve(site, log=path) as running, aiohttp.ClientSession() as session:
        for number in range(1, 4):
            async with session.get(f"{running.url}/robots.txt?{number}") as response:
                await response.read()
            lines = [json.loads(line) for line in path.read_text().splitlines()]
            assert len(lines) == number
            assert lines[-1]["path"] == f"/robots.txt?{number}"
            assert lines[-1]["time"].endswith("Z")


@pytest.mark.parametrize(
    ("accepted", "coding"), [("gzip, deflate", "gzip"), ("deflate", "deflate"), ("identity", None)]
)
async def test_codings(site: Site, accepted: str, coding: str | None) -> None:
    headers = {"Accept-Encoding": accepted}
    async with (
        serve(site) as running,
        aiohttp.ClientSession() as session,
        session.get(running.url, headers=headers) as response,
    ):
        assert response.headers.get("Content-Encoding") == coding
        assert "</html>" in await response.text()


async def test_methods(site: Site) -> None:
    async with serve(site) as running, aiohttp.ClientSession() as session:
        async with session.head(running.url) as response:
            assert (response.status, await response.read()) == (200, b"")
        async with session.post(running.url) as response:
            assert response.status == 405


async def test_a_redirect_leads_home() -> None:
    site = Site(Options(missing="home"), Clock(frozen=True))
    async with (
        serve(site) as running,
        aiohttp.ClientSession() as session,
        session.get(running.url + "/read/1/x", allow_redirects=False) as response,
    ):
        assert (response.status, response.headers["Location"]) == (302, running.url + "/")


async def test_it_stops_at_once_though_a_client_holds_on(site: Site) -> None:
    async with aiohttp.ClientSession() as session:
        async with serve(site) as running:
            async with session.get(running.url) as response:
                await response.read()
            began = time.monotonic()
        assert time.monotonic() - began < 1


async def test_the_last_page_of_a_million_comes_fast() -> None:
    site = Site(Options(articles=1_000_000), Clock(frozen=True))
    async with serve(site) as running, aiohttp.ClientSession() as session:
        began = time.monotonic()
        pages = -(-site.count("id") // 50)
        async with session.get(f"{running.url}/berita/terkini?page={pages}") as response:
            assert response.status == 200
            assert 'rel="next"' not in await response.text()
        assert time.monotonic() - began < 1


def started(*options: str) -> tuple["subprocess.Popen[str]", str]:
    """Start the verb; give the process and the line it prints."""
    process = subprocess.Popen([*ARSIP, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_verb_serves_until_it_is_told_to_stop(number: signal.Signals, tmp_path: Path) -> None:
    log = tmp_path / "log"
    process, line = started("--port", "0", "--articles", "50", "--seed", "4", "--log", str(log), "--frozen")
    try:
        url = line.split()[4]
        assert line == f"Serving 50 articles on {url} (seed 4, mixed, Ctrl-C stops)\n"
        with urllib.request.urlopen(url + "robots.txt", timeout=10) as response:  # noqa: S310 - our own server
            assert response.status == 200
        process.send_signal(number)
        out, err = process.communicate(timeout=10)
    finally:
        process.kill()
    assert (process.returncode, out, err) == (0, "", "")
    assert json.loads(log.read_text())["path"] == "/robots.txt"


def test_a_port_in_use_is_one_line_and_exit_1() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run([*ARSIP, "--port", str(port)], capture_output=True, text=True, check=False, timeout=20)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"Error: cannot use 127.0.0.1:{port}: Address already in use\n"


@pytest.mark.parametrize(
    "wrong",
    [
        ["--articles", "1"], ["--articles", "1000001"], ["--template", "x"], ["--nothing"], ["--trouble", "nope"],
        ["--trouble", "404:("], ["--trouble-every", "0"], ["--retry-after", "-1"], ["--validators", "x"],
    ],
)  # fmt: skip
def test_wrong_usage_is_exit_2(wrong: list[str]) -> None:
    done = subprocess.run([*ARSIP, *wrong], capture_output=True, text=True, check=False, timeout=20)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert wrong[0] in done.stderr


def test_the_verb_makes_trouble_and_takes_orders() -> None:
    process, line = started(
        "--port", "0", "--trouble", "429:/read/", "--trouble", "503:^/$", "--trouble-every", "2", "--retry-after", "9",
        "--control", "--frozen", "--validators", "etag", "--sitemap", "plain", "--start", "2026-10-08T12:00+0700",
    )  # fmt: skip
    try:
        url = line.split()[4]
        answers: list[tuple[int, str | None]] = []
        for path in ("read/1", "read/1", "", "", "latest-news", "sitemap.xml"):
            try:
                with urllib.request.urlopen(url + path, timeout=10) as response:  # noqa: S310 - our own server
                    answers.append((response.status, response.headers["ETag"] and "ETag"))
            except urllib.error.HTTPError as error:
                with error:
                    answers.append((error.code, error.headers["Retry-After"]))
        assert answers == [(404, None), (429, "9"), (200, "ETag"), (503, None), (200, "ETag"), (200, "ETag")]
        order = urllib.request.Request(f"{url}-/control", b'{"advance": 60}', method="POST")  # noqa: S310 - as above
        with urllib.request.urlopen(order, timeout=10) as response:  # noqa: S310 - as above
            state = json.loads(response.read())
        assert state["now"] == "2026-10-08T12:01:00+07:00"
        assert [(each["kind"], each["path"], each["struck"]) for each in state["troubles"]] == [
            ("429", "/read/", 1),
            ("503", "^/$", 1),
        ]
    finally:
        process.terminate()
        process.communicate(timeout=10)
    assert process.returncode == 0


def test_the_verb_has_every_switch_and_the_assumptions_name_it() -> None:
    names = {option for parameter in replica.params for option in parameter.opts}
    listed = (Path(__file__).parents[2] / "replica" / "ASSUMPTIONS.md").read_text(encoding="utf-8")
    for field in Options.__dataclass_fields__:
        option = "--" + field.replace("_", "-")
        assert option in names
        assert field in {"articles", "quirks"} or option in listed
    assert {"--trouble", "--trouble-every", "--control"} <= {option for option in names if option in listed}
    assert "--no-quirks" in listed
    assert [kind for kind in KINDS if f"`{kind}`" not in listed] == []


@pytest.mark.parametrize("chosen", [None, "2026-10-08T12:00+0700"])
def test_the_clock_starts_now_or_where_it_is_told(monkeypatch: pytest.MonkeyPatch, chosen: str | None) -> None:
    served: list[Site] = []

    async def serve_none(site: Site, *_: object, **__: object) -> None:
        served.append(site)

    monkeypatch.setattr("arsip.cli.commands.replica._serve", serve_none)
    before = datetime.now(UTC)
    done = CliRunner().invoke(replica, [] if chosen is None else ["--start", chosen])
    assert done.exit_code == 0
    assert (before <= served[0].clock.start <= datetime.now(UTC)) == (chosen is None)
