"""Numbers of the charts about what Arsip saw: views, changed texts, missing articles, and its nightly runs."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from math import ceil
from operator import itemgetter

from arsip.web.charts.articles import IN_PERIOD, in_period
from arsip.web.charts.chart import Chart, Row, enumeration, share, wrong_dates
from arsip.web.period import Period
from scraper.archive.database import Database
from scraper.archive.frontier.id_ranges import holes
from scraper.archive.runs import NIGHTLY
from scraper.archive.schema.tables import VERSIONS
from scraper.archive.statistics.coverage import (
    STATES,
    CoverageFilter,
    State,
    by_month,
    completeness,
    plausible_years,
)
from scraper.clock import at_jakarta
from scraper.counts import count
from scraper.items import EDITION_NAMES, Lang

NEWEST_ARTICLES = 10_000
"""Articles that the growth of views is read from: a year of the site's."""

NEWEST_NIGHTS = 366
FIRST_NIGHT = 2026
"""Arsip is no older: a night of an earlier year is one of a wrong clock."""

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

_AGE = "CAST(julianday({seen}, '+7 hours') - julianday({date}) AS INTEGER)"
"""Days in Jakarta; NULL where SQLite's calendar ends, in the year 9999."""

_VIEWS = "SELECT views FROM articles WHERE views IS NOT NULL AND {chosen} ORDER BY views"
_WITHOUT_VIEWS = "SELECT count(*) FROM articles WHERE views IS NULL AND {chosen}"
_GROWTH = f"""
    WITH chosen AS (
        SELECT key, date FROM articles INDEXED BY articles_by_date WHERE {IN_PERIOD}
        ORDER BY date DESC, key DESC LIMIT :newest
    )
    SELECT c.key, {_AGE.format(seen="v.fetched_at", date="c.date")}, v.views
    FROM chosen c CROSS JOIN view_counts v ON v.key = c.key AND v.source = 'own' ORDER BY c.key, v.fetched_at
"""  # noqa: S608
_CHANGED = "SELECT key FROM articles WHERE version > 1 AND {chosen}"
_CHANGES = f"""
    SELECT v.key, {_AGE.format(seen="v.fetched_at", date="a.date")}
    FROM ({VERSIONS.format(restriction=f"AND key IN ({_CHANGED})")}) v JOIN articles a ON a.key = v.key
    WHERE v.version > 1
"""  # noqa: S608
_NIGHTS = """
    SELECT count(*) OVER (), started_at, ended_at, exit_status, json_extract(counts, '$.requests'),
           json_extract(counts, '$.new')
    FROM runs WHERE kind = :kind AND started_at >= :begin AND started_at < :end ORDER BY started_at DESC LIMIT :newest
"""


def views(db: Database, period: Period) -> Chart:
    """Articles by the view count that each printed when it was last fetched, in classes that grow with it."""
    chosen = in_period(period)
    counts = [views for (views,) in db.execute(_VIEWS.format(chosen=chosen), period.values)]
    (without,) = db.execute(_WITHOUT_VIEWS.format(chosen=chosen), period.values).fetchone()
    no_count = f"{count(without, 'article shows', 'articles show')} no counter."
    if not counts:
        caption = f"{period.opening}, {no_count if without else 'there are no articles.'}"
        return Chart(title="Views", caption=caption, headers=("views", "articles"), rows=())
    begins_at = [bisect_left(counts, least) for least in VIEW_CLASSES]
    classes = [end - begin for begin, end in pairwise(begins_at)]
    shown = range(bisect_right(VIEW_CLASSES, counts[0]) - 1, bisect_right(VIEW_CLASSES, counts[-1]))
    half = _at_rank(counts, 0.5)
    viewed = (
        f"one article has a counter: it had been viewed {count(half, 'time')}."
        if len(counts) == 1
        else f"half of {count(len(counts), 'article')} had been viewed {count(half, 'time')} or less when last "
        f"fetched, and the most viewed one {count(counts[-1], 'time')}."
    )
    at = bisect_right(VIEW_CLASSES, half) - 1
    low, high = VIEW_CLASSES[at : at + 2]
    begins = [(float(place), f"{VIEW_CLASSES[at]:,}") for place, at in enumerate(shown)]
    return Chart(
        title="Views",
        caption=f"{period.opening}, {viewed}" + (f" {no_count}" if without else ""),
        headers=("views", "articles"),
        rows=tuple((_class_name(at), classes[at]) for at in shown),
        fills=("series-1",),
        ticks=tuple(tick for tick in begins if tick[1].strip("0,") in {"1", ""}) or (begins[0],),
        marker=(at - shown.start + (half - low) / (high - low), f"half have {half:,} or less"),
    )


