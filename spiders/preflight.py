"""The spider `preflight`: the probes of a plan, one after another, at most 30 requests in all."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from scraper.archive.database import Database
from scraper.archive.frontier.claims import Scope
from scraper.archive.runs import PREFLIGHT
from scraper.archive.site_profile import SiteProfile, profile_for, remember_profile
from scraper.crawl.feed import PendingSource
from scraper.crawl.options import PreflightOptions
from scraper.crawl.run import Run
from scraper.parser.size_limits import MAX_SIZE
from scraper.preflight.assumptions import findings_of
from scraper.preflight.evidence import Evidence
from scraper.preflight.findings import FAILED_REASON, UNTESTED_REASON, failure, inconclusive
from scraper.preflight.plan import MOST_REQUESTS, Probe, Reply, plan
from scraper.preflight.profile import profile_from
from scraper.warc.exchange import Exchange
from spiders.base import CrawlingSpider, reason_of

ESSENTIAL = "wrong slug"
"""The last of the probes for a whole profile, answered or not; after it come other hosts and extras."""


class ProbeSource(PendingSource):
    """Counts the requests of a preflight for the progress bar; it gives no articles."""

    noun = "requests"

    def __init__(self) -> None:
        super().__init__(Scope())
        self.done = 0

    def counts(self, db: Database) -> tuple[int, int]:  # noqa: ARG002 - of a source
        """Return how many requests were made, of how many there may be."""
        return self.done, MOST_REQUESTS


class PreflightSpider(CrawlingSpider[PreflightOptions]):
    """Requests what tests the assumptions about the site, and keeps in `meta` what later crawls can use.

    Attributes:
        replies: the answers, by the names of their probes.
        unanswered: why there was none, likewise.
    """

    name = "preflight"
    kind = PREFLIGHT
    options_type = PreflightOptions
    custom_settings = {  # noqa: RUF012 - Scrapy's way
        **CrawlingSpider.custom_settings, "ARSIP_BUDGET": MOST_REQUESTS, "CONCURRENT_REQUESTS": 1,
    }  # fmt: skip
    source: ProbeSource

    def configure(self) -> None:
        """Begin the plan with the first request."""
        self.source = ProbeSource()
        self.replies: dict[str, Reply] = {}
        self.unanswered: dict[str, str] = {}
        self.captures: dict[str, str] = {}

    async def start(self) -> AsyncIterator[Any]:
        """Yield the first probe; each answer leads to the next one."""
        self.run = Run.of(self.crawler)
        self.plan = plan(self.site)
        yield self.probe_request(next(self.plan))

    def probe_request(self, probe: Probe) -> Request:
        """Make the request of a probe; that of robots.txt whatever its rules are, as any crawl does."""
        meta: dict[str, Any] = {"robots": True} if probe.is_robots else {}
        if probe.repeats is not None:
            self.run.flush()  # what is revalidated must have its row
            meta["revalidated"] = self.captures.get(probe.repeats)
        return Request(
            probe.url, headers=dict(probe.headers), callback=self.parse_probe, errback=self.probe_failed, meta=meta,
            cb_kwargs={"probe": probe}, dont_filter=True,
        )  # fmt: skip

    def parse_probe(self, response: Response, probe: Probe) -> Iterator[Request]:
        """Record the answer to a probe, and go on."""
        self.captures[probe.name] = response.meta["capture"].capture
        exchange, answer = self.record(response)
        reply = Reply(exchange if len(exchange.body) <= MAX_SIZE else _without_body(exchange), answer)
        self.replies[probe.name] = reply
        yield from self.next_request(reply)

    def probe_failed(self, failure: Failure) -> Iterator[Request]:
        """Note why a probe was not answered, and go on."""
        probe: Probe = failure.request.cb_kwargs["probe"]  # type: ignore[attr-defined]  # Scrapy puts it there
        if not self.run.stopping:
            self.unanswered[probe.name] = reason_of(failure)
            self.logger.info("%s: %s", probe.url, self.unanswered[probe.name])
        yield from self.next_request(None)

    def next_request(self, reply: Reply | None) -> Iterator[Request]:
        """Make the next request of the plan; at its end, or where the run ends before, conclude."""
        self.source.done += 1
        try:
            if not self.run.stopping:
                yield self.probe_request(self.plan.send(reply))
                return
        except StopIteration:
            pass
        self.conclude()

    def conclude(self) -> None:
        """Keep the profile of the site for later crawls; where they depend on what does not hold, the run fails."""
        begun = self.run.session.begun
        evidence = Evidence(self.site, begun.user_agent, self.replies, self.unanswered)
        profile = profile_from(evidence, run=begun.run, tested_at=begun.started_at)
        is_whole = ESSENTIAL in self.replies or ESSENTIAL in self.unanswered
        if is_whole or self.run.attempt(lambda: self.is_worth_keeping(profile), False):
            self.run.attempt(lambda: remember_profile(self.run.db, profile), None)
        is_interrupted = not self.crawler.crawling
        if is_interrupted:
            return
        findings = findings_of(evidence)
        if (sentence := failure(findings)) is not None:
            self.run.abort(FAILED_REASON, sentence)
        elif (sentence := inconclusive(findings)) is not None:
            self.run.abort(UNTESTED_REASON, sentence)

    def is_worth_keeping(self, profile: SiteProfile) -> bool:
        """Whether a profile of a run that was stopped says something, and there is no other of this host to be lost."""
        says = profile.hosts or profile.page_size is not None
        return bool(says) and profile_for(self.run.db, self.site) is None


def _without_body(exchange: Exchange) -> Exchange:
    """Return a response that is too large to be a page without its body: all of them are held in memory."""
    return replace(exchange, body=b"", truncated="length")
