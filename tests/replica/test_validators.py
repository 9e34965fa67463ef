"""A page that did not change answers 304 to whoever has it, and no other page does (RFC 9110, 13)."""

from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime

import aiohttp
import pytest
from multidict import CIMultiDictProxy

from replica.clock import Clock
from replica.options import Options
from replica.server import Running, serve
from replica.site import Site


def made(**switches: object) -> Site:
    return Site(Options(**{"articles": 60, "validators": "both", **switches}), Clock(frozen=True))


async def got(
    running: Running, path: str, *, method: str = "GET", coding: str = "identity", **headers: str
) -> tuple[int, CIMultiDictProxy[str], bytes]:
    asked = {"Accept-Encoding": coding, **{name.replace("_", "-"): value for name, value in headers.items()}}
    async with (
        aiohttp.ClientSession(auto_decompress=False) as session,
        session.request(method, running.url + path, headers=asked, allow_redirects=False) as response,
    ):
        return response.status, response.headers, await response.read()


def carried_by(headers: CIMultiDictProxy[str]) -> set[str]:
    return {name for name in ("ETag", "Last-Modified") if name in headers}


def newest(site: Site) -> str:
    return site.listing("index", "", 1)[1][0].path


@pytest.mark.parametrize(
    ("choice", "carried"),
    [("none", set()), ("etag", {"ETag"}), ("last-modified", {"Last-Modified"}), ("both", {"ETag", "Last-Modified"})],
)
async def test_answers_carry_what_was_chosen_and_heed_no_more(choice: str, carried: set[str]) -> None:
    site = made(validators=choice)
    async with serve(site) as running:
        status, headers, _ = await got(running, newest(site))
        assert (status, carried_by(headers)) == (200, carried)
        later = format_datetime(site.clock.now() + timedelta(days=9))
        status, _, _ = await got(running, newest(site), If_Modified_Since=later)
        assert status == (304 if "Last-Modified" in carried else 200)
        for path in ("/", "/berita/terkini", "/robots.txt"):
            _, headers, _ = await got(running, path)
            assert carried_by(headers) == carried - {"Last-Modified"}
        for path in ("/read/3", "/nowhere"):
            status, headers, _ = await got(running, path, If_None_Match="*")
            assert status == 404
            assert not carried_by(headers)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_304_has_no_body_and_the_same_validators(method: str) -> None:
    site = made()
    async with serve(site) as running:
        _, first, _ = await got(running, newest(site))
        status, headers, body = await got(running, newest(site), method=method, If_None_Match=first["ETag"])
        assert (status, body) == (304, b"")
        assert headers["ETag"] == first["ETag"]
        assert headers["Last-Modified"] == first["Last-Modified"]
        assert headers["Vary"] == first["Vary"]
        assert "Content-Encoding" not in headers


async def test_etags_are_compared_weakly_in_lists_and_by_a_star() -> None:
    site = made()
    async with serve(site) as running:
        _, headers, _ = await got(running, newest(site))
        tag = headers["ETag"]
        assert tag.startswith('"')
        for asked in (tag, f"W/{tag}", f'"a", W/"b",{tag}', f'"a,b" , {tag}', "*"):
            assert (await got(running, newest(site), If_None_Match=asked))[0] == 304
        for asked in ('"a"', tag.strip('"'), '""', '"*"', "", f'"{tag[2:]}', "W/*"):
            assert (await got(running, newest(site), If_None_Match=asked))[0] == 200


async def test_a_compressed_page_has_a_weak_etag_of_the_same_value() -> None:
    site = made()
    async with serve(site) as running:
        _, plain, _ = await got(running, newest(site))
        _, packed, _ = await got(running, newest(site), coding="gzip")
        assert packed["ETag"] == f"W/{plain['ETag']}"


async def test_if_none_match_wins_over_if_modified_since() -> None:
    site = made()
    async with serve(site) as running:
        _, headers, _ = await got(running, newest(site))
        tag, when = headers["ETag"], headers["Last-Modified"]
        old = format_datetime(parsedate_to_datetime(when) - timedelta(days=1), usegmt=True)
        assert (await got(running, newest(site), If_None_Match=tag, If_Modified_Since=old))[0] == 304
        assert (await got(running, newest(site), If_None_Match='"a"', If_Modified_Since=when))[0] == 200
        assert (await got(running, newest(site), If_Modified_Since=when))[0] == 304
        for no_answer in (old, "yesterday", ""):
            assert (await got(running, newest(site), If_Modified_Since=no_answer))[0] == 200


@pytest.mark.parametrize("choice", ["etag", "last-modified"])
@pytest.mark.parametrize("steady", [False, True])
async def test_what_changes_an_article_ends_its_304s(choice: str, steady: bool) -> None:
    site = made(validators=choice, steady_views=steady)
    header, condition = {"etag": ("ETag", "If-None-Match"), "last-modified": ("Last-Modified", "If-Modified-Since")}[
        choice
    ]
    async with serve(site) as running:
        brief = site.listing("index", "", 1)[1][5]

        async def status(given: str) -> tuple[int, str]:
            code, headers, _ = await got(running, f"/read/{brief.id}", **{condition: given})
            return code, headers[header]

        _, given = await status("x")
        assert await status(given) == (304, given)
        for paragraphs in (["Satu."], ["Dua."], ["Tiga."]):
            site.edit("id", brief.id, paragraphs=paragraphs)
            code, changed = await status(given)
            assert code == 200
            assert await status(changed) == (304, changed)
            given = changed
        site.clock.advance(days=3)
        assert (await status(given))[0] == (304 if steady else 200)


async def test_photos_and_sitemaps_can_be_asked_for_again() -> None:
    site = made(sitemap="gzip")
    async with serve(site) as running:
        for path in ("/sitemap.xml", "/sitemap-id-1.xml.gz", "/photo/2014_508c75c8507a2ae5223dfd2faeb98122/logo.jpg"):
            _, headers, _ = await got(running, path)
            assert (await got(running, path, If_None_Match=headers["ETag"]))[0] == 304
        assert (await got(running, path, If_Modified_Since=headers["Last-Modified"]))[0] == 304
        site.clock.advance(days=1)
        assert (await got(running, path, If_None_Match=headers["ETag"]))[0] == 304
        assert (await got(running, "/sitemap.xml", If_None_Match=headers["ETag"]))[0] == 200


@pytest.mark.parametrize("steady", [False, True])
async def test_a_spoilt_page_has_the_validators_of_the_whole_and_never_answers_304(steady: bool) -> None:
    site = made(steady_views=steady)
    async with serve(site) as running:
        _, whole, body = await got(running, newest(site))
        site.trouble("cut-markup")
        status, cut, less = await got(running, newest(site), If_None_Match=whole["ETag"])
        assert (status, len(less) < len(body)) == (200, True)
        assert cut["ETag"].removeprefix("W/") == whole["ETag"].removeprefix("W/")
        site.calm()
        site.trouble("maintenance")
        status, headers, _ = await got(running, newest(site), If_None_Match="*")
        assert status == 200
        assert not carried_by(headers)
