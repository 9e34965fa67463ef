"""The third law with web archives: recoveries, crawls and merges give the same tables in any order."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from arsip.cli.site import site_of_pages
from replica.clock import JAKARTA
from scraper.archive.database import archive_id, claim_site, create_or_open, open_to_read
from scraper.archive.writer import Writer
from scraper.clock import stamp
from scraper.maintenance import ingest
from scraper.maintenance.imports import import_files
from scraper.maintenance.merge import merge
from scraper.maintenance.reparse import reparse
from scraper.maintenance.verify.verification import verify
from scraper.recover.captures import Period, WebArchive
from scraper.recover.commoncrawl import CommonCrawl
from scraper.recover.recovery import recover
from scraper.recover.run import Identity
from scraper.recover.selection import Selection
from scraper.recover.wayback import Wayback
from scraper.warc.exchange import Exchange
from scraper.warc.writer import WarcWriter
from tests.scraper.archive.making import records
from tests.scraper.recover.crawl_files import common_crawl
from tests.scraper.recover.web_archive import MOBILE, OLD, WWW, Kept, Past, serving

AGENT = "Arsip/test (news archive; you@example.org)"
RUN = "11111111-1111-4111-8111-111111111111"

Step = Callable[[Path], Awaitable[object]]


def crawled(folder: Path, captures: list[Kept]) -> Path:
    """Make an archive of captures that a crawl of our own has fetched."""
    path = folder / "archive.db"
    with closing(create_or_open(path)) as db:
        claim_site(db, "beritajakarta.id")
        warc = WarcWriter(
            folder / "warc", archive=archive_id(db), run=RUN, source="site", user_agent=AGENT, robots="obey",
            software="arsip", now=lambda: stamp(datetime(2024, 1, 1, tzinfo=UTC)),
        )  # fmt: skip
        writer = Writer(db, sync=warc.sync)
        for each in captures:
            exchange = Exchange(
                url=each.url, method="GET", request_headers=(("Host", "m.beritajakarta.id"),), status=each.status,
                headers=tuple(each.headers()), body=each.payload, fetched_at=stamp(each.moment),
            )  # fmt: skip
            writer.add(warc.write(exchange), ingest.interpret_exchange(exchange))
        writer.flush()
        warc.close()
    return path


def tables(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every record table; but where a capture stands in the WARC files is each archive's own."""
    with closing(open_to_read(path)) as db:
        found = records(db)
        names = [
            name
            for _, name, *_ in db.execute("PRAGMA table_info(captures)").fetchall()
            if name not in {"warc", "offset", "length"}
        ]
        found["captures"] = db.execute(f"SELECT {', '.join(names)} FROM captures ORDER BY capture").fetchall()
    return found


@pytest.fixture(scope="module")
def past() -> Past:
    """Two years of a site: edits, removals, lists, an outage, both editions, several templates."""
    past = Past(template="mixed", forms="real")
    ids, english = past.site.ids("id")[-4:], past.site.ids("en")[-1:]
    for host in (OLD, WWW, MOBILE):
        for number in ids:
            past.visit(host + past.path(number), is_packed=host == WWW)
        for number in english:
            past.visit(host + past.path(number, "en"))
        past.visit(f"{MOBILE}/berita/terkini")
        past.visit(MOBILE + past.path(ids[2]), trouble="captcha")
        past.wait(days=150)
        past.site.edit("id", ids[1], title=f"Judul Nomor {len(past.captures)}", keep_slug=True)
    gone = past.path(ids[0])
    past.site.delete("id", ids[0])
    for _ in range(3):
        past.wait(days=2)
        past.visit(MOBILE + past.path(ids[1]))
        past.visit(MOBILE + gone)
        past.visit(MOBILE + past.path(ids[3]))
    assert past.captures[0].moment.astimezone(JAKARTA).year == 2021
    return past


async def test_the_order_of_recoveries_crawls_and_merges_does_not_matter(past: Past, tmp_path: Path) -> None:
    wayback, crawl, common = past.captures[::3] + past.captures[-9:], past.captures[1::3], past.captures[2::3]
    common_crawl(tmp_path / "site", common, split=common[len(common) // 2].moment)
    own = crawled(tmp_path / "own", crawl)
    identity = Identity(contact=None, user_agent=AGENT)

    async with serving(dict.fromkeys(wayback), folder=tmp_path / "site") as server:

        def step(archive: WebArchive, **selection: Any) -> Step:
            return lambda db: asyncio.to_thread(recover, db, archive, Selection(**selection), site_of_pages(), identity)

        replay = Wayback(AGENT, f"{server.address}/arsip")
        cc = CommonCrawl(AGENT, endpoint=f"{server.address}/cc", data=f"{server.address}/cc")
        steps: list[Step] = [
            step(replay, lang="id"),
            step(replay, limit=5),
            step(cc, only=frozenset({"m.beritajakarta.id"})),
            lambda db: asyncio.to_thread(merge, [own], db, site_of_pages()),
            step(cc),
            step(replay),
        ]
        orders = [[3, 4, 5], [2, 1, 0, 3, 5, 4]]
        made = [tmp_path / f"order-{number}" / "archive.db" for number in range(len(orders))]
        for db, order in zip(made, orders, strict=True):
            db.parent.mkdir()
            for number in order:
                await steps[number](db)
        parts = [tmp_path / name / "archive.db" for name in ("one", "other")]
        for db, order in zip(parts, ([4], [2, 5]), strict=True):
            for number in order:
                await steps[number](db)
        for name, sources in (("merged", [*parts, own]), ("other way", [own, *parts[::-1]])):
            made.append(tmp_path / name / "archive.db")
            await asyncio.to_thread(merge, sources, made[-1], site_of_pages())
    expected = tables(made[0])
    assert {row[3] for row in expected["captures"]} == {"site", "wayback", "commoncrawl"}
    assert expected["absences"]
    for db in made[1:]:
        found = tables(db)
        for table, kept in expected.items():
            assert found[table] == kept, f"{db.parent.name}: {table}"
    for db in (made[0], made[-1]):
        assert verify(db).faults == 0
    reparse(made[-1], site_of_pages())
    assert tables(made[-1]) == expected


async def test_an_archive_of_recoveries_that_overlap_is_sound(tmp_path: Path) -> None:
    past = Past()
    for number in past.site.ids("id")[-5:]:
        past.visit(MOBILE + past.path(number))
        past.wait(days=1)
    moments = [stamp(each.moment) for each in past.captures]
    one, other = (tmp_path / name / "archive.db" for name in ("one", "other"))
    identity = Identity(contact=None, user_agent=AGENT)
    async with serving(past.captures) as server:
        replay = Wayback(AGENT, f"{server.address}/arsip")
        for db, period in ((one, Period(until=moments[3])), (other, Period(since=moments[2]))):
            db.parent.mkdir()
            await asyncio.to_thread(recover, db, replay, Selection(period=period), site_of_pages(), identity)
    merged = tmp_path / "merged" / "archive.db"
    merge([one, other], merged, site_of_pages())
    import_files(one, sorted(other.parent.glob("warc/*")), site_of_pages())
    assert tables(one) == tables(merged)
    for db in (one, merged):
        assert verify(db).faults == 0
        assert reparse(db, site_of_pages()).is_whole
        assert verify(db).faults == 0
