"""The profile of a site: what the findings of a preflight tell later crawls."""

from urllib.parse import urlsplit

from scraper.archive.site_profile import SiteProfile
from scraper.preflight.assumptions.lists import list_of, paging_of
from scraper.preflight.assumptions.missing import form_of_missing
from scraper.preflight.evidence import Evidence
from scraper.preflight.plan import INDEXES, other_hosts


def profile_from(evidence: Evidence, *, run: str, tested_at: str) -> SiteProfile:
    """Return what the answers of a site tell later crawls; `tested_at` is when the run began, UTC."""
    index, paging = list_of(evidence, f"list {INDEXES['id']}"), paging_of(evidence)
    own = urlsplit(evidence.site).netloc
    hosts = {own: "article id", **{host: f"article id {host}" for host in other_hosts(evidence.site)}}
    return SiteProfile(
        run=run,
        site=evidence.site,
        tested_at=tested_at,
        hosts={host: state for host, probe in hosts.items() if (state := _state(evidence, host, probe)) is not None},
        paging=None if paging is None else paging[0],
        page_size=None if index is None else len(index.items),
        missing=_missing(evidence),
        without_slug=_without_slug(evidence),
        unanswered=dict(evidence.unanswered),
    )


def _state(evidence: Evidence, host: str, probe: str) -> str | None:
    """Return how a host is, by its article; None where it was not requested."""
    exchange, answer = evidence.exchanges.get(probe), evidence.answer(probe)
    if exchange is None or answer is None:
        was_requested = {probe, f"robots.txt {host}"} & {*evidence.unanswered, *evidence.exchanges}
        return "fails" if was_requested else None
    if exchange.redirect_to is not None:
        return "redirects"
    return "works" if answer.article is not None else "refused" if exchange.status in {401, 403, 429} else "fails"


def _missing(evidence: Evidence) -> str | None:
    """Return what an id without an article gives, where all such ids give the same."""
    forms = {form_of_missing(evidence, name) for name in ("id far above", "id in a hole")}
    return forms.pop() if len(forms) == 1 else None


def _without_slug(evidence: Evidence) -> str | None:
    """Return what an article's address without its slug gives, where the article could be read by its own."""
    answer = evidence.answer("article id")
    return None if answer is None or answer.article is None else form_of_missing(evidence, "without slug")
