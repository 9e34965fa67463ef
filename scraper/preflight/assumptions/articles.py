"""What an article's page is like on each host: template, fields, time, own address, links, headings; and its number."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from scraper.items import LINK_LISTS, Article, Lang
from scraper.parser.article import CARRIES, GENERIC, TEMPLATES, by_template, by_words
from scraper.parser.page import Page, identity_of, own_url_of
from scraper.parser.refusals import Refusal
from scraper.parser.templates.finder import recognises
from scraper.parser.text import label_of
from scraper.parser.vocabulary import POPULAR_HEADINGS, RELATED_HEADINGS
from scraper.preflight.evidence import Evidence
from scraper.preflight.findings import Assumption, Judgement, assumption, differs, fails, holds, untested
from scraper.preflight.plan import INDEXES, other_hosts
from scraper.urls import parse
from scraper.warc.exchange import Exchange

_UNCOMPARED = frozenset({*LINK_LISTS, "quote", "slug"})
"""Fields that words tell less surely than markup."""

_USUAL = ("photo_url", "reporter", "views", "category")
"""Fields that the pages of nearly all articles have, where their template has a place for them."""

_NEWEST = (date(2026, 10, 8), 155_970)
"""An id of the Indonesian edition and its day, read in a saved page."""
_FASTEST = 139
"""Articles a day in July 2022, the most ever."""
_SLACK = 1_000
_APART = 10_000
"""Ids between the newest articles of two editions that share one series."""

_READ = ("article id", "article en")
_MOBILE, _DESKTOP = "mobile", "desktop"
_ENGLISH_HEADINGS = frozenset({"linked news", "related news", "popular news"})


def assumptions(site: str) -> tuple[Assumption, ...]:
    """Return those about the articles of a site, on each of its hosts."""
    own = [_article(lang, f"article {lang}", site) for lang in INDEXES]
    others = [
        _article(lang, f"article {lang} {host}", f"{urlsplit(site).scheme}://{host}")
        for host in other_hosts(site)
        for lang in INDEXES
    ]
    return (*own, *others, _time, _own_address, _relative, _headings, _numbers, _series)


def _template_of(origin: str) -> str:
    return _DESKTOP if urlsplit(origin).netloc.startswith(("www.", "desain.")) else _MOBILE


def _article(lang: Lang, probe: str, origin: str) -> Assumption:
    template = _template_of(origin)
    is_own = probe == f"article {lang}"

    @assumption(
        probe,
        expected=f"template {template}, with photo, reporter, views{' and category' if template == _MOBILE else ''}",
        source="SITE.md, Mobile article page (A)" if template == _MOBILE else "SITE.md, Desktop article page (B)",
        probes=(probe,),
    )
    def judge(evidence: Evidence) -> Judgement:
        exchange, answer, page = evidence.exchanges.get(probe), evidence.answer(probe), evidence.page(probe)
        if exchange is None or answer is None:
            return untested(evidence.why(probe))
        article = answer.article
        if answer.outcome in {"missing", "soft-missing"} and not _is_from_list(exchange):
            return untested(f"no list names an article, and {exchange.url} is not there")
        if article is None or page is None:
            leads = f", redirects to {exchange.redirect_to}" if exchange.redirect_to else ""
            why = answer.reason or f"{answer.outcome}, status {exchange.status}{leads}"
            if is_own:
                return fails(why, "No article can be archived: send --bundle to the maintainers.")
            return differs(why, f"Crawls of {urlsplit(evidence.site).netloc} are not affected.")
        return _judged(article, page, template)

    return judge


def _is_from_list(exchange: Exchange) -> bool:
    """Whether a list named the article that was requested: one that the plan falls back to has no slug."""
    return parse(exchange.url, base=exchange.url).slug is not None


def _judged(article: Article, page: Page, expected: str) -> Judgement:
    lacks = [name for name in _USUAL if name in CARRIES[article.template] and not getattr(article, name)]
    seen = _only_generic(article, page)
    parts = [f"template {article.template}"]
    if lacks:
        parts.append(f"without {', '.join(lacks)}")
    if seen:
        parts.append(f"the generic parser sees {', '.join(seen)}")
    found = "; ".join([*parts, *_refusals(article, page)])
    if article.template == GENERIC:
        return differs(found, "Articles are archived, but no template can vouch for this markup: send --bundle to the "
                       "maintainers.")  # fmt: skip
    if lacks or seen:
        return differs(found, "The markup may have changed: send --bundle to the maintainers.")
    if article.template != expected:
        return differs(found, "Crawls know this template too.")
    return holds(f"{found}, all fields")


def _refusals(article: Article, page: Page) -> Iterator[str]:
    """Yield why templates that know the markup of a page do not read it, where the generic parser does."""
    for template in TEMPLATES if article.template == GENERIC else ():
        if recognises(page, template):
            try:
                by_template(page, identity_of(page), template)
            except Refusal as refusal:
                yield f"{template.name}: {refusal.reason}"


def _only_generic(article: Article, page: Page) -> list[str]:
    """Return the fields that the generic parser reads and the article's template does not."""
    if article.template == GENERIC:
        return []
    try:
        generic = by_words(page, identity_of(page))
    except Refusal:
        return []
    return [
        name
        for name in sorted(CARRIES[article.template] - _UNCOMPARED)
        if getattr(generic, name) and not getattr(article, name)
    ]


