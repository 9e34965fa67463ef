"""Answers that are no answers: server errors, resets and bodies cut short say nothing of an article."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from arsip.cli.crawl_options import summary
from replica.options import Options
from replica.routes import Routes
from replica.site import Site
from scraper.archive.database import open_to_read
from scraper.archive.frontier import store
from scraper.archive.frontier.retry_policy import RetryPolicy
from scraper.crawl.run import UNREACHABLE
from tests.conftest import Crawl

CLOSED = "the connection was closed before an answer"


def _odd_headers(fault: str, path: str, length: int) -> bytes:
    lines = {
        "self": f"Location: {path}\r\n".encode(),
        "real": f"Location: https://m.beritajakarta.id{path}\r\n".encode(),
        "odd": b'ETag: "caf\xe9"\r\nContent-Type: text/html; charset=caf\xe9\r\n',
        "lengths": f"Content-Length: {length}\r\nno header\r\n".encode() + b"X-More: 1\r\n" * 200,
    }
    return lines.get(fault, b"")


def _spoilt(body: bytes, fault: str, path: str) -> bytes:
    """A list page with an odd link, or without items."""
    if path == "/berita/terkini" and fault == "next":
        return body.replace(b"</body>", b'<a rel="next" href="http://127.0.0.1:9/berita/terkini?page=2">2</a></body>')
    if path == "/berita/terkini" and fault == "bare":
        return b'<html><body><div class="news-list"><ul class="list-index"></ul></div></body></html>'
    return body


@asynccontextmanager
async def faulty(fault: str, *, times: int = 1_000_000) -> AsyncIterator[tuple[str, Site]]:
    """A replica that answers the first requests for articles with a fault, then as it should."""
    site = Site(Options(articles=12))
    routes = Routes(site)
    left = times

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal left
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        path, _, query = head.split(" ")[1].partition("?")
        page = routes.answer(path, query, url)
        body, status, more = _spoilt(page.body, fault, path), page.status, b""
        faulted = path.startswith("/read/") and left > 0
        left -= faulted
        if faulted and fault == "reset":
            writer.transport.abort()
            return
        if faulted and fault in ("500", "429"):
            body, status = b"", int(fault)
        if faulted and fault in ("self", "real"):
            status = 301
        if fault == "file" and path == "/robots.txt":
            status, more = 302, b"Location: file:///etc/hostname\r\n"
        length = len(body) + (500 if faulted and fault == "cut" else 0)
        start = f"HTTP/1.1 {status} X\r\nContent-Length: {length}\r\n".encode()
        if faulted:
            more += _odd_headers(fault, path, length)
        if fault != "kept":
            more += b"Connection: close\r\n"
        writer.write(start + more + b"\r\n" + body)
        await writer.drain()
        if fault == "kept":
            await reader.read(1)  # as where a request crosses the end of an idle connection
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield url, site


@pytest.mark.parametrize(
    ("fault", "outcome"), [("500", "server-error"), ("429", "throttled"), ("cut", "truncated"), ("reset", None)]
)
async def test_a_fault_is_tried_again_and_no_article_is_lost_or_taken_for_gone(
    crawl: Crawl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str, outcome: str | None
) -> None:
    monkeypatch.setattr(store, "RETRY_POLICY", RetryPolicy(delays=(0, 0)))
    # aiohttp's client asks once more by itself where a connection is reset before any answer.
    async with faulty(fault, times=2 if fault == "reset" else 1) as (url, site):
        run = await crawl(url, lang="id", settings={"CONCURRENT_REQUESTS": 1})
        published = site.count("id")
    db = open_to_read(tmp_path / "archive.db")
    assert run.exit_status == 0
    assert run.writer.tally.failures == 1
    assert db.execute("select state, count(*) from frontier group by 1").fetchall() == [("archived", published)]
    assert db.execute("select count(*) from articles where status = 'live'").fetchone() == (published,)
    counted = db.execute(
        "select outcome, count(*) from captures where outcome not in ('article', 'list', 'robots') group by 1"
    )
    assert counted.fetchall() == ([] if outcome is None else [(outcome, 1)])
    assert db.execute("select count(*) from captures where truncated is not null").fetchone() == (int(fault == "cut"),)
    assert db.execute("select count(*) from problems").fetchone() == (0,)


async def test_where_no_article_comes_the_reason_is_logged_once_and_the_run_is_unhealthy(
    crawl: Crawl, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(store, "RETRY_POLICY", RetryPolicy(delays=(3600,)))
    async with faulty("reset") as (url, _):
        run = await crawl(url, lang="id", limit=3, settings={"CONCURRENT_REQUESTS": 1})
    assert run.exit_status == 3
    assert run.verdict == "no article could be fetched: 3 requests for one failed; " + CLOSED
    assert run.errors == {CLOSED: 3}
    said = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert len([line for line in said if CLOSED in line and "/read/" in line]) == 1
    assert f"3 requests failed, 3 of them: {CLOSED}; the next run repeats them" in summary(run)


async def test_a_fault_that_lasts_is_left_to_the_next_run(
    crawl: Crawl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "RETRY_POLICY", RetryPolicy(delays=(0, 3600)))
    async with faulty("500", times=2) as (url, site):
        run = await crawl(url, lang="id", settings={"CONCURRENT_REQUESTS": 1})
        published = site.count("id")
    db = open_to_read(tmp_path / "archive.db")
    assert run.exit_status == 0
    waiting = db.execute("select tries, last_error from frontier where state = 'pending'").fetchall()
    assert len(waiting) <= 2
    assert sum(tries for tries, _ in waiting) + db.execute("select count(*) from articles").fetchone()[0] >= published
    assert all(error == "server-error: status 500" for _, error in waiting)


@pytest.mark.parametrize("ignored", [False, True])
async def test_a_site_that_does_not_answer_soon_ends_the_run_with_its_name(crawl: Crawl, ignored: bool) -> None:
    run = await crawl("http://127.0.0.1:9", settings={"ARSIP_IGNORE_ROBOTS": ignored, "CONCURRENT_REQUESTS": 1})
    assert run.exit_status == 1
    assert run.verdict == "cannot reach 127.0.0.1:9: the connection is refused; run the same command later"
    assert run._unanswered == (UNREACHABLE if ignored else 0)


async def test_the_first_silence_ends_a_run_that_nobody_answers(crawl: Crawl) -> None:
    async def silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()  # until the other side has had enough
        writer.close()

    async with await asyncio.start_server(silence, "127.0.0.1", 0) as server:
        host = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        settings = {"ARSIP_IGNORE_ROBOTS": True, "DOWNLOAD_TIMEOUT": 0.2}
        run = await crawl(f"http://{host}", settings=settings, lang="id")
    assert run.exit_status == 1
    assert f"cannot reach {host}: no answer in time (0.2 s)" in (run.verdict or "")


async def crawled_by_command(fault: str, folder: Path, delay: float = 0) -> int:
    """Crawl on the production transport, which is not the one that tests use in process; return what is published."""
    async with faulty(fault) as (url, site):
        where = ["--site", url, "--db", str(folder / "archive.db"), "--lang", "id", "--delay", str(delay)]
        crawl = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "arsip", "crawl", "articles", "--quiet", *where
        )
        assert await asyncio.wait_for(crawl.wait(), 60) == 0
        return site.count("id")


async def test_a_header_that_is_no_text_loses_nothing(tmp_path: Path) -> None:
    published = await crawled_by_command("odd", tmp_path)
    db = open_to_read(tmp_path / "archive.db")
    assert db.execute("select count(*), min(etag) from articles join captures using (capture)").fetchone() == (
        published,
        '"caf\ufffd"',
    )


@pytest.mark.parametrize(("fault", "delay"), [("kept", 0.05), ("lengths", 0)])
async def test_what_other_clients_put_up_with_loses_nothing(tmp_path: Path, fault: str, delay: float) -> None:
    """A kept connection that the server closes as the next request comes, and headers against the rules."""
    published = await crawled_by_command(fault, tmp_path, delay)
    db = open_to_read(tmp_path / "archive.db")
    assert db.execute("select count(*) from articles").fetchone() == (published,)
    assert json.loads(db.execute("select counts from runs").fetchone()[0])["errors"] == {}


async def test_a_robots_txt_that_leads_to_a_file_of_ours_is_not_followed(crawl: Crawl, tmp_path: Path) -> None:
    async with faulty("file") as (url, _):
        run = await crawl(url, lang="id")
    assert run.exit_status == 1
    assert "file:///etc/hostname" in (run.verdict or "")
    db = open_to_read(tmp_path / "archive.db")
    assert db.execute("select count(*) from captures where url like 'file:%'").fetchone() == (0,)


async def test_an_article_that_redirects_to_itself_is_asked_for_once(crawl: Crawl, tmp_path: Path) -> None:
    async with faulty("self") as (url, site):
        run = await crawl(url, lang="id")
        published = site.count("id")
    db = open_to_read(tmp_path / "archive.db")
    assert db.execute("select count(*) from captures where outcome = 'redirect'").fetchone() == (published,)
    assert run.exit_status == 3
    assert "no article could be fetched" in (run.verdict or "")


async def test_a_crawl_of_this_machine_never_ends_up_at_the_real_site(crawl: Crawl, tmp_path: Path) -> None:
    async with faulty("real") as (url, _):
        run = await crawl(url, lang="id", settings={"DOWNLOAD_TIMEOUT": 2})
    db = open_to_read(tmp_path / "archive.db")
    errors = db.execute("select distinct substr(last_error, 1, 46) from frontier").fetchall()
    assert errors == [("redirected, at last to https://m.beritajakarta",)]
    assert run.exit_status == 3


async def test_a_next_page_on_another_host_is_no_page_of_the_list(crawl: Crawl) -> None:
    async with faulty("next") as (url, _):
        run = await crawl(url, lang="id")
    assert run.exit_status == 1
    assert "berita/terkini" in (run.verdict or "")
    assert "127.0.0.1:9" in (run.verdict or "")


async def test_a_list_that_shows_nothing_is_not_taken_for_an_empty_site(crawl: Crawl) -> None:
    async with faulty("bare") as (url, _):
        run = await crawl(url, lang="id")
    assert run.exit_status == 1
    assert "lists no article" in (run.verdict or "")


async def test_articles_that_all_fail_make_a_run_unhealthy(crawl: Crawl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "RETRY_POLICY", RetryPolicy(delays=(3600,)))
    async with faulty("500") as (url, _):
        run = await crawl(url, lang="id", settings={"ARSIP_BREAKER": 1000})
    assert run.exit_status == 3
    assert "server-error, status 500" in (run.verdict or "")


@pytest.mark.parametrize("fault", ["500", "cut", "reset"])
async def test_a_row_of_failures_ends_the_run(
    crawl: Crawl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr(store, "RETRY_POLICY", RetryPolicy(delays=(3600,)))
    async with faulty(fault) as (url, site):
        run = await crawl(url, lang="id", settings={"ARSIP_BREAKER": 4, "CONCURRENT_REQUESTS": 1})
        assert run.exit_status == 4
        assert "4 requests in a row failed" in (run.verdict or "")
        assert site.count("id") > 4
    states = dict(open_to_read(tmp_path / "archive.db").execute("select state, count(*) from frontier group by 1"))
    assert set(states) == {"pending"}
