"""What a browser may keep, what it is told that it has already, and how answers are compressed."""

import re
from datetime import UTC, datetime

import pytest

from arsip.web.caching_middleware import asset
from arsip.web.security_middleware import HEADERS
from arsip.web.site import site_of
from scraper import clock
from tests.arsip.web.visiting import Visitor

PAGES = (
    "/",
    "/changes",
    "/dashboard",
    "/search?q=pasar",
    "/article/101",
    "/archive",
    "/archive/articles",
    "/archive/articles.json",
)
GZIP = {"Accept-Encoding": "gzip"}
LONG = "/archive/articles.json?_shape=array"


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_is_asked_for_again_and_answered_by_304(visitor: Visitor, path: str) -> None:
    page = await visitor.get(path)
    etag = page.headers["etag"]
    assert (page.status, page.headers["cache-control"], etag[:3]) == (200, "no-cache", 'W/"')
    for known in (etag, etag.removeprefix("W/"), f'"other", {etag}'):
        again = await visitor.get(path, headers={"If-None-Match": known})
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", etag)
        assert again.headers["cache-control"] == "no-cache"
        assert again.headers["vary"] == "Accept-Encoding"
        assert {name.decode() for name in HEADERS} <= set(again.headers)
    assert (await visitor.get(path, headers={"If-None-Match": 'W/"other"'})).status == 200


async def test_a_page_of_the_last_days_is_another_one_the_next_day(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, found = "/search?since=7d", []
    etag = '"none"'
    for hour in (3, 16, 18):  # 10:00, 23:00, and 01:00 of the day on which 7d begins later than the last version of 101
        moment = datetime(2026, 10, 15, hour, tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        page = await visitor.get(path, headers={"If-None-Match": etag})
        etag = page.headers["etag"]
        found.append(page.status)
    assert found == [200, 304, 200]


async def test_a_page_is_another_one_once_synonyms_change(visitor: Visitor) -> None:
    etag = (await visitor.get("/search?q=bah")).headers["etag"]
    own = site_of(visitor.datasette).copy.with_name("synonyms.txt")
    own.write_text("bah, banjir\n")
    try:
        page = await visitor.get("/search?q=bah", headers={"If-None-Match": etag})
        assert (page.status, page.words("#count")) == (200, ["1 article"])
    finally:
        own.unlink()
    assert (await visitor.get("/search?q=bah", headers={"If-None-Match": etag})).status == 304


async def test_only_an_address_with_a_digest_is_kept_for_long(visitor: Visitor) -> None:
    linked = re.findall(r'(?:href|src)="(/assets/[^"]+)"', (await visitor.get("/dashboard")).text)
    assert sorted(linked) == sorted(map(asset, ("arsip.css", "charts.css", "icon.svg")))
    for path in linked:
        page = await visitor.get(path)
        assert (page.status, page.headers["cache-control"]) == (200, "public, max-age=31536000, immutable"), path
        for other in (path.partition("?")[0], f"{path}0", f"{path}&a=1"):
            assert (await visitor.get(other)).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    ["/article/999", "/archive/tidak-ada", "/search?since=x", "/assets/tidak-ada.css", "/archive/articles?_sort=zzz"],
)
async def test_an_error_has_no_etag(visitor: Visitor, path: str) -> None:
    page = await visitor.get(path)
    assert page.status in {400, 404}
    assert "etag" not in page.headers
    assert page.headers["cache-control"] == "no-cache"


async def test_a_stream_that_may_end_with_an_error_has_none(visitor: Visitor) -> None:
    page = await visitor.get("/archive/articles.csv?_stream=on")
    assert (page.status, "etag" in page.headers) == (200, False)


async def test_nor_has_what_took_so_long_that_parts_may_be_missing(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("arsip.web.caching_middleware._COMPLETE_SECONDS", 0)
    page = await visitor.get("/archive/articles")
    assert (page.status, "etag" in page.headers, page.headers["cache-control"]) == (200, False, "no-cache")


async def test_a_visitor_cannot_choose_how_long_a_page_is_kept(visitor: Visitor) -> None:
    assert (await visitor.get("/archive/articles?_ttl=99999")).headers["cache-control"] == "no-cache"


async def test_what_is_refused_is_refused_whatever_a_browser_has(visitor: Visitor) -> None:
    etag = (await visitor.get("/")).headers["etag"]
    known = {"If-None-Match": etag}
    for path, status in (("/tidak-ada", 404), ("/article/1", 404), ("/search?since=bad", 400)):
        assert (await visitor.get(path, headers=known)).status == status
    assert (await visitor.get("/", headers=known | {"Host": "evil.example"})).status == 421
    assert (await visitor.get("/", headers=known | {"Sec-Fetch-Site": "cross-site"})).status == 403


@pytest.mark.parametrize(
    "path", ["/", "/dashboard", LONG, "/archive/articles.csv?_stream=on&_dl=1", asset("arsip.css")]
)
@pytest.mark.parametrize("coding", ["zstd", "br", "gzip"])
async def test_answers_are_compressed(visitor: Visitor, path: str, coding: str) -> None:
    plain = await visitor.get(path, headers={"Accept-Encoding": "identity"})
    packed = await visitor.get(path, headers={"Accept-Encoding": coding})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == coding
    assert plain.headers["vary"] == packed.headers["vary"] == "Accept-Encoding"
    assert plain.headers.get("etag") == packed.headers.get("etag")
    assert _comparable(packed.text) == _comparable(plain.text)  # unpacked by the client
    if "content-length" in packed.headers:
        assert int(packed.headers["content-length"]) < len(plain.body)


def _comparable(text: str) -> str:
    """Return a page without the time that its queries took."""
    return re.sub(r'"query_ms": [\d.]+', "", text)


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("gzip, deflate, br, zstd", "zstd"), ("gzip, br", "br"), ("gzip", "gzip"), ("zstd;q=0, gzip", "gzip"),
        ("identity", None), ("deflate", None), ("gzip;q=0", None), ("*", "zstd"),
    ],
)  # fmt: skip
async def test_the_best_coding_that_both_know_is_chosen(visitor: Visitor, accepted: str, chosen: str | None) -> None:
    page = await visitor.get("/", headers={"Accept-Encoding": accepted})
    assert page.headers.get("content-encoding") == chosen


async def test_a_download_of_the_copy_has_datasettes_own_etag(visitor: Visitor) -> None:
    page = await visitor.get("/archive.db", headers={"Accept-Encoding": "gzip"})
    assert page.headers["etag"].startswith('"')
    assert "content-encoding" not in page.headers
    assert (await visitor.get("/archive.db", headers={"If-None-Match": page.headers["etag"]})).status == 304


@pytest.mark.parametrize("path", [*PAGES, "/archive/articles.csv", "/article/999"])
async def test_no_page_holds_a_secret_that_its_length_could_tell(visitor: Visitor, path: str) -> None:
    page = await visitor.get(path)
    assert "set-cookie" not in page.headers
    assert "csrf" not in page.text


async def test_a_head_says_what_a_get_would(visitor: Visitor) -> None:
    for path in ("/", "/archive/articles"):
        head, page = [await visitor.ask(method, path, headers=GZIP) for method in ("head", "get")]
        names = ("etag", "cache-control", "content-type")
        assert [head.headers[name] for name in names] == [page.headers[name] for name in names]
