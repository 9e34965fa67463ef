"""Numbers of the charts about what was published: articles by edition, category, hour and reporter."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from arsip.web.charts.chart import Chart, Row, share, wrong_dates
from arsip.web.formatting import day, month, plain
from arsip.web.period import Period
from scraper.archive.database import Database
from scraper.archive.statistics.coverage import plausible_years
from scraper.counts import count
from scraper.items import EDITION_NAMES

MOST_DAYS = 92
"""A longer period is shown by month."""

LARGEST_CATEGORIES, TOP_REPORTERS = 9, 15

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

IN_PERIOD = "date BETWEEN :since AND :until AND +key BETWEEN :low AND :high"
"""The plus keeps SQLite from walking all keys where the few days of a period have an index."""

_BOUNDS = f"""
    SELECT min(date), max(date) FROM articles WHERE {IN_PERIOD} AND substr(date, 1, 4) BETWEEN :first AND :last
"""  # noqa: S608 - constants, here and below
_BY_STEP = f"""
    SELECT substr(date, 1, iif(substr(date, 1, 4) BETWEEN :first AND :last, :letters, 4)), {{column}}, count(*)
    FROM articles WHERE {IN_PERIOD} GROUP BY 1, 2
"""  # noqa: S608
_BY_HOUR = f"""
    SELECT (strftime('%w', date) + 6) % 7, CAST(substr(published_at, 12, 2) AS INTEGER), count(*) FROM articles
    WHERE {IN_PERIOD} GROUP BY 1, 2
"""  # noqa: S608
"""SQLite's week begins on Sunday."""

_BY_REPORTER = f"""
    SELECT person, count(*) FROM articles INDEXED BY articles_by_date CROSS JOIN bylines USING (key)
    WHERE role = 'reporter' AND {IN_PERIOD} GROUP BY person ORDER BY 2 DESC, 1
"""  # noqa: S608
"""In this order, because few days have few articles, and both are found without their texts."""


def editions(db: Database, period: Period) -> Chart:
    """Articles a day or month, by edition."""
    found = _by_step(db, period, "CASE WHEN key > 0 THEN 'id' ELSE 'en' END")
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
    found = _by_step(db, period, "category")
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
    counts = {(hour, weekday): number for weekday, hour, number in db.execute(_BY_HOUR, period.values)}
    timed = Counter({at: number for at, number in counts.items() if at[0] is not None})
    without = sum(counts.values()) - timed.total()
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
    found = [(plain(person) or "(unprintable)", number) for person, number in db.execute(_BY_REPORTER, period.values)]
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


def _by_step(db: Database, period: Period, column: str) -> _Steps:
    """Count articles by day or month, whichever suits the period: `2026-10-31` or `2026-10`."""
    years = plausible_years(db)
    values = {**period.values, "first": f"{years[0]}", "last": f"{years[-1]}"}
    first, last = db.execute(_BOUNDS, values).fetchone()
    days = range(date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal() + 1) if first else range(0)
    unit = "day" if 0 < len(days) <= MOST_DAYS else "month"
    letters = len("2026-10-31" if unit == "day" else "2026-10")
    steps = list(dict.fromkeys(date.fromordinal(at).isoformat()[:letters] for at in days))
    counts: dict[str | None, Counter[str]] = {}
    for step, name, number in db.execute(_BY_STEP.format(column=column), {**values, "letters": letters}):
        counts.setdefault(name, Counter())[step] += number
    order = sorted(counts, key=lambda name: (-counts[name].total(), name or ""))
    return _Steps(unit, steps, {name: counts[name] for name in order})
