"""What a preflight has to judge by: the answers to its probes, from memory or from the WARC files of its run."""

from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from pathlib import Path

from w3lib.url import safe_url_string

from scraper.archive.captures import Place, of_run
from scraper.archive.database import Database
from scraper.archive.runs import RunRecord
from scraper.archive.site_profile import profile_of
from scraper.items import Answer
from scraper.maintenance.ingest import interpret_exchange
from scraper.parser.classify import charset_of
from scraper.parser.page import Page, page_of
from scraper.parser.refusals import Refusal
from scraper.parser.size_limits import MAX_SIZE
from scraper.preflight.plan import Probe, Reply, plan
from scraper.warc.exchange import NOT_MODIFIED, Exchange
from scraper.warc.reader import file_in, read_at

UNKNOWN = "not requested, or no answer"


class Evidence:
    """The answers to the probes of one preflight.

    Args:
        site: scheme and host that was tested.
        agent: the User-Agent, by which robots.txt is read.
        replies: by the names of probes.
        unanswered: why there was no response, likewise.
    """

    def __init__(self, site: str, agent: str, replies: Mapping[str, Reply], unanswered: Mapping[str, str]) -> None:
        self.site = site
        self.agent = agent
        self.replies = replies
        self.exchanges = {name: reply.exchange for name, reply in replies.items()}
        self.unanswered = unanswered
        self.page = cache(self._page)

    def is_disallowed(self, name: str) -> bool:
        """Whether robots.txt disallows a probe, which is a finding about robots.txt alone."""
        return self.unanswered.get(name, "").startswith("robots.txt disallows")

    def why(self, name: str) -> str:
        """Say why a probe has no answer."""
        return self.unanswered.get(name, UNKNOWN)

    def answer(self, name: str) -> Answer | None:
        """Return what the response to a probe amounts to; None without one."""
        reply = self.replies.get(name)
        return None if reply is None else reply.answer

    def _page(self, name: str) -> Page | None:
        """Return the page that a probe was answered with; None where there is none that can be parsed."""
        exchange = self.exchanges.get(name)
        if exchange is None or not _has_page(exchange):
            return None
        try:
            return page_of(exchange.decoded_to(MAX_SIZE), exchange.url, _charset(exchange))
        except Refusal:
            return None


def of_run_in(db: Database, folder: Path, run: RunRecord) -> Evidence:
    """Return the evidence of a preflight whose WARC files are in a folder, by following its plan without a request.

    Raises:
        OSError, WarcError: where a record cannot be read.
    """
    fetched = [_read(folder, own, payload) for own, payload in of_run(db, run.run)]
    profile = profile_of(db)
    replies: dict[str, Reply] = {}
    following = plan(run.site)
    try:
        probe = next(following)
        while True:
            exchange = _taken(fetched, probe)
            if exchange is None:
                probe = following.send(None)
                continue
            reply = replies[probe.name] = Reply(exchange, interpret_exchange(exchange))
            probe = following.send(reply)
    except StopIteration:
        pass
    unanswered = profile.unanswered if profile is not None and profile.run == run.run else {}
    return Evidence(run.site, run.user_agent, replies, unanswered)


def _taken(fetched: list[Exchange], probe: Probe) -> Exchange | None:
    """Take the response to a probe out of those that were fetched: the first from its address."""
    url = safe_url_string(probe.url)
    found = next((each for each in fetched if each.url == url), None)
    if found is not None:
        fetched.remove(found)
    return found


def _read(folder: Path, own: Place, payload: Place | None) -> Exchange:
    exchange = read_at(file_in(folder, own.warc), own.offset)
    if payload is None or exchange.status == NOT_MODIFIED:
        return exchange
    return exchange.with_payload_of(read_at(file_in(folder, payload.warc), payload.offset))


def _has_page(exchange: Exchange) -> bool:
    return exchange.status == HTTPStatus.OK and not exchange.truncated and bool(exchange.body)


def _charset(exchange: Exchange) -> str | None:
    return charset_of(exchange.header("content-type"))
