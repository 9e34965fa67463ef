"""The pages that parsers are measured on, each with the address it is asked for by and the truth about it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

from bench.bylines import BylineForm
from bench.truth import page_of, truth_of
from replica.clock import Clock
from replica.options import Forms, Options
from replica.site import Site
from replica.truth import Template
from scraper.items import Article, Lang, Link

FIXTURES = Path(__file__).parents[1] / "tests" / "pages"

Kind: TypeAlias = Literal["mobile", "english", "desktop", "desktop-english", "desktop-icons"]
_ARTICLES = 60_000
"""Both editions together, 30 a day: five and a half years, of which the desktop pages of two print the time."""

KINDS: tuple[Kind, ...] = ("mobile", "english", "desktop", "desktop-english", "desktop-icons")
"""A template each, with the edition; the first two are pages of the mobile site."""


_TEMPLATES: dict[Kind, Template] = {
    "mobile": "mobile",
    "english": "mobile",
    "desktop": "desktop",
    "desktop-english": "desktop",
    "desktop-icons": "desktop-icons",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A page with the truth about it.

    Attributes:
        name: what to call it.
        html: as the site would send it.
        url: the address it is asked for by.
        truth: what a parser without a fault makes of it.
        byline: the form in which the byline is written by `bench.drift`; None where the page has one already.
    """

    name: str
    html: bytes = field(repr=False)
    url: str
    truth: Article
    byline: BylineForm | None = None


def replica_pages(kind: Kind, count: int, *, seed: int = 1) -> Iterator[Source]:
    """Pages of the made-up site in all their forms, spread evenly over its five years, the newest first.

    Args:
        kind: the template and the edition.
        count: how many.
        seed: of the site; two seeds have no article in common.
    """
    return (replica_page(kind, number, count=count, seed=seed) for number in range(count))


def replica_page(kind: Kind, number: int, *, count: int, seed: int, forms: Forms = "real") -> Source:
    """One of the `count` pages that `replica_pages` gives, by its number from 0."""
    site, ids = _spread(kind, count, seed, forms)
    brief = site.brief(_edition(kind), ids[number])
    truth = truth_of(site, brief)
    return Source(f"{kind}-{seed}-{brief.id}", page_of(site, brief), truth.url, truth)


@lru_cache(12)
def _spread(kind: Kind, count: int, seed: int, forms: Forms) -> tuple[Site, list[int]]:
    """A site, and the ids of so many of its articles."""
    template = _TEMPLATES[kind]
    options = Options(articles=_ARTICLES, seed=seed, template=template, forms=forms, canonical_host=True)
    site = Site(options, Clock(frozen=True))
    ids = site.ids(_edition(kind))[::-1]
    return site, ids[:: max(1, len(ids) // count)][:count]


def _edition(kind: Kind) -> Lang:
    return "en" if "english" in kind else "id"


def fixture_pages() -> list[Source]:
    """The project's own fixtures that are an article; their truth is the JSON that a person has read through."""
    found = []
    for page in sorted(FIXTURES.glob("*.html")):
        beside = page.with_suffix(".json")
        told = json.loads(beside.read_text()) if beside.exists() else {}
        if "article" in told:
            found.append(Source(page.stem, page.read_bytes(), told["request"], article_of(told["article"])))
    return found


def article_of(told: dict[str, Any]) -> Article:
    """The Article that a fixture's JSON tells."""
    links = {name: tuple(Link(**each) for each in told[name]) for name in ("related", "read_also", "popular")}
    return Article(**told | links)
