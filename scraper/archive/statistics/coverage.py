"""Says by month what an archive has of each edition, and which ids are missing.

Ids rise with time. An id without a day of its own is placed among the days by the nearest ids that have one, before
and after it, in proportion. What lies before the first day known, or after the last, has no month, and what nobody has
heard of there is left out. So are ids whose numbering is unknown (`scraper.archive.frontier.id_ranges`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Literal, TypeAlias, get_args

from sqlite_utils import Database

from scraper.archive.frontier.id_ranges import Range, holes, outside
from scraper.items import Lang

State: TypeAlias = Literal["archived", "gone", "absent", "unknown", "problematic", "pending"]
"""What is known of an id: the article is kept, and on the site or gone; it never was; nobody has looked; its page could
not be read; it was heard of and not fetched yet."""

STATES: tuple[State, ...] = get_args(State)

_BY_RANK: tuple[State, ...] = ("pending", "absent", "problematic", "archived", "gone")
"""Where several tables tell of an id, the last of these that one tells counts."""

_KNOWN = """
    SELECT key < 0, abs(key), coalesce(max(day), max(heard)), max(rank) FROM (
        SELECT key, date AS day, NULL AS heard, 3 AS rank FROM articles INDEXED BY articles_by_date
        UNION ALL SELECT key, NULL, NULL, 4 FROM absences WHERE gone_at IS NOT NULL AND until IS NULL
        UNION ALL SELECT key, NULL, date, CASE state WHEN 'absent' THEN 1 WHEN 'problem' THEN 2 ELSE 0 END
        FROM frontier WHERE state NOT IN ('archived', 'suspect', 'gone')
                        AND NOT (state = 'pending' AND seen_in = 'sweep')
    ) WHERE key {edition} GROUP BY 1, 2 ORDER BY 1, 2
"""
"""All that is known of each id, from indexes and the narrow table of the frontier: no text is read.

Of an id that only a sweep has put on the frontier, and that nobody has answered for, nothing is known."""

_EDITIONS = {None: "<> 0", "id": "> 0", "en": "< 0"}

_Dated: TypeAlias = tuple[int, str]
"""An id and its day."""

_Run: TypeAlias = tuple[int, int, State]
"""Ids in a row: the first, the last, and what is known of each."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Ids in a row of which the same is known.

    Attributes:
        lang: the edition.
        first: lowest id.
        last: highest id, inclusive.
        state: what is known of each.
        month: `YYYY-MM`; None where no day is known before or after.
    """

    lang: Lang
    first: int
    last: int
    state: State
    month: str | None


@dataclass(frozen=True, slots=True)
class Month:
    """What an archive has of one month of an edition.

    Attributes:
        lang: the edition.
        month: `YYYY-MM`; None for ids before the first day known, or after the last.
        counts: how many ids there are, by what is known of them.
    """

    lang: Lang
    month: str | None
    counts: Counter[State]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which ids to look at.

    Attributes:
        lang: one edition only.
        since: first day, inclusive; ids without a month are then left out.
        until: last day, inclusive; likewise.
    """

    lang: Lang | None = None
    since: str | None = None
    until: str | None = None

    def covers(self, day: str | None) -> bool:
        """Whether a day is looked at; None is no day."""
        if day is None:
            return self.since is None and self.until is None
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


def by_month(db: Database, wish: Wish) -> list[Month]:
    """Count what is known of each month, in one pass over the ids.

    Args:
        db: the archive.
        wish: which ids.

    Returns:
        each edition's months, oldest first, without those of which nothing is known; what has no month comes last.
    """
    months: dict[tuple[Lang, str | None], Counter[State]] = {}
    for stretch in stretches(db, wish):
        counts = months.setdefault((stretch.lang, stretch.month), Counter())
        counts[stretch.state] += stretch.last - stretch.first + 1
    order = sorted(months, key=lambda at: (at[0] == "en", at[1] is None, at[1] or ""))
    return [Month(*at, months[at]) for at in order]


