"""Run health: the rules that tell a run that cannot be trusted from one that can, and the verdict on a run.

A rule is a function that takes a `RunReport` and returns one sentence, or None where all is well. To add one, write it
and name it in `RULES`.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from scraper.archive.statistics.field_presence import OWN_TEMPLATE, FieldComparison, FieldPresence
from scraper.archive.writer import Tally
from scraper.counts import count
from scraper.exit_codes import DONE, EXIT_STATUS, FAILED, UNHEALTHY, VERDICT
from scraper.items import EDITION_NAMES

PROBLEMS_ALLOWED = 3
PROBLEM_SHARE_ALLOWED = 0.01

FEWEST_PAGES = 20
"""Of fewer pages no share is judged."""
LEAST_FALL = 0.1
"""A fall of a field's share of the pages by less than this is not reported."""
CHANCE = 1e-6
"""Nor is one that chance brings about with a higher probability."""
NAMED = 3
"""Fields that a verdict names; of more only their number."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """What the rules judge.

    Attributes:
        tally: what the run counted.
        salvage_warning: that records of a killed run could not be read when the run began; None where all could.
        presence: how many of its pages have which field, and did before; None where that could not be read.
        example: returns a capture of the run whose page lacks a field; None where it knows none.
    """

    tally: Tally
    presence: FieldPresence | None = None
    example: Callable[[FieldComparison], str | None] = lambda _: None
    salvage_warning: str | None = None


def damaged_salvage(report: RunReport) -> str | None:
    """Records of a killed run could not be read: only the run that salvages them learns of it."""
    return report.salvage_warning


def too_many_problems(report: RunReport) -> str | None:
    """Too many pages that should be articles or lists could not be read."""
    tally = report.tally
    if tally.problems <= max(PROBLEMS_ALLOWED, PROBLEM_SHARE_ALLOWED * tally.captures):
        return None
    return (
        f"{tally.problems} of {tally.captures} pages could not be read, the first being {tally.problem_reasons[0]}; "
        "the table problems has them all"
    )


def no_article_fetched(report: RunReport) -> str | None:
    """Requests for articles failed, be it one, and none was answered with an article or with its absence."""
    tally = report.tally
    failed = tally.failures_for_articles
    if not failed or tally.seen or tally.absent:
        return None
    return f"no article could be fetched: {count(failed, 'request')} for one failed; {tally.last_failure}"


def fields_below_floor(report: RunReport) -> str | None:
    """Fields are missing from far more pages than before."""
    compared = report.presence.compared if report.presence is not None else ()
    fallen = sorted((each for each in compared if is_below_floor(each)), key=_fall, reverse=True)
    if not fallen:
        return None
    fields = "; ".join(_describe(each) for each in fallen[:NAMED])
    more = f"; and {len(fallen) - NAMED} more so" if len(fallen) > NAMED else ""
    capture = report.example(fallen[0])
    look = f"`arsip inspect {capture}` shows one" if capture else "look at one with `arsip inspect`"
    return f"{fields}{more}; the pages may have changed: {look}"


RULES: tuple[Callable[[RunReport], str | None], ...] = (
    damaged_salvage,
    too_many_problems,
    no_article_fetched,
    fields_below_floor,
)


def check(report: RunReport) -> str | None:
    """Return why a run is unhealthy, by the first rule that it breaks; None where it is healthy."""
    return next((found for rule in RULES if (found := rule(report)) is not None), None)


def notice(presence: FieldPresence | None) -> str | None:
    """Return a verdict that names templates of which the archive had no page before; None where there is none."""
    if presence is None or not presence.first_seen:
        return None
    pages = " and ".join(
        f"{presence.templates[lang, template]} {EDITION_NAMES[lang]} pages of the kind {template}"
        for lang, template in presence.first_seen
    )
    return f"done; {pages} were read, which the archive had none of before"


def verdict(
    reason: str, *, given: str | None, failed: bool, spider_errors: int, unhealthy: str | None, notice: str | None
) -> tuple[int, str]:
    """Return the exit status of a run and the verdict on it, in one sentence.

    Args:
        reason: why Scrapy closed the spider.
        given: the verdict of what ended the run, if anything did.
        failed: whether the archive or a WARC file failed.
        spider_errors: pages on which the spider raised an error.
        unhealthy: as `check` returns it.
        notice: as `notice` returns it.
    """
    status = FAILED if failed else EXIT_STATUS.get(reason, FAILED)
    if status == DONE and spider_errors:
        return FAILED, f"the spider failed on {spider_errors} pages; they are archived, the log says where it failed"
    if status == DONE and unhealthy is not None:
        return UNHEALTHY, unhealthy
    return status, given or (notice if status == DONE else None) or VERDICT.get(reason, reason)


def counts(presence: FieldPresence) -> dict[str, object]:
    """Return which templates and fields the pages have, for `runs.counts`; shares are from 0 to 1."""
    pages = sum(presence.templates.values())
    generic = sum(count for (_, template), count in presence.templates.items() if template == "generic")
    return {
        "templates": {f"{lang} {template}": count for (lang, template), count in presence.templates.items()},
        "words_share": round(generic / pages, 3) if pages else None,
        "presence": {
            f"{lang} {template}": {field: round(share, 3) for field, share in fields.items()}
            for (lang, template), fields in presence.fields.items()
        },
        "first_seen": [f"{lang} {template}" for lang, template in presence.first_seen],
    }


def is_below_floor(compared: FieldComparison) -> bool:
    """Whether a field is missing so often that it cannot be chance.

    Both shares are of samples. Were each page to have it by chance, now as often as before, then the two would lie so
    far apart with a probability of about exp(-n * D(now || both) - m * D(before || both)) at most: the likelihood ratio
    of two binomials. Where the share before is known for certain, that is the Chernoff bound of a binomial tail.
    """
    n = compared.pages
    if n < FEWEST_PAGES:
        return False
    now = compared.present / n
    if compared.share_before - now < LEAST_FALL:
        return False
    before = min(compared.share_before, 1 - 1 / (10 * n))  # that no page lacked it does not mean that none can
    m = compared.pages_before
    both = before if math.isinf(m) else (n * now + m * before) / (n + m)
    exponent = n * _divergence(now, both) + (0.0 if math.isinf(m) else m * _divergence(before, both))
    return -exponent < math.log(CHANCE)


def _divergence(now: float, before: float) -> float:
    """Return the Kullback-Leibler divergence of two shares, in nats; `before` is neither 0 nor 1."""
    absent = (1 - now) * math.log((1 - now) / (1 - before)) if now < 1 else 0.0
    return absent + (now * math.log(now / before) if now else 0.0)


def _fall(compared: FieldComparison) -> float:
    return compared.share_before - compared.present / compared.pages


def _describe(compared: FieldComparison) -> str:
    edition, pages = EDITION_NAMES[compared.lang], compared.pages
    if compared.field == OWN_TEMPLATE:
        before = f"{100 * (1 - compared.share_before):.0f} of 100 before"
        generic = pages - compared.present
        return f"{generic} of {pages} {edition} pages were read by the generic parser, by no template, {before}"
    now = f"on {compared.present} of {pages} {edition} {compared.template} pages"
    return f"{compared.field}: {now}, on {100 * compared.share_before:.0f} of 100 before"
