"""Numbers of the charts about what was published: articles by edition, category, hour and reporter."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from arsip.web.charts.chart import Chart, Row, share, wrong_dates
from arsip.web.formatting import day, month, plain
from arsip.web.period import Period
from scraper.archive.database import Database
from scraper.archive.schema.tables import is_published
from scraper.archive.statistics.coverage import plausible_years
from scraper.archive.statistics.monthly_sums import HOUR, WEEKDAY, MonthlySum
from scraper.counts import count
from scraper.items import EDITION_NAMES

MOST_DAYS = 92
"""A longer period is shown by month."""

LARGEST_CATEGORIES, TOP_REPORTERS = 9, 15

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_IN_EDITION = "+key BETWEEN :low AND :high"
IN_PERIOD = f"date BETWEEN :since AND :until AND {_IN_EDITION}"
"""The plus keeps SQLite from walking all keys where the few days of a period have an index."""

_WITHIN = f"FROM articles WHERE {IN_PERIOD} AND date BETWEEN :first AND :last ORDER BY date"
_BOUNDS = f"SELECT (SELECT date {_WITHIN} LIMIT 1), (SELECT date {_WITHIN} DESC LIMIT 1)"
_LANG = "CASE WHEN key > 0 THEN 'id' ELSE 'en' END"
_CATEGORY = f"nullif({{}}, '{EDITION_NAMES['en']}')"
_BY_STEP = f"SELECT substr(date, 1, :letters), {{column}}, count(*) FROM articles WHERE {IN_PERIOD} GROUP BY 1, 2"  # noqa: S608 - constants, here and below
_BY_HOUR = f"SELECT {WEEKDAY}, {HOUR}, count(*) FROM articles WHERE {IN_PERIOD} GROUP BY 1, 2"  # noqa: S608
_BY_REPORTER = f"""
    SELECT person, NULL, count(*) FROM articles INDEXED BY articles_by_date CROSS JOIN bylines USING (key)
    WHERE role = 'reporter' AND {IN_PERIOD} GROUP BY person
