"""Every assumption that the code, SITE.md and the replica make about the site, by subject; each is one row."""

from scraper.preflight.assumptions import access, articles, extras, lists, missing
from scraper.preflight.evidence import Evidence
from scraper.preflight.findings import Assumption, Finding, finding


def assumptions_of(site: str) -> tuple[Assumption, ...]:
    """Return the assumptions about a site, in the order of the table."""
    return (
        *access.assumptions(site),
        *lists.assumptions(site),
        *articles.assumptions(site),
        *missing.ASSUMPTIONS,
        *extras.ASSUMPTIONS,
    )


def findings_of(evidence: Evidence) -> tuple[Finding, ...]:
    """Judge all assumptions by the answers of a site."""
    return tuple(finding(each, evidence) for each in assumptions_of(evidence.site))
