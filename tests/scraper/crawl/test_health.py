"""When a run that came to its end is unhealthy all the same."""

import re
from dataclasses import replace
from typing import Any

import pytest

from replica.routes import Answer, Routes
from scraper.archive.opening import open_to_read
from scraper.archive.writing import Tally
from scraper.crawl.health import judge
from tests.conftest import Crawl, Serve

DATE = re.compile(rb"(access_time</i>)[^<]*")


@pytest.mark.parametrize(
    ("problems", "captures", "healthy"),
    [(0, 0, True), (3, 10, True), (4, 10, False), (10, 1000, True), (11, 1000, False)],
)
def test_a_few_problems_are_allowed_and_one_in_a_hundred(problems: int, captures: int, healthy: bool) -> None:
    reasons = ["http://x/read/1: it has no date"] if problems else []
    verdict = judge(Tally(captures=captures, problems=problems, problem_reasons=reasons))
    assert (verdict is None) == healthy
    if verdict is not None:
        assert verdict[0] == 3
        assert "it has no date" in verdict[1]
        assert "\n" not in verdict[1]


async def test_a_site_whose_pages_changed_makes_a_run_unhealthy_and_loses_none(
    replica: Serve, crawl: Crawl, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Routes.answer

    def undated(routes: Routes, path: str, *more: Any) -> Answer:
        page = answer(routes, path, *more)
        return replace(page, body=DATE.sub(rb"\1", page.body)) if "/read/" in path else page

    monkeypatch.setattr(Routes, "answer", undated)
    async with replica(articles=60, template="mobile-2026") as running:
        run = await crawl(running.url, lang="id", limit=10)
    assert run.exit_status == 3
    assert run.writer.tally.problems == 10
    db = open_to_read(run.path)
    assert db.execute("select count(*) from problems where reason <> ''").fetchone() == (10,)
    assert db.execute("select count(*) from captures where outcome = 'unreadable'").fetchone() == (10,)
    assert db.execute("select count(*) from frontier where state = 'problem'").fetchone() == (10,)
