"""Captures of Common Crawl: by CDX servers or the columnar index, over HTTP or from a folder, byte for byte."""

import asyncio
import gzip
import json
import os
import shutil
import signal
import struct
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from socket import SO_LINGER, SOL_SOCKET
from typing import Any
from uuid import UUID

import pytest
from aiohttp import web
from fastwarc import WarcRecordType

from arsip.cli.site import site_of_pages
from scraper import clock
from scraper.archive.database import create_or_open, open_to_read
from scraper.exit_codes import BREAKER, CannotRun
from scraper.maintenance import workers as workers_module
from scraper.maintenance.cluster import Cluster
from scraper.maintenance.verify.verification import verify
from scraper.recover import record_ranges
from scraper.recover.captures import IndexEntry, Period, Record, UnplayableError, moment_of
from scraper.recover.commoncrawl import REVISIT, CommonCrawl
from scraper.recover.recovery import recover
from scraper.recover.run import Identity, Summary
from scraper.recover.selection import HOSTS, Selection
from scraper.recover.web_files import LARGEST_LIST
from scraper.warc import writer
from scraper.warc.records import digest
from scraper.warc.writer import IDENTICAL_PAYLOAD
from tests.scraper.archive.making import records
from tests.scraper.recover.crawl_files import common_crawl, write_record
from tests.scraper.recover.web_archive import MOBILE, OLD, Past, Server, serving
from tests.scraper.warc.making import check
from tests.scraper.warc.reading import captures

AGENT = "Arsip/test (news archive; you@example.org)"
ALWAYS = Period()


@pytest.fixture
def past(tmp_path: Path) -> Past:
    """Captures of two years, in Common Crawl's layout in `site`."""
    past = Past()
    for host in (OLD, MOBILE):
        for number in past.site.ids("id")[-5:]:
            past.visit(host + past.path(number))
        past.wait(days=400)
    past.visit(f"{MOBILE}/berita/terkini")
    common_crawl(tmp_path / "site", past.captures, split=past.captures[5].moment)
    return past


Place = Callable[[Server, Path], CommonCrawl]
PLACES: dict[str, Place] = {
    "cdx": lambda server, _: CommonCrawl(AGENT, endpoint=f"{server.address}/cc", data=f"{server.address}/cc"),
    "list": lambda server, _: CommonCrawl(
        AGENT, index=f"{server.address}/cc/cc-index-table.paths.gz", data=f"{server.address}/cc"
    ),
    "folder": lambda _, site: CommonCrawl(AGENT, index=str(site / "cc-index/table/cc-main/warc"), data=str(site)),
    "file address": lambda _, site: CommonCrawl(
        AGENT, index=(site / "cc-index/table/cc-main/warc").as_uri(), data=site.as_uri()
    ),
}


@pytest.mark.parametrize("place", PLACES)
async def test_every_index_leads_to_the_same_records_byte_for_byte(place: str, past: Past, tmp_path: Path) -> None:
    db = tmp_path / "recovered" / "archive.db"
    identity = Identity(contact=None, user_agent=AGENT)

    def work(server: Server) -> list[int]:
        archive = PLACES[place](server, tmp_path / "site")
        done = [recover(db, archive, Selection(), site_of_pages(), identity) for _ in range(2)]
        assert done[1].known == done[0].fetched
        return [each.fetched for each in done]

    async with serving(folder=tmp_path / "site") as server:
        assert await asyncio.to_thread(work, server) == [11, 0]
    own = sorted((tmp_path / "site").rglob("*.warc.gz"))
    theirs = {record: block for path in own for record, block in blocks(path).items()}
    ours = {record: block for path in (db.parent / "warc").iterdir() for record, block in blocks(path).items()}
    assert ours == theirs
    assert check(*(db.parent / "warc").iterdir()).returncode == 0
    kept = [capture for path in (db.parent / "warc").iterdir() for capture, _ in captures(path)]
    assert {capture.source for capture in kept} == {"commoncrawl"}
    assert len({capture.run for capture in kept}) == 2, "a run is a host's"
    assert {(c.url, c.fetched_at[:19]) for c in kept} == {(p.url, p.moment.isoformat()[:19]) for p in past.captures}
    assert verify(db).faults == 0


def blocks(path: Path) -> dict[str, str]:
    """Return the digest of each response's block, by the name of its record, read by warcio."""
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - the referee

    with path.open("rb") as stream:
        return {
            record.rec_headers.get_header("WARC-Record-ID"): digest(record.raw_stream.read())
            for record in ArchiveIterator(stream, no_record_parse=True)
            if record.rec_type == "response"
        }


