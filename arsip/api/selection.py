"""The conditions and article names that the Python API takes, checked and converted for the archive."""

import datetime as dt
from collections.abc import Collection
from typing import TypedDict, cast

from arsip.api.records import Record
from scraper.archive.changes import KINDS, ChangeSelection, Kind
from scraper.archive.database import ArchiveError, Database
from scraper.archive.records import Selection, refuse_unknown
from scraper.archive.search import matching
from scraper.clock import begin_of, check_period, days_ago, parse_day, stamp
from scraper.items import Lang
from scraper.urls import key_of, reference


class ArticleConditions(TypedDict, total=False):
    """Which articles, by what they are and not by any day."""

    category: str | None
    lang: Lang | None
    reporter: str | None
    search: str | None
    where: str | None


class Conditions(ArticleConditions, total=False):
    """Which articles, as `scraper.archive.records.Selection`; without any condition it is all of them.

    A day may also be text: `2026-10-31`, `today`, `yesterday`, or `7d` for seven days ago in Jakarta. A moment without
    a time zone is in UTC.
    """

    since: dt.date | str | None
    until: dt.date | str | None
    changed_since: dt.date | dt.datetime | str | None


class ChangeConditions(ArticleConditions, total=False):
    """Which changes, as `scraper.archive.changes.ChangeSelection`; a day may be text, as in `Conditions`."""

    since: dt.date | str | None
    until: dt.date | str | None
    kinds: Collection[Kind]
    field: str | None


def selection(db: Database, conditions: Conditions) -> Selection:
    """Return the conditions as this archive takes them.

    Raises:
        TypeError: where there is no condition of that name.
        ArchiveError: where a value is invalid; names the condition. A category or reporter that no article has is.
    """
    _refuse_unknown(conditions.keys(), Conditions)
    if conditions.get("lang") not in {None, "id", "en"}:
        raise ArchiveError(f"lang: there is no edition {conditions.get('lang')!r}; it is 'id' or 'en'")
    chosen = Selection(
        since=_day("since", conditions.get("since")),
        until=_day("until", conditions.get("until")),
        changed_since=moment("changed_since", conditions.get("changed_since")),
        category=conditions.get("category"),
        lang=conditions.get("lang"),
        reporter=conditions.get("reporter"),
        where=conditions.get("where"),
    )
    _refuse_reversed(chosen.since, chosen.until)
    refuse_unknown(db, chosen)
    words = conditions.get("search")
    return chosen if words is None else matching(db, words, chosen)


def change_selection(db: Database, conditions: ChangeConditions) -> ChangeSelection:
    """Return the conditions on changes as this archive takes them.

    Raises:
        TypeError: where there is no condition of that name.
        ArchiveError: where a value is invalid; names it.
    """
    _refuse_unknown(conditions.keys(), ChangeConditions)
    of_articles = {name: conditions.get(name) for name in ArticleConditions.__annotations__}
    try:
        return ChangeSelection(
            since=_day("since", conditions.get("since")),
            until=_day("until", conditions.get("until")),
            kinds=frozenset(conditions.get("kinds", KINDS)),
            field=conditions.get("field"),
            articles=selection(db, cast("Conditions", of_articles)),
        )
    except ValueError as error:
        raise ArchiveError(str(error)) from error


def _refuse_unknown(given: Collection[str], conditions: type) -> None:
    """Refuse a condition that does not exist: types say so too, but nobody has to check them."""
    if unknown := set(given) - conditions.__annotations__.keys():
        raise TypeError(
            f"there is no condition {min(unknown)!r}; the conditions are {', '.join(conditions.__annotations__)}"
        )


def key(article: Record | int | str) -> int:
    """Return the key of an article.

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


def _refuse_reversed(since: str | None, until: str | None) -> None:
    try:
        check_period(since, until)
    except ValueError as error:
        raise ArchiveError(str(error)) from error


def _day(name: str, given: dt.date | str | None) -> str | None:
    """Return a day as the archive writes it; `name` is what an error calls it."""
    if given is None:
        return None
    if isinstance(given, dt.datetime):
        raise ArchiveError(f"{name}: {given} is a moment, and a day is expected; pass its .date()")
    try:
        return given.isoformat() if isinstance(given, dt.date) else parse_day(given)
    except ValueError as error:
        raise ArchiveError(f"{name}: {error}") from error


def moment(name: str, given: dt.date | dt.datetime | str | None) -> str | None:
    """Return a day or a moment, both in UTC, as the archive writes it; `7d` is the beginning of that day in Jakarta.

    `name` is what an error calls it.

    Raises:
        ArchiveError: where it is neither, or has no moment in UTC, whose years are 1 to 9999.
    """
    if given is None:
        return None
    try:
        if isinstance(given, str) and days_ago(given) is not None:
            return stamp(begin_of(parse_day(given)))
        kind = dt.date if len(str(given)) <= len("2026-10-31") else dt.datetime
        value = kind.fromisoformat(given) if isinstance(given, str) else given
        if isinstance(value, dt.datetime):
            return stamp(value if value.tzinfo else value.replace(tzinfo=dt.UTC))
    except (ValueError, OverflowError) as error:
        why = f"invalid day or moment {str(given)!r}: expected 7d, 2026-10-31 or 2026-10-31T02:00Z"
        raise ArchiveError(f"{name}: {why}") from error
    return value.isoformat()
