"""A preflight names what differs about a site, and nothing else: each switch of the replica is flipped in turn.

Most replicas are asked by a plain client that follows the plan as the spider does: a crawl and its archive take longer
than all that is judged here.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from replica.options import SWITCHES
from replica.trouble import Trouble
from scraper.archive.database import open_to_read
from scraper.archive.runs import PREFLIGHT, last_of_kind
from scraper.maintenance.ingest import interpret_exchange
from scraper.preflight.assumptions import findings_of
from scraper.preflight.evidence import Evidence
from scraper.preflight.findings import Finding
from scraper.preflight.plan import MOST_REQUESTS, Probe, Reply, plan
from scraper.preflight.report import Report, report_of
from scraper.warc.exchange import Exchange
from tests.conftest import Crawl, Serve

AS_ASSUMED = {"articles": 75, "template": "mobile", "forms": "plain", "english_headings": "english"}
"""A replica that is as SITE.md says where that knows, else as its own defaults."""

ALWAYS = {"list siaran-pers": "status 404"}
"""What the replica has not at all."""

FLIPPED: list[tuple[dict[str, Any], dict[str, Any], dict[str, str]]] = [
    ({}, {"template": "desktop"}, {"article id": "template desktop"}),
    ({}, {"template": "desktop-icons"}, {"article id": "template desktop-icons"}),
    ({}, {"forms": "real"}, {}),  # every form of a template is one that is known
    ({}, {"per_day": 130}, {}),
    ({}, {"newest_id": 40_000}, {"newest id": "", "numbers of the English edition": ""}),
    ({}, {"newest_english_id": 61_639}, {"numbers of the English edition": "en/61"}),
    ({}, {"paging": "number"}, {"paging": "numbered links, to ?page=2"}),
    ({}, {"paging": "path"}, {"paging": "numbered links, to /berita/terkini/2"}),
    ({}, {"list_markup": "desktop"}, {"markup of lists": "desktop-icons"}),
    ({}, {"past_end": "empty"}, {"end of lists": "an empty list"}),
    (
        {},
        {"wrong_slug": "redirect"},
        {"slug": "without slug: a redirect to the article; wrong slug: a redirect to the"},
    ),
    ({}, {"wrong_slug": "404"}, {"slug": "without slug: status 404; wrong slug: status 404"}),
    ({}, {"missing": "410"}, {"id without an article": "status 410"}),
    ({}, {"missing": "home"}, {"id without an article": "a redirect to the home page"}),
    ({}, {"missing": "empty"}, {"id without an article": "status 200 without an article"}),
    ({"template": "desktop"}, {"relative_links": True}, {"links in articles": "article id: "}),
    ({"template": "desktop"}, {"own_address": False}, {"own address": "none on article id"}),
    ({}, {"canonical_host": True}, {"links in lists": "m.beritajakarta.id"}),
    ({"template": "desktop"}, {"desktop_time": "always"}, {"time of publication": "article id: printed"}),
    ({"template": "desktop"}, {"inline_link": "inside"}, {}),  # a page may have either
    ({}, {"english_headings": "indonesian"}, {"headings beside English articles": "berita terkait"}),
    ({}, {"quirks": False}, {}),  # sound markup is read alike
    ({}, {"crawl_delay": 0.01}, {"robots.txt": "Crawl-delay: 0.01"}),
    ({}, {"robots": "User-agent: *\nDisallow: /read/\n"}, {"robots.txt": "it disallows /read/142433"}),
    ({}, {"robots": "User-agent: *\nDisallow: /kategori/\n"}, {"robots.txt": "it disallows /kategori/pemerintahan"}),
    ({}, {"robots_status": 404}, {"robots.txt": "status 404"}),
    ({}, {"validators": "etag"}, {"conditional requests": "ETag; an unchanged page gives 304"}),
    (
        {},
        {"validators": "both", "steady_views": True},
        {"conditional requests": "ETag and Last-Modified; an unchanged"},
    ),
    ({}, {"sitemap": "plain"}, {"sitemap": "an index of sitemaps"}),
]
"""Options that both replicas have, options of the second one, and how what that one differs in begins."""

BEFORE: dict[str, AbstractSet[str]] = {"{}": ALWAYS.keys()}
"""What the first of two replicas differs in, by the options that both have."""

NO_BEHAVIOUR = {"articles", "seed", "retry_after"}
"""Switches of how large the site is, what it says, and what its troubles are like."""


async def preflight(replica: Serve, crawl: Crawl, folder: Path, *troubles: Trouble, **options: Any) -> Report:
    async with replica(**{**AS_ASSUMED, **options}) as running:
        running.site.troubles.extend(troubles)
        await crawl(running.url, spider="preflight", settings={"ARSIP_DB": str(folder / "archive.db")})
        assert running.requests is not None
        assert len(running.requests) <= MOST_REQUESTS
    archive = open_to_read(folder / "archive.db")
    run = last_of_kind(archive, PREFLIGHT)
    assert run is not None
    return report_of(archive, folder / "warc", run)


async def judged(replica: Serve, *troubles: Trouble, **options: Any) -> tuple[Finding, ...]:
    """Return what is found where a plain client follows the plan."""
    async with replica(**{**AS_ASSUMED, **options}) as running:
        running.site.troubles.extend(troubles)
        return findings_of(await followed(running.url))


async def followed(site: str) -> Evidence:
    """Follow the plan of a site whose robots.txt allows all of it."""
    replies: dict[str, Reply] = {}
    following = plan(site)
    probe = next(following)
    async with aiohttp.ClientSession(auto_decompress=False, headers={"Accept-Encoding": "gzip"}) as session:
        try:
            while True:
                reply = replies[probe.name] = await _reply(session, site, probe)
                probe = following.send(reply)
        except StopIteration:
            return Evidence(site, "Arsip/0 (test)", replies, {})


async def _reply(session: aiohttp.ClientSession, site: str, probe: Probe) -> Reply:
    assert probe.url.startswith(f"{site}/")
    async with session.get(probe.url, headers=dict(probe.headers), allow_redirects=False) as response:
        exchange = Exchange(
            url=probe.url, method="GET", request_headers=probe.headers, status=response.status,
            headers=tuple(response.headers.items()), body=await response.read(), fetched_at="2026-11-30T00:00:00.000Z",
        )  # fmt: skip
    return Reply(exchange, interpret_exchange(exchange))


def differing(findings: Iterable[Finding]) -> dict[str, Finding]:
    return {each.assumption: each for each in findings if each.verdict in {"differs", "fails"}}


async def test_a_site_as_assumed_differs_in_nothing(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    report = await preflight(replica, crawl, tmp_path)
    assert {name: each.found for name, each in differing(report.findings).items()} == ALWAYS
    assert [each.found for each in report.findings if each.verdict == "untested"] == []
    assert report.exit_status == 0
    differs, holds = (
        next(each for each in report.findings if each.verdict == verdict) for verdict in ("differs", "holds")
    )
    both = replace(report, findings=(differs, holds))
    assert both.verdict == "1 of 2 assumptions differs, and crawls depend on none of these."


async def test_a_plain_client_finds_what_a_preflight_finds(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    both = {**AS_ASSUMED, "template": "desktop", "validators": "both", "steady_views": True, "missing": "home"}
    async with replica(**both) as running:
        await crawl(running.url, spider="preflight")
        evidence = await followed(running.url)
    archive = open_to_read(tmp_path / "archive.db")
    run = last_of_kind(archive, PREFLIGHT)
    assert run is not None
    report = report_of(archive, tmp_path / "warc", run)
    assert report.findings == findings_of(evidence)
    assert report.evidence.exchanges.keys() == evidence.exchanges.keys()


@pytest.mark.parametrize("switch", FLIPPED, ids=[str(flipped) for _, flipped, _ in FLIPPED])
async def test_it_names_exactly_what_differs(
    replica: Serve, crawl: Crawl, tmp_path: Path, switch: tuple[dict[str, Any], dict[str, Any], dict[str, str]]
) -> None:
    both, flipped, named = switch
    if str(both) not in BEFORE:
        BEFORE[str(both)] = differing(await judged(replica, **both)).keys()
    before = BEFORE[str(both)]
    if "robots" in flipped:  # which a crawl obeys
        after = differing((await preflight(replica, crawl, tmp_path, **both, **flipped)).findings)
    else:
        after = differing(await judged(replica, **both, **flipped))
    new = {name: each for name, each in after.items() if name not in before}
    assert new.keys() == named.keys()
    for name, found in named.items():
        assert new[name].found.startswith(found)
        assert new[name].follows
    assert before <= after.keys() | named.keys()


def test_every_switch_of_the_replica_is_flipped() -> None:
    flipped = {name for _, options, _ in FLIPPED for name in options}
    assert flipped == {each.name for each in SWITCHES} - NO_BEHAVIOUR | {"robots"}
