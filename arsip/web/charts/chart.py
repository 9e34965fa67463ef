"""What a chart shows, before it is drawn; and the words that its caption and its table share with others."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from scraper.counts import count

Row: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What a chart shows.

    Attributes:
        caption: a sentence or two, made of the numbers.
        headers: of the table's columns.
        rows: the numbers; the first cell names the row.
        apart: rows of the table that are not drawn, since their dates are wrong.
        fills: how each column of numbers is filled, as `Canvas` names fills; empty for one that is not drawn.
        ticks: labels below the columns, with their places in columns from the left; else the rows' names are used.
        links: where each row's column leads, if anywhere.
        marker: a line across the columns: its place, as of a tick, and its label.
    """

    title: str
    caption: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    apart: tuple[Row, ...] = ()
    fills: tuple[str, ...] = ()
    ticks: tuple[tuple[float, str], ...] = ()
    links: tuple[str, ...] = ()
    marker: tuple[float, str] | None = None


def wrong_dates(what: str, years: Counter[str]) -> str:
    """Write a sentence about what has a wrong date, counted by year; nothing where there is none."""
    if not years:
        return ""
    listed = enumeration(sorted(years))
    one, many = f"{what} has a wrong date ({listed}) and is", f"{what}s have wrong dates ({listed}) and are"
    return f" {count(years.total(), one, many)} not drawn."


def share(part: int, whole: int) -> str:
    """Write a part in percent; 0% and 100% stand only for none and all."""
    percent = 100 * part / whole
    if 0 < percent < 1:
        return "under 1%"
    if 99 < percent < 100:  # noqa: PLR2004 - one from the other end
        return "over 99%"
    return f"{percent:.0f}%"


def enumeration(parts: Iterable[str]) -> str:
    """Write `a, b and c`."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
