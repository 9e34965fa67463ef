"""The pages that parsers are measured on, each with its address and the truth about it."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

from replica.clock import Clock
from replica.corpus import RUBRICS
from replica.options import Forms, Options
from replica.pages.bylines import english, english_comma, english_day, english_twice, indonesian, indonesian_day
from replica.pages.frame import REAL
from replica.routes import Routes
from replica.site import Site
from replica.truth import Article as ReplicaArticle
from replica.truth import Brief, Template
from scraper.items import HASHED, LINK_LISTS, Article, Lang, Link
from scraper.urls import article_url

_FIXTURES = Path(__file__).parents[1] / "tests" / "pages"
SAVED = Path(__file__).parents[2] / "shared" / "site" / "pages"
"""Pages saved from the site, which may be missing: no text of theirs may stand in this project."""

_ARTICLES = 60_000
"""Both editions together, 30 a day: five and a half years, of which the desktop pages of two print the time."""

Kind: TypeAlias = Literal["mobile", "english", "desktop", "desktop-english", "desktop-icons"]
_TEMPLATES: dict[Kind, Template] = {
    "mobile": "mobile",
    "english": "mobile",
    "desktop": "desktop",
    "desktop-english": "desktop",
    "desktop-icons": "desktop-icons",
}
KINDS = tuple(_TEMPLATES)
"""A template each, with the edition; the first two are pages of the mobile site."""

_PRINTED_OTHERWISE = {"photo_url", "published_at", "category"}
"""Fields that a page does not print just as the replica knows them."""


@dataclass(frozen=True, slots=True)
class BylineForm:
    """How a byline is printed.

    Attributes:
        date: prints a moment, in ISO 8601; `has_time` says whether the minute too.
        labels: of the people by their field, in order; an empty one where a name stands without.
        label: how label and name stand together.
        layout: the element of each piece; `line` for all of them in one line, `br` for line breaks between.
        between: what separates the pieces of one line.
    """

    date: Callable[[str], str]
    has_time: bool
    labels: Mapping[str, str]
    label: str
    views: str = "{n}"
    order: tuple[str, ...] = ("date", "reporter", "editor", "translator", "views")
    layout: str = "line"
    between: str = " "

    @property
    def is_labelled(self) -> bool:
        """Whether a label says whose each name is."""
        return all(self.labels.values())


def _in_jakarta(moment: str) -> str:
    return f"{indonesian(moment)} WIB"


def _without_weekday(moment: str) -> str:
    return _in_jakarta(moment).partition(", ")[2]


_EDITED = {"reporter": "Reporter", "editor": "Editor"}
_REPORTED = {"reporter": "Reported by", "translator": "Translated by"}
_MOBILE = BylineForm(
    _in_jakarta, True, _EDITED, "{Label} : {name}",
    order=("date", "views", "reporter", "editor", "translator"), layout="span",
)  # fmt: skip
_D1 = BylineForm(
    _without_weekday, True, _EDITED, "{Label} : {name}", "Hits {n}",
    order=("reporter", "editor", "date", "views"), between=" | ",
)  # fmt: skip
_D2 = replace(_D1, date=_in_jakarta, views="Dibaca {n} kali")
_D4 = BylineForm(indonesian_day, False, _EDITED, "{Label}: {name}")

BYLINES: Mapping[str, BylineForm] = {
    "mobile": _MOBILE,
    "mobile-english": replace(_MOBILE, date=english, labels=_REPORTED, label="{Label} {name}"),
    "d1": _D1,
    "d1-english": replace(_D1, date=english_comma),
    "d2": _D2,
    "d2-english": replace(_D2, date=english_twice),
    "d3-english": BylineForm(indonesian, True, {"reporter": "", "translator": ""}, "{name}"),
    "d4": _D4,
    "d4-time": replace(_D4, date=indonesian, has_time=True),
    "d4-english": replace(_D4, date=english_day, labels={"reporter": "Reporter", "translator": "Translator"}),
}
"""The forms that bylines have on the site, D1 to D4 of the desktop pages and the mobile ones, in both editions."""


@dataclass(frozen=True, slots=True)
class Source:
    """A page with its address, and what a parser without a fault makes of it.

    `bench.drift` writes its byline in a form, unless the page has one already.
    """

    name: str
    html: bytes = field(repr=False)
    url: str
    truth: Article
    byline: BylineForm | None = None


def saved_url(name: str) -> str:
    """The address of a saved page, of its name: `mobile-142433`."""
    return f"https://m.beritajakarta.id/read/{name.rpartition('-')[2]}"


def fixture_pages() -> list[Source]:
    """The project's own fixtures that are an article; their truth is the JSON that a person has read through."""
    found = []
    for page in sorted(_FIXTURES.glob("*.html")):
        beside = page.with_suffix(".json")
        read = json.loads(beside.read_text()) if beside.exists() else {}
        if article := read.get("article"):
            links = {name: tuple(Link(**each) for each in article[name]) for name in LINK_LISTS}
            found.append(Source(page.stem, page.read_bytes(), read["request"], Article(**article | links)))
    return found


