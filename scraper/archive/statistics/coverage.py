"""Coverage by month and edition: what an archive has of each id, and which ids are missing.

Ids rise with time. An id without a day of its own is placed between the days of the nearest ids that have one, in
proportion; a day of a year that cannot be right counts as none. Ids before the first known day, or after the last,
have no month, and unknown ids there are left out. So are ids whose numbering is unknown
(`scraper.archive.frontier.id_ranges`).
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Literal, NamedTuple, TypeAlias, get_args

from scraper.archive.connection import Database
from scraper.archive.frontier.id_ranges import Range, holes, outside
from scraper.archive.schema.tables import COVERAGE, is_published
from scraper.items import Lang

State: TypeAlias = Literal["archived", "gone", "absent", "unknown", "problematic", "pending"]
"""State of an id: archived, and on the site or gone; the site said that there is no such article; nobody has asked, and
nothing named it; its page could not be read; a list, a link or a sitemap named it, and it is not fetched yet."""

STATES: tuple[State, ...] = get_args(State)

FIRST_YEAR, MOST_YEARS = 1991, 50
"""No article bears a day before the web did, or after the year that follows the newest capture: its date is wrong, and
must not make thousands of columns, among which the right ones are too narrow to be seen."""

_BY_RANK: tuple[State, ...] = ("pending", "absent", "problematic", "archived", "gone")
"""Where several tables have an id, the last of these states counts."""

_KNOWN = """
    SELECT key < 0, abs(key), coalesce(max(day), max(printed)), max(rank) FROM (
        SELECT key, date AS day, NULL AS printed, 3 AS rank FROM articles INDEXED BY articles_by_date
        UNION ALL SELECT key, NULL, NULL, 4 FROM absences WHERE gone_at IS NOT NULL AND until IS NULL
        UNION ALL SELECT key, NULL, date, CASE state WHEN 'absent' THEN 1 WHEN 'problem' THEN 2 ELSE 0 END
        FROM frontier WHERE state NOT IN ('archived', 'suspect', 'gone')
                        AND NOT (state = 'pending' AND seen_in = 'sweep')
    ) WHERE key {edition} GROUP BY 1, 2 ORDER BY 1, 2
"""
"""Each known id with its day and state, from indexes and the narrow table of the frontier: no text is read.

An id that only a sweep has put on the frontier, and that has no answer yet, counts as unknown."""

_BY_MONTH = f"""
    SELECT lang, nullif(substr(day, 1, 7), ''), state, sum(ids) FROM {COVERAGE}
    WHERE lang = coalesce(:lang, lang) AND day BETWEEN :since AND :until GROUP BY 1, 2, 3
