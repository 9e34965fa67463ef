"""Numbers of the charts: each function reads one chart's table from an archive and sums it up in a caption."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from operator import itemgetter
from typing import TypeAlias

from arsip.web.formatting import day, month, plain
from arsip.web.period import Period
from scraper.archive.database import Database
from scraper.archive.frontier.id_ranges import holes
from scraper.archive.runs import NIGHTLY
from scraper.archive.schema.tables import VERSIONS
from scraper.archive.statistics.coverage import STATES, CoverageFilter, State, by_month
from scraper.clock import at_jakarta
from scraper.counts import count
from scraper.items import EDITION_NAMES

Rows: TypeAlias = tuple[tuple[str | int, ...], ...]

MOST_DAYS, MOST_MONTHS = 92, 600
"""A longer period is shown by month, then by year: a page with a wrong date must not make thousands of columns."""

LARGEST_CATEGORIES, TOP_REPORTERS = 9, 15
NEWEST_NIGHTS = 366
NEWEST_ARTICLES = 10_000
"""Articles that the growth of views is read from: a year of the site's."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

AGES = (
    (0, "0", "on its day"),
    (1, "1", "a day later"),
    (2, "2–3", "2 to 3 days"),  # noqa: RUF001 - a range, as printed
    (4, "4–7", "4 to 7 days"),  # noqa: RUF001
    (8, "8–14", "8 to 14 days"),  # noqa: RUF001
    (15, "15–30", "15 to 30 days"),  # noqa: RUF001
    (31, "31–90", "31 to 90 days"),  # noqa: RUF001
    (91, "91–365", "91 to 365 days"),  # noqa: RUF001
    (366, "366+", "after a year"),
)
"""Classes of an article's age: their first day after publication, axis label, and name."""

VIEW_CLASSES = (0, *(ceil(10 ** (step / 5)) for step in range(96)))
"""Where the classes of view counts begin: zero, then five from one power of ten to the next."""

EXIT_NAMES = ("done", "failed", "wrong usage", "unhealthy", "gave up", "interrupted", "locked out")
"""How a night ended, by exit status."""

UNENDED = "did not end"

_IN_PERIOD = "date BETWEEN :since AND :until AND +key BETWEEN :low AND :high"
"""The plus keeps SQLite from walking all keys where the few days of a period have an index."""

_AGE = "CAST(julianday({seen}, '+7 hours') - julianday({date}) AS INTEGER)"
"""Days in Jakarta; NULL where SQLite's calendar ends, in the year 9999."""

_BOUNDS = f"SELECT min(date), max(date) FROM articles WHERE {_IN_PERIOD}"  # noqa: S608 - constants, here and below
_BY_STEP = f"SELECT substr(date, 1, :letters), {{column}}, count(*) FROM articles WHERE {_IN_PERIOD} GROUP BY 1, 2"  # noqa: S608
_BY_HOUR = f"""
    SELECT (strftime('%w', date) + 6) % 7, CAST(substr(published_at, 12, 2) AS INTEGER), count(*) FROM articles
    WHERE {_IN_PERIOD} GROUP BY 1, 2
"""  # noqa: S608
"""SQLite's week begins on Sunday."""

_BY_REPORTER = f"""
    SELECT person, count(*) FROM articles INDEXED BY articles_by_date CROSS JOIN bylines USING (key)
    WHERE role = 'reporter' AND {_IN_PERIOD} GROUP BY person ORDER BY 2 DESC, 1
"""  # noqa: S608
"""In this order, because few days have few articles, and both are found without their texts."""

