"""What crawls depend on and a site does not do: exit status 3, the assumption by its name, and what to do."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from replica.trouble import Trouble
from scraper.exit_codes import BREAKER, FAILED, UNHEALTHY
from scraper.preflight.assumptions import findings_of
from scraper.preflight.evidence import Evidence
from scraper.preflight.findings import failure, inconclusive
from scraper.preflight.plan import Reply
from tests.conftest import Crawl, Serve
from tests.scraper.preflight.test_assumptions import AS_ASSUMED, differing, followed, judged, preflight

INDEX = "list berita/terkini"


@pytest.mark.parametrize(
    "case",
    [
        ("captcha:^/$", "home page", "block or a captcha"),
        ("elsewhere:^/$", "home page", "status 302, redirects to http://elsewhere.invalid"),
        ("home:^/berita/terkini$", "list berita/terkini", "status 302, redirects to http://127.0.0.1:"),
        ("php-error:terkini", "list berita/terkini", "error of the server"),
        ("other:^/en/read/[0-9]+/.", "article en", "another article"),
        ("cut-markup:^/read/[0-9]+/[^p]", "article id", "cut off"),
        ("login:^/en/read/100000", "id without an article", "login and status 404"),
    ],
)
async def test_it_fails_for_what_crawls_depend_on(replica: Serve, case: tuple[str, str, str]) -> None:
    trouble, failing, found = case
    kind, _, path = trouble.partition(":")
    findings = await judged(replica, Trouble(kind=kind, path=path))
    failed = [each for each in findings if each.verdict == "fails"]
    assert [each.assumption for each in failed] == [failing]
    assert found in failed[0].found
    assert (failure(findings) or "").startswith(f"crawls depend on what does not hold: {failing}: {failed[0].found}. ")


@pytest.mark.parametrize("case", [("503:page=2", "paging", "server-error"), ("429:^/read/", "article id", "throttled")])
async def test_what_the_site_does_not_let_be_tested_now_is_no_failure(
    replica: Serve, case: tuple[str, str, str]
) -> None:
    trouble, name, found = case
    kind, _, path = trouble.partition(":")
    findings = await judged(replica, Trouble(kind=kind, path=path))
    assert failure(findings) is None
    (finding,) = [each for each in findings if each.assumption == name]
    assert (finding.verdict, finding.follows) == ("untested", "That may pass; run `arsip preflight` again.")
    assert found in finding.found
    assert name in (inconclusive(findings) or "")


async def test_a_run_that_could_not_test_what_crawls_depend_on_is_to_be_made_again(
    replica: Serve, crawl: Crawl, tmp_path: Path
) -> None:
    report = await preflight(replica, crawl, tmp_path, Trouble(kind="maintenance-503", path="page=2"))
    assert (report.run.reason, report.run.exit_status, report.exit_status) == ("assumption-untested", FAILED, FAILED)
    assert report.verdict.startswith("What crawls depend on could not be tested: paging: ")


@pytest.mark.parametrize(
    ("articles", "found"),
    [
        (45, ("untested", "the index has 38 articles, on one page, and no older one was seen")),
        (120, ("fails", "no link to a next page")),
    ],
)
async def test_an_index_without_a_next_page_fails_where_older_articles_are_known(
    replica: Serve, articles: int, found: tuple[str, str]
) -> None:
    async with replica(**{**AS_ASSUMED, "articles": articles}) as running:
        evidence = await followed(running.url)
    exchange, answer = evidence.replies[INDEX].exchange, evidence.replies[INDEX].answer
    assert answer.page is not None
    index = Reply(exchange, replace(answer, page=replace(answer.page, next_url=None)))
    evidence = Evidence(evidence.site, evidence.agent, {**evidence.replies, INDEX: index}, {})
    assert {(each.verdict, each.found) for each in findings_of(evidence) if each.assumption == "paging"} == {found}


@pytest.mark.parametrize(
    "case", [("captcha:^/$", {}, "home page"), (None, {"robots": "User-agent: *\nDisallow: /berita/\n"}, "robots.txt")]
)
async def test_a_run_fails_with_what_it_has_found(
    replica: Serve, crawl: Crawl, tmp_path: Path, case: tuple[str | None, dict[str, Any], str]
) -> None:
    trouble, options, failing = case
    kind, _, path = (trouble or "").partition(":")
    troubles = [Trouble(kind=kind, path=path)] if trouble else []
    report = await preflight(replica, crawl, tmp_path, *troubles, **options)
    assert [each.assumption for each in report.of("fails")] == [failing]
    assert (report.exit_status, report.run.exit_status) == (UNHEALTHY, UNHEALTHY)
    assert (report.run.verdict or "").startswith(f"crawls depend on what does not hold: {failing}: ")
    assert report.verdict.startswith(f"Crawls depend on what does not hold: {failing}: ")
    assert (report.of("fails")[0].follows or "x") in report.verdict


async def test_a_run_of_which_too_much_could_not_be_read_says_so(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    report = await preflight(replica, crawl, tmp_path, Trouble(kind="empty", path="kategori|wilayah|siaran|search"))
    assert not report.of("fails")
    assert (report.exit_status, report.run.exit_status) == (UNHEALTHY, UNHEALTHY)
    assert report.verdict.startswith("4 of 19 pages could not be read, the first being http://")


@pytest.mark.parametrize(
    "case",
    [
        ("503:^/robots.txt", FAILED, "robots.txt"),
        ("reset:^/robots.txt", FAILED, "robots.txt"),
        ("cut-off:^/robots.txt", FAILED, "robots.txt"),
        ("block:^/(?!robots)", BREAKER, "home page"),
    ],
)
async def test_a_run_that_ends_early_shows_what_it_has_tested(
    replica: Serve, crawl: Crawl, tmp_path: Path, case: tuple[str, int, str]
) -> None:
    trouble, status, failing = case
    kind, _, path = trouble.partition(":")
    report = await preflight(replica, crawl, tmp_path, Trouble(kind=kind, path=path))
    assert report.exit_status == status
    assert failing in {each.assumption for each in report.of("fails")}
    assert report.of("untested")
    assert report.verdict.startswith("The run ended early: ")
    assert {each.found for each in report.of("untested")} != {""}
    assert differing(report.findings)


@pytest.mark.parametrize("kind", ["block", "captcha", "maintenance", "maintenance-503"])
async def test_a_site_that_turns_everybody_away_is_not_judged_by_what_it_says_then(replica: Serve, kind: str) -> None:
    findings = await judged(replica, Trouble(kind=kind, path="^/(?!robots)"))
    told = {each.assumption: each for each in findings if each.verdict in {"differs", "fails"}}
    assert told.keys() == {"home page"}
    assert "try again later" in (told["home page"].follows or "")
    assert {each.verdict for each in findings if each.assumption in {"compression", "article id"}} == {"untested"}