async def test_days_choose_the_crawls_that_are_asked(past: Past, tmp_path: Path) -> None:
    until = past.captures[4].moment.isoformat()[:19] + ".000Z"
    async with serving(folder=tmp_path / "site") as server:
        archive = PLACES["cdx"](server, tmp_path)
        found = await asyncio.to_thread(lambda: list(archive.find(HOSTS[3], Period(until=until), Counter())))
    assert [each.url.partition("/read/")[0] for each in found] == [OLD] * 5
    assert not [path for path in server.requests if "CC-MAIN-2027-50" in path]
    assert server.agents == {AGENT}


@pytest.mark.usefixtures("past")
async def test_a_record_that_is_another_capture_is_not_taken(tmp_path: Path) -> None:
    async with serving(folder=tmp_path / "site") as server:
        archive = PLACES["cdx"](server, tmp_path)

        def work() -> list[str]:
            one, other = list(archive.find("m.beritajakarta.id", ALWAYS, Counter()))[:2]
            wrong = [
                IndexEntry(url=one.url, moment=one.moment, status=200, mime="", digest="", record=other.record),
                IndexEntry(url=one.url, moment=one.moment, status=200, mime="", digest="", record=cut(one.record)),
                IndexEntry(url=one.url, moment=one.moment, status=200, mime="", digest="", record=lost(one.record)),
            ]
            return [refusal(archive, found) for found in wrong]

        other, cut_off, missing = await asyncio.to_thread(work)
    assert "is of https://m.beritajakarta.id/read/" in other
    assert "no response record starts at byte" in cut_off or "no WARC record can be read" in cut_off
    assert missing.endswith("status 404")
    assert all(f"{server.address}/cc/crawl-data/" in said for said in (other, cut_off, missing))


