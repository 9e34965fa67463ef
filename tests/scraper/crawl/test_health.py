"""When a run that came to its end is unhealthy all the same."""

import json
import math
import re
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replica.routes import Answer, Routes
from scraper.archive.database import create_or_open, open_to_read
from scraper.archive.runs import accept, newest
from scraper.archive.statistics.field_presence import OWN_TEMPLATE, FieldComparison, FieldPresence
from scraper.archive.writer import Tally
from scraper.crawl.health import CHANCE, FEWEST_PAGES, LEAST_FALL, RunReport, check, is_below_floor
from tests.conftest import Crawl, Serve
from tests.scraper.maintenance.keeping import leave_damaged

DATE = re.compile(rb"(access_time</i>)[^<]*")
EDITOR = re.compile(rb"<span><i[^>]*>person</i> Editor :[^<]*</span>")


def compared(present: int, pages: int, before: float, field: str = "editor") -> FieldComparison:
    template = None if field == OWN_TEMPLATE else "mobile"
    return FieldComparison(lang="id", template=template, field=field, present=present, pages=pages, share_before=before)


def shown(*fields: FieldComparison) -> FieldPresence:
    return FieldPresence(templates={("id", "mobile"): 100}, fields={}, compared=fields, first_seen=())


@pytest.mark.parametrize(
    ("problems", "captures", "healthy"),
    [(0, 0, True), (3, 10, True), (4, 10, False), (10, 1000, True), (11, 1000, False)],
)
def test_a_few_problems_are_allowed_and_one_in_a_hundred(problems: int, captures: int, healthy: bool) -> None:
    reasons = ["http://x/read/1: it has no date"] if problems else []
    verdict = check(RunReport(Tally(captures=captures, problems=problems, problem_reasons=reasons)))
    assert (verdict is None) == healthy
    if verdict is not None:
        assert "it has no date" in verdict
        assert "\n" not in verdict


async def test_damage_in_what_a_killed_run_left_makes_the_next_run_unhealthy(replica: Serve, crawl: Crawl) -> None:
    async with replica(articles=5, template="mobile") as running:
        folder = (await crawl(running.url, lang="id", limit=2)).session.path.parent
        leave_damaged(folder / "warc")
        run = await crawl(running.url, lang="id", limit=2)
        later = await crawl(running.url, lang="id", limit=2)
    assert (run.exit_status, run.verdict) == (
        3,
        "1 record of a killed run could not be read; run `arsip repair`",
    )
    with closing(open_to_read(folder / "archive.db")) as db:
        recorded, *_ = [each for each in newest(db, 3) if each.run == run.session.id]
    assert recorded.exit_status == 3
    assert recorded.counts["salvage_damages"] == 1
    assert later.exit_status == 0


