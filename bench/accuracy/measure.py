"""Sets of pages with the truth about each, and what the parser makes of them; the saved pages are known by hashes."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import TypeAlias

from bench.drift.parts import SETS, SetName
from bench.drift.trial import MUTATIONS, Plan, page, try_pages
from bench.pages import KINDS, SAVED, Source, fixture_pages, replica_pages, saved_url
from bench.score import FIELDS, Tally, Verdict
from scraper.items import Article
from scraper.parser import Refusal, parse_article

_HASHES = Path(__file__).with_name("saved.json")
_SEED = 1
_CHUNK = 50
"""Pages that one process takes at a time."""

_MANY = 500

SAVED_PAGE, FIXTURE, REPLICA = "saved page", "hand-written fixture", "replica's own guess"
TUNING, HOLDOUT = f"{REPLICA}, {FIXTURE}", "holdout's own guess"
"""Where a truth comes from: the markup of a guess is supposed, after what is known of the site."""

Named: TypeAlias = dict[tuple[str, SetName], Tally]
"""Tallies by what was tried and by the set."""

_STACKS = (("ten stacked", False), ("ten stacked, no class or id", True))


@dataclass(frozen=True, slots=True, eq=False)
class PageSet:
    """Pages that belong in one column of a table: its heading, where their truth comes from, and the pages."""

    name: str
    truth: str
    pages: list[Source]


def known_sets(count: int) -> list[PageSet]:
    """Pages of the known templates: the fixtures, and `count` made-up ones of each template and edition."""
    made = [PageSet(f"made up, {kind}", REPLICA, list(replica_pages(kind, count, seed=_SEED))) for kind in KINDS]
    return [PageSet("fixtures", FIXTURE, fixture_pages()), *made]


def drifted_set(count: int) -> PageSet:
    """Pages of the holdout, each with ten mutations and no class or id."""
    made = [page(Plan("holdout", 10, strip=True), number) for number in range(count)]
    pages = [Source(each.source.name, each.html, each.source.url, each.truth) for each in made]
    return PageSet("ten mutations, no class or id", HOLDOUT, pages)


def saved_pages() -> Iterator[tuple[Source | None, dict[str, Verdict]]]:
    """The pages saved from the site, where they are at hand, each with what the parser makes of it and the verdicts.

    No text of theirs may stand in this project, so their truth is kept as a hash for each field, taken after a person
    had compared the fields with the page. Where every verdict is `right`, what the parser found is the truth.
    """
    for name, hashes in json.loads(_HASHES.read_text()).items():
        path = SAVED / f"{name}.html"
        if not path.exists():
            continue
        html, url = path.read_bytes(), saved_url(name)
        article = reading(html, url)
        if article is None:
            yield None, dict.fromkeys(FIELDS, "refused")
        else:
            yield Source(name, html, url, article), by_hashes(article, hashes)


def reading(html: bytes, url: str) -> Article | None:
    """What the parser makes of a page; None where it refuses."""
    try:
        return parse_article(html, url)
    except Refusal:
        return None


def by_hashes(got: Article, hashes: dict[str, str]) -> dict[str, Verdict]:
    """Judge each field by the hash of what it should be; a field that has none came later, and should be absent."""
    return {
        name: "right" if found == hashes.get(name, _hash(None)) else "wrong" if getattr(got, name) else "missed"
        for name, found in field_hashes(got).items()
    }


def field_hashes(article: Article) -> dict[str, str]:
    """A hash of each field: SHA-256 over its JSON, cut to 16 hexadecimal digits."""
    values = asdict(article)
    return {name: _hash(values[name]) for name in FIELDS}


def _hash(value: object) -> str:
    return sha256(json.dumps(value).encode()).hexdigest()[:16]


def known(sets: Iterable[PageSet]) -> dict[PageSet, Tally]:
    """Read pages of known templates; the saved pages, where they are at hand, among them."""
    tallies: dict[PageSet, Tally] = {}
    saved = Tally()
    for _, verdicts in saved_pages():
        saved.count(verdicts, float(verdicts["body"] == "right"))
    if saved.pages:
        tallies[PageSet("saved from the site", SAVED_PAGE, [])] = saved
    for each in sets:
        tallies[each] = tally = Tally()
        for source in each.pages:
            tally.add(reading(source.html, source.url), source.truth)
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
