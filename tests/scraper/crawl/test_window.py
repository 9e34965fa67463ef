"""The hours in which a crawl may fetch, and how a run ends with them, or with its budget."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scraper.archive.database import open_to_read
from scraper.clock import JAKARTA
from scraper.crawl.middlewares import pace
from tests.conftest import Crawl, Serve


def around(now: datetime, before: float, after: float) -> str:
    """A window from so many minutes before a moment to so many after it."""
    ends = [(now + timedelta(minutes=minutes)).astimezone(JAKARTA) for minutes in (-before, after)]
    return "-".join(f"{end:%H:%M}" for end in ends)


async def test_a_run_ends_in_good_order_when_its_window_closes(
    replica: Serve, crawl: Crawl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, asked = datetime(2026, 11, 23, 20, 0, tzinfo=UTC), 0

    def now() -> datetime:
        nonlocal asked
        asked += 1
        return began + timedelta(seconds=2 * asked)

    monkeypatch.setattr(pace, "now", now)
    async with replica(articles=60) as running:
        run = await crawl(running.url, settings={"ARSIP_BETWEEN": around(began, 60, 1), "CONCURRENT_REQUESTS": 1})
        assert (run.exit_status, run.verdict) == (0, "done: the window has closed; the next run resumes")
        assert running.requests is not None
        assert 5 < len(running.requests) < 30
        monkeypatch.undo()
        again = await crawl(running.url)
        assert again.exit_status == 0
        count = running.site.count("id") + running.site.count("en")
    assert open_to_read(tmp_path / "archive.db").execute("select count(*) from articles").fetchone() == (count,)
    paths = [entry["path"] for entry in running.requests if "/read/" in entry["path"]]
    assert len(paths) == len(set(paths))


async def test_a_run_waits_for_its_window(replica: Serve, crawl: Crawl, monkeypatch: pytest.MonkeyPatch) -> None:
    began, asked = datetime(2026, 11, 23, 20, 0, tzinfo=UTC), 0

    def now() -> datetime:
        nonlocal asked
        asked += 1
        return began + timedelta(minutes=min(asked, 12))

    monkeypatch.setattr(pace, "now", now)
    monkeypatch.setattr(pace, "SLICE", 0.001)
    async with replica(articles=20) as running:
        run = await crawl(running.url, settings={"ARSIP_BETWEEN": around(began, -10, 60)}, limit=3)
    assert run.exit_status == 0
    assert run.writer.tally.articles == 3
    assert asked > 10


async def test_a_wait_beyond_the_window_ends_the_run(replica: Serve, crawl: Crawl) -> None:
    async with replica(articles=20, crawl_delay=3000) as running:
        run = await crawl(running.url, settings={"ARSIP_BETWEEN": around(datetime.now(UTC), 60, 30)})
        assert running.requests is not None
        assert [entry["path"] for entry in running.requests] == ["/robots.txt"]
    assert run.exit_status == 0
    assert "beyond the window" in (run.verdict or "")


@pytest.mark.parametrize("concurrency", [1, 8])
@pytest.mark.parametrize("budget", [1, 2, 9])
async def test_a_budget_is_never_passed_and_the_next_run_goes_on(
    replica: Serve, crawl: Crawl, tmp_path: Path, budget: int, concurrency: int
) -> None:
    settings: dict[str, Any] = {"ARSIP_BUDGET": budget, "CONCURRENT_REQUESTS": concurrency}
    async with replica(articles=40) as running:
        run = await crawl(running.url, settings=settings)
        assert running.requests is not None
        assert len(running.requests) == budget
        assert run.exit_status == 0
        assert f"budget of {budget} requests" in (run.verdict or "")
        assert (await crawl(running.url)).exit_status == 0
        paths = [entry["path"] for entry in running.requests if "/read/" in entry["path"]]
        assert len(paths) == len(set(paths)) == running.site.count("id") + running.site.count("en")
    errors = open_to_read(tmp_path / "archive.db").execute("select count(*) from frontier where last_error is not null")
    assert errors.fetchone() == (0,)
