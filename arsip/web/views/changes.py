"""The page of changes: what was changed, removed, returned or new, newest first, a card with its passages each."""

from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from arsip.api.entries import KIND_NAMES
from arsip.api.feeds import parameters_of
from arsip.api.passages import SMALL, ComparedChange, compare
from arsip.web.formatting import FIELDS
from arsip.web.site import read, site_of
from arsip.web.views.criteria import reporters
from arsip.web.views.responses import BAD_REQUEST, fields, period_of, render
from scraper.archive.changes import KINDS, ChangeSelection, Kind, Position, count, stream
from scraper.archive.database import Database
from scraper.archive.records import Selection
from scraper.archive.search import NoWordError, matching
from scraper.archive.search.query import parse_query
from scraper.archive.search.synonyms import own_version
from scraper.clock import day_in_jakarta
from scraper.items import HASHED

PAGE_SIZE = 25

SHOWN: frozenset[Kind] = frozenset(KINDS) - {"new"}
"""Kinds that are shown where none is chosen."""

_EXAMINED = 300
"""Changes that are looked at for one page where only larger edits are asked for: some 0.2 seconds."""

SIZES = {"": "any size", str(SMALL): "without small edits", "10": "10 words and more", "50": "50 words and more"}
"""Labels of the least sizes of an edit that can be chosen."""

_FIELDS = ("q", "since", "until", "lang", "category", "reporter", "field", "min_words", "before")

_CATEGORIES = """
    SELECT category_slug, max(category) FROM articles INDEXED BY browse_articles
    WHERE category_slug <> '' GROUP BY 1 ORDER BY 2
"""


@dataclass(frozen=True, slots=True)
class Cards:
    """A page of changes by the day in Jakarta on which they became known.

    Attributes:
        older: the position after which the next page begins; None where there is no more.
        notice: what is wrong with the archive's own synonyms, without which its words were searched.
    """

    days: list[tuple[str, list[ComparedChange]]]
    older: Position | None
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Criteria:
    """What is asked for: words of a search, which changes, and how many words an edit has at least."""

    words: str
    selection: ChangeSelection
    min_words: int

    def selected(self, db: Database) -> ChangeSelection:
        """Return which changes, of the articles that have the words."""
        if not self.words:
            return self.selection
        return replace(self.selection, articles=matching(db, self.words, self.selection.articles, lenient=True))

    def address(self, before: Position | None = None) -> str:
        """Return the address of the page that begins after a position; of the first one without."""
        chosen, articles = self.selection, self.selection.articles
        values = {
            "q": self.words, "since": chosen.since, "until": chosen.until, "field": chosen.field,
            "min_words": self.min_words, "category": articles.category, "lang": articles.lang,
            "reporter": articles.reporter, "before": before,
        }  # fmt: skip
        kinds = [] if chosen.kinds == SHOWN else [("kind", kind) for kind in KINDS if kind in chosen.kinds]
        pairs = [*kinds, *((name, str(value)) for name, value in values.items() if value)]
        return f"/changes?{urlencode(pairs)}" if pairs else "/changes"

    @property
    def feed(self) -> str:
        """The same as parameters of a feed."""
        articles = replace(self.selection.articles, search=self.words or None)
        return parameters_of(replace(self.selection, articles=articles), self.min_words)


async def page(datasette: Datasette, request: Request) -> Response:
    """Show changes."""
    typed = fields(request, *_FIELDS)
    site = site_of(datasette)
    categories = await site.once("categories", lambda: read(datasette, _categories))
    context: dict[str, object] = {
        "typed": typed, "kinds": _kinds(request, SHOWN), "said": KIND_NAMES, "sizes": SIZES, "categories": categories,
        "all_fields": {name: FIELDS[name] for name in HASHED}, "reporters": await reporters(datasette),
    }  # fmt: skip
    try:
        criteria = criteria_of(request, SHOWN)
        found = await read(datasette, lambda db: _find(db, criteria), lane=site.searches)
    except (ValueError, NoWordError) as error:
        context["fault"] = str(error)
        return await render(datasette, request, "changes.html", context, status=BAD_REQUEST)
    numbers = None
    if not (criteria.min_words or criteria.selection.field):  # else all changes would have to be compared
        whole = replace(criteria, selection=replace(criteria.selection, before=None))
        counted = partial(read, datasette, lambda db: count(db, whole.selected(db)), lane=site.searches)
        numbers = await site.once((whole, own_version(site.copy) if criteria.words else None), counted)
    context |= {"criteria": criteria, "found": found, "numbers": numbers}
    return await render(datasette, request, "changes.html", context)


def _kinds(request: Request, default: frozenset[Kind]) -> frozenset[str]:
    return frozenset(filter(None, request.args.getlist("kind"))) or default


def criteria_of(request: Request, kinds: frozenset[Kind]) -> Criteria:
    """Read what is asked for; `kinds` where none is chosen.

    Raises:
        ValueError: a value is invalid; a line that says so.
    """
    typed = fields(request, *_FIELDS)
    period = period_of(typed)
    size = typed["min_words"]
    if size and not (size.isascii() and size.isdecimal() and len(size) <= 6):  # noqa: PLR2004 - digits enough
        raise ValueError(f"min_words: {size!r} is not a number of words")
    selection = ChangeSelection(
        since=period.since,
        until=period.until,
        kinds=_kinds(request, kinds),  # type: ignore[arg-type] # which it checks
        field=typed["field"] or None,
        articles=Selection(category=typed["category"] or None, lang=period.lang, reporter=typed["reporter"] or None),
        before=Position.parse(typed["before"]) if typed["before"] else None,
    )
    return Criteria(typed["q"], selection, int(size or 0))


def _find(db: Database, criteria: Criteria) -> Cards:
    """Read a page of changes; it may have few or none where small edits are left out, and yet not be the last."""
    cards: list[ComparedChange] = []
    changes = stream(db, criteria.selected(db))
    position = None
    for _, change in zip(range(_EXAMINED), changes, strict=False):
        position = change.position
        comparison = compare(change)
        if not comparison.is_smaller(criteria.min_words):
            cards.append(ComparedChange(change, comparison.summary()))
        if len(cards) == PAGE_SIZE:
            break
    days = groupby(cards, key=lambda card: day_in_jakarta(card.change.moment))
    older = position if next(changes, None) else None
    notice = parse_query(db, criteria.words, lenient=True).notice if criteria.words else ""
    return Cards([(day, list(of_day)) for day, of_day in days], older, notice)


def _categories(db: Database) -> dict[str, str]:
    return dict(db.execute(_CATEGORIES).fetchall())
