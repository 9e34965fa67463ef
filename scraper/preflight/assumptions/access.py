"""Whether the site answers and may be crawled: robots.txt, hosts, the home page, https, compression."""

from http import HTTPStatus
from urllib.parse import urlsplit

from scraper.crawl.middlewares.robots import MAX_BYTES, rules_of
from scraper.parser.error_pages import error_page, is_of_site
from scraper.preflight.evidence import Evidence
from scraper.preflight.findings import Assumption, Judgement, assumption, differs, fails, holds, untested
from scraper.preflight.plan import INDEXES, KNOWN_IDS, OTHER_LISTS, may_be_requested, other_hosts
from scraper.warc.exchange import ENCODINGS, IncompleteError

_NEEDED = ("/", *(f"/{name}" for name in INDEXES.values()), f"/read/{KNOWN_IDS['id']}", f"/en/read/{KNOWN_IDS['en']}")
_ALSO = tuple(f"/{name}" for name in OTHER_LISTS)
ELSEWHERE = "Crawls follow no list to another address: name that host with --site."
_PAGES_OF_ALL = 155_000
_DAY_SECONDS = 86_400


def assumptions(site: str) -> tuple[Assumption, ...]:
    """Return those about access to a site."""
    hosts = other_hosts(site)
    is_https = urlsplit(site).scheme == "https" and bool(hosts)
    return (_robots, *(_host(host) for host in hosts), *((_plain_http,) if is_https else ()), _home_page, _compression)


@assumption(
    "robots.txt",
    expected="status 200, lists and articles allowed, no Crawl-delay",
    source="the replica; in October 2026 the real one could not be read",
    probes=("robots.txt",),
)
def _robots(evidence: Evidence) -> Judgement:
    exchange = evidence.exchanges.get("robots.txt")
    if exchange is None:
        return fails(
            f"no answer: {evidence.why('robots.txt')}" if "robots.txt" in evidence.unanswered else "no answer",
            "Without robots.txt nothing is crawled. Check the network, or name another host with --site.",
        )
    if exchange.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return fails(
            f"status {exchange.status}", "Without robots.txt nothing is crawled. Try again later, or ask the site."
        )
    if exchange.status >= HTTPStatus.BAD_REQUEST:
        return differs(f"status {exchange.status}", "There are no rules, so nothing is forbidden.")
    if exchange.status != HTTPStatus.OK:
        return differs(f"status {exchange.status}", "Crawls follow it on the site's own hosts.")
    try:
        rules = rules_of(exchange.complete_to(MAX_BYTES))
    except IncompleteError as error:
        return fails(str(error), "Without robots.txt nothing is crawled. Try again later, or ask the site.")

    def refused(paths: tuple[str, ...]) -> str:
        return ", ".join(path for path in paths if not rules.can_fetch(evidence.site + path, evidence.agent))

    if needed := refused(_NEEDED):
        return fails(f"it disallows {needed}", "Crawls obey: ask the site for permission before anything else.")
    delay = rules.crawl_delay(evidence.agent) or 0
    if delay:
        days = delay * _PAGES_OF_ALL / _DAY_SECONDS
        return differs(
            f"Crawl-delay: {delay:g}", f"Crawls wait that long between two requests: {days:,.0f} days for all articles."
        )
    if also := refused(_ALSO):
        return differs(f"it disallows {also}", "Crawls leave these out.")
    return holds("status 200, lists and articles allowed, no Crawl-delay")


def _host(host: str) -> Assumption:
    robots = f"robots.txt {host}"

    @assumption(
        f"host {host}",
        expected="answers, and has the same articles under the same numbers",
        source="SITE.md, Hosts (A)",
        probes=(robots, f"article id {host}"),
    )
    def judge(evidence: Evidence) -> Judgement:
        only = f"Crawls use {evidence.site}, and no other host; `--site` names one."
        exchange = evidence.exchanges.get(robots)
        if exchange is None:
            why = evidence.why(robots)
            return untested(why) if robots not in evidence.unanswered else differs(f"no answer: {why}", only)
        if not may_be_requested(exchange):
            return differs(f"its robots.txt cannot be read: status {exchange.status}", only)
        own, other = (evidence.exchanges.get(name) for name in ("article id", f"article id {host}"))
        if other is None:
            return differs(f"no answer: {evidence.why(f'article id {host}')}", only)
        if other.redirect_to is not None:
            return differs(f"status {other.status}, redirects to {other.redirect_to}", only)
        first, second = (evidence.answer(name) for name in ("article id", f"article id {host}"))
        if second is None or second.article is None:
            return differs(f"status {other.status}, no article", only)
        if own is None or first is None or first.article is None:
            return untested("no article of the tested host to compare with")
        if first.article.title != second.article.title:
            return differs("another article under the same number", only)
        return holds("the same article")

    return judge


@assumption(
    "home page",
    expected="a page of the site, with links to its articles or lists",
    source="the replica; no home page was seen",
    probes=("home",),
)
def _home_page(evidence: Evidence) -> Judgement:
    exchange = evidence.exchanges.get("home")
    if exchange is None:
        return untested(evidence.why("home"))
    other = "Nothing can be crawled as the site is now: try again later"
    if exchange.redirect_to is not None:
        found = f"status {exchange.status}, redirects to {exchange.redirect_to}"
        if exchange.redirect_to.startswith(f"{evidence.site}/"):
            return differs(found, "Crawls do not read it; a redirect there is not taken for a missing article.")
        return fails(found, ELSEWHERE)
    if exchange.status != HTTPStatus.OK:
        return fails(f"status {exchange.status}", f"{other}.")
    page = evidence.page("home")
    if page is None:
        return fails("no page that can be parsed", f"{other}, or look at it with `arsip inspect`.")
    if (error := error_page(page)) is not None:
        return fails(error.reason, f"{other}, or ask the site.")
    if not is_of_site(page):
        return fails("a page without a link to an article or a list", f"{other}, or look at it with `arsip inspect`.")
    return holds("a page of the site")


@assumption(
    "https",
    expected="valid certificates, and http redirects to https",
    source="SITE.md: both schemes occur",
    probes=("plain http",),
)
def _plain_http(evidence: Evidence) -> Judgement:
    exchange = evidence.exchanges.get("plain http")
    if exchange is None:
        if "plain http" not in evidence.unanswered:
            return untested(evidence.why("plain http"))
        return differs(f"no answer: {evidence.why('plain http')}", "Crawls use https alone.")
    if (to := exchange.redirect_to) is not None and to.startswith("https:"):
        return holds("valid certificates, and http redirects to https")
    return differs(f"http answers with status {exchange.status}", "Crawls use https alone.")


@assumption("compression", expected="gzip, as requested", source="the replica", probes=("article id",))
def _compression(evidence: Evidence) -> Judgement:
    exchange = evidence.exchanges.get("article id")
    if exchange is None:
        return untested(evidence.why("article id"))
    encoding = exchange.header("content-encoding")
    if encoding is None:
        return differs("none", "Pages take several times as many bytes; nothing else changes.")
    if encoding.lower() not in ENCODINGS:
        return fails(encoding, "Pages in this encoding cannot be read: report it with --bundle.")
    if encoding.lower() not in {"gzip", "x-gzip"}:
        return differs(encoding.lower(), "Crawls ask for gzip, and read this encoding too.")
    return holds(encoding.lower())
