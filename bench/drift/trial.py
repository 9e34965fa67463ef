"""Runs the parser over mutated pages and judges it: the pages of both sets, the mutations, and stacks of these."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import blake2b

from bench.drift.looks import CARDS, HEADINGS, LOOKS, write_byline, write_icons
from bench.drift.markup import ELEMENTS, HEAD, strip
from bench.drift.parts import SETS, Draw, Mutation, Parts, SetName, parts_of
from bench.drift.surroundings import SURROUNDINGS
from bench.drift.writing import write
from bench.holdout import markup as holdout
from bench.pages import Kind, Source, fixture_pages, replica_page
from bench.score import Tally, Verdict
from scraper.items import Article
from scraper.parser import Refusal, parse_article

_MOVES: Mapping[str, Mutation] = {**HEADINGS, **HEAD, **SURROUNDINGS, **ELEMENTS}

MUTATIONS: Mapping[str, Mutation] = {**LOOKS, **CARDS, **_MOVES}
"""Every mutation by its name, in the order in which a stack goes through them."""

_ONE_OF = (
    {"icons_ligature", "icons_font", "icons_svg", "icons_emoji", "icons_none"},
    {"byline_lines", "byline_one_line"},
    {"byline_one_line", "labels_own_line"},
    {"labels_case", "labels_colon", "labels_own_line"},
    {"cards", "card_links"},
    {"labels_own_line", "retag_spans"},
    {"cards", "retag_lists"},
    {"card_links", "retag_lists"},
    {"title_as_h2", "drop_meta"},  # else nothing but a guess tells the headline
    {"head_order", "byline_below"},
    {"retag_paragraphs", "break_paragraphs"},
    {"wrap_paragraphs", "break_paragraphs"},
    {"rename_classes", "rename_some", "drop_classes"},
    {"minified", "pretty"},
)
"""A stack has at most one of each of these: they change the same thing."""

MOST = 25
"""The largest stack: so many that go together always exist."""

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
class Mutated:
    """A page after a redesign: its mutations in the order they were made, and what it says now."""

    source: Source
    names: tuple[str, ...]
    html: bytes = field(repr=False)
    truth: Article


def stack(draw: Draw, size: int) -> tuple[str, ...]:
    """Choose `size` mutations that go together, in order; no combination is in both sets."""
    while True:
        chosen: set[str] = set()
        for name in draw.sample(list(MUTATIONS), len(MUTATIONS)):
            if len(chosen) < size and not any(name in group and chosen & group for group in _ONE_OF):
                chosen.add(name)
        names = tuple(name for name in MUTATIONS if name in chosen)
        number = blake2b("/".join(names).encode(), digest_size=8).digest()[-1]
        if size <= 1 or SETS[number % 2] == draw.pages:
            return names


def mutate(source: Source, names: Sequence[str], *, pages: SetName, number: int, stripped: bool = False) -> Mutated:
    """Put a page of a known template through mutations, in the order of `MUTATIONS`; a number gives the same bytes."""
    parts, draw = parts_of(source), Draw(pages, source.name, number)
    for stage, finish in ((LOOKS, write_byline), (CARDS, write_icons), (_MOVES, None)):
        for name in names:
            if name in stage:
                stage[name](parts, draw.fork(name))
        if finish is not None:
            finish(parts)
    truth = _visible_truth(parts)
    if stripped:
        strip(parts)
    return Mutated(source, tuple(names), write(parts.soup, parts.writing), truth)


def _visible_truth(parts: Parts) -> Article:
    """The truth about a page whose blockquote lost its tag.

    The design's rule for `quote`: it is a quote if it is the first or second block and its words recur in a row in a
    later paragraph; else it is a paragraph of the body.
    """
    truth, quote = parts.truth, parts.quote
    if truth.quote is None or quote is None or quote.name == "blockquote":
        return truth
    paragraphs, place = truth.body.split("\n\n"), parts.quote_place
    words = f" {_words(truth.quote)} "
    if place <= 1 and any(words in f" {_words(each)} " for each in paragraphs[place:]):
        return truth
    return replace(truth, quote=None, body="\n\n".join([*paragraphs[:place], truth.quote, *paragraphs[place:]]))


def _words(text: str) -> str:
    return " ".join("".join(each if each.isalnum() else " " for each in text.casefold()).split())


@dataclass(frozen=True, slots=True)
class Plan:
    """What to try on the pages of a set: one mutation, or stacks of a size; with `strip` every class and id goes."""

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