def replica_pages(kind: Kind, count: int, *, seed: int = 1) -> Iterator[Source]:
    """Pages of the made-up site in all their forms, spread evenly over its five years; two seeds share no article."""
    return (replica_page(kind, number, count=count, seed=seed) for number in range(count))


def replica_page(kind: Kind, number: int, *, count: int, seed: int, forms: Forms = "real") -> Source:
    """One of the `count` pages that `replica_pages` gives, by its number from 0."""
    site, ids = _spread(kind, count, seed, forms)
    brief = site.brief(_edition(kind), ids[number])
    truth = truth_of(site, brief)
    html = Routes(site).answer(brief.path, "", REAL.mobile).body
    return Source(f"{kind}-{seed}-{brief.id}", html, truth.url, truth)


@lru_cache(12)
def _spread(kind: Kind, count: int, seed: int, forms: Forms) -> tuple[Site, list[int]]:
    template = _TEMPLATES[kind]
    options = Options(articles=_ARTICLES, seed=seed, template=template, forms=forms, canonical_host=True)
    site = Site(options, Clock(frozen=True))
    ids = site.ids(_edition(kind))[::-1]
    return site, ids[:: max(1, len(ids) // count)][:count]


def _edition(kind: Kind) -> Lang:
    return "en" if "english" in kind else "id"


def truth_of(site: Site, brief: Brief) -> Article:
    """What a page of the replica says, as the Article that a parser without a fault would make of it.

    The site has `canonical_host` on and a frozen clock, so that addresses and counters are those of its page.
    """
    article = site.article(brief.lang, brief.id)
    prints_category = article.template != "desktop"
    is_rubric = prints_category and article.category_slug in RUBRICS
    related = [site.brief(brief.lang, each) for each in article.related]
    read_also = [site.brief(brief.lang, each) for each in article.read_also]
    popular = site.popular(article.template, brief.lang) if article.form.has_lists else []
    as_known: dict[str, Any] = {name: getattr(article, name, None) for name in HASHED if name not in _PRINTED_OTHERWISE}
    return Article(
        lang=article.lang,
        id=article.id,
        slug=article.slug,
        url=article_url(article.lang, article.id, article.slug),
        photo_url=REAL.photo(article.photo),
        published_at=article.published_at if article.prints_time else None,
        category=article.category if prints_category else None,
        category_slug=article.category_slug if article.template == "mobile" or is_rubric else None,
        **as_known,
        views=site.counter(brief, site.clock.now()),
        related=tuple(_listed(site, article, each, place) for place, each in enumerate(related, 1)),
        read_also=tuple(_link(each, place) for place, each in enumerate(read_also, 1)),
        popular=tuple(_most_read(site, article, each, place) for place, each in enumerate(popular, 1)),
        template=article.template,
    )


def _link(brief: Brief, position: int) -> Link:
    """A link as it stands inside the text, which prints its headline alone."""
    url = article_url(brief.lang, brief.id, brief.slug)
    return Link(position=position, url=url, lang=brief.lang, id=brief.id, title=brief.title)


def _listed(site: Site, article: ReplicaArticle, brief: Brief, position: int) -> Link:
    """A link of a list; the desktop page of 2018 prints the photo's headline, the others the reporter and the time."""
    is_old = article.template == "desktop"
    return replace(
        _link(brief, position),
        photo_alt=brief.photo_alt if is_old and article.form.has_alts else None,
        date=brief.published_at[:10],
        published_at=None if is_old else brief.published_at,
        views=site.counter(brief, site.clock.now()),
        reporter=None if is_old else brief.reporter,
    )


def _most_read(site: Site, article: ReplicaArticle, brief: Brief, position: int) -> Link:
    """A link of Berita Terpopuler, which gives no time on mobile pages, and now and then no reporter."""
    link = _listed(site, article, brief, position)
    if article.template == "mobile":
        link = replace(link, published_at=None)
    return replace(link, reporter=None) if position == article.form.unsigned else link
