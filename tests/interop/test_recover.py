"""The past of a site is recovered from the real pywb, by its index and its replay."""

import asyncio
from pathlib import Path

import pytest

from arsip.cli.site import site_of_pages
from scraper.maintenance.verify.verification import verify
from scraper.recover.recovery import recover
from scraper.recover.run import Identity
from scraper.recover.selection import Selection
from scraper.recover.wayback import Wayback
from tests.interop.test_pywb import index, replaying
from tests.scraper.recover.crawl_files import common_crawl
from tests.scraper.recover.web_archive import MOBILE, OLD, WWW, Past
from tests.scraper.warc.reading import captures

pytestmark = pytest.mark.interop


async def test_pywb_gives_every_capture_back(pywb: Path, tmp_path: Path) -> None:
    past = Past(template="mixed", forms="real")
    ids = past.site.ids("id")[-4:]
    for host in (OLD, WWW, MOBILE):
        for number in ids:
            past.visit(host + past.path(number), is_packed=host == WWW)
        past.visit(f"{host}/berita/terkini")
        past.wait(days=400)
    past.visit(f"{MOBILE}/read/{ids[0]}/lama", status=301, location=MOBILE + past.path(ids[0]), body=b"")
    past.visit(f"{MOBILE}/read/999999999/tidak-ada")
    common_crawl(tmp_path / "site", past.captures, split=past.captures[7].moment)
    index(pywb, tmp_path, sorted((tmp_path / "site").rglob("*.warc.gz")))
    db = tmp_path / "recovered" / "archive.db"
    identity = Identity(contact=None, user_agent="Arsip/test")
    async with replaying(pywb, tmp_path) as collection:
        found = await asyncio.to_thread(
            recover, db, Wayback("Arsip/test", collection), Selection(), site_of_pages(), identity
        )
        again = await asyncio.to_thread(
            recover, db, Wayback("Arsip/test", collection), Selection(), site_of_pages(), identity
        )
    assert (found.found, found.fetched, found.unplayable) == (len(past.captures), len(past.captures), 0), found
    assert (again.fetched, again.known) == (0, len(past.captures))
    kept = [exchange for path in (db.parent / "warc").iterdir() for _, exchange in captures(path)]
    had = {(each.url, each.timestamp): (each.status, each.body, each.location) for each in past.captures}
    for exchange in kept:
        stamp = exchange.fetched_at[:19].translate(str.maketrans("", "", "-:T"))
        assert had.pop((exchange.url, stamp)) == (exchange.status, exchange.body, exchange.redirect_to)
        assert exchange.header("server") == "nginx"
        assert exchange.header("memento-datetime") is None
    assert not had
    assert verify(db).faults == 0