async def test_a_site_whose_pages_changed_makes_a_run_unhealthy_and_loses_none(
    replica: Serve, crawl: Crawl, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Routes.answer

    def undated(routes: Routes, path: str, *more: Any) -> Answer:
        page = answer(routes, path, *more)
        return replace(page, body=DATE.sub(rb"\1", page.body)) if "/read/" in path else page

    monkeypatch.setattr(Routes, "answer", undated)
    async with replica(articles=30, template="mobile") as running:
        run = await crawl(running.url, lang="id", limit=10)
    assert run.exit_status == 3
    assert run.writer.tally.problems == 10
    db = open_to_read(run.session.path)
    assert db.execute("select count(*) from problems where reason <> ''").fetchone() == (10,)
    assert db.execute("select count(*) from captures where outcome = 'unreadable'").fetchone() == (10,)
    assert db.execute("select count(*) from frontier where state = 'problem'").fetchone() == (10,)


def test_editors_on_3_of_100_pages_where_95_had_one_is_said_in_a_sentence() -> None:
    found = shown(compared(3, 100, 0.95), compared(99, 100, 1.0, "reporter"), compared(40, 100, 0.9, "quote"))
    verdict = check(RunReport(Tally(), found, lambda field: f"urn:uuid:{field.field}"))
    assert verdict == (
        "editor: on 3 of 100 Indonesian mobile pages, on 95 of 100 before; "
        "quote: on 40 of 100 Indonesian mobile pages, on 90 of 100 before; "
        "the pages may have changed: `arsip inspect urn:uuid:editor` shows one"
    )


def test_of_many_fields_that_fell_the_first_are_named_and_the_rest_counted() -> None:
    verdict = check(RunReport(Tally(), shown(*(compared(n, 100, 0.9, f"field{n}") for n in range(6)))))
    assert verdict is not None
    assert re.findall(r"field\d", verdict) == ["field0", "field1", "field2"]
    assert "and 3 more so; the pages may have changed" in verdict


def test_pages_that_the_generic_parser_read_are_too_many() -> None:
    verdict = check(RunReport(Tally(), shown(compared(60, 100, 0.99, OWN_TEMPLATE))))
    assert verdict is not None
    assert verdict.startswith("40 of 100 Indonesian pages were read by the generic parser, by no template, 1 of 100")


@pytest.mark.parametrize(
    ("present", "pages", "before", "fallen"),
    [
        (0, FEWEST_PAGES - 1, 1.0, False),
        (0, FEWEST_PAGES, 1.0, True),
        (FEWEST_PAGES, FEWEST_PAGES, 1.0, False),
        (85_000, 100_000, 0.94, False),  # too little to wake anyone, however certain
        (83_000, 100_000, 0.94, True),
        (16, 25, 0.8, False),  # chance may do that
        (0, 25, 0.0, False),
        (30, 30, 0.2, False),
    ],
)
def test_the_floor(present: int, pages: int, before: float, fallen: bool) -> None:
    assert is_below_floor(compared(present, pages, before)) == fallen


@pytest.mark.parametrize(
    ("present", "pages", "before", "pages_before", "fallen"),
    [
        (105, 124, 1.0, math.inf, True),
        (105, 124, 1.0, 100, False),  # of a hundred that all have it, the next hundred may lack some
        (0, 20, 1.0, 100, True),
        (60, 120, 0.95, 100, True),
        (60, 100, 0.9, 20, False),
        (20, 20, 1.0, 100, False),
        (0, 20, 0.0, 100, False),
    ],
)
def test_a_share_of_few_pages_before_is_no_certainty(
    present: int, pages: int, before: float, pages_before: float, fallen: bool
) -> None:
    assert is_below_floor(replace(compared(present, pages, before), pages_before=pages_before)) == fallen


@given(st.integers(1, 400), st.data(), st.floats(0, 1))
def test_chance_brings_a_field_below_the_floor_no_more_often_than_said(
    pages: int, data: st.DataObject, before: float
) -> None:
    present = data.draw(st.integers(0, pages))
    if is_below_floor(compared(present, pages, before)):
        chance = math.fsum(math.comb(pages, k) * before**k * (1 - before) ** (pages - k) for k in range(present + 1))
        assert chance <= CHANCE * 1.001
        assert before - present / pages >= LEAST_FALL
        assert present == 0 or is_below_floor(compared(present - 1, pages, before))


async def test_a_field_that_the_site_no_longer_prints_makes_a_run_unhealthy_until_someone_accepts_it(
    replica: Serve, crawl: Crawl, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Routes.answer

    def without_editor(routes: Routes, path: str, *more: Any) -> Answer:
        page = answer(routes, path, *more)
        return replace(page, body=EDITOR.sub(b"", page.body)) if "/read/" in path else page

    async with replica(articles=300, template="mobile") as running:
        first = await crawl(running.url, lang="id", limit=120)
        assert (first.exit_status, first.verdict) == (0, "done")
        monkeypatch.setattr(Routes, "answer", without_editor)
        runs = [await crawl(running.url, lang="id", limit=30) for _ in range(2)]
        db = create_or_open(first.session.path)
        for each in newest(db, 2):
            assert each.counts["unhealthy"] == each.verdict
            accept(db, each.run)
        db.close()
        runs.append(await crawl(running.url, lang="id", limit=30))
    said = r"editor: on 0 of \d+ Indonesian \S+ pages, on (\d+) of 100 before; .*`arsip inspect urn:uuid:[-\w]+`"
    found = [re.match(said, run.verdict or "") for run in runs]
    assert [run.exit_status for run in runs] == [3, 3, 3]
    usual, next_night, accepted = (int(match[1]) for match in found if match)
    assert usual == next_night > accepted  # no unhealthy night makes the next one look well


async def test_a_template_that_was_never_seen_is_told_of_and_is_no_fault(replica: Serve, crawl: Crawl) -> None:
    async with replica(articles=200, template="mobile") as running:
        await crawl(running.url, lang="id", limit=110)
    port = int(running.url.rsplit(":", 1)[1])
    async with replica(articles=200, template="desktop", port=port) as running:
        run = await crawl(running.url, lang="id", limit=25)
    assert run.exit_status == 0
    assert run.verdict == (
        "done; 25 Indonesian pages of the kind desktop were read, which the archive had none of before"
    )


async def test_a_run_counts_its_requests_errors_and_pages(replica: Serve, crawl: Crawl) -> None:
    async with replica(articles=40, template="mobile") as running:
        running.site.trouble("503", path="/read/", times=2)
        run = await crawl(running.url, lang="id", limit=20)
        asked = len(running.requests)
    db = open_to_read(run.session.path)
    counted = newest(db, 1)[0].counts
    assert counted["errors"] == {"server-error 503": 2}
    assert counted["requests"] == asked
    assert counted["requests_per_article"] == round(asked / counted["articles"], 3)
    assert counted["templates"] == {"id mobile": counted["articles"]}
    assert counted["words_share"] == 0
    assert counted["pages_per_second"] > 0
    assert "unhealthy" not in counted
    json.dumps(counted)


@pytest.mark.parametrize(
    ("tally", "healthy"),
    [
        (Tally(), True),
        (Tally(failures=9), True),  # of lists
        (Tally(failures=1, failures_for_articles=1, last_failure="reset"), False),
        (Tally(failures=1, failures_for_articles=1, problems=1), False),
        (Tally(failures=9, failures_for_articles=9, articles=1), True),
        (Tally(failures=9, failures_for_articles=9, not_modified=1), True),
        (Tally(failures=9, failures_for_articles=9, absent=1), True),
    ],
)
def test_a_run_that_fetched_no_article_though_it_asked_for_one_is_unhealthy(tally: Tally, healthy: bool) -> None:
    verdict = check(RunReport(tally))
    assert (verdict is None) == healthy
    assert verdict is None or verdict.startswith("no article could be fetched: 1 request for one failed; ")
