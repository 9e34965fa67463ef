"""Ranges of ids, and the holes among them: ids that an edition may never have assigned.

Ids of an edition mostly rise without a break, but in February 2026 the English edition went from 61,639 to 150,636.
A run of more than `LONGEST_RUN` unseen ids between two that were seen is therefore a hole: its numbering is unknown,
and it counts as no missing articles. `arsip gaps`, the charts of completeness and sweeps apply this rule.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scraper.archive.connection import Database
from scraper.items import Lang
from scraper.urls import key_of

LONGEST_RUN = 10_000
"""Ids in a row that may all be articles that were never requested.

Half a year without a crawl at the fastest pace ever (20,000 a year, 2022), more than a year at that of 2026 (8,000),
and a ninth of the hole of the English edition (88,996 ids).
"""

_ARCHIVED = "state IN ('archived', 'suspect', 'gone')"
_NAMED = "seen_in NOT IN ('sweep', 'hand') AND (date IS NOT NULL OR seen_in NOT IN ('related', 'read_also', 'popular'))"
_SEEN = f"({_ARCHIVED} OR {_NAMED} AND state <> 'absent')"
_DATED = f"{_SEEN} AND ({_ARCHIVED} OR date IS NOT NULL)"
"""Seen is what is archived, or was named by a list, a sitemap or a link with a day; of links without one only those
between ids that have a day: such a link may name any number. An id that the site denied was not seen."""

_EDITIONS = {"id": (1, 2**63 - 1), "en": (-(2**63 - 1), -1)}

PASSED_OVER = "passing over %s: nothing was ever seen of them; to ask for them: %s"
"""Log message about a hole that is not requested: the range, and `Range.sweep`."""


@dataclass(frozen=True, slots=True)
class Range:
    """Consecutive ids of an edition, the last one included."""

    lang: Lang
    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first + 1

    def __contains__(self, number: int) -> bool:
        return self.first <= number <= self.last

    @property
    def keys(self) -> tuple[int, int]:
        """The lowest and the highest key."""
        low, high = sorted((key_of(self.lang, self.first), key_of(self.lang, self.last)))
        return low, high

    @property
    def sweep(self) -> str:
        """The command that requests them."""
        return f"arsip crawl sweep --lang {self.lang} --from-id {self.first} --to-id {self.last}"

    def __str__(self) -> str:
        return f"{'en/' if self.lang == 'en' else ''}{self.first} to {self.last} ({len(self):,} ids)"


def holes(db: Database, lang: Lang | None = None) -> list[Range]:
    """Return the ranges whose numbering is unknown, of one edition or both, the Indonesian first, rising."""
    found: list[Range] = []
    if lang in {None, "id"}:
        found += [Range("id", *run) for run in _runs(db, "id")]
    if lang in {None, "en"}:
        found += [Range("en", -last, -first) for first, last in reversed(list(_runs(db, "en")))]
    return found


def _runs(db: Database, lang: Lang) -> Iterator[tuple[int, int]]:
    """Yield the first and the last key of each run of unseen ids that is too long, rising.

    No such run lies between two seen ids that are at most `LONGEST_RUN` + 1 apart, whatever is between them: so a few
    look-ups do, however many ids there are.
    """

    def seen(first: int, last: int, *, order: str = "ASC", what: str = _SEEN) -> int | None:
        found = db.execute(
            f"SELECT key FROM frontier WHERE key BETWEEN ? AND ? AND {what} ORDER BY key {order} LIMIT 1",  # noqa: S608 - constants
            [first, last],
        ).fetchone()
        return None if found is None else int(found[0])

    lowest, highest = _EDITIONS[lang]
    first_dated, last_dated = seen(lowest, highest, what=_DATED), seen(lowest, highest, order="DESC", what=_DATED)
    if first_dated is None or last_dated is None:
        return
    at = first_dated
    while at < last_dated:
        further = seen(at + 1, min(at + LONGEST_RUN + 1, last_dated), order="DESC")
        if further is None:
            further = seen(at + 1, last_dated)
            assert further is not None  # the last one that has a day
            yield at + 1, further - 1
        at = further


def outside(whole: Range, holes: Sequence[Range]) -> Iterator[Range]:
    """Yield the parts of a range that lie outside of holes (of any edition, rising), rising."""
    first = whole.first
    for hole in holes:
        if hole.lang != whole.lang or hole.last < first or whole.last < hole.first:
            continue
        if first < hole.first:
            yield Range(whole.lang, first, hole.first - 1)
        first = hole.last + 1
    if first <= whole.last:
        yield Range(whole.lang, first, whole.last)


def newest_seen(db: Database) -> int:
    """Return the highest id of an article or a list item; 0 where there is none.

    Both editions count together: since February 2026 they draw their numbers from one series. A link or a person may
    name any number.
    """
    newest = db.execute(
        "SELECT max(max(-low, high)) FROM (SELECT min(key) AS low, max(key) AS high FROM articles "
        "UNION ALL SELECT min(key), max(key) FROM listings)"
    ).fetchone()[0]
    return newest or 0
