"""Whether lists can be read and walked: items, order, markup, the next page, the end, and where links lead."""

from itertools import pairwise
from urllib.parse import urlsplit

from scraper.crawl.site import is_own
from scraper.items import ListPage
from scraper.parser.list_page import list_template_of
from scraper.parser.paging import REL_NEXT
from scraper.parser.refusals import Refusal
from scraper.preflight.assumptions.access import ELSEWHERE
from scraper.preflight.evidence import Evidence
from scraper.preflight.findings import Assumption, Judgement, assumption, differs, fails, holds, untested
from scraper.preflight.plan import DESKTOP_LISTS, INDEXES, OTHER_LISTS, other_hosts
from scraper.urls import parse, resolve

_INDEX = f"list {INDEXES['id']}"
_OWN = tuple(f"list {name}" for name in (*INDEXES.values(), *OTHER_LISTS))
_DESKTOP = tuple(f"list {name}" for name in DESKTOP_LISTS)


def assumptions(site: str) -> tuple[Assumption, ...]:
    """Return those about the lists of a site; those of www. where the site has that host."""
    has_www = any(host.startswith("www.") for host in other_hosts(site))
    lists = (_list(name) for name in (*_OWN, *(_DESKTOP if has_www else ())))
    return (*lists, _order, _markup, _paging, _past_end, _links)


def list_of(evidence: Evidence, name: str) -> ListPage | None:
    """Return the page of a list that a probe was answered with; None where there is none that can be read."""
    answer = evidence.answer(name)
    return None if answer is None else answer.page


def paging_of(evidence: Evidence, name: str = _INDEX) -> tuple[str, str] | None:
    """Say how a list links to its second page: `rel`, `number` or `path`, and in words; None where it does not."""
    index, page = list_of(evidence, name), evidence.page(name)
    if index is None or page is None or index.next_url is None:
        return None
    first, second = urlsplit(page.url), urlsplit(index.next_url)
    is_path = first.path.rstrip("/") != second.path.rstrip("/")
    form = f"{second.path}" if is_path else f"?{second.query}"
    if page.tree.css_first(REL_NEXT) is not None:
        return "rel", f"rel=next, to {form}"
    return ("path" if is_path else "number"), f"numbered links, to {form}"


def _form_past_end(evidence: Evidence) -> str | None:
    """Say what a page past the end of the index is: a status, `empty`, `repeats`, or an outcome; None where unknown."""
    exchange, answer = evidence.exchanges.get("past the end"), evidence.answer("past the end")
    if exchange is None or answer is None:
        return None
    if answer.page is not None:
        return "repeats" if answer.page.items else "empty"
    if answer.outcome == "missing":
        return str(exchange.status)
    return answer.outcome


def _list(probe: str) -> Assumption:
    is_needed = probe.removeprefix("list ") in INDEXES.values()

    @assumption(
        probe,
        expected="status 200 and articles",
        source="SITE.md, Lists (links in saved pages; no list page was seen)",
        probes=(probe,),
    )
    def judge(evidence: Evidence) -> Judgement:
        exchange, answer = evidence.exchanges.get(probe), evidence.answer(probe)
        if exchange is None or answer is None:
            if is_needed and probe in evidence.unanswered and not evidence.is_disallowed(probe):
                return fails(f"no answer: {evidence.why(probe)}", _WITHOUT_INDEX)
            return untested(evidence.why(probe))
        if answer.page is not None and answer.page.items:
            paging = paging_of(evidence, probe)
            return holds(f"{len(answer.page.items)} articles, {'no next page' if paging is None else paging[1]}")
        leads = f", redirects to {exchange.redirect_to}" if exchange.redirect_to else ""
        why = answer.reason or f"status {exchange.status}{leads}"
        if is_needed:
            return fails(why, ELSEWHERE if leads else _WITHOUT_INDEX)
        return differs(why, "Crawls that walk this list find nothing; the indexes name its articles too.")

    return judge


_WITHOUT_INDEX = (
    "`arsip crawl articles` finds no articles of this edition: send --bundle to the maintainers, and use `arsip crawl "
    "sweep` meanwhile."
)


def _read(evidence: Evidence) -> dict[str, ListPage]:
    """Return the pages of the tested host's lists that could be read and list articles."""
    pages = ((name, list_of(evidence, name)) for name in _OWN)
    return {name: page for name, page in pages if page is not None and page.items}