def ranges(db: Database, wish: Wish, state: State) -> Iterator[tuple[Lang, int, int]]:
    """Yield the ids of which one thing is known, as ranges: edition, lowest and highest, rising."""
    found: tuple[Lang, int, int] | None = None
    for each in stretches(db, wish):
        if each.state != state:
            continue
        if found is not None and found[0] == each.lang and found[2] + 1 == each.first:
            found = (each.lang, found[1], each.last)
            continue
        if found is not None:
            yield found
        found = (each.lang, each.first, each.last)
    if found is not None:
        yield found


def stretches(db: Database, wish: Wish) -> Iterator[Stretch]:
    """Yield every id that is known, and every one between two that have a day, by edition and rising.

    Ids whose numbering is unknown are left out.

    Args:
        db: the archive.
        wish: which ids.

    Yields:
        ids in a row of one state and month.
    """
    bounded = wish.since is not None or wish.until is not None
    known = db.execute(_KNOWN.format(edition=_EDITIONS[wish.lang]))
    unnumbered = holes(db, wish.lang)
    for english, of_edition in groupby(known, key=itemgetter(0)):
        lang: Lang = "en" if english else "id"
        run: Stretch | None = None
        for first, last, state, day in _placed(lang, of_edition, wish, unnumbered):
            if bounded and not wish.covers(day):
                continue
            month = None if day is None else day[:7]
            if run is not None and run.last + 1 == first and run.state == state and run.month == month:
                run = Stretch(lang, run.first, last, state, month)
                continue
            if run is not None:
                yield run
            run = Stretch(lang, first, last, state, month)
        if run is not None:
            yield run


def _placed(
    lang: Lang, rows: Iterable[tuple[int, int, str | None, int]], wish: Wish, unnumbered: Sequence[Range]
) -> Iterator[tuple[int, int, State, str | None]]:
    """Give every id of one edition its day; those of which nothing is known stand in the holes between the others."""
    before: _Dated | None = None
    undated: list[_Run] = []
    following: int | None = None
    for _, number, day, rank in rows:
        if following is not None and number > following:
            between = outside(Range(lang, following, number - 1), unnumbered)
            undated += [(each.first, each.last, "unknown") for each in between]
        following = number + 1
        if day is None:
            _append(undated, number, _BY_RANK[rank])
            continue
        if undated:
            yield from _among(undated, before, (number, day), wish)
            undated = []
        yield number, number, _BY_RANK[rank], day
        before = number, day
    yield from _among(undated, before, None, wish)


def _append(runs: list[_Run], number: int, state: State) -> None:
    """Add an id, to the last run where it goes on with it: memory must not grow with a sweep that found nothing."""
    if runs and runs[-1][1] + 1 == number and runs[-1][2] == state:
        runs[-1] = (runs[-1][0], number, state)
    else:
        runs.append((number, number, state))


def _among(
    runs: list[_Run], before: _Dated | None, after: _Dated | None, wish: Wish
) -> Iterator[tuple[int, int, State, str | None]]:
    """Place ids without a day between the nearest that have one; parted by month, and at the days of the wish."""
    if before is None or after is None:
        yield from ((first, last, state, None) for first, last, state in runs if state != "unknown")
        return
    (low, began), (high, ended) = before, after
    start = date.fromisoformat(began).toordinal()
    days = max(date.fromisoformat(ended).toordinal() - start, 0)
    cuts = [low + -(-(cut - start) * (high - low) // days) for cut in _cuts(start, start + days, wish)]
    for first, last, state in runs:
        within = [cut for cut in cuts if first < cut <= last]
        for begin, end in zip([first, *within], [*within, last + 1], strict=True):
            day = start + days * (begin - low) // (high - low)
            yield begin, end - 1, state, date.fromordinal(day).isoformat()


def _cuts(start: int, end: int, wish: Wish) -> list[int]:
    """Return the days after the first, up to the last, on which a month or the wish begins, or after which it ends."""
    first = date.fromordinal(start)
    months = range(first.year * 12 + first.month, date.fromordinal(end).year * 12 + date.fromordinal(end).month)
    cuts = {date(month // 12, month % 12 + 1, 1).toordinal() for month in months}
    if wish.since:
        cuts.add(date.fromisoformat(wish.since).toordinal())
    if wish.until:
        cuts.add(date.fromisoformat(wish.until).toordinal() + 1)
    return sorted(cut for cut in cuts if start < cut <= end)
