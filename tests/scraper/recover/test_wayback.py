"""The Wayback Machine: its headers, redirects and refusals are told apart from the site's, and its pace is kept."""

import asyncio
import socket
from collections import Counter
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter

from scraper.exit_codes import BREAKER, FAILED, CannotRun
from scraper.recover import session
from scraper.recover.captures import IndexEntry, Period, Recovered, UnplayableError, timestamp_of
from scraper.recover.wayback import Wayback
from tests.scraper.recover.web_archive import MOBILE, Past, Server, serving

AGENT = "Arsip/test (news archive; you@example.org)"
HOST = "m.beritajakarta.id"


class Here(HTTPAdapter):
    """Sends what is meant for archive.org to a server here, and changes nothing else."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        """Send it here."""
        there = request.copy()
        there.url = (request.url or "").replace(session.WAYBACK, self._address)
        response = super().send(there, **options)
        response.url = request.url or ""
        return response


def archive_org(server: Server) -> Wayback:
    """Return archive.org, which is here and needs no pauses."""
    archive = Wayback(AGENT)
    connection = archive._client.session
    connection.mount(session.WAYBACK, Here(server.address))
    connection.backoff = 0
    for limit in connection.rate_limts.values():
        limit._minimum_wait = 0
    return archive


async def found_in(server: Server) -> tuple[Wayback, list[IndexEntry]]:
    archive = archive_org(server)
    return archive, await asyncio.to_thread(lambda: list(archive.find(HOST, Period(), Counter())))


@pytest.fixture
def past() -> Past:
    past = Past()
    ids = past.site.ids("id")[-6:]
    for number in ids:
        past.visit(MOBILE + past.path(number), is_packed=number % 2 == 0)
        past.wait(days=40)
    past.visit(f"{MOBILE}/read/{ids[0]}/lama", status=301, location=MOBILE + past.path(ids[0]), body=b"")
    past.visit(f"{MOBILE}/read/99999999/hilang")
    return past


async def test_captures_come_as_the_site_sent_them(past: Past) -> None:
    async with serving(past.captures) as server:
        archive, found = await found_in(server)
        got = [await asyncio.to_thread(archive.fetch, each) for each in found]
    assert len([path for path in server.requests if "resumeKey=" in path]) == 1
    assert server.agents == {AGENT}
    had = {(each.url, each.moment.isoformat()[:19]): each for each in past.captures}
    for each in got:
        exchange = each.exchange
        sent = had.pop((exchange.url, exchange.fetched_at[:19]))
        assert (exchange.status, exchange.decoded, exchange.redirect_to) == (sent.status, sent.body, sent.location)
        assert exchange.header("etag") == f'"{sent.digest[:8]}"'
        assert exchange.header("server") == "nginx"
        assert exchange.header("content-encoding") is exchange.header("content-length") is None
        assert each.source_uri == f"https://web.archive.org/web/{sent.timestamp}id_/{sent.url}"
    assert not had


async def test_what_the_web_archive_itself_says_is_no_capture(past: Past) -> None:
    """Its 404 for a page that it lost, and its redirect to the nearest capture of another time."""
    past.visit(past.captures[0].url)
    async with serving(past.captures) as server:
        archive, found = await found_in(server)
        server.lost = {each.timestamp for each in past.captures}
        for each in found:
            with pytest.raises(UnplayableError) as refused:
                await asyncio.to_thread(archive.fetch, each)
            assert not refused.value.is_outage
            assert "web.archive.org" in str(refused.value)


async def test_a_server_that_is_busy_is_asked_again_when_it_says(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("wayback._client.time.sleep", waited.append)
    async with serving(past.captures) as server:
        server.busy, server.busy_seconds = 2, "90"
        archive, found = await found_in(server)
        assert (len(found), waited) == (len(past.captures), [90, 90])
        server.busy, server.busy_seconds = 1, "7200"
        with pytest.raises(
            CannotRun, match=r"web\.archive\.org asks to wait 2:00 h; run the same command then"
        ) as told:
            await asyncio.to_thread(archive.fetch, found[0])
    assert told.value.exit_status == BREAKER
    assert waited == [90, 90]


async def test_a_server_that_never_has_time_ends_the_run(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wayback._client.time.sleep", lambda _: None)
    async with serving(past.captures) as server:
        server.busy = 100
        with pytest.raises(CannotRun, match="too many requests") as told:
            await found_in(server)
    assert told.value.exit_status == BREAKER


async def test_an_outage_is_no_word_on_a_capture(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wayback._client.time.sleep", lambda _: None)
    async with serving(past.captures) as server:
        archive, found = await found_in(server)
        server.broken = True
        with pytest.raises(UnplayableError, match="503 error") as refused:
            await asyncio.to_thread(archive.fetch, found[0])
        assert refused.value.is_outage
        server.broken = False
        recovered = await asyncio.to_thread(archive.fetch, found[0])
    assert isinstance(recovered, Recovered)


async def test_a_body_that_breaks_off_or_has_no_end_is_no_capture(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(past.captures) as server:
        archive, found = await found_in(server)
        first, second, *_ = (each for each in found if each.status == 200)
        server.cut = {timestamp_of(first.moment)}
        with pytest.raises(UnplayableError, match="broke off: ChunkedEncodingError") as refused:
            await asyncio.to_thread(archive.fetch, first)
        assert refused.value.is_outage
        monkeypatch.setattr("scraper.recover.wayback.MAX_DECODED_BYTES", 1000)
        with pytest.raises(UnplayableError, match="has more than 0 MB") as refused:
            await asyncio.to_thread(archive.fetch, second)
        assert not refused.value.is_outage


async def test_another_server_is_named_itself(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it lost a capture, breaks off, gives too much, or asks to wait."""
    async with serving(past.captures) as server:
        there = f"{server.address}/arsip"
        archive = Wayback(AGENT, there)
        found = await asyncio.to_thread(lambda: list(archive.find(HOST, Period(), Counter())))
        lost, cut, large = [each for each in found if each.status == 200][:3]
        server.lost, server.cut = {timestamp_of(lost.moment)}, {timestamp_of(cut.moment)}
        told = []
        for each in (lost, cut, large):
            if each is large:
                monkeypatch.setattr("scraper.recover.wayback.MAX_DECODED_BYTES", 1000)
            with pytest.raises(UnplayableError) as refused:
                await asyncio.to_thread(archive.fetch, each)
            told.append(str(refused.value))
        server.busy, server.busy_seconds = 1, "7200"
        with pytest.raises(CannotRun, match="asks to wait") as asked:
            await asyncio.to_thread(archive.fetch, large)
    assert all(there in each for each in told)
    assert not [each for each in (*told, str(asked.value)) if "archive.org" in each]
    assert str(asked.value).startswith(server.address.removeprefix("http://"))


def test_a_server_that_is_not_there_shows_at_once() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/arsip"
    with pytest.raises(CannotRun, match=r"does not answer .Connection refused.; run the same command") as told:
        list(Wayback(AGENT, address).find(HOST, Period(), Counter()))
    assert told.value.exit_status == FAILED


async def test_a_server_that_is_no_web_archive_is_one_line() -> None:
    async with serving() as server:
        archive = Wayback(AGENT, f"{server.address}/cc")
        with pytest.raises(CannotRun, match=r"/cc: its index cannot be read: ") as told:
            await asyncio.to_thread(lambda: list(archive.find(HOST, Period(), Counter())))
    assert told.value.exit_status == FAILED