def growth(db: Database, period: Period) -> Chart:
    """Quartiles of the views by an article's age: each article's last count in each class of age."""
    found = db.execute(_GROWTH, {**period.values, "newest": NEWEST_ARTICLES}).fetchall()
    by_age: dict[int, dict[int, int]] = {}
    for key, age, number in found:
        by_age.setdefault(_age_class(age), {})[key] = number
    points = [(at, sorted(by_age[at].values())) for at in sorted(by_age)]
    caption = f"{period.opening}, no counter was seen on an article's own page."
    if points:
        ends = [
            f"{count(_at_rank(seen, 0.5), 'view')} {_age_phrase(at)} ({count(len(seen), 'article')})"
            for at, seen in dict([points[0], points[-1]]).items()
        ]
        articles = len(set().union(*by_age.values()))
        of = f"the newest {articles:,} articles with counters" if articles > 1 else "the one article with a counter"
        caption = (
            f"{period.opening}, of {of}, the middle one had {' and '.join(ends)}. "
            "Each box holds the middle half of the articles seen at that age; its line is at the middle one."
        )
    quarters = ("a quarter have at most", "half have at most", "three quarters have at most")
    return Chart(
        title="Views by an article's age",
        caption=caption,
        headers=("age in days", "articles", *quarters),
        rows=tuple(
            (AGES[at][1], len(seen), *(_at_rank(seen, part) for part in (0.25, 0.5, 0.75))) for at, seen in points
        ),
    )


def changes(db: Database, period: Period) -> Chart:
    """Versions after the first, by the article's age when each was first seen."""
    found = db.execute(_CHANGES.format(chosen=in_period(period)), period.values).fetchall()
    by_age = Counter(_age_class(age) for _, age in found)
    caption = f"{period.opening}, no article was seen with another text than at first."
    if found:
        most = max(range(len(AGES)), key=by_age.__getitem__)
        articles = count(len({key for key, _ in found}), "article was", "articles were")
        caption = (
            f"{period.opening}, {articles} seen with another text than at first, {count(len(found), 'time')} in all; "
            f"most often {_age_phrase(most)}. A change is dated by the fetch that first saw it, and so at the latest."
        )
    return Chart(
        title="Texts changed after publication",
        caption=caption,
        headers=("seen changed", "versions"),
        rows=tuple((name, by_age[at]) for at, (_, _, name) in enumerate(AGES)) if found else (),
    )


def gaps(db: Database, period: Period) -> Chart:
    """What is known, by month, of each id that lies between two that have a day."""
    months: dict[tuple[Lang, str], Counter[State]] = {}
    for each in by_month(db, CoverageFilter(lang=period.lang, since=period.since, until=period.until)):
        months[each.lang, each.month or "no day"] = each.counts
    total: Counter[State] = sum(months.values(), Counter())
    kept, known, unknown = completeness(total)
    caption = f"{period.opening}, no articles are known of."
    if known:
        caption = f"{period.opening}, {share(kept, known)} of the articles known of are kept: {kept:,} of {known:,}"
        if total["gone"]:
            caption += f", {total['gone']:,} of which the site has taken down"
        words: dict[State, str] = {"problematic": "could not be read", "pending": "still to be fetched"}
        missing = [f"{total[state]:,} {what}" for state, what in words.items() if total[state]]
        caption += f"; {', '.join(missing)}." if missing else "."
    if unknown:
        caption += f" Of {count(unknown, 'id')} nothing is known: no page has named them, and they may be no articles."
    if known and (unnumbered := holes(db, period.lang)):
        named = ", ".join(map(str, unnumbered))
        caption += f" No article was ever seen in {named}: they may not exist, and are not counted."
    return Chart(
        title="How complete it is",
        caption=caption,
        headers=("edition", "month", *STATES),
        rows=tuple(
            (EDITION_NAMES[lang], name, *(counts[state] for state in STATES)) for (lang, name), counts in months.items()
        ),
    )


_COUNTLESS = 10**12
"""No run counts so many."""


def nights(db: Database, period: Period) -> Chart:
    """The newest nightly runs that began in a period; the edition makes no difference."""
    values = {**period.moments, "kind": NIGHTLY, "newest": NEWEST_NIGHTS}
    found = db.execute(_NIGHTS, values).fetchall()
    rows = [_night(*row) for _, *row in reversed(found)]
    opening = Period(period.since, period.until).opening
    caption = f"{opening}, no nightly run is noted."
    if rows:
        ends = Counter(str(ended) for _, ended, *_ in rows)
        done = ends.pop(EXIT_NAMES[0], 0)
        bad = [f"{number:,} {end}" for end, number in ends.items()]
        total = found[0][0]
        newest = f"the newest {len(rows):,} of " if total > len(rows) else ""
        of = [f"of {newest}{count(total, 'nightly run')} {done:,} ended well", *([enumeration(bad)] if bad else [])]
        new = sum(number for *_, number, _ in rows if isinstance(number, int))
        caption = f"{opening}, {', '.join(of)}; together they brought {count(new, 'new article')}."
    last = plausible_years(db)[-1]
    apart = tuple(row for row in rows if not FIRST_NIGHT <= int(str(row[0])[:4]) <= last)
    return Chart(
        title="Nightly runs",
        caption=caption + wrong_dates("nightly run", Counter(str(row[0])[:4] for row in apart)),
        headers=("night", "ended", "requests", "new articles", "minutes"),
        rows=tuple(row for row in rows if row not in apart),
        apart=apart,
    )


def _night(began: str, ended: str | None, status: int | None, requests: object, new: object) -> Row:
    start = datetime.fromisoformat(began)
    took = None if ended is None else ceil((datetime.fromisoformat(ended) - start).total_seconds() / 60)
    end = UNENDED if status is None else dict(enumerate(EXIT_NAMES)).get(status, f"exit {status}")
    # counts are JSON that anybody may have written: other values are no counts
    numbers = (
        number if isinstance(number, int) and 0 <= number < _COUNTLESS else "" for number in (requests, new, took)
    )
    return ((at_jakarta(began) or start).date().isoformat(), end, *numbers)


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
