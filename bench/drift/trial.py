"""Runs the parser over mutated pages and judges it: which pages a set has, and one tally for each mutation or stack."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bench.drift.draw import Draw, SetName
from bench.drift.mutations import Mutated, mutate, stack
from bench.holdout import markup as holdout
from bench.pages import Kind, Source, fixture_pages, replica_page
from bench.score import Tally, Verdict
from scraper.items import Article
from scraper.parser import Refusal, parse_article

_KINDS: tuple[Kind, ...] = ("mobile", "english", "desktop")
_SEED = 21
_MOST = 400
"""Made-up pages of each kind; beyond, they come again with other draws."""

_FIXTURE_EVERY = 8
_FIXTURES = frozenset(
    {
        "desktop-2021-time", "desktop-link-inside", "desktop-two-paragraphs", "mobile-blanks", "mobile-english",
        "mobile-full", "mobile-old", "mobile-sparse", "mobile-windows-1252",
    }
)  # fmt: skip
"""Those in whole markup of a known template; the others are broken on purpose."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to try.

    Attributes:
        pages: the set whose pages, choices and combinations are taken.
        size: how many mutations a page gets; 0 for none but `strip`.
        strip: whether every class and id goes, too.
        only: the one mutation to try.
    """

    pages: SetName
    size: int
    strip: bool = False
    only: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One page, by its number in the set, what was read of it (or why it was refused), and the verdicts by field."""

    number: int
    page: Mutated
    got: Article | None
    refusal: str | None
    verdicts: dict[str, Verdict]


@lru_cache(256)
def source_of(pages: SetName, number: int) -> Source:
    """The page with a number. In the tuning set every eighth is a fixture, the others the replica's, kind by kind."""
    if pages == "holdout":
        return holdout.source_of(number)
    if number % _FIXTURE_EVERY == _FIXTURE_EVERY - 1:
        return _fixtures()[number // _FIXTURE_EVERY % len(_FIXTURES)]
    kind = _KINDS[number % len(_KINDS)]
    return replica_page(kind, number // len(_KINDS) % _MOST, count=_MOST, seed=_SEED, forms="plain")


@lru_cache
def _fixtures() -> list[Source]:
    return [each for each in fixture_pages() if each.name in _FIXTURES]


def page(plan: Plan, number: int) -> Mutated:
    """Make a page of a plan; the same number gives the same bytes."""
    names = (plan.only,) if plan.only else stack(Draw(plan.pages, "stack", number), plan.size) if plan.size else ()
    return mutate(source_of(plan.pages, number), names, pages=plan.pages, number=number, stripped=plan.strip)


def try_pages(plan: Plan, numbers: range, tally: Tally) -> Iterator[Case]:
    """Read pages of a plan and judge each, adding to a tally."""
    for number in numbers:
        mutated = page(plan, number)
        got, refusal = None, None
        try:
            got = parse_article(mutated.html, mutated.source.url)
        except Refusal as error:
            refusal = str(error)
        yield Case(number, mutated, got, refusal, tally.add(got, mutated.truth))