def _articles(evidence: Evidence) -> dict[str, Article]:
    names = [name for name in evidence.exchanges if name.startswith("article ")]
    found = ((name, evidence.answer(name)) for name in names)
    return {name: answer.article for name, answer in found if answer is not None and answer.article is not None}


@assumption(
    "time of publication",
    expected="printed on mobile pages, not on Indonesian desktop pages",
    source="SITE.md, byline forms (A)",
    probes=_READ,
)
def _time(evidence: Evidence) -> Judgement:
    read = _articles(evidence)
    if not read:
        return untested("no article could be read")
    odd = [
        f"{name}: {'printed' if article.published_at else 'not printed'}"
        for name, article in read.items()
        if (article.template == _MOBILE and not article.published_at)
        or (article.template == _DESKTOP and article.lang == "id" and article.published_at)
    ]
    if odd:
        return differs("; ".join(odd), "`published_at` is filled where a page prints the time, else it is null.")
    return holds("on mobile pages, not on Indonesian desktop pages")


@assumption(
    "own address",
    expected="each article gives its own address",
    source="saved mobile pages (A); desktop unknown",
    probes=_READ,
)
def _own_address(evidence: Evidence) -> Judgement:
    pages = {name: page for name in _articles(evidence) if (page := evidence.page(name)) is not None}
    if not pages:
        return untested("no article could be read")
    without = [name for name, page in pages.items() if own_url_of(page) is None]
    if without:
        return differs(f"none on {', '.join(without)}", "Slugs come from lists and links instead; they may be null.")
    return holds("rel=canonical or og:url on every page")


@assumption(
    "links in articles", expected="all with a host", source="saved mobile pages (A); desktop unknown", probes=_READ
)
def _relative(evidence: Evidence) -> Judgement:
    found: dict[str, int] = {}
    for name in _articles(evidence):
        page = evidence.page(name)
        for node in page.tree.css("body a[href]") if page is not None else ():
            href = (node.attributes.get("href") or "").strip().lower()
            if href and not href.startswith(("#", "http:", "https:", "//", "mailto:", "tel:", "javascript:", "data:")):
                found[name] = found.get(name, 0) + 1
    if not _articles(evidence):
        return untested("no article could be read")
    if found:
        shown = "; ".join(f"{name}: {number} without a host" for name, number in found.items())
        return differs(shown, "They are resolved against the page; a wrong slug in one is never kept.")
    return holds("all with a host")


@assumption(
    "headings beside English articles",
    expected="Linked News and Popular News, or no lists",
    source="SITE.md, Mobile article page (A)",
    probes=("article en",),
)
def _headings(evidence: Evidence) -> Judgement:
    names = [name for name, article in _articles(evidence).items() if article.lang == "en"]
    labels: dict[str, None] = {}
    for name in names:
        page = evidence.page(name)
        for node in page.tree.css("body *") if page is not None else ():
            label = label_of(node.text(deep=False))
            if label in RELATED_HEADINGS | POPULAR_HEADINGS:
                labels[label] = None
    if not names:
        return untested("no English article could be read")
    if not labels:
        return holds("no lists")
    shown = ", ".join(labels)
    if set(labels) <= _ENGLISH_HEADINGS:
        return holds(shown)
    return differs(shown, "Crawls know these headings too.")


@assumption(
    "newest id",
    expected="155,970 on 2026-10-08, and at most 139 more a day",
    source="SITE.md, ids (A)",
    probes=("article id",),
)
def _numbers(evidence: Evidence) -> Judgement:
    article, exchange = _articles(evidence).get("article id"), evidence.exchanges.get("article id")
    if article is None or exchange is None:
        return untested("no article could be read")
    if not _is_from_list(exchange):
        return untested("no list names the newest article")
    day, newest = _NEWEST
    days = max(0, (date.fromisoformat(exchange.fetched_at[:10]) - day).days)
    if newest - _SLACK <= article.id <= newest + days * _FASTEST + _SLACK:
        return holds(f"{article.id}")
    return differs(
        f"{article.id}", "Look at the first articles before a sweep: `arsip gaps` shows the ids as they come."
    )


@assumption(
    "numbers of the English edition",
    expected="of the Indonesian series, since February 2026",
    source="SITE.md, ids (A, two pages)",
    probes=_READ,
)
def _series(evidence: Evidence) -> Judgement:
    read = _articles(evidence)
    indonesian, english = read.get("article id"), read.get("article en")
    if indonesian is None or english is None:
        return untested("no article of each edition could be read")
    if not all(_is_from_list(evidence.exchanges[name]) for name in _READ):
        return untested("no list names the newest article")
    found = f"en/{english.id}, Indonesian {indonesian.id}"
    if abs(indonesian.id - english.id) <= _APART:
        return holds(found)
    return differs(found, "`arsip gaps` names numbers that were skipped; sweep only those that it counts.")
