"""The evidence of a preflight comes again from its WARC files; judging it raises nothing, whatever a site answers."""

from pathlib import Path

import hypothesis.strategies as st
from hypothesis import given

from scraper.archive.database import open_to_read
from scraper.archive.runs import PREFLIGHT, RunRecord, last_of_kind
from scraper.archive.site_profile import profile_of
from scraper.maintenance.ingest import interpret_exchange
from scraper.preflight.assumptions import assumptions_of, findings_of
from scraper.preflight.bundle import write_bundle
from scraper.preflight.evidence import Evidence
from scraper.preflight.plan import MOST_REQUESTS, Reply, plan
from scraper.preflight.profile import profile_from
from scraper.preflight.report import Report, report_of
from scraper.warc.exchange import Exchange
from tests.conftest import Crawl, Serve, examples

PAGES = [page.read_bytes() for page in sorted((Path(__file__).parents[2] / "pages").glob("*.html"))[::9]]
BODIES = [
    *PAGES, b"", b"\0", b"<html>", b"\x1f\x8b\x08garbage", b"User-agent: *\nDisallow: /\nCrawl-delay: x\nSitemap: ::",
    b"<urlset/>", b"Sitemap: http://[\nCrawl-delay: nan",
    b'<ul class=list-index><li><h3><a href="/read/7/x">x</a></h3></li></ul><a rel=next href="?page=[2]">2</a>',
]  # fmt: skip
VALUES = ["", "http://[", "/", "//", "/read/1/x", "https://www.beritajakarta.id/", "\x85", "gzip", "br", 'W/"1"']
NAMES = ["Location", "Content-Type", "Content-Encoding", "ETag", "Last-Modified"]
SITES = ["https://m.beritajakarta.id", "https://www.beritajakarta.id", "http://127.0.0.1:8899", "http://[::1]:80"]

headers = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES)), max_size=3).map(tuple)
responses = st.none() | st.tuples(
    st.sampled_from([200, 200, 204, 301, 304, 403, 404, 410, 429, 503, 999]), headers, st.sampled_from(BODIES)
)


def followed(site: str, answers: list[tuple[int, tuple[tuple[str, str], ...], bytes] | None]) -> Evidence:
    """Follow the plan of a site that answers so."""
    replies: dict[str, Reply] = {}
    names: list[str] = []
    following = plan(site)
    try:
        probe = next(following)
        while True:
            names.append(probe.name)
            answer = answers[(len(names) - 1) % len(answers)]
            if answer is None:
                probe = following.send(None)
                continue
            status, given_headers, body = answer
            exchange = Exchange(
                url=probe.url, method="GET", request_headers=(), status=status, headers=given_headers, body=body,
                fetched_at="2026-11-30T00:00:00.000Z",
            )  # fmt: skip
            reply = replies[probe.name] = Reply(exchange, interpret_exchange(exchange))
            probe = following.send(reply)
    except StopIteration:
        pass
    assert len(names) == len(set(names)) <= MOST_REQUESTS
    return Evidence(site, "Arsip/0 (test)", replies, {name: "reset" for name in names if name not in replies})


@examples(40)
@given(st.sampled_from(SITES), st.lists(responses, min_size=1, max_size=7))
def test_whatever_a_site_answers_is_judged(
    site: str, answers: list[tuple[int, tuple[tuple[str, str], ...], bytes] | None]
) -> None:
    evidence = followed(site, answers)
    findings = findings_of(evidence)
    assert [each.assumption for each in findings] == [each.name for each in assumptions_of(site)]
    for each in findings:
        assert each.found
        assert (each.follows is not None) >= (each.verdict in {"differs", "fails"})
        assert each.follows is None or each.verdict != "holds"
    assert profile_from(evidence, run="r", tested_at="2026-11-30T00:00:00.000Z").site == site


def test_the_names_of_assumptions_and_their_probes_are_the_plans(tmp_path: Path) -> None:
    for site in SITES:
        assumptions = assumptions_of(site)
        assert len({each.name for each in assumptions}) == len(assumptions)
        evidence = followed(site, [(200, (("ETag", '"1"'),), PAGES[0])])
        possible = set(evidence.exchanges) | {
            "without slug",
            "next page",
            "past the end",
            "photo",
            "robots.txt of photos",
        }
        assert {name for each in assumptions for name in each.probes} <= possible
        run = RunRecord(
            run="r", kind=PREFLIGHT, arguments="{}", site=site, user_agent="a", robots="obey", pid=1,
            started_at="2026-11-30T00:00:00.000Z", ended_at=None, reason=None, verdict=None, exit_status=0, counts={},
        )  # fmt: skip
        report = Report(run=run, requests=1, findings=findings_of(evidence), evidence=evidence)
        write_bundle(report, tmp_path / "bundle.zip")


async def test_a_table_can_be_made_again_from_the_warc_files(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    reports = []
    async with replica(articles=75, validators="both") as running:
        for _ in range(2):  # the second run repeats payloads of the first
            run = await crawl(running.url, spider="preflight")
            archive = open_to_read(tmp_path / "archive.db")
            kept, last = profile_of(archive), last_of_kind(archive, PREFLIGHT)
            assert kept is not None
            assert last is not None
            assert last.run == run.session.id
            report = report_of(archive, tmp_path / "warc", last)
            assert profile_from(report.evidence, run=last.run, tested_at=last.started_at) == kept
            assert report.requests == len(report.evidence.exchanges)
            reports.append(report)
    assert reports[0].findings == reports[1].findings