async def test_a_revisit_is_no_empty_page(past: Past, tmp_path: Path) -> None:
    """The columnar index may not say what kind of record it is."""
    folder, one = tmp_path / "site", past.captures[0]
    file = "crawl-data/later.warc.gz"
    fields = {
        "WARC-Date": f"{one.moment + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}",
        "WARC-Target-URI": one.url,
        "Content-Type": "application/http; msgtype=response",
        "WARC-Profile": IDENTICAL_PAYLOAD,
    }
    with (folder / file).open("wb") as out:
        write_record(out, WarcRecordType.revisit, fields, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        place = Record(filename=file, offset=0, length=out.tell())
    line = {"urlkey": one.surt, "timestamp": one.timestamp, "url": one.url, "mime": "warc/revisit", "status": "200"}
    line |= {"digest": "X", "filename": file, "offset": "0", "length": str(place.length)}
    with (folder / "CC-MAIN-2027-50-index").open("a") as index:
        index.write(json.dumps(line) + "\n")
    async with serving(folder=folder) as server:
        archive, skipped = PLACES["cdx"](server, folder), Counter[str]()
        lines = await asyncio.to_thread(lambda: list(archive.find(HOSTS[3], ALWAYS, skipped)))
    assert (len(lines), dict(skipped)) == (5, {REVISIT: 1})
    moment = moment_of(f"{one.moment + timedelta(days=1):%Y%m%d%H%M%S}")
    found = IndexEntry(url=one.url, moment=moment, status=200, mime="text/html", digest="X", record=place)
    said = refusal(CommonCrawl(AGENT, data=str(folder)), found)
    assert said.endswith("the record at byte 0 repeats a page of another record")


async def test_a_record_that_breaks_off_is_asked_for_again(
    past: Past, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, cuts = Server.answer, ["reset", "close"]

    async def answer(self: Server, request: web.Request) -> web.StreamResponse:
        if not request.path.endswith(".warc.gz") or not cuts:
            return await usual(self, request)
        part = web.StreamResponse(status=206)
        part.content_length = 5000
        await part.prepare(request)
        await part.write(b"\x1f\x8b" + b"x" * 100)
        await asyncio.sleep(0.1)
        assert request.transport is not None
        if cuts.pop() == "reset":
            request.transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
        return part

    monkeypatch.setattr(Server, "answer", answer)
    db, identity = tmp_path / "recovered" / "archive.db", Identity(contact=None, user_agent=AGENT)
    async with serving(folder=tmp_path / "site") as server:
        done = [
            await asyncio.to_thread(
                recover, db, PLACES["cdx"](server, tmp_path), Selection(), site_of_pages(), identity
            )
            for _ in range(2)
        ]
    assert [(each.fetched, each.unplayable) for each in done] == [(len(past.captures) - 2, 2), (2, 0)]
    assert all(" broke off: " in why for why in done[0].reasons)


@pytest.mark.parametrize("name", ["../site/a.warc.gz", "/etc/passwd", "a/../../b", "a::file:///etc/passwd", "a\\..\\b"])
def test_a_file_outside_of_the_data_is_not_read(name: str, tmp_path: Path) -> None:
    record = Record(filename=name, offset=0, length=9)
    found = IndexEntry(
        url=f"{MOBILE}/", moment="2020-01-01T00:00:00.000Z", status=200, mime="", digest="", record=record
    )
    assert refusal(CommonCrawl(AGENT, data=str(tmp_path / "site")), found).endswith(
        f"which is not a file of {tmp_path / 'site'}"
    )


def test_a_record_that_is_no_http_response_is_no_capture(tmp_path: Path) -> None:
    fields = {"WARC-Date": "2020-01-01T00:00:00Z", "WARC-Target-URI": f"{MOBILE}/", "Content-Type": "text/html"}
    for kind, why in ((WarcRecordType.resource, "no response record starts"), (WarcRecordType.response, "no HTTP")):
        with (tmp_path / "a.warc.gz").open("wb") as out:
            write_record(out, kind, fields, b"<h1>Judul</h1>")
            record = Record(filename="a.warc.gz", offset=0, length=out.tell())
        moment = "2020-01-01T00:00:00.000Z"
        found = IndexEntry(url=f"{MOBILE}/", moment=moment, status=200, mime="", digest="", record=record)
        assert why in refusal(CommonCrawl(AGENT, data=str(tmp_path)), found)


@pytest.mark.parametrize("elsewhere", ["http://127.0.0.2:9/CC-index", "file:///etc/passwd", ""])
async def test_a_cdx_server_of_another_host_is_not_asked(
    elsewhere: str, past: Past, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = Server._common_crawl

    def listed(self: Server, request: web.Request) -> web.StreamResponse:
        if request.path.endswith("collinfo.json"):
            return web.json_response([{"id": "CC", "cdx-api": elsewhere}])
        return usual(self, request)

    monkeypatch.setattr(Server, "_common_crawl", listed)
    async with serving(past.captures, tmp_path / "site") as server:
        archive = PLACES["cdx"](server, tmp_path)
        with pytest.raises(CannotRun, match=r"collinfo\.json names a CDX server elsewhere"):
            await asyncio.to_thread(lambda: list(archive.find(HOSTS[3], ALWAYS, Counter())))


@pytest.mark.usefixtures("past")
async def test_a_redirect_to_another_host_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = Server._common_crawl

    def moved(self: Server, request: web.Request) -> web.StreamResponse:
        if request.path.endswith(".warc.gz"):
            elsewhere = self.address.replace("127.0.0.1", "localhost")
            return web.Response(status=302, headers={"Location": f"{elsewhere}/rahasia"})
        return usual(self, request)

    monkeypatch.setattr(Server, "_common_crawl", moved)
    async with serving(folder=tmp_path / "site") as server:
        archive = PLACES["cdx"](server, tmp_path)
        told = await asyncio.to_thread(lambda: refusal(archive, next(iter(archive.find(HOSTS[3], ALWAYS, Counter())))))
    assert told.endswith("status 302")
    assert "/rahasia" not in server.requests


def test_a_list_that_unpacks_to_too_much_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.paths.gz").write_bytes(gzip.compress(b"\0" * (LARGEST_LIST + 1)))
    with pytest.raises(CannotRun, match="it unpacks to more than 1 MB"):
        CommonCrawl(AGENT, index=str(tmp_path / "a.paths.gz"))


def cut(place: Record | None) -> Record:
    assert place is not None
    return Record(filename=place.filename, offset=place.offset + 7, length=place.length - 7)


def lost(place: Record | None) -> Record:
    assert place is not None
    return Record(filename="crawl-data/none.warc.gz", offset=place.offset, length=place.length)


def refusal(archive: CommonCrawl, found: IndexEntry) -> str:
    with pytest.raises(UnplayableError) as refused:
        archive.fetch(found)
    return str(refused.value)


@pytest.mark.usefixtures("past")
async def test_a_columnar_index_on_the_web_is_asked_as_a_good_guest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("wayback._client.time.sleep", waited.append)
    async with serving(folder=tmp_path / "site") as server:

        def lines() -> list[IndexEntry]:
            return list(PLACES["list"](server, tmp_path).find(HOSTS[1], ALWAYS, Counter()))

        server.busy, server.busy_seconds = 2, "90"
        found = await asyncio.to_thread(lines)
        assert (len(found), server.agents) == (6, {AGENT})
        assert waited == [90.0, 90.0]
        assert caplog.messages == [f"{server.address.removeprefix('http://')}: waiting 2 min before the next try"] * 2
        assert len(server.requests) == 2 + 1 + 2, "each small file at once"
        monkeypatch.setattr("scraper.recover.web_files._TAIL", 100)  # larger files are read in ranges
        assert await asyncio.to_thread(lines) == found
        archive = await asyncio.to_thread(PLACES["list"], server, tmp_path)
        server.busy, server.busy_seconds = 1, "7200"
        with pytest.raises(CannotRun, match="asks to wait 2:00 h"):
            await asyncio.to_thread(lambda: list(archive.find(HOSTS[1], ALWAYS, Counter())))
        server.busy = 1
        with pytest.raises(CannotRun, match="asks to wait 2:00 h") as told:
            await asyncio.to_thread(lines)
        assert told.value.exit_status == BREAKER
        server.busy, server.busy_seconds = 100, "1"
        with pytest.raises(CannotRun, match="too many requests"):
            await asyncio.to_thread(lines)
        server.busy = 0
        lost = f"{server.address}/cc/none.parquet"
        with pytest.raises(CannotRun, match=r"/cc/none\.parquet: status 404"):
            await asyncio.to_thread(CommonCrawl, AGENT, index=lost)


def test_an_index_that_is_none_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_text("bukan indeks")
    with pytest.raises(CannotRun, match=r"a\.parquet: this columnar index cannot be read"):
        CommonCrawl(AGENT, index=str(tmp_path / "a.parquet"))
    with pytest.raises(CannotRun, match="this columnar index cannot be read"):
        CommonCrawl(AGENT, index="nirwana://x")


# -- Workers


def recovered_by(workers: int | str, base: Path, tmp_path: Path) -> tuple[Summary, dict[str, list[tuple[object, ...]]]]:
    """Recover into a copy of an archive; return the summary and every row."""
    folder = Path(shutil.copytree(base, tmp_path / f"by {workers}".replace("/", "")))
    site = tmp_path / "site"
    archive = CommonCrawl(AGENT, index=str(site / "cc-index/table/cc-main/warc"), data=str(site), workers=workers)
    with closing(archive):
        summary = recover(
            folder / "archive.db", archive, Selection(), site_of_pages(), Identity(contact=None, user_agent=AGENT)
        )
    assert verify(folder / "archive.db").faults == 0
    with closing(open_to_read(folder / "archive.db")) as db:
        return summary, records(db)


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """The folder of a new archive."""
    create_or_open(tmp_path / "empty" / "archive.db").close()
    return tmp_path / "empty"


@pytest.fixture
def small_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tasks of two captures, from the first on given to other processes; the WARC files are the same each time."""
    monkeypatch.setattr(record_ranges, "BATCH", 2)
    monkeypatch.setattr(workers_module, "ALONE_SECONDS", -1.0)
    monkeypatch.setattr(clock, "now_stamp", lambda: "2027-01-01T00:00:00.000Z")
    monkeypatch.setattr(writer, "uuid4", lambda: UUID(int=4))


@pytest.mark.usefixtures("small_tasks")
@pytest.mark.filterwarnings("ignore")  # of Dask's own
def test_workers_recover_the_same_rows_though_some_are_killed(
    past: Past, empty: Path, tmp_path: Path, cluster_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = max((tmp_path / "site").rglob("*.warc.gz"))
    os.truncate(last, last.stat().st_size - 100)
    usual = Cluster.each
    alive = {"_rows", "fetch_batch"}

    def each(self: Cluster, work: Any, tasks: Any) -> object:
        for number, result in enumerate(usual(self, work, tasks)):
            if number == 1 and work.func.__name__ in alive:
                alive.remove(work.func.__name__)
                os.kill(min(self._client.run(os.getpid).values()), signal.SIGKILL)
            yield result

    monkeypatch.setattr(Cluster, "each", each)
    summary, rows = recovered_by(1, empty, tmp_path)
    assert (summary.fetched, summary.unplayable) == (len(past.captures) - 1, 1)
    for workers in (2, cluster_address):
        again, same = recovered_by(workers, empty, tmp_path)
        assert again == summary
        for table, those in rows.items():
            assert same[table] == those, table
    assert not alive, "a worker was killed while they searched, and one while they read"