_BY_VIEWS = f"SELECT views, count(*) FROM articles WHERE {_IN_PERIOD} GROUP BY 1 ORDER BY 1"  # noqa: S608
_GROWTH = f"""
    WITH chosen AS (
        SELECT key, date FROM articles INDEXED BY articles_by_date WHERE {_IN_PERIOD}
        ORDER BY date DESC, key DESC LIMIT :newest
    )
    SELECT c.key, {_AGE.format(seen="v.fetched_at", date="c.date")}, v.views
    FROM chosen c CROSS JOIN view_counts v ON v.key = c.key AND v.source = 'own' ORDER BY c.key, v.fetched_at
"""  # noqa: S608
_CHANGED = f"SELECT key FROM articles WHERE version > 1 AND {_IN_PERIOD}"  # noqa: S608
_CHANGES = f"""
    SELECT v.key, {_AGE.format(seen="v.fetched_at", date="a.date")}
    FROM ({VERSIONS.format(restriction=f"AND key IN ({_CHANGED})")}) v JOIN articles a ON a.key = v.key
    WHERE v.version > 1
"""  # noqa: S608
_NIGHTS = """
    SELECT started_at, ended_at, exit_status, json_extract(counts, '$.requests'), json_extract(counts, '$.new')
    FROM runs WHERE kind = :kind AND started_at >= :begin AND started_at < :end ORDER BY started_at DESC LIMIT :newest
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What a chart shows, before it is drawn.

    Attributes:
        title: a heading.
        caption: a sentence or two, made of the numbers.
        headers: of the table's columns.
        rows: the numbers; the first cell names the row.
        fills: how each column of numbers is filled, as `draw` names fills; empty for one that is not drawn.
        marker: a line across the columns: its place, in columns from the left, and its label.
    """

    title: str
    caption: str
    headers: tuple[str, ...]
    rows: Rows
    fills: tuple[str, ...] = ()
    marker: tuple[float, str] | None = None


def editions(db: Database, period: Period) -> Chart:
    """Articles a day, month or year, by edition."""
    unit, steps, counts = _by_step(db, period, "CASE WHEN key > 0 THEN 'id' ELSE 'en' END")
    fills = {"id": "series-1", "en": "hatch series-2"}
    langs = [lang for lang in EDITION_NAMES if lang in counts or not counts]
    sums = [sum(numbers) for numbers in zip(*counts.values(), strict=True)]
    total = sum(sums)
    caption = f"{period.opening}, {count(total, 'article')} {'is' if total == 1 else 'are'} kept"
    if len(counts) == len(EDITION_NAMES):
        caption += f", {_share(sum(counts['en']), total)} of them in English"
    caption += "."
    if len(sums) > 1:
        fullest = steps[sums.index(max(sums))]
        name = {"day": f"On {day(fullest)}", "month": f"In {month(fullest)}", "year": f"In {fullest}"}[unit]
        caption += f" {name} there were most: {max(sums):,}."
    return Chart(
        title=f"Articles a {unit}, by edition",
        caption=caption if total else f"{period.opening}, there are no articles.",
        headers=(unit, *(EDITION_NAMES[lang] for lang in langs)),
        rows=tuple(zip(steps, *(counts.get(lang, ()) for lang in langs), strict=True)),
        fills=tuple(fills[lang] for lang in langs),
    )


def categories(db: Database, period: Period) -> Chart:
    """Articles a day, month or year in each of the largest categories; those without one are counted, not drawn."""
    unit, steps, counts = _by_step(db, period, "category")
    total = sum(map(sum, counts.values()))
    without = counts.pop(None, None)
    shown = LARGEST_CATEGORIES if len(counts) > LARGEST_CATEGORIES + 1 else len(counts)
    columns = [(plain(name or "") or "(unprintable)", numbers, "series-1") for name, numbers in counts.items()]
    columns, others = columns[:shown], columns[shown:]
    if not total:
        caption = f"{period.opening}, there are no articles."
    elif not columns:
        caption = f"{period.opening}, no category is printed on any of {count(total, 'article')}."
    else:
        name, numbers, _ = columns[0]
        caption = f"{period.opening}, {name} had most articles: {sum(numbers):,} of {total:,}."
        if without:
            verbs = ("names", "is") if sum(without) == 1 else ("name", "are")
            caption += f" {count(sum(without), 'article')} {verbs[0]} no category and {verbs[1]} not shown."
    if others:
        together = [sum(numbers) for numbers in zip(*(numbers for _, numbers, _ in others), strict=True)]
        columns.append((f"{len(others):,} others", together, "hatch muted"))
    if without or not total:
        columns.append(("no category", without or [], ""))
    return Chart(
        title=f"Articles a {unit}, by category",
        caption=caption,
        headers=(unit, *(name for name, _, _ in columns)),
        rows=tuple(zip(steps, *(numbers for _, numbers, _ in columns), strict=True)),
        fills=tuple(fill for _, _, fill in columns),
    )


