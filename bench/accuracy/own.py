"""The parser's own figures: field by field on known templates, and on mutated pages of both sets."""

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeAlias

from bench.accuracy.sets import SAVED_PAGE, PageSet, reading, saved_pages
from bench.drift import MUTATIONS
from bench.drift.draw import SETS, SetName
from bench.drift.trial import Plan, try_pages
from bench.score import Tally

_CHUNK = 50
"""Pages that one process takes at a time."""

_MANY = 500

Named: TypeAlias = dict[tuple[str, SetName], Tally]
"""Tallies by what was tried and by the set."""

_STACKS = (("ten stacked", False), ("ten stacked, no class or id", True))


def known(sets: Iterable[PageSet]) -> dict[PageSet, Tally]:
    """Read pages of known templates; the saved pages, where they are at hand, among them."""
    tallies: dict[PageSet, Tally] = {}
    saved = Tally()
    for _, verdicts in saved_pages():
        saved.take(verdicts, float(verdicts["body"] == "right"))
    if saved.pages:
        tallies[PageSet("saved from the site", SAVED_PAGE, [])] = saved
    for each in sets:
        tallies[each] = tally = Tally()
        for page in each.pages:
            tally.add(reading(page.html, page.url), page.truth)
    return tallies


def one_at_a_time(count: int) -> Named:
    """Try each mutation by itself on so many pages of each set."""
    return _tried({(name, pages): Plan(pages, 1, only=name) for name in MUTATIONS for pages in SETS}, count)


def stacked(count: int) -> Named:
    """Try stacks of ten mutations on so many pages of each set."""
    return _tried({(name, pages): Plan(pages, 10, strip=strip) for name, strip in _STACKS for pages in SETS}, count)


def _tried(plans: Mapping[tuple[str, SetName], Plan], count: int) -> Named:
    """Go through plans; in as many processes as there are cores where that saves more than starting them takes."""
    if count * len(plans) < _MANY:
        return {key: _try(plan, range(count)) for key, plan in plans.items()}
    chunks = [range(first, min(first + _CHUNK, count)) for first in range(0, count, _CHUNK)]
    tallies: Named = {key: Tally() for key in plans}
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        jobs = [(key, pool.submit(_try, plan, chunk)) for key, plan in plans.items() for chunk in chunks]
        for key, job in jobs:
            tallies[key].merge(job.result())
    return tallies


def _try(plan: Plan, numbers: range) -> Tally:
    tally = Tally()
    for _ in try_pages(plan, numbers, tally):
        pass
    return tally