"""  # noqa: S608
"""In this order, because few days have few articles, and both are found without their texts."""


def in_period(period: Period) -> str:
    """Return the condition of a period, without days where it has no bound: SQLite would walk the index of days."""
    return IN_PERIOD if period.since or period.until else _IN_EDITION


def editions(db: Database, period: Period) -> Chart:
    """Articles a day or month, by edition."""
    found = _by_step(db, period, _LANG, "lang")
    every, caption = found.every, f"{period.opening}, there are no articles."
    if every:
        caption = f"{period.opening}, {count(every.total(), 'article is', 'articles are')} kept"
        if len(found.counts) == len(EDITION_NAMES):
            caption += f", {share(found.counts['en'].total(), every.total())} of them in English"
        caption += "."
    if len(found.steps) > 1:
        fullest = max(found.steps, key=every.__getitem__)
        name = f"On {day(fullest)}" if found.unit == "day" else f"In {month(fullest)}"
        caption += f" {name} there were most: {every[fullest]:,}."
    fills = {"id": "series-1", "en": "hatch series-2"}
    columns = [
        (EDITION_NAMES[lang], found.counts.get(lang, Counter()), fills[lang])
        for lang in EDITION_NAMES
        if lang in found.counts or not every
    ]
    return found.chart("edition", caption, columns)


def categories(db: Database, period: Period) -> Chart:
    """Articles a day or month in each of the largest categories; those without one are counted, not drawn."""
    found = _by_step(db, period, _CATEGORY.format("category"), _CATEGORY.format("name"))
    total, without = found.every.total(), found.counts.get(None, Counter())
    named = [
        (plain(name) or "(unprintable)", counts, "series-1")
        for name, counts in found.counts.items()
        if name is not None
    ]
    shown = LARGEST_CATEGORIES if len(named) > LARGEST_CATEGORIES + 1 else len(named)
    columns, others = named[:shown], named[shown:]
    if not total:
        caption = f"{period.opening}, there are no articles."
    elif not columns:
        caption = f"{period.opening}, no category is printed on any of {count(total, 'article')}."
    else:
        caption = f"{period.opening}, {columns[0][0]} had most articles: {columns[0][1].total():,} of {total:,}."
        if without:
            one, many = "article names no category and is", "articles name no category and are"
            caption += f" {count(without.total(), one, many)} not shown."
    if others:
        together: Counter[str] = sum((counts for _, counts, _ in others), Counter())
        columns.append((f"{len(others):,} others", together, "hatch muted"))
    if without or not total:
        columns.append(("no category", without, ""))
    return found.chart("category", caption, columns)


def hours(db: Database, period: Period) -> Chart:
    """Articles by hour and weekday in Jakarta; those that give only the day are counted, not shown."""
    counts: Counter[tuple[int | None, int]] = Counter()
    for weekday, hour, number in _counted(db, period, _BY_HOUR, MonthlySum("hour", "name", "hour")):
        counts[hour, weekday] += number
    timed = Counter({(hour, weekday): number for (hour, weekday), number in counts.items() if hour is not None})
    without = counts.total() - timed.total()
    only_day = f"{count(without, 'article gives', 'articles give')} only the day"
    if timed:
        hour, weekday = min(timed, key=lambda at: (-timed[at], at[1], at[0]))
        caption = (
            f"{period.opening}, the fullest hour was {WEEKDAYS[weekday]}, {hour:02d}:00 to {hour + 1:02d}:00: "
            f"{timed[hour, weekday]:,} of {count(timed.total(), 'article')}."
        )
        caption += f" {only_day} and {'is' if without == 1 else 'are'} not shown." if without else ""
    else:
        caption = f"{period.opening}, {only_day if without else 'there are no articles'}."
    rows: list[Row] = [
        (f"{hour:02d}:00", *(timed[hour, weekday] for weekday in range(len(WEEKDAYS)))) for hour in range(24)
    ]
    return Chart(
        title="Hour and weekday of publication",
        caption=caption,
        headers=("hour", *WEEKDAYS),
        rows=tuple(rows) if timed else (),
        fills=("series-1",) * len(WEEKDAYS),
    )


def reporters(db: Database, period: Period) -> Chart:
    """The reporters of most articles; an article of several reporters counts for each."""
    counts: Counter[str] = Counter()
    for person, _, number in _counted(db, period, _BY_REPORTER, MonthlySum("reporter", "name", "NULL")):
        counts[person] += number
    ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    found = [(plain(person) or "(unprintable)", number) for person, number in ranked]
    if not found:
        summary = "no article names a reporter"
    elif len(found) == 1:
        summary = f"{found[0][0]} is the only reporter named, on {count(found[0][1], 'article')}"
    else:
        summary = f"of {len(found):,} reporters {found[0][0]} wrote most: {count(found[0][1], 'article')}"
    return Chart(
        title="Reporters",
        caption=f"{period.opening}, {summary}.",
        headers=("reporter", "articles"),
        rows=tuple(found[:TOP_REPORTERS]),
    )


@dataclass(frozen=True, slots=True)
class _Steps:
    """Articles by steps of time and by the values of a column, of which the most frequent comes first.

    What has a wrong date is counted by its year, which is no step.
    """

    unit: str
    steps: list[str]
    counts: dict[str | None, Counter[str]]

    @property
    def every(self) -> Counter[str]:
        return sum(self.counts.values(), Counter())

    def chart(self, by: str, caption: str, columns: Sequence[tuple[str, Counter[str], str]]) -> Chart:
        """Make a chart of columns: header, numbers and fill of each."""
        wrong = Counter({year: number for year, number in self.every.items() if len(year) == len("2026")})

        def rows(steps: Sequence[str]) -> tuple[Row, ...]:
            return tuple((step, *(counts[step] for _, counts, _ in columns)) for step in steps)

        return Chart(
            title=f"Articles a {self.unit}, by {by}",
            caption=caption + wrong_dates("article", wrong),
            headers=(self.unit, *(header for header, _, _ in columns)),
            rows=rows(self.steps),
            apart=rows(sorted(wrong)),
            fills=tuple(fill for _, _, fill in columns),
        )


def _by_step(db: Database, period: Period, column: str, summed: str) -> _Steps:
    """Count articles by day or month, whichever suits the period: `2026-10-31` or `2026-10`.

    `column` is SQL of an article, and `summed` the same of the sums in a published copy.
    """
    years = plausible_years(db)
    first, last = db.execute(_BOUNDS, {**period.values, "first": f"{years[0]}", "last": f"{years[-1]}~"}).fetchone()
    days = range(date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal() + 1) if first else range(0)
    unit = "day" if 0 < len(days) <= MOST_DAYS else "month"
    letters = len("2026-10-31" if unit == "day" else "2026-10")
    steps = list(dict.fromkeys(date.fromordinal(at).isoformat()[:letters] for at in days))
    counts: dict[str | None, Counter[str]] = {}
    months = MonthlySum("category", "month", summed) if unit == "month" else None
    for step, name, number in _counted(db, period, _BY_STEP.format(column=column), months, letters=letters):
        counts.setdefault(name, Counter())[step if int(step[:4]) in years else step[:4]] += number
    order = sorted(counts, key=lambda name: (-counts[name].total(), name or ""))
    return _Steps(unit, steps, {name: counts[name] for name in order})


def _counted(
    db: Database, period: Period, sql: str, months: MonthlySum | None, **values: int
) -> Iterator[tuple[Any, Any, int]]:
    """Yield what `sql` counts; in a published copy, whole months come from its sums, which may repeat a row."""
    whole, others = period.whole_months() if months and is_published(db) else (None, [period])
    if months and whole:
        yield from months.read(db, *whole, period.lang)
    for each in others:
        yield from db.execute(sql, {**each.values, **values})