@assumption("order of lists", expected="newest first, by id", source="the replica; unknown", probes=_OWN)
def _order(evidence: Evidence) -> Judgement:
    lists = _read(evidence)
    if not lists:
        return untested("no list could be read")
    unordered = [name for name, page in lists.items() if not _is_newest_first([each.id for each in page.items])]
    if unordered:
        return differs(
            f"not so in {', '.join(unordered)}", "With `--since` a walk may end early: leave it out once, to read all."
        )
    return holds("newest first")


def _is_newest_first(ids: list[int]) -> bool:
    """Whether ids fall; one article may be pinned above the others."""
    return all(one > other for one, other in pairwise(ids[1:]))


@assumption(
    "markup of lists",
    expected="that of Berita Terkait on mobile pages; on www. that of the newer desktop lists",
    source="scraper/parser/templates, inferred (B)",
    probes=_OWN,
)
def _markup(evidence: Evidence) -> Judgement:
    found: dict[str, list[str]] = {}
    for name in _OWN:
        page = evidence.page(name)
        if page is None or list_of(evidence, name) is None:
            continue
        try:
            found.setdefault(list_template_of(page)[0].name, []).append(name)
        except Refusal:
            continue
    if not found:
        return untested("no list could be read")
    expected = "desktop-icons" if urlsplit(evidence.site).netloc.startswith(("www.", "desain.")) else "mobile"
    if set(found) == {expected}:
        return holds(expected)
    shown = "; ".join(f"{template}: {', '.join(names)}" for template, names in found.items())
    return differs(shown if len(found) > 1 else next(iter(found)), "Crawls know this markup too.")


@assumption(
    "paging",
    expected="a rel=next link to ?page=2, which shows other articles",
    source="the replica; unknown",
    probes=(_INDEX, "next page"),
)
def _paging(evidence: Evidence) -> Judgement:
    index = list_of(evidence, _INDEX)
    if index is None:
        return untested("the index could not be read")
    paging = paging_of(evidence)
    only_first = "Crawls see the first page of each list only: send --bundle to the maintainers, and sweep by id."
    if paging is None:
        if not _is_older_known(evidence, index):
            return untested(f"the index has {len(index.items)} articles, on one page, and no older one was seen")
        return fails("no link to a next page", only_first)
    kind, found = paging
    second = list_of(evidence, "next page")
    if "next page" not in {*evidence.exchanges, *evidence.unanswered}:
        return untested(evidence.why("next page"))
    if second is None:
        answer = evidence.answer("next page")
        why = evidence.why("next page") if answer is None else answer.reason or answer.outcome
        return fails(f"{found}, which gives no list: {why}", only_first)
    if {each.id for each in second.items} == {each.id for each in index.items}:
        return fails(f"{found}, which shows the same articles", only_first)
    if kind == "rel" and "?page=2" in found:
        return holds(found)
    return differs(found, "Crawls find the next page by that link.")


def _is_older_known(evidence: Evidence, index: ListPage) -> bool:
    """Whether a list names an older article of the index's edition than the index does, but for one pinned there."""
    listed = sorted(each.id for each in index.items if each.lang == "id")
    others = {each.id for page in _read(evidence).values() for each in page.items if each.lang == "id"} - {*listed}
    return bool(listed) and any(number < listed[:2][-1] for number in others)


@assumption(
    "end of lists", expected="status 404 past the last page", source="the replica; unknown", probes=("past the end",)
)
def _past_end(evidence: Evidence) -> Judgement:
    form = _form_past_end(evidence)
    if form is None:
        return untested(evidence.why("past the end"))
    if form == "404":
        return holds("status 404")
    if form in {"410", "empty"}:
        return differs(
            "an empty list" if form == "empty" else f"status {form}", "A walk ends at the last link or here."
        )
    if form == "repeats":
        return differs("articles", "A walk ends after ten pages in a row without a new article.")
    return differs(form, "A walk ends at the last page that links to no other; look at this one with `arsip inspect`.")


@assumption(
    "links in lists", expected="to the site's own hosts", source="the replica, and saved pages (A)", probes=_OWN
)
def _links(evidence: Evidence) -> Judgement:
    hosts: dict[str, None] = {}
    for name in _read(evidence):
        if (page := evidence.page(name)) is None:
            continue
        for node in page.tree.css("a[href]"):
            url = resolve(node.attributes.get("href") or "", page.base)
            if url is not None and parse(url, base=page.base).kind in {"article", "list"}:
                hosts[urlsplit(url).netloc] = None
    if not hosts:
        return untested("no list could be read")
    scheme = urlsplit(evidence.site).scheme
    foreign = [host for host in hosts if not is_own(f"{scheme}://{host}/", evidence.site)]
    if foreign:
        return differs(", ".join(foreign), f"Crawls request the same paths from {evidence.site}.")
    return holds(", ".join(hosts))