"""  # noqa: S608 - a constant

_EDITIONS = {None: "<> 0", "id": "> 0", "en": "< 0"}

_Dated: TypeAlias = tuple[int, str]
"""An id and its day."""

_Row: TypeAlias = tuple[int, int, str | None, int]
"""Of `_KNOWN`: whether it is English, the id, its day and the rank of its state."""

_Placed: TypeAlias = tuple[int, int, State, str | None]
"""Consecutive ids: the first, the last, their state and the day of the first; None without a day before or after."""

_Cuts: TypeAlias = Callable[[int, int], Sequence[int]]
"""Returns the days after one day and up to another, as ordinals, at which ids between them are parted."""

_Run: TypeAlias = tuple[int, int, State]
"""Consecutive ids: the first, the last, and their state."""


@dataclass(frozen=True, slots=True)
class IdRange:
    """Consecutive ids, the last inclusive, of one state and month (`YYYY-MM`; None without a day before or after)."""

    lang: Lang
    first: int
    last: int
    state: State
    month: str | None


@dataclass(frozen=True, slots=True)
class Month:
    """Number of ids by state in a month of an edition; None before the first known day, or after the last."""

    lang: Lang
    month: str | None
    counts: Counter[State]


class Completeness(NamedTuple):
    """How many articles are kept, how many are known of, and how many ids between them are unknown.

    Known of is what is kept, and what is missing: named by the site, and not archived. An unknown id may be no article,
    so it is not missing.
    """

    kept: int
    known: int
    unknown: int

    @property
    def is_unknown(self) -> bool:
        """Whether most is unknown, so that a share of what is known would say little."""
        return self.unknown > self.known

    def __str__(self) -> str:
        unknown = f", {self.unknown:,} unknown" if self.unknown else ""
        return f"{self.kept:,} of {self.known:,}{unknown}"


def completeness(counts: Counter[State]) -> Completeness:
    """Return the completeness of ids that are counted by state."""
    kept = counts["archived"] + counts["gone"]
    return Completeness(kept, kept + counts["problematic"] + counts["pending"], counts["unknown"])


def plausible_years(db: Database) -> range:
    """Return the years of which an article's date can be right."""
    (newest,) = db.execute("SELECT max(fetched_at) FROM captures").fetchone()
    if newest is None:
        return range(FIRST_YEAR, FIRST_YEAR + MOST_YEARS)
    last = max(int(newest[:4]) + 1, FIRST_YEAR)
    return range(max(FIRST_YEAR, last + 1 - MOST_YEARS), last + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageFilter:
    """Which ids to include: an edition, and inclusive days, with which ids without a month are left out."""

    lang: Lang | None = None
    since: str | None = None
    until: str | None = None

    def covers(self, day: str | None) -> bool:
        """Whether a day is included; None is an unknown day."""
        if day is None:
            return self.since is None and self.until is None
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


def by_month(db: Database, selected: CoverageFilter) -> list[Month]:
    """Count the ids of each month by state, by edition and oldest first; ids without a month come last."""
    months: defaultdict[tuple[Lang, str | None], Counter[State]] = defaultdict(Counter)
    for lang, month, state, ids in _published(db, selected) if is_published(db) else _computed(db, selected):
        months[lang, month][state] += ids
    order = sorted(months, key=lambda at: (at[0] == "en", at[1] is None, at[1] or ""))
    return [Month(*at, months[at]) for at in order]


def _computed(db: Database, selected: CoverageFilter) -> Iterator[tuple[Lang, str | None, State, int]]:
    for lang, placed in _by_edition(db, selected.lang, partial(_months, selected)):
        for first, last, state, day in placed:
            if selected.covers(day):
                yield lang, None if day is None else day[:7], state, last - first + 1


def _published(db: Database, selected: CoverageFilter) -> Iterator[tuple[Lang, str | None, State, int]]:
    # the day '' of ids without a month lies before '0'
    since = selected.since or ("0" if selected.until else "")
    yield from db.execute(_BY_MONTH, {"lang": selected.lang, "since": since, "until": selected.until or "~"})


def ranges(db: Database, selected: CoverageFilter, state: State) -> Iterator[tuple[Lang, int, int]]:
    """Yield the ids of one state as ranges: edition, lowest and highest, rising."""
    of_state = (
        IdRange(each.lang, each.first, each.last, state, None)
        for each in id_ranges(db, selected)
        if each.state == state
    )
    for each in _joined(of_state):
        yield each.lang, each.first, each.last


def id_ranges(db: Database, selected: CoverageFilter) -> Iterator[IdRange]:
    """Yield every known id, and every one between two that have a day, by edition and rising."""
    for lang, placed in _by_edition(db, selected.lang, partial(_months, selected)):
        yield from _joined(
            IdRange(lang, first, last, state, None if day is None else day[:7])
            for first, last, state, day in placed
            if selected.covers(day)
        )


def store_by_day(db: Database) -> None:
    """Count the ids of each day by state in a table of a published copy, which `by_month` then sums up."""
    counts: Counter[tuple[Lang, str, State]] = Counter()
    for lang, placed in _by_edition(db, None, _days):
        for first, last, state, day in placed:
            counts[lang, day or "", state] += last - first + 1
    db.execute(
        f"CREATE TABLE {COVERAGE} (lang TEXT, day TEXT, state TEXT, ids INTEGER, PRIMARY KEY (lang, day, state))"
    )
    rows = [(*each, number) for each, number in sorted(counts.items())]
    db.conn.executemany(f"INSERT INTO {COVERAGE} VALUES (?, ?, ?, ?)", rows)  # noqa: S608 - a constant


def _by_edition(db: Database, only: Lang | None, cuts: _Cuts) -> Iterator[tuple[Lang, Iterator[_Placed]]]:
    """Yield each edition with its ids, which have days where they are known or lie between such."""
    known = db.execute(_KNOWN.format(edition=_EDITIONS[only]))
    unnumbered, years = holes(db, only), plausible_years(db)
    for english, rows in groupby(known, key=itemgetter(0)):
        lang: Lang = "en" if english else "id"
        yield lang, _placed(lang, _plausible(rows, years), cuts, unnumbered)


def _joined(ranges: Iterable[IdRange]) -> Iterator[IdRange]:
    current: IdRange | None = None
    for each in ranges:
        if current is None:
            current = each
        elif (current.lang, current.last + 1, current.state, current.month) == (
            each.lang, each.first, each.state, each.month,
        ):  # fmt: skip
            current = IdRange(each.lang, current.first, each.last, each.state, each.month)
        else:
            yield current
            current = each
    if current is not None:
        yield current


def _plausible(rows: Iterable[_Row], years: range) -> Iterator[_Row]:
    """Yield the rows, without their days where these cannot be right."""
    for english, number, day, rank in rows:
        yield english, number, day if day is not None and int(day[:4]) in years else None, rank


def _placed(lang: Lang, rows: Iterable[_Row], cuts: _Cuts, unnumbered: Sequence[Range]) -> Iterator[_Placed]:
    """Give every id of one edition its day; the ids between the known ones are unknown."""
    before: _Dated | None = None
    undated: list[_Run] = []
    following: int | None = None
    for _, number, day, rank in rows:
        state = _BY_RANK[rank]
        if following is not None and number > following:
            between = outside(Range(lang, following, number - 1), unnumbered)
            undated += [(each.first, each.last, "unknown") for each in between]
        following = number + 1
        if day is not None:
            if undated:
                yield from _interpolated(undated, before, (number, day), cuts)
                undated = []
            yield number, number, state, day
            before = number, day
        elif undated and undated[-1][1:] == (number - 1, state):  # memory must not grow with a sweep that found nothing
            undated[-1] = (undated[-1][0], number, state)
        else:
            undated.append((number, number, state))
    yield from _interpolated(undated, before, None, cuts)


def _interpolated(runs: list[_Run], before: _Dated | None, after: _Dated | None, cuts: _Cuts) -> Iterator[_Placed]:
    """Place ids without a day between the nearest that have one; split where `cuts` says."""
    if before is None or after is None:
        yield from ((first, last, state, None) for first, last, state in runs if state != "unknown")
        return
    (low, began), (high, ended) = before, after
    start = date.fromisoformat(began).toordinal()
    days = max(date.fromisoformat(ended).toordinal() - start, 0)
    ids = [low + -(-(cut - start) * (high - low) // days) for cut in cuts(start, start + days)]
    for first, last, state in runs:
        within = ids[bisect_right(ids, first) : bisect_right(ids, last)]
        for begin, end in zip([first, *within], [*within, last + 1], strict=True):
            day = start + days * (begin - low) // (high - low)
            yield begin, end - 1, state, date.fromordinal(day).isoformat()


def _days(start: int, end: int) -> Sequence[int]:
    """Return each day in (start, end], as an ordinal."""
    return range(start + 1, end + 1)


def _months(selected: CoverageFilter, start: int, end: int) -> Sequence[int]:
    """Return the days in (start, end], as ordinals, on which a month or the filter begins, or after which it ends."""
    first, last = date.fromordinal(start), date.fromordinal(end)
    months = range(first.year * 12 + first.month, last.year * 12 + last.month)
    cuts = {date(month // 12, month % 12 + 1, 1).toordinal() for month in months}
    if selected.since:
        cuts.add(date.fromisoformat(selected.since).toordinal())
    if selected.until:
        cuts.add(date.fromisoformat(selected.until).toordinal() + 1)
    return sorted(cut for cut in cuts if start < cut <= end)
