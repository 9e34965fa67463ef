"""An assumption about the site, and the finding that a preflight comes to about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal, TypeAlias

from scraper.items import FAILURES
from scraper.parser.error_pages import error_page
from scraper.preflight.evidence import Evidence

FAILED_REASON, UNTESTED_REASON = "assumption-failed", "assumption-untested"
"""Why a preflight ends: what crawls depend on does not hold, or the site did not let it be tested (as in
`scraper.exit_codes.EXIT_STATUS`)."""

HOME = "home"
"""The probe of the home page."""

_ALWAYS_TESTED = frozenset({HOME, "robots.txt"})
"""Probes of what must have an answer: without a home page or a robots.txt the site is closed to crawls."""

_NO_PAGE = FAILURES - {"elsewhere"}
"""Outcomes by which nothing can be judged where the whole site has them."""

_PASSING = frozenset({"throttled", "blocked", "maintenance"})
"""Outcomes that say more of the moment than of the site; so does a server's error by its status."""

_LONGEST = 300
"""Characters of what was found: a site may answer with an address of any length."""

Verdict: TypeAlias = Literal["holds", "differs", "fails", "untested"]
"""`differs`: the site is otherwise, and crawls cope. `fails`: crawls depend on it."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the evidence says of one assumption.

    Attributes:
        verdict: see `Verdict`.
        found: what the site does, in a few words.
        follows: what that means and what to do, in a sentence; None where the assumption holds, or there was nothing to
            test it by.
    """

    verdict: Verdict
    found: str
    follows: str | None = None


Judge: TypeAlias = Callable[[Evidence], Judgement]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """Something that the code expects of the site.

    Attributes:
        name: of it; unique.
        expected: what the site should do.
        source: where the expectation comes from.
        probes: names of the probes that test it.
        judge: a pure function of the evidence.
    """

    name: str
    expected: str
    source: str
    probes: tuple[str, ...]
    judge: Judge


def assumption(name: str, *, expected: str, source: str, probes: tuple[str, ...]) -> Callable[[Judge], Assumption]:
    """Make an assumption of the function that judges it."""
    return lambda judge: Assumption(name=name, expected=expected, source=source, probes=probes, judge=judge)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One row of the table: an assumption, and what a preflight found out about it; fields as there."""

    assumption: str
    expected: str
    found: str
    verdict: Verdict
    follows: str | None
    source: str
    probes: tuple[str, ...]


def failure(findings: Iterable[Finding]) -> str | None:
    """Say what crawls depend on and does not hold, and what to do; None where all of that holds."""
    return _first("crawls depend on what does not hold", [each for each in findings if each.verdict == "fails"])


def inconclusive(findings: Iterable[Finding]) -> str | None:
    """Say what crawls depend on and could not be tested, because the site gave no page then; None where all was."""
    found = [each for each in findings if each.verdict == "untested" and each.follows is not None]
    return _first("what crawls depend on could not be tested", found)


def _first(what: str, found: list[Finding]) -> str | None:
    if not found:
        return None
    first, *others = found
    more = f" (and {len(others)} more)" if others else ""
    return f"{what}: {first.assumption}: {first.found}{more}. {first.follows}"


def holds(found: str) -> Judgement:
    """The site is as assumed."""
    return Judgement("holds", found)


def differs(found: str, follows: str) -> Judgement:
    """The site is otherwise, and crawls cope."""
    return Judgement("differs", found, follows)


def fails(found: str, follows: str) -> Judgement:
    """The site is otherwise, and crawls depend on it."""
    return Judgement("fails", found, follows)


def untested(why: str) -> Judgement:
    """There is nothing to judge by."""
    return Judgement("untested", why)


def finding(assumption: Assumption, evidence: Evidence) -> Finding:
    """Judge an assumption."""
    judged = assumption.judge(evidence)
    if HOME not in assumption.probes and (why := _outage(assumption, evidence)) is not None:
        judged = untested(why)
    elif judged.verdict == "fails" and _may_pass(assumption, evidence):
        judged = Judgement("untested", judged.found, "That may pass; run `arsip preflight` again.")
    return Finding(
        assumption=assumption.name,
        expected=assumption.expected,
        found=judged.found if len(judged.found) <= _LONGEST else f"{judged.found[:_LONGEST]}…",
        verdict=judged.verdict,
        follows=judged.follows,
        source=assumption.source,
        probes=tuple(name for name in assumption.probes if name in evidence.exchanges),
    )


def _outage(assumption: Assumption, evidence: Evidence) -> str | None:
    """Say what the site answers to everything, the home page too, as in maintenance; None where it does not."""
    home, page = evidence.answer(HOME), evidence.page(HOME)
    is_away = (home is not None and home.outcome in _NO_PAGE) or (page is not None and error_page(page) is not None)
    outcomes = [answer.outcome for name in assumption.probes if (answer := evidence.answer(name)) is not None]
    if is_away and outcomes and set(outcomes) <= _NO_PAGE:
        return f"the site gives no page of its own now ({outcomes[-1]})"
    return None


def _may_pass(assumption: Assumption, evidence: Evidence) -> bool:
    """Whether the site turned away a probe of an assumption, as where it throttles or is in maintenance."""
    if _ALWAYS_TESTED.intersection(assumption.probes):
        return False
    for name, exchange in evidence.exchanges.items():
        answer = evidence.answer(name) if name in assumption.probes else None
        if answer is None or answer.outcome not in _NO_PAGE:
            continue
        if answer.outcome in _PASSING or exchange.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return True
    return False
