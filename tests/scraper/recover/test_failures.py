"""Captures that an index names and that cannot be had: they do not keep the others from being fetched."""

from pathlib import Path

import pytest
from aiohttp import web

from scraper.exit_codes import BREAKER, CannotRun
from scraper.maintenance.verify.verification import verify
from scraper.recover.recovery import MAX_FRUITLESS
from scraper.recover.selection import SAMPLE
from tests.scraper.recover.test_recovery import recovered, rows
from tests.scraper.recover.web_archive import MOBILE, Past, Server, serving


def visited(past: Past, number: int) -> list[str]:
    """Capture so many articles; return the timestamps in the order of the index."""
    for each in past.site.ids("id")[-number:]:
        past.visit(MOBILE + past.path(each))
    return [each.timestamp for each in sorted(past.captures, key=lambda each: (each.surt, each.timestamp))]


@pytest.mark.parametrize("failing", [10, 25, 40])
async def test_refused_captures_at_the_head_of_the_index(
    failing: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    past, usual = Past(articles=60), Server._replay
    refused = visited(past, 40)[:failing]

    def replay(self: Server, request: web.Request) -> web.Response:
        if any(timestamp in request.path for timestamp in refused):
            return web.Response(status=403, text="Forbidden")
        return usual(self, request)

    monkeypatch.setattr(Server, "_replay", replay)
    db = tmp_path / "archive.db"
    async with serving(past.captures) as server:
        if failing == 40:
            with pytest.raises(CannotRun, match="10 captures in a row could not be fetched") as told:
                await recovered(db, server)
            assert told.value.exit_status == BREAKER
            assert server.replays <= 10 + SAMPLE
            return
        first, second = await recovered(db, server), await recovered(db, server)
    assert (first.fetched, first.unplayable) == (40 - failing, failing)
    assert (second.fetched, second.unplayable) == (0, failing)
    assert verify(db).faults == 0


async def test_a_finished_recovery_with_many_lost_captures_ends_well_again(tmp_path: Path) -> None:
    past = Past(articles=2 * MAX_FRUITLESS)
    times = visited(past, MAX_FRUITLESS + 5)
    db = tmp_path / "archive.db"
    async with serving(past.captures) as server:
        server.lost = set(times[5:])
        done = [await recovered(db, server) for _ in range(2)]
        assert [(each.fetched, each.unplayable) for each in done] == [(5, MAX_FRUITLESS), (0, MAX_FRUITLESS)], done
        server.lost = set(times)
        with pytest.raises(CannotRun, match="none of 100 captures could be fetched"):
            await recovered(tmp_path / "other" / "archive.db", server)
    assert rows(db, "select distinct exit_status from runs") == [(0,)]


async def test_lost_captures_do_not_use_up_a_limit(tmp_path: Path) -> None:
    past = Past()
    times = visited(past, 12)
    async with serving(past.captures) as server:
        server.lost = set(times[:5])
        done = [await recovered(tmp_path / "archive.db", server, limit=4) for _ in range(3)]
    assert [(each.fetched, each.left) for each in done] == [(4, 8), (3, 5), (0, 5)]