def hours(db: Database, period: Period) -> Chart:
    """Articles by hour and weekday in Jakarta; those that give only the day are counted, not shown."""
    grid = [[0] * len(WEEKDAYS) for _ in range(24)]
    without = 0
    for weekday, hour, number in db.execute(_BY_HOUR, period.values):
        if hour is None:
            without += number
        else:
            grid[hour][weekday] += number
    timed = sum(map(sum, grid))
    only_day = f"{count(without, 'article')} {'gives' if without == 1 else 'give'} only the day"
    if timed:
        most, weekday, hour = max(
            (number, -weekday, -hour) for hour, row in enumerate(grid) for weekday, number in enumerate(row)
        )
        caption = (
            f"{period.opening}, the fullest hour was {WEEKDAYS[-weekday]}, {-hour:02d}:00 to {1 - hour:02d}:00: "
            f"{most:,} of {count(timed, 'article')}."
        )
        caption += f" {only_day} and {'is' if without == 1 else 'are'} not shown." if without else ""
    else:
        caption = f"{period.opening}, {only_day if without else 'there are no articles'}."
    return Chart(
        title="Hour and weekday of publication",
        caption=caption,
        headers=("hour", *WEEKDAYS),
        rows=tuple((f"{hour:02d}:00", *row) for hour, row in enumerate(grid)) if timed else (),
    )


def reporters(db: Database, period: Period) -> Chart:
    """The reporters of most articles; an article of several reporters counts for each."""
    found = [(plain(person) or "(unprintable)", number) for person, number in db.execute(_BY_REPORTER, period.values)]
    if not found:
        said = "no article names a reporter"
    elif len(found) == 1:
        said = f"{found[0][0]} is the only reporter named, on {count(found[0][1], 'article')}"
    else:
        said = f"of {len(found):,} reporters {found[0][0]} wrote most: {count(found[0][1], 'article')}"
    return Chart(
        title="Reporters",
        caption=f"{period.opening}, {said}.",
        headers=("reporter", "articles"),
        rows=tuple(found[:TOP_REPORTERS]),
    )


def views(db: Database, period: Period) -> Chart:
    """Articles by the view count that each printed when it was last fetched, in classes that grow with it."""
    found = dict(db.execute(_BY_VIEWS, period.values).fetchall())
    without = found.pop(None, 0)
    counts = [views for views, number in found.items() for _ in range(number)]
    classes = Counter(bisect_right(VIEW_CLASSES, views) - 1 for views in counts)
    shown = range(min(classes), max(classes) + 1) if classes else range(0)
    no_count = f"{count(without, 'article')} {'shows' if without == 1 else 'show'} no counter."
    half = _at_rank(counts, 0.5) if counts else 0
    if not counts:
        caption = f"{period.opening}, {no_count if without else 'there are no articles.'}"
    else:
        viewed = (
            f"one article has a counter: it had been viewed {count(half, 'time')}."
            if len(counts) == 1
            else f"half of {count(len(counts), 'article')} had been viewed {count(half, 'time')} or less when last "
            f"fetched, and the most viewed one {count(counts[-1], 'time')}."
        )
        caption = f"{period.opening}, {viewed}" + (f" {no_count}" if without else "")
    at = bisect_right(VIEW_CLASSES, half) - 1
    low, high = VIEW_CLASSES[at : at + 2]
    return Chart(
        title="Views",
        caption=caption,
        headers=("views", "articles"),
        rows=tuple((_class_name(at), classes[at]) for at in shown),
        marker=(at - shown.start + (half - low) / (high - low), f"half have {half:,} or less") if counts else None,
    )


