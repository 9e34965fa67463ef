"""How days, numbers, names and addresses are written; templates know these functions as filters and tests."""

import asyncio
import re
import unicodedata
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from markupsafe import Markup, escape

from scraper.clock import at_jakarta, day_in_jakarta
from scraper.counts import count
from scraper.items import ARTICLE_FIELDS, BYLINE, EDITION_NAMES, category_name
from scraper.urls import article_name

T = TypeVar("T")

FIELDS = {name: each.about.label for name, each in ARTICLE_FIELDS.items() if each.about.label is not None}
FIELDS["url"] = "Address"
"""What can change in an article, in words."""

_CODE = re.compile(r"`([^`]+)`")
_LONGEST_URL = 60
_VISIBLE = frozenset("LMNPSZ")
"""Classes of Unicode's characters that have a shape; controls, marks of direction and unassigned ones have none."""


def number(value: float | None) -> str:
    """Write a number with its thousands separated; nothing for None."""
    return "" if value is None else f"{value:,}"


def plain(text: str) -> str:
    """Return a text of the site on one line, without invisible characters."""
    return " ".join("".join(c if unicodedata.category(c)[0] in _VISIBLE else " " for c in text).split())


def day(text: str) -> str:
    """Write a day, or the day in Jakarta of a UTC time: `1 October 2026`; other texts stay as they are."""
    try:
        found = date.fromisoformat(day_in_jakarta(text) if len(text) > len("2026-10-01") else text)
    except ValueError:
        return text
    return f"{found.day} {found:%B} {found.year}"


def weekday(text: str) -> str:
    """Write a day with its name: `Thursday, 1 October 2026`."""
    try:
        return f"{date.fromisoformat(text):%A}, {day(text)}"
    except ValueError:
        return text


def month(text: str) -> str:
    """Write a month: `October 2026`."""
    return day(f"{text}-01").partition(" ")[2] or text


def moment(text: str) -> str:
    """Write a UTC time in Jakarta's: `1 October 2026, 10:00`; other texts stay as they are."""
    found = at_jakarta(text)
    return text if found is None else f"{found.day} {found:%B %Y, %H:%M}"


def prose(text: str) -> Markup:
    """Write a line of our own, in which backticks mean code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped just here


def byline(record: Mapping[str, Any]) -> list[str]:
    """Return the people in an article's byline, each with what they did."""
    shown = (name for name in BYLINE if record[name])
    return [f"{ARTICLE_FIELDS[name].about.byline} {record[name]}".strip() for name in shown]


def article(key: int, **parameters: object) -> str:
    """Return the address of an article's page."""
    return f"/article/{article_name(key)}{query(**parameters)}"


def query(**parameters: object) -> str:
    """Return a query string of the parameters that have a value; empty if none has. A tuple is several values."""
    present = {key: value for key, value in parameters.items() if value not in {None, "", ()}}
    return f"?{urlencode(present, doseq=True)}" if present else ""


def arranged(columns: Iterable[Mapping[str, Any]], first: Sequence[str]) -> list[Mapping[str, Any]]:
    """Return Datasette's columns, or the cells of a row, with some columns first."""
    places = {name: place for place, name in enumerate(first)}
    return sorted(columns, key=lambda each: places.get(each.get("column", each.get("name")), len(places)))


def bare(capture: str) -> str:
    """Return a capture's UUID."""
    return capture.removeprefix("urn:uuid:")


def is_web(url: object) -> bool:
    """Whether a text of the site may become a link: only http and https do."""
    if not isinstance(url, str):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(char.isspace() for char in url)


def shortened(url: str) -> str:
    """Write an address without its scheme, and not too long."""
    rest = re.sub(r"^https?://(?:www\.)?", "", url)
    return rest if len(rest) <= _LONGEST_URL else f"{rest[: _LONGEST_URL - 1]}…"


async def paced(rows: Iterable[T]) -> AsyncIterator[T]:
    """Yield rows, and let other requests be answered before each."""
    for row in rows:
        await asyncio.sleep(0)
        yield row


FILTERS: dict[str, Callable[..., Any]] = {
    "number": number,
    "counted": count,
    "plain": plain,
    "day": day,
    "weekday": weekday,
    "month": month,
    "moment": moment,
    "prose": prose,
    "byline": byline,
    "name": article_name,
    "article": article,
    "arranged": arranged,
    "bare": bare,
    "paced": paced,
    "shortened": shortened,
    "category": category_name,
    "edition": lambda lang: EDITION_NAMES.get(lang, lang),
    "field": lambda field: FIELDS.get(field, field),
}
TESTS: dict[str, Callable[..., bool]] = {"web": is_web}
