"""Answers of an index that are damaged, empty or endless, and moments at which no capture can have been made."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from scraper.exit_codes import FAILED, CannotRun
from scraper.recover.captures import UNREADABLE_LINE, IndexEntry, Period
from scraper.recover.commoncrawl import CommonCrawl
from scraper.recover.session import LONGEST_LINE
from scraper.recover.wayback import Wayback
from tests.scraper.recover.test_wayback import AGENT, HOST

Answer = Callable[[str | None], str | web.Response]


def line(timestamp: str = "20190102030405", url: str = f"http://{HOST}:80/read/7/a") -> str:
    return f"id,beritajakarta,m)/read/7/a {timestamp} {url} text/html 200 AAAA 1234\n"


@asynccontextmanager
async def index(answer: Answer) -> AsyncIterator[str]:
    """Serve an index that answers so, by the key or the page that is asked for; yield its address."""

    async def handler(request: web.Request) -> web.Response:
        if request.path == "/collinfo.json":
            return web.json_response([{"id": "CC", "cdx-api": f"http://{request.host}/CC-index"}])
        said = answer(request.query.get("resumeKey", request.query.get("page")))
        return web.Response(text=said) if isinstance(said, str) else said

    app = web.Application()
    app.router.add_route("GET", "/{path:.*}", handler)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def found(
    answer: Answer, archive: type[Wayback | CommonCrawl] = Wayback
) -> tuple[list[IndexEntry], Counter[str]]:
    skipped: Counter[str] = Counter()
    async with index(answer) as address:
        asked = archive(AGENT, endpoint=address)
        return await asyncio.to_thread(lambda: list(asked.find(HOST, Period(), skipped))), skipped


@pytest.mark.parametrize(
    "damaged",
    [
        line("00000000000000"), line("20200230101010"), line("2020"), line("202002301010"),
        line(url=f"http://{HOST}/read/7/a b c"), line(url="-"), line().replace(" 200 ", " dua "), line()[:40] + "\n",
    ],
)  # fmt: skip
async def test_a_line_that_cannot_be_read_is_counted_and_the_others_are_read(damaged: str) -> None:
    lines, skipped = await found(lambda _: line("20180102030405") + damaged + line())
    assert [each.moment[:4] for each in lines] == ["2018", "2019"]
    assert {each.url for each in lines} == {f"http://{HOST}/read/7/a"}
    assert skipped == {UNREADABLE_LINE: 1}


@pytest.mark.parametrize("damaged", ["{", "[]", '{"url": "http://x/"}', '{"timestamp": null}'])
async def test_a_line_of_common_crawl_that_cannot_be_read_is_counted(damaged: str) -> None:
    good = f'{{"url": "https://{HOST}/", "timestamp": "20190102030405", "filename": "a", "offset": "0", "length": "9"}}'
    lines, skipped = await found(lambda page: f"{good}\n{damaged}" if page == "0" else "", CommonCrawl)
    assert [each.url for each in lines] == [f"https://{HOST}/"]
    assert skipped == {UNREADABLE_LINE: 1}


@pytest.mark.parametrize("text", ["", "\n", "\r\n", "\n\n", " \n"])
async def test_an_answer_without_a_line_has_no_captures(text: str) -> None:
    assert await found(lambda _: text) == ([], {})


async def test_further_lines_are_asked_for_by_the_key() -> None:
    pages = {None: f"{line('20180102030405')}\nb\n", "b": line("20180102030405") + line() + "\nc\n", "c": ""}
    lines, skipped = await found(pages.__getitem__)
    assert [each.moment[:4] for each in lines] == ["2018", "2019"]
    assert not skipped


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: f"{line()}\nkey\n",
        lambda key: f"{line()}\n{int(key or 0) + 1}\n",
        lambda key: f"\n\n{int(key or 0) + 1}\n",
        lambda key: f"{line(f'2019010203{int(key or 10):04d}')}\n{'1020' if key == '1010' else '1010'}\n",
    ],
    ids=["one key and its lines", "other keys, no other lines", "keys and no lines", "keys in a circle"],
)
@pytest.mark.timeout(20)
async def test_an_index_without_an_end_is_an_error(answer: Answer) -> None:
    with pytest.raises(CannotRun, match=r"^http://127\.0\.0\.1:\d+: its index gives the same lines again") as told:
        await found(answer)
    assert told.value.exit_status == FAILED


@pytest.mark.timeout(20)
async def test_pages_of_common_crawl_that_repeat_are_an_error() -> None:
    with pytest.raises(CannotRun, match="its index gives the same lines again and again"):
        await found(lambda _: '{"url": "http://x/"}', CommonCrawl)


@pytest.mark.parametrize("archive", [Wayback, CommonCrawl])
@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (lambda: web.Response(status=404, text="<h1>Not Found</h1>"), "status 404"),
        (lambda: web.Response(status=302, headers={"Location": "http://127.0.0.2:9/"}), "status 302"),
        (lambda: web.Response(text="x" * (LONGEST_LINE + 1)), "a line of it has more than 1 MB"),
        (lambda: web.Response(body=b"rusak", headers={"Content-Encoding": "gzip"}), "it cannot be unpacked"),
    ],
)
async def test_an_answer_that_is_no_index_is_an_error(
    answer: Callable[[], web.Response], why: str, archive: type[Wayback | CommonCrawl]
) -> None:
    with pytest.raises(CannotRun, match=why) as told:
        await found(lambda _: answer(), archive)
    assert told.value.exit_status == FAILED


@pytest.mark.parametrize("archive", [Wayback, CommonCrawl])
async def test_an_index_may_say_that_it_has_nothing(archive: type[Wayback | CommonCrawl]) -> None:
    nothing = {"message": f"No Captures found for: {HOST}"}
    assert await found(lambda _: web.json_response(nothing, status=404), archive) == ([], {})