def growth(db: Database, period: Period) -> Chart:
    """Quartiles of the views by an article's age: each article's last count in each class of age."""
    found = db.execute(_GROWTH, {**period.values, "newest": NEWEST_ARTICLES}).fetchall()
    by_age: dict[int, dict[int, int]] = {}
    for key, age, number in found:
        by_age.setdefault(_age_class(age), {})[key] = number
    points = [(at, sorted(by_age[at].values())) for at in sorted(by_age)]
    if points:
        ends = points if len(points) == 1 else (points[0], points[-1])
        said = [
            f"{count(_at_rank(seen, 0.5), 'view')} {_age_phrase(at)} ({count(len(seen), 'article')})"
            for at, seen in ends
        ]
        articles = len({key for key, _, _ in found})
        of = f"the newest {articles:,} articles with counters" if articles > 1 else "the one article with a counter"
        caption = (
            f"{period.opening}, of {of}, the middle one had {' and '.join(said)}. "
            "The shaded band holds the middle half; each step has the articles that were seen at that age."
        )
    else:
        caption = f"{period.opening}, no counter was seen on an article's own page."
    return Chart(
        title="Views by an article's age",
        caption=caption,
        headers=(
            "age in days", "articles", "a quarter have at most", "half have at most", "three quarters have at most",
        ),
        rows=tuple(
            (AGES[at][1], len(seen), *(_at_rank(seen, part) for part in (0.25, 0.5, 0.75))) for at, seen in points
        ),
    )  # fmt: skip


def changes(db: Database, period: Period) -> Chart:
    """Versions after the first, by the article's age when each was first seen."""
    found = db.execute(_CHANGES, period.values).fetchall()
    by_age = Counter(_age_class(age) for _, age in found)
    articles = len({key for key, _ in found})
    caption = f"{period.opening}, no article was seen with another text than at first."
    if found:
        most = max(range(len(AGES)), key=lambda at: (by_age[at], -at))
        caption = (
            f"{period.opening}, {count(articles, 'article')} {'was' if articles == 1 else 'were'} seen with another "
            f"text than at first, {count(len(found), 'time')} in all; most often {_age_phrase(most)}. "
            "A change is dated by the fetch that first saw it, and so at the latest."
        )
    return Chart(
        title="Texts changed after publication",
        caption=caption,
        headers=("seen changed", "versions"),
        rows=tuple((name, by_age[at]) for at, (_, _, name) in enumerate(AGES)) if found else (),
    )


def gaps(db: Database, period: Period) -> Chart:
    """What is known, by month, of each id that lies between two that have a day."""
    months = by_month(db, CoverageFilter(lang=period.lang, since=period.since, until=period.until))
    total: Counter[State] = Counter()
    for each in months:
        total.update(each.counts)
    kept, possible = total["archived"] + total["gone"], total.total() - total["absent"]
    caption = f"{period.opening}, no articles are known of."
    if possible:
        caption = (
            f"{period.opening}, {_share(kept, possible)} of what may be articles is kept: {kept:,} of {possible:,}"
        )
        if total["gone"]:
            caption += f", {total['gone']:,} of which the site has taken down"
        ids = {state: count(total[state], "id") for state in STATES if total[state]}
        words: dict[State, str] = {
            "unknown": "{} never looked at",
            "problematic": "{} could not be read",
            "pending": "{} still to be fetched",
        }
        missing = [words[state].format(ids[state]) for state in STATES if state in words and state in ids]
        caption += f"; {', '.join(missing)}." if missing else "."
        if unnumbered := holes(db, period.lang):
            named = ", ".join(map(str, unnumbered))
            caption += f" No article was ever seen in {named}: they may not exist, and are not counted."
    return Chart(
        title="How complete it is",
        caption=caption,
        headers=("edition", "month", *STATES),
        rows=tuple(
            (EDITION_NAMES[each.lang], each.month or "no day", *(each.counts[state] for state in STATES))
            for each in months
        ),
    )


_COUNTLESS = 10**12
"""No run counts so many."""


