"""Writes days, moments, numbers, names and addresses for the eye; what templates know as filters and tests."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode, urlsplit

from markupsafe import Markup, escape

from scraper.clock import at_jakarta, day_in_jakarta
from scraper.items import ARTICLE_FIELDS, BYLINE, EDITION_NAMES

FIELDS = {name: each.about.label.en for name, each in ARTICLE_FIELDS.items() if each.about.label is not None}
"""What can change in an article, in words."""

_CODE = re.compile(r"`([^`]+)`")
_CAPTURE = "urn:uuid:"
_DAY = len("2026-10-01")
_LONGEST_URL = 60


def number(value: float | None) -> str:
    """Write a number with its thousands parted; nothing where there is none."""
    return "" if value is None else f"{value:,}"


def day(text: str) -> str:
    """Write a day, or Jakarta's day of a moment: `1 October 2026`; what is none stays as it is."""
    try:
        found = date.fromisoformat(day_in_jakarta(text) if len(text) > _DAY else text)
    except ValueError:
        return text
    return f"{found.day} {found:%B %Y}"


def weekday(text: str) -> str:
    """Write a day with its name, `Thursday, 1 October 2026`."""
    try:
        return f"{date.fromisoformat(text):%A}, {day(text)}"
    except ValueError:
        return text


def month(text: str) -> str:
    """Write a month, `October 2026`."""
    return day(f"{text}-01").partition(" ")[2] or text


def moment(text: str) -> str:
    """Write a moment of the archive, which is UTC, in Jakarta's time: `1 October 2026, 10:00`; what is none stays."""
    found = at_jakarta(text)
    return text if found is None else f"{found.day} {found:%B %Y, %H:%M}"


def prose(text: str) -> Markup:
    """Write a line of our own, in which backticks mean code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped just here


def byline(record: Mapping[str, Any]) -> list[str]:
    """Name those whom an article names in its byline, each with what they did."""
    shown = (name for name in BYLINE if record[name])
    return [f"{ARTICLE_FIELDS[name].about.byline} {record[name]}".strip() for name in shown]


def name(key: int) -> str:
    """Name an article as the command line does."""
    return f"en/{-key}" if key < 0 else str(key)


def article(key: int, **given: object) -> str:
    """Return the address of our page of an article."""
    return f"/article/{name(key)}{query(**given)}"


def query(**given: object) -> str:
    """Return a query string with what is given; nothing where nothing is."""
    there = {key: str(value) for key, value in given.items() if value not in {None, ""}}
    return f"?{urlencode(there)}" if there else ""


def bare(capture: str) -> str:
    """Return a capture's UUID."""
    return capture.removeprefix(_CAPTURE)


def is_web(url: object) -> bool:
    """Whether a text from the site may become a link: only http and https do."""
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


FILTERS: dict[str, Callable[..., Any]] = {
    "number": number,
    "day": day,
    "weekday": weekday,
    "month": month,
    "moment": moment,
    "prose": prose,
    "byline": byline,
    "name": name,
    "article": article,
    "bare": bare,
    "shortened": shortened,
    "edition": lambda lang: EDITION_NAMES.get(lang, lang),
    "field": lambda field: FIELDS.get(field, field),
}
TESTS: dict[str, Callable[..., bool]] = {"web": is_web}
