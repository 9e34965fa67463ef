"""The page of a search."""

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from arsip.web.pages.answering import BAD_REQUEST, period_of, rendered, typed, whole
from arsip.web.reading.results import SIZE, Found, Wanted, as_table, found
from arsip.web.site import read
from scraper.urls import key_of, reference

_FIELDS = ("q", "since", "until", "lang", "category", "reporter")
_LAST_PAGE = 10_000


async def page(datasette: Datasette, request: Request) -> Response:
    """Show what a search finds."""
    given = typed(request, *_FIELDS)
    try:
        wanted = _wanted(request, given)
    except ValueError as error:
        context: dict[str, object] = {"typed": given, "fault": str(error)}
        return await rendered(datasette, request, "search.html", context, status=BAD_REQUEST)
    results = None if wanted.is_anything else await read(datasette, lambda db: found(db, wanted))
    context = {"typed": given, "wanted": wanted, "results": results, "named": _named(given["q"])}
    if results is not None:
        context |= _context(wanted, results)
    return await rendered(datasette, request, "search.html", context)


def _wanted(request: Request, given: dict[str, str]) -> Wanted:
    """Read what is looked for.

    Raises:
        ValueError: where a day is none, or an edition.
    """
    try:
        number = whole(request, "page") or 1
    except ValueError:
        number = 1
    return Wanted(
        words=given["q"],
        period=period_of(given),
        category=given["category"],
        reporter=given["reporter"],
        page=min(number, _LAST_PAGE),
    )


def _context(wanted: Wanted, results: Found) -> dict[str, object]:
    last = max(1, -(-results.total // SIZE))
    return {
        "last": last,
        "first_hit": (wanted.page - 1) * SIZE + 1,
        "before": wanted.address(page=wanted.page - 1) if 1 < wanted.page <= last else None,
        "after": wanted.address(page=wanted.page + 1) if wanted.page < last else None,
        "table": as_table(wanted, results),
        "csv": as_table(wanted, results, ".csv", _stream="on", _dl=1),
        "json": as_table(wanted, results, ".json", _shape="array"),
        "dropped": [
            (label, wanted.address(**dict.fromkeys(names)))
            for label, names, given in (
                (f"reporter: {wanted.reporter}", ["reporter"], wanted.reporter),
                (f"category: {wanted.category}", ["category"], wanted.category),
                (f"from {wanted.period.since}", ["since"], wanted.period.since),
                (f"to {wanted.period.until}", ["until"], wanted.period.until),
                (f"edition: {wanted.period.lang}", ["lang"], wanted.period.lang),
            )
            if given
        ],
    }


def _named(words: str) -> int | None:
    """Return the key of the article that is named, where somebody types its number or address into a search."""
    try:
        return key_of(*reference(words))
    except ValueError:
        return None
