"""Numbers of the chart of a search: the articles found each year, month or day, of one search or several."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from arsip.web.charts.chart import Chart, Row, wrong_dates
from arsip.web.formatting import day, month, plain
from arsip.web.period import last_day
from scraper.archive.database import Database
from scraper.archive.records import Selection
from scraper.archive.statistics.coverage import plausible_years

MOST_MONTHS_BY_DAY, MOST_MONTHS = 3, 60
"""Months of which each day has a column, and of which each month has one; more are shown by year."""

_BY_STEP = """
    SELECT substr(date, 1, {letters}), count(*) FROM articles INDEXED BY browse_articles WHERE {condition} GROUP BY 1
"""
_LETTERS = {"year": 4, "month": 7, "day": 10}
_FILLS = ("series-1", "series-2", "series-3")


class Series(NamedTuple):
    """A search: its name, which articles it finds, and how many of them are of each month."""

    name: str
    selection: Selection
    months: Counter[str]


def count_by(db: Database, unit: str, selection: Selection) -> Counter[str]:
    """Count articles by `month` or `day`."""
    condition, values = selection.condition()
    return Counter(dict(db.execute(_BY_STEP.format(letters=_LETTERS[unit], condition=condition), values)))


def histogram(db: Database, series: Sequence[Series], address: Callable[[str, str], str]) -> Chart | None:
    """Read the chart of some searches; None where there is but one column, or none.

    `address` returns where a column leads, by the first and the last of its days.
    """
    years = plausible_years(db)
    months = sorted({each for one in series for each in one.months if int(each[:4]) in years})
    if not months:
        return None
    steps_of_time = _months_to(months[0], months[-1])
    unit = "day" if steps_of_time <= MOST_MONTHS_BY_DAY else "month" if steps_of_time <= MOST_MONTHS else "year"
    counts = [count_by(db, unit, each.selection) if unit == "day" else _summed(each.months, unit) for each in series]
    found = sorted({each for one in counts for each in one if int(each[:4]) in years})
    first, last = found[0], found[-1]
    if unit == "day" and (since := series[0].selection.since) and _months_to(since, last) <= MOST_MONTHS_BY_DAY:
        first = min(first, since)  # what is chosen, though nothing may be found of its first days
    steps = _steps(unit, first, last)
    if len(steps) == 1:
        return None
    wrong: Counter[str] = Counter()
    for each, number in counts[0].items():
        if int(each[:4]) not in years:
            wrong[each[:4]] += number
    names = [plain(each.name) or "articles" for each in series]
    return Chart(
        title=f"Articles found a {unit}",
        caption=_caption(unit, names, counts) + wrong_dates("article", wrong),
        headers=(unit, *names),
        rows=tuple(_row(step, counts) for step in steps),
        fills=_FILLS[: len(series)],
        links=tuple(address(*_days(step, series[0].selection)) for step in steps),
    )


def _row(step: str, counts: Sequence[Counter[str]]) -> Row:
    return (step, *(each[step] for each in counts))


def _caption(unit: str, names: Sequence[str], counts: Sequence[Counter[str]]) -> str:
    parts = []
    for name, found in zip(names, counts, strict=True):
        if not found:
            parts.append(f"none for {name}")
            continue
        (step, number), *others = found.most_common(2)
        if others and others[0][1] == number:
            continue
        when = {"year": f"in {step}", "month": f"in {month(step)}", "day": f"on {day(step)}"}[unit]
        of = f" for {name}" if len(names) > 1 else ""
        parts.append(f"most{of} {when}: {number:,} of {found.total():,}")
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}{'. ' if text else ''}A column leads to its articles."


def _summed(months: Counter[str], unit: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for each, number in months.items():
        found[each[: _LETTERS[unit]]] += number
    return found


def _months_to(first: str, last: str) -> int:
    """Count the months from that of one day or month to that of another."""
    return _number(last) - _number(first) + 1


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7])


def _steps(unit: str, first: str, last: str) -> list[str]:
    """Return every step from one to another."""
    begin, end = (date.fromisoformat((each + "-01-01")[:10]) for each in (first, last))
    days = (date.fromordinal(at).isoformat() for at in range(begin.toordinal(), end.toordinal() + 1))
    return list(dict.fromkeys(each[: _LETTERS[unit]] for each in days))


def _days(step: str, selection: Selection) -> tuple[str, str]:
    """Return the first and the last day of a step, within those that are selected."""
    first = (step + "-01-01")[:10]
    last = (
        step if len(step) == _LETTERS["day"] else last_day(first) if len(step) == _LETTERS["month"] else f"{step}-12-31"
    )
    return max(first, selection.since or first), min(last, selection.until or last)
