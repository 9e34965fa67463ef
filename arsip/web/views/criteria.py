"""What the search page and its files are about: words, conditions, order and page, as an address has them."""

from dataclasses import dataclass, field
from typing import get_args

from datasette.app import Datasette
from datasette.utils.asgi import Request

from arsip.web.formatting import query
from arsip.web.site import read, site_of
from arsip.web.views.responses import fields, period_of, values, whole_number
from scraper.archive.people import everybody
from scraper.archive.records import Selection
from scraper.archive.search import Order

MOST_COMPARED = 2
"""Searches that one search is compared with."""

_LAST_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Criteria:
    """What is searched for: words as typed, among which articles, in which order, beside which other words.

    `page` is a page of the results, from 1.
    """

    words: str = ""
    selection: Selection = field(default_factory=Selection)
    order: Order = "relevance"
    compared: tuple[str, ...] = ()
    page: int = 1

    @property
    def fields(self) -> dict[str, str | None]:
        """The values by the names of the form's fields, but for `sort` and `vs`."""
        names = ("since", "until", "lang", "category", "reporter")
        return {"q": self.words, **{name: getattr(self.selection, name) for name in names}}

    def address(self, suffix: str = "", /, **changed: object) -> str:
        """Return the address of a search that differs in some parameters; its first page unless one is given.

        The suffix is that of another form of it, such as `.json`.
        """
        more = {"sort": None if self.order == "relevance" else self.order, "vs": self.compared}
        return f"/search{suffix}{query(**{**self.fields, **more, **changed})}"


def criteria_of(request: Request) -> Criteria:
    """Read what is searched for.

    Raises:
        ValueError: a day, the edition, the order, the page or the number of searches is invalid; a line that says so.
    """
    typed = fields(request, "q", "since", "until", "lang", "category", "reporter", "sort")
    page = whole_number(request, "page") or 1
    orders = {each: each for each in get_args(Order)}
    order: Order | None = orders.get(typed["sort"] or "relevance")
    if order is None:
        raise ValueError(f"sort: there is no order {typed['sort']!r}; the orders are {', '.join(orders)}")
    period = period_of(typed)
    selection = Selection(
        since=period.since,
        until=period.until,
        lang=period.lang,
        category=typed["category"] or None,
        reporter=typed["reporter"] or None,
    )
    return Criteria(typed["q"], selection, order, _compared(request), min(page, _LAST_PAGE))


async def reporters(datasette: Datasette) -> list[str]:
    """Return the names of all reporters, to be suggested while one is typed."""
    return await site_of(datasette).once("reporters", lambda: read(datasette, lambda db: everybody(db, "reporter")))


def _compared(request: Request) -> tuple[str, ...]:
    compared = tuple(dict.fromkeys(values(request, "vs")))
    if len(compared) > MOST_COMPARED:
        raise ValueError(f"vs: {len(compared)} searches to compare with; at most {MOST_COMPARED}")
    return compared