def nights(db: Database, period: Period) -> Chart:
    """The newest nightly runs that began in a period; the edition makes no difference."""
    values = {**period.moments, "kind": NIGHTLY, "newest": NEWEST_NIGHTS}
    rows = tuple(_night(*row) for row in reversed(db.execute(_NIGHTS, values).fetchall()))
    opening = Period(period.since, period.until).opening
    caption = f"{opening}, no nightly run is noted."
    if rows:
        ends = Counter(str(ended) for _, ended, *_ in rows)
        done = ends.pop(EXIT_NAMES[0], 0)
        bad = [f"{number:,} {end}" for end, number in ends.items()]
        of = [f"of {count(len(rows), 'nightly run')} {done:,} ended well", *([_listed(bad)] if bad else [])]
        new = sum(number for *_, number, _ in rows if isinstance(number, int))
        caption = f"{opening}, {', '.join(of)}; together they brought {count(new, 'new article')}."
    return Chart(
        title="Nightly runs",
        caption=caption,
        headers=("night", "ended", "requests", "new articles", "minutes"),
        rows=rows,
    )


def _night(began: str, ended: str | None, status: int | None, requests: object, new: object) -> tuple[str | int, ...]:
    start = datetime.fromisoformat(began)
    took = None if ended is None else round((datetime.fromisoformat(ended) - start).total_seconds() / 60)
    end = UNENDED if status is None else dict(enumerate(EXIT_NAMES)).get(status, f"exit {status}")
    # counts are JSON that anybody may have written: other values are no counts
    numbers = (
        number if isinstance(number, int) and 0 <= number < _COUNTLESS else "" for number in (requests, new, took)
    )
    return ((at_jakarta(began) or start).date().isoformat(), end, *numbers)


def _by_step(db: Database, period: Period, column: str) -> tuple[str, list[str], dict[str | None, list[int]]]:
    """Count articles by day, month or year, whichever suits the period.

    Returns:
        the unit; the names of the steps, `2026-10-31`, `2026-10` or `2026`; a count for each step by the column's
        values, the largest sum first.
    """
    first, last = db.execute(_BOUNDS, period.values).fetchone()
    if first is None:
        return "month", [], {}
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    months = range(begin.year * 12 + begin.month - 1, end.year * 12 + end.month)
    if (end - begin).days < MOST_DAYS:
        unit, steps = "day", [date.fromordinal(at).isoformat() for at in range(begin.toordinal(), end.toordinal() + 1)]
    elif len(months) <= MOST_MONTHS:
        unit, steps = "month", [f"{at // 12:04d}-{at % 12 + 1:02d}" for at in months]
    else:
        unit, steps = "year", [f"{year:04d}" for year in range(begin.year, end.year + 1)]
    place = {name: at for at, name in enumerate(steps)}
    counts: dict[str | None, list[int]] = {}
    for step, name, number in db.execute(_BY_STEP.format(column=column), {**period.values, "letters": len(steps[0])}):
        counts.setdefault(name, [0] * len(steps))[place[step]] += number
    order = sorted(counts, key=lambda name: (-sum(counts[name]), name or ""))
    return unit, steps, {name: counts[name] for name in order}


def _age_class(days: int | None) -> int:
    """Return the place in `AGES`; what was seen before the day it bears is of the first class."""
    return len(AGES) - 1 if days is None else max(bisect_right(AGES, days, key=itemgetter(0)) - 1, 0)


def _age_phrase(at: int) -> str:
    name = AGES[at][2]
    return f"{name} after publication" if name[0].isdigit() else name


def _class_name(at: int) -> str:
    low, high = VIEW_CLASSES[at], VIEW_CLASSES[at + 1] - 1
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _at_rank(rising: Sequence[int], part: float) -> int:
    """Return the number at or below which a part of all lies; a half gives the lower median."""
    return rising[ceil(part * len(rising)) - 1]


def _share(part: int, whole: int) -> str:
    """Write a part in percent; 0% and 100% stand only for none and all."""
    percent = 100 * part / whole
    if 0 < percent < 1:
        return "under 1%"
    if 99 < percent < 100:  # noqa: PLR2004 - one from the other end
        return "over 99%"
    return f"{percent:.0f}%"


def _listed(parts: Iterable[str]) -> str:
    """Write `a, b and c`."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
