"""Judges a run by what it counted; a run that cannot be trusted must not look like one that can."""

import math
from collections.abc import Callable, Sequence

from scraper.archive.statistics.field_presence import OWN_TEMPLATE, FieldComparison, FieldPresence
from scraper.archive.writer import Tally
from scraper.exit_codes import DONE, UNHEALTHY
from scraper.items import EDITION_NAMES

PROBLEMS_ALLOWED = 3
PROBLEM_SHARE_ALLOWED = 0.01

FEWEST_PAGES = 20
"""Of fewer pages no share is judged."""
LEAST_FALL = 0.1
"""A field that is missing from less than so many more of the pages, from 0 to 1, is not worth waking anyone."""
CHANCE = 1e-6
"""Nor is a fall that chance brings about more often than so."""
NAMED = 3
"""Fields that the verdict names; of more only their number."""


def judge(tally: Tally) -> tuple[int, str] | None:
    """Say whether a run is unhealthy by what it counted.

    Args:
        tally: what it counted.

    Returns:
        exit status and the reason in one sentence; None where all is well.
    """
    allowed = max(PROBLEMS_ALLOWED, PROBLEM_SHARE_ALLOWED * tally.captures)
    if tally.problems > allowed:
        return UNHEALTHY, (
            f"{tally.problems} of {tally.captures} pages could not be read, the first being "
            f"{tally.problem_reasons[0]}; the table problems has them all"
        )
    if tally.failures > PROBLEMS_ALLOWED and not tally.articles:
        return (
            UNHEALTHY,
            f"no article could be fetched: all {tally.failures} requests for one failed; {tally.last_failure}",
        )
    return None


def judge_presence(presence: FieldPresence, lacking: Callable[[FieldComparison], str | None]) -> tuple[int, str] | None:
    """Say whether a run is unhealthy by the fields that its pages show.

    Args:
        presence: how many pages show which field, and did before.
        lacking: names a capture of the run whose page lacks a field.

    Returns:
        exit status and the reason in one sentence; status 0 and a sentence where something is new that may be right;
        None where all is as before.
    """
    fallen = sorted((c for c in presence.compared if is_below_floor(c)), key=_fall, reverse=True)
    if fallen:
        capture = lacking(fallen[0])
        look = f"`arsip inspect {capture}` shows one" if capture else "look at one with `arsip inspect`"
        return UNHEALTHY, f"{_told(fallen)}; the pages may have changed: {look}"
    if presence.first_seen:
        told = " and ".join(
            f"{presence.templates[lang, template]} {EDITION_NAMES[lang]} pages of the kind {template}"
            for lang, template in presence.first_seen
        )
        return DONE, f"done; {told} were read, which the archive had none of before"
    return None


def told(presence: FieldPresence) -> dict[str, object]:
    """Return what pages were read and what they show, for `runs.counts`: shares are from 0 to 1."""
    pages = sum(presence.templates.values())
    words = sum(count for (_, template), count in presence.templates.items() if template == "generic")
    return {
        "templates": {f"{lang} {template}": count for (lang, template), count in presence.templates.items()},
        "words_share": round(words / pages, 3) if pages else None,
        "presence": {
            f"{lang} {template}": {field: round(share, 3) for field, share in fields.items()}
            for (lang, template), fields in presence.fields.items()
        },
        "first_seen": [f"{lang} {template}" for lang, template in presence.first_seen],
    }


def is_below_floor(compared: FieldComparison) -> bool:
    """Say whether a field is missing so often that chance is out of the question.

    Both shares are of samples. Were each page to have it by chance, now as often as before, then the two would lie so
    far apart with a probability of about exp(-n * D(now || both) - m * D(before || both)) at most: the likelihood ratio
    of two binomials. Where the share before is known for certain, that is the Chernoff bound of a binomial tail.

    Args:
        compared: the field, now and before.
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
    apart = n * _divergence(now, both) + (0.0 if math.isinf(m) else m * _divergence(before, both))
    return -apart < math.log(CHANCE)


def _divergence(now: float, before: float) -> float:
    """Return the Kullback-Leibler divergence of two shares, in nats; `before` is neither 0 nor 1."""
    lacking = (1 - now) * math.log((1 - now) / (1 - before)) if now < 1 else 0.0
    return lacking + (now * math.log(now / before) if now else 0.0)


def _fall(compared: FieldComparison) -> float:
    return compared.share_before - compared.present / compared.pages


def _told(fallen: Sequence[FieldComparison]) -> str:
    """Say what has fallen, the deepest fall first."""
    told = "; ".join(_said(compared) for compared in fallen[:NAMED])
    more = len(fallen) - NAMED
    return f"{told}; and {more} more so" if more > 0 else told


def _said(compared: FieldComparison) -> str:
    edition = EDITION_NAMES[compared.lang]
    if compared.field == OWN_TEMPLATE:
        lost = compared.pages - compared.present
        usual = f"{100 * (1 - compared.share_before):.0f} of 100 before"
        return f"{lost} of {compared.pages} {edition} pages were read by the generic parser, by no template, {usual}"
    now = f"on {compared.present} of {compared.pages} {edition} {compared.template} pages"
    return f"{compared.field}: {now}, on {100 * compared.share_before:.0f} of 100 before"
