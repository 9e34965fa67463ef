"""What crawls can do without: the sitemap, a feed, photos."""

from http import HTTPStatus

from scraper.preflight.evidence import Evidence
from scraper.preflight.findings import Judgement, assumption, differs, holds, untested
from scraper.warc.exchange import Exchange

_HEAD_BYTES = 4_096


@assumption("sitemap", expected="none", source="the replica; unknown", probes=("sitemap",))
def _sitemap(evidence: Evidence) -> Judgement:
    exchange = evidence.exchanges.get("sitemap")
    if exchange is None:
        return untested(evidence.why("sitemap"))
    if exchange.status != HTTPStatus.OK:
        return holds(f"status {exchange.status}")
    head = _head(exchange)
    for element, what in ((b"<sitemapindex", "an index of sitemaps"), (b"<urlset", "a sitemap")):
        if element in head:
            return differs(what, "`arsip crawl sitemap` finds what no list shows any more.")
    if exchange.body.startswith(b"\x1f\x8b"):
        return differs("a gzip file", "`arsip crawl sitemap` finds what no list shows any more.")
    return holds("status 200, no sitemap")


@assumption(
    "feed",
    expected="none that is needed",
    source="SITE.md, Lists: one reader of the site uses one (B)",
    probes=("feed",),
)
def _feed(evidence: Evidence) -> Judgement:
    exchange = evidence.exchanges.get("feed")
    if exchange is None:
        return untested(evidence.why("feed"))
    head = _head(exchange)
    if exchange.status == HTTPStatus.OK and (b"<rss" in head or b"<feed" in head):
        return differs("a feed", "Crawls read lists instead, which say more.")
    return holds(f"status {exchange.status}, no feed")


@assumption("photo", expected="an image", source="SITE.md, Media (A)", probes=("photo",))
def _photo(evidence: Evidence) -> Judgement:
    exchange, answer, page = evidence.exchanges.get("photo"), evidence.answer("photo"), evidence.answer("article id")
    if page is None or page.article is None:
        return untested("no article could be read")
    if exchange is None or answer is None:
        if "photo" not in evidence.unanswered and "robots.txt of photos" not in evidence.unanswered:
            return untested("the article's page names none on a host that photos are fetched from")
        why = evidence.why("photo" if "photo" in evidence.unanswered else "robots.txt of photos")
        return differs(f"no answer: {why}", "Crawl without --photos.")
    if answer.outcome == "photo":
        return holds(f"{exchange.header('content-type')}, {len(exchange.body):,} bytes")
    return differs(f"{answer.outcome}, status {exchange.status}", "Crawl without --photos.")


def _head(exchange: Exchange) -> bytes:
    return exchange.decoded_to(_HEAD_BYTES).lower()


ASSUMPTIONS = (_sitemap, _feed, _photo)
