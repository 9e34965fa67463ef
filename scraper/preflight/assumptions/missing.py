"""What an address gives that names no article, or an article by another slug; and conditional requests."""

from http import HTTPStatus

from scraper.preflight.evidence import Evidence
from scraper.preflight.findings import Judgement, assumption, differs, fails, holds, untested
from scraper.urls import parse

NOT_FOUND = frozenset({"404", "410"})
SOFT = frozenset({"home", "empty"})
_PROBES = ("id far above", "id in a hole")
_SLUGS = ("without slug", "wrong slug")
_SOFT_FOLLOWS = (
    "It counts only where the same run reads an article before and after; an article is gone after two such answers, a "
    "day apart."
)


def form_of_missing(evidence: Evidence, name: str) -> str | None:
    """Say what an address without an article gives: a status, `home`, `empty`, else the outcome; None where unknown."""
    exchange, answer = evidence.exchanges.get(name), evidence.answer(name)
    if exchange is None or answer is None:
        return None
    if answer.outcome == "missing":
        return str(exchange.status)
    if answer.outcome == "soft-missing":
        return "home" if exchange.redirect_to is not None else "empty"
    return answer.outcome


@assumption(
    "id without an article", expected="status 404", source="the replica; the real answer is unknown", probes=_PROBES
)
def _missing(evidence: Evidence) -> Judgement:
    forms = {name: form for name in _PROBES if (form := form_of_missing(evidence, name)) is not None}
    if not forms:
        return untested(evidence.why(_PROBES[0]))
    found = " and ".join(sorted(_described(each) for each in set(forms.values())))
    kinds = set(forms.values())
    if kinds == {"404"}:
        return holds(found)
    if kinds <= NOT_FOUND:
        return differs(found, "It counts as 404 does.")
    if kinds <= NOT_FOUND | SOFT:
        return differs(found, _SOFT_FOLLOWS)
    return fails(
        found,
        "Crawls cannot tell a removed article from a fault, so do not sweep: look at it with `arsip inspect`, and send "
        "--bundle to the maintainers.",
    )


def _described(form: str) -> str:
    if form in NOT_FOUND:
        return f"status {form}"
    return {"home": "a redirect to the home page", "empty": "status 200 without an article"}.get(form, form)


@assumption(
    "slug",
    expected="the article comes without its slug, and under a wrong one",
    source="SITE.md: 28 stored pages (A)",
    probes=_SLUGS,
)
def _slugs(evidence: Evidence) -> Judgement:
    forms = {name: form for name in _SLUGS if (form := form_of_missing(evidence, name)) is not None}
    answer = evidence.answer("article id")
    if not forms:
        return untested(evidence.why(_SLUGS[0]))
    if answer is None or answer.article is None:
        return untested("no article could be read by its own address")
    found = "; ".join(f"{name}: {_slug_described(form, evidence, name)}" for name, form in forms.items())
    if set(forms.values()) == {"article"}:
        return holds("the article")
    if not set(forms.values()) <= {"article", "redirect"} | NOT_FOUND | SOFT:
        return differs(found, "That may be a fault of the moment: repeat the preflight before a sweep.")
    bare = forms.get("without slug", "article")
    if bare in {"article", "redirect"}:
        return differs(found, "Crawls follow redirects to the same article, and keep the slug of the page itself.")
    return fails(
        found,
        "A sweep would take every article for absent, so `arsip crawl sweep` and `arsip crawl gaps` refuse to run: "
        "crawl the lists.",
    )


def _slug_described(form: str, evidence: Evidence, name: str) -> str:
    if form != "redirect":
        return "the article" if form == "article" else _described(form)
    exchange = evidence.exchanges[name]
    leads = parse(exchange.redirect_to or "", base=exchange.url)
    return "a redirect to the article" if leads.kind == "article" else "a redirect"


@assumption(
    "conditional requests",
    expected="no ETag, no Last-Modified",
    source="the replica; unknown",
    probes=("article id", "conditional"),
)
def _conditional(evidence: Evidence) -> Judgement:
    page = evidence.exchanges.get("article id")
    if page is None:
        return untested(evidence.why("article id"))
    given = [name for name in ("ETag", "Last-Modified") if page.header(name)]
    if not given:
        return holds("no ETag, no Last-Modified")
    validators = " and ".join(given)
    again = evidence.exchanges.get("conditional")
    if again is None:
        return differs(f"{validators}; no answer to a conditional request", "Rechecks may be cheaper.")
    if again.status == HTTPStatus.NOT_MODIFIED:
        return differs(f"{validators}; an unchanged page gives 304", "Rechecks of unchanged articles cost no page.")
    answer = evidence.answer("conditional")
    if answer is None or answer.article is None:
        return fails(
            f"{validators}; a conditional request gives status {again.status}",
            "Rechecks would fail: send --bundle to the maintainers.",
        )
    return differs(
        f"{validators}; the page came again", "Rechecks fetch whole pages: the view count changes the validators."
    )


ASSUMPTIONS = (_missing, _slugs, _conditional)
