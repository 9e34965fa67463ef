"""Judges a run by what it counted; a run that cannot be trusted must not look like one that can."""

from scraper.archive.writing import Tally
from scraper.crawl.stops import UNHEALTHY

PROBLEMS_ALLOWED = 3
PROBLEM_SHARE_ALLOWED = 0.01


def judge(tally: Tally) -> tuple[int, str] | None:
    """Say whether a run is unhealthy.

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
