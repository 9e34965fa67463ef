"""Which articles are meant: the conditions that every question of the Python door takes, read and checked."""

import datetime as dt
from typing import TypedDict

from arsip.api.records import Record
from scraper.archive.database import ArchiveError
from scraper.archive.records import Selection
from scraper.clock import parse_day, stamp
from scraper.items import Lang
from scraper.urls import key_of, reference


class Which(TypedDict, total=False):
    """Which articles; every condition given must hold, and without any it is all of them.

    Attributes:
        since: first day of publication, inclusive: a `datetime.date`, or text: `2026-10-31`, `today`, `yesterday`, or
            `7d` for seven days ago in Jakarta.
        until: last day of publication, inclusive.
        category: the category's slug, or its name as printed; case does not matter.
        lang: one edition, `id` or `en`.
        reporter: a person, as named in `bylines`; case does not matter.
        changed_since: what was new, changed or gone since a day or moment; one without a time zone is in UTC.
        where: a condition in SQL on the columns of `articles`, such as `views > 1000 and editor is not null`.
    """

    since: dt.date | str | None
    until: dt.date | str | None
    category: str | None
    lang: Lang | None
    reporter: str | None
    changed_since: dt.date | dt.datetime | str | None
    where: str | None


def selection(which: Which) -> Selection:
    """Return the conditions as the archive takes them.

    Raises:
        TypeError: where there is no condition of that name.
        ArchiveError: where one is given what it does not take; the text names it.
    """
    if unknown := which.keys() - Which.__annotations__.keys():  # types say so too, but nobody has to look at them
        raise TypeError(f"there is no condition {min(unknown)!r}; there are {', '.join(Which.__annotations__)}")
    if which.get("lang") not in {None, "id", "en"}:
        raise ArchiveError(f"lang: there is no edition {which.get('lang')!r}; it is 'id' or 'en'")
    return Selection(
        since=day("since", which.get("since")),
        until=day("until", which.get("until")),
        changed_since=moment("changed_since", which.get("changed_since")),
        category=which.get("category"),
        lang=which.get("lang"),
        reporter=which.get("reporter"),
        where=which.get("where"),
    )


def key(article: "Record | int | str") -> int:
    """Return the key of an article, however it is named.

    Args:
        article: a record, a key (negative for the English edition), `142433`, `en/43425`, or any of its addresses.

    Raises:
        ArchiveError: where it names no article.
    """
    if isinstance(article, Record):
        return article.key
    if isinstance(article, int):
        return article
    try:
        return key_of(*reference(article))
    except ValueError as error:
        raise ArchiveError(str(error)) from error


def day(name: str, given: dt.date | str | None) -> str | None:
    """Return a day as the archive writes it.

    Args:
        name: of the condition, for who gave it.
        given: the day; None for none.

    Raises:
        ArchiveError: where it is none.
    """
    if given is None:
        return None
    if isinstance(given, dt.datetime):
        raise ArchiveError(f"{name}: {given} is a moment, and a day is meant; give its .date()")
    try:
        return given.isoformat() if isinstance(given, dt.date) else parse_day(given)
    except ValueError as error:
        raise ArchiveError(f"{name}: {error}") from error


def moment(name: str, given: dt.date | dt.datetime | str | None) -> str | None:
    """Return a day, or a moment in UTC, as the archive writes it.

    Args:
        name: of the condition, for who gave it.
        given: the day or moment; one without a time zone is in UTC; None for none.

    Raises:
        ArchiveError: where it is none, or none in UTC, whose years are 1 to 9999.
    """
    if given is None:
        return None
    try:
        meant = _read(given) if isinstance(given, str) else given
        if isinstance(meant, dt.datetime):
            return stamp(meant if meant.tzinfo else meant.replace(tzinfo=dt.UTC))
    except (ValueError, OverflowError) as error:
        raise ArchiveError(f"{name}: {str(given)!r} is no day or moment; write it as 2026-10-31T02:00Z") from error
    return meant.isoformat()


def _read(text: str) -> dt.date | dt.datetime:
    return dt.date.fromisoformat(text) if len(text) <= len("2026-10-31") else dt.datetime.fromisoformat(text)
