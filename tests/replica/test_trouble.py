"""Each kind of trouble is on the wire what it is called, and befalls the requests it is meant for, and no others."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
from selectolax.lexbor import LexborHTMLParser as Html

from replica import trouble as faults
from replica.clock import Clock
from replica.options import Options
from replica.server import Running, serve
from replica.site import Site
from replica.trouble import KINDS, Trouble, strike

TIMEOUT = aiohttp.ClientTimeout(total=30)


@pytest.fixture
async def running() -> AsyncIterator[Running]:
    log: list[dict[str, Any]] = []
    async with serve(Site(Options(articles=120, retry_after=7), Clock(frozen=True)), log=log) as server:
        yield server


async def got(running: Running, path: str) -> tuple[int, aiohttp.typedefs.LooseHeaders, str]:
    async with (
        aiohttp.ClientSession(timeout=TIMEOUT) as session,
        session.get(running.url + path, allow_redirects=False) as response,
    ):
        return response.status, response.headers, await response.text()


async def raw(running: Running, path: str, *, at_most: int = -1) -> tuple[bytes, BaseException | None]:
    """All bytes of an answer until the server ends the connection, or the first ones; and how it ended, if badly."""
    host, _, port = running.url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
    received, ended = b"", None
    try:
        while len(received) < at_most or at_most < 0:
            more = await asyncio.wait_for(reader.read(1000), 30)
            if not more:
                break
            received += more
    except ConnectionError as error:
        ended = error
    writer.close()
    return received, ended


async def until(ready: Callable[[], bool]) -> None:
    while not ready():  # noqa: ASYNC110 - the server tells nobody when it has logged a request
        await asyncio.sleep(0.01)


def newest(running: Running) -> str:
    return running.site.listing("index", "", 1)[1][0].path


PAGES = [
    ("404", 404, "Halaman tidak ditemukan"), ("410", 410, "Halaman tidak ditemukan"), ("empty", 200, "KONTAK KAMI"),
    ("maintenance", 200, "pemeliharaan"), ("maintenance-503", 503, "pemeliharaan"), ("block", 403, "blocked"),
    ("captcha", 200, "bukan robot"), ("login", 200, "Kata sandi"), ("php-error", 200, "A Database Error Occurred"),
    ("500", 500, "Internal Server Error"), ("502", 502, "Bad Gateway"), ("503", 503, "Service Temporarily Unavailable"),
    ("429", 429, "Too Many Requests"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "status", "words"), PAGES)
async def test_pages_of_trouble(running: Running, kind: str, status: int, words: str) -> None:
    _, _, whole = await got(running, newest(running))
    running.site.trouble(kind)
    got_status, headers, text = await got(running, newest(running))
    assert got_status == status
    assert words in text
    assert text != whole
    assert '<div class="news-read">' not in text
    assert headers.get("Retry-After") == ("7" if kind in {"429", "maintenance-503"} else None)
    assert await got(running, "/robots.txt") != (status, headers, text)
    assert running.requests is not None
    assert [entry["trouble"] for entry in running.requests] == [None, kind, None]


@pytest.mark.parametrize(
    ("kind", "where"), [("home", "{}/"), ("login-redirect", "{}/login"), ("elsewhere", "http://elsewhere.invalid{}")]
)
async def test_redirects_of_trouble(running: Running, kind: str, where: str) -> None:
    running.site.trouble(kind)
    status, headers, _ = await got(running, newest(running))
    target = where.format(newest(running) if kind == "elsewhere" else running.url)
    assert (status, headers["Location"]) == (302, target)
    if kind != "elsewhere":
        assert (await got(running, target.removeprefix(running.url)))[0] == 200


async def test_a_blank_page_is_whole_and_empty(running: Running) -> None:
    running.site.trouble("blank")
    status, headers, text = await got(running, newest(running))
    assert (status, headers["Content-Length"], text) == (200, "0", "")


@pytest.mark.parametrize("lang", ["id", "en"])
async def test_the_other_page_is_that_of_another_article(running: Running, lang: str) -> None:
    site = running.site
    ids = site.ids(lang)
    running.site.trouble("other", "/read/")
    for id_, other in ((ids[-1], ids[-2]), (ids[0], ids[-1])):
        status, _, text = await got(running, site.brief(lang, id_).path)
        page = Html(text)
        assert status == 200
        assert page.css_first("h1").text() == site.article(lang, other).title
        canonical = page.css_first("link[rel=canonical]").attributes["href"]
        assert canonical == running.url + site.brief(lang, other).path


@pytest.mark.parametrize("template", ["mobile", "desktop"])
async def test_cut_markup_ends_within_the_text_and_http_says_nothing(running: Running, template: str) -> None:
    site = running.site
    brief = next(each for each in site.listing("index", "", 1)[1] if site.template("id", each.index) == template)
    site.trouble("cut-markup")
    status, headers, text = await got(running, brief.path)
    assert status == 200
    assert int(headers["Content-Length"]) > 0
    assert site.article("id", brief.id).title in text
    assert site.article("id", brief.id).paragraphs[0][:20] in text
    assert site.article("id", brief.id).paragraphs[-1] not in text
    assert "</body>" not in text
    _, _, lists = await got(running, "/berita/terkini")
    assert "</body>" not in lists


async def test_a_cut_off_answer_is_shorter_than_it_said(running: Running) -> None:
    running.site.trouble("cut-off")
    received, ended = await raw(running, newest(running))
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    assert (
        f"Content-Length: {len(body) * 2}".encode() in head or f"Content-Length: {len(body) * 2 + 1}".encode() in head
    )
    assert ended is None
    with pytest.raises(aiohttp.ClientPayloadError):
        await got(running, newest(running))
    assert running.requests is not None
    assert (running.requests[0]["status"], running.requests[0]["bytes"]) == (200, len(body))


async def test_a_reset_is_a_reset(running: Running) -> None:
    running.site.trouble("reset")
    received, ended = await raw(running, newest(running))
    assert received == b""
    assert isinstance(ended, ConnectionResetError)
    assert running.requests is not None
    assert running.requests[0]["status"] is None


async def test_garbage_is_no_http(running: Running) -> None:
    running.site.trouble("garbage")
    received, _ = await raw(running, newest(running))
    assert received
    assert not received.startswith(b"HTTP")
    with pytest.raises(aiohttp.ClientError):
        await got(running, newest(running))


async def test_what_is_called_gzip_is_none(running: Running) -> None:
    running.site.trouble("gzip-broken")
    received, _ = await raw(running, newest(running))
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"Content-Encoding: gzip" in head
    with pytest.raises(gzip.BadGzipFile):
        gzip.decompress(body)
    with pytest.raises(aiohttp.ClientPayloadError):
        await got(running, newest(running))


async def test_a_hanging_answer_ends_when_its_client_does(running: Running) -> None:
    running.site.trouble("hang")
    assert running.requests is not None
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.2)) as session:
        with pytest.raises(TimeoutError):
            await session.get(running.url + newest(running))
    await until(lambda: bool(running.requests))
    (entry,) = running.requests
    assert (entry["status"], entry["bytes"], entry["trouble"]) == (None, 0, "hang")
    assert entry["ended"] - entry["started"] > 0.1


async def test_a_slow_answer_comes_byte_by_byte(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "TRICKLE_SECONDS", 0.001)
    running.site.trouble("slow", "robots")
    _, _, text = await got(running, "/robots.txt")
    assert text == "User-agent: *\nDisallow: /admin/\n"
    monkeypatch.setattr(faults, "TRICKLE_SECONDS", 30)
    received, _ = await raw(running, "/robots.txt", at_most=20)
    assert received.endswith(b"\r\n\r\n")
    assert running.requests is not None
    log = running.requests
    await until(lambda: len(log) == 2)
    assert [(entry["status"], entry["bytes"]) for entry in running.requests] == [(200, len(text)), (200, 0)]


async def test_a_server_with_hanging_answers_stops_all_the_same() -> None:
    log: list[dict[str, Any]] = []
    async with aiohttp.ClientSession() as session:
        async with serve(Site(Options(), Clock(frozen=True)), log=log) as running:
            running.site.trouble("hang")
            asked = asyncio.create_task(session.get(running.url))
            await until(lambda: running.site.troubles[0].struck == 1)
        with pytest.raises(aiohttp.ClientError):
            await asked
    assert [entry["trouble"] for entry in log] == ["hang"]


@pytest.mark.parametrize("kind", KINDS)
async def test_after_any_trouble_the_site_is_as_before(running: Running, kind: str) -> None:
    before = await got(running, newest(running))
    running.site.trouble(kind)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.1)) as session:
        try:
            async with session.get(running.url + newest(running), allow_redirects=False) as response:
                assert (response.status, await response.text()) != (200, before[2])
        except (aiohttp.ClientError, TimeoutError):
            pass
    running.site.calm()
    assert (await got(running, newest(running)))[2] == before[2]


def struck(troubles: list[Trouble], targets: list[str]) -> list[str | None]:
    return [strike(troubles, target) for target in targets]


def test_every_and_times_count_the_requests_that_fit() -> None:
    trouble = Trouble(kind="500", path="/read/", every=3, times=2)
    targets = [
        "/read/1",
        "/",
        "/read/2",
        "/read/3",
        "/read/4",
        "/",
        "/read/5",
        "/read/6",
        "/read/7",
        "/read/8",
        "/read/9",
    ]
    assert [target for target in targets if trouble.strikes(target)] == ["/read/3", "/read/6"]
    assert trouble.struck == 2


def test_the_first_that_befalls_a_request_decides() -> None:
    troubles = [Trouble(kind="500", every=2), Trouble(kind="404", path="b", times=1)]
    assert struck(troubles, ["/b", "/b", "/b", "/b"]) == ["404", "500", None, "500"]


@pytest.mark.parametrize(
    ("path", "befallen"),
    [
        (None, ["/", "/read/1/robots.txt", "/berita/terkini?page=2"]),
        (".*", ["/", "/read/1/robots.txt", "/berita/terkini?page=2"]),
        ("/robots.txt", ["/robots.txt", "/robots.txt?x", "/read/1/robots.txt"]),
        (r"^/robots\.txt", ["/robots.txt", "/robots.txt?x"]),
        (r"page=2$", ["/berita/terkini?page=2"]),
    ],
)
def test_robots_txt_is_befallen_only_where_it_is_named(path: str | None, befallen: list[str]) -> None:
    targets = ["/", "/robots.txt", "/robots.txt?x", "/read/1/robots.txt", "/berita/terkini?page=2"]
    trouble = Trouble(kind="503", path=path)
    assert [target for target in targets if trouble.strikes(target)] == befallen


@pytest.mark.parametrize(
    ("wrong", "named"),
    [({"kind": "x"}, "'x'"), ({"path": "("}, r"\("), ({"every": 0}, "every"), ({"times": 0}, "times")],
)
def test_what_could_not_happen_is_refused(wrong: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        Site().trouble(**{"kind": "404", **wrong})
