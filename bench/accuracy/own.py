"""Our own reader's figures: field by field on known templates, and on mutated pages of both halves."""

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeAlias

from bench.accuracy.sets import PageSet, reading, saved_pages
from bench.drift import MUTATIONS
from bench.drift.draw import HALVES, Half
from bench.drift.trial import Plan, try_pages
from bench.score import Tally

_CHUNK = 50
"""Pages that one process takes at a time."""

_MANY = 500

Named: TypeAlias = dict[tuple[str, Half], Tally]
"""Tallies by what was tried and by the half."""

_STACKS = (("ten stacked", False), ("ten stacked, no class or id", True))


def known(sets: Iterable[PageSet]) -> dict[str, Tally]:
    """Read pages of known templates; the saved pages, where they are at hand, among them."""
    tallies: dict[str, Tally] = {}
    for each in sets:
        tallies[each.name] = tally = Tally()
        for page in each.pages:
            tally.add(reading(page.html, page.url), page.truth)
    saved = Tally()
    for _, verdicts in saved_pages():
        saved.take(verdicts, float(verdicts["body"] == "right"))
    return {"saved from the site": saved, **tallies} if saved.pages else tallies


def one_at_a_time(pages: int) -> Named:
    """Try each mutation by itself on so many pages of each half."""
    return _tried({(name, half): Plan(half, 1, only=name) for name in MUTATIONS for half in HALVES}, pages)


def stacked(pages: int) -> Named:
    """Try stacks of ten mutations on so many pages of each half."""
    return _tried({(name, half): Plan(half, 10, strip=strip) for name, strip in _STACKS for half in HALVES}, pages)


def _tried(plans: Mapping[tuple[str, Half], Plan], pages: int) -> Named:
    """Go through plans; in as many processes as there are cores where that saves more than starting them takes."""
    if pages * len(plans) < _MANY:
        return {key: _try(plan, range(pages)) for key, plan in plans.items()}
    chunks = [range(first, min(first + _CHUNK, pages)) for first in range(0, pages, _CHUNK)]
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
