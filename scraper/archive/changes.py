"""The stream of changes: which articles were new, changed, removed or returned, and when, newest first.

All of it follows from the captures: the same archive gives the same stream. A change took place between two captures,
and `Change` names both. An article is removed only once a second answer confirms it, and it returns when it is live
again after that.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import timedelta
from heapq import merge
from typing import Generic, Literal, NamedTuple, TypeAlias, cast, get_args

from scraper.archive.connection import Database
from scraper.archive.history import EVER, History, Record
from scraper.archive.records import Selection
from scraper.archive.schema.tables import VERSIONS
from scraper.archive.sql_guard import stream_rows
from scraper.clock import begin_of, stamp
from scraper.fields import Day, Minute
from scraper.items import HASHED, Lang

Kind: TypeAlias = Literal["new", "changed", "removed", "returned"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_POSITION = re.compile(r"([0-9T:.-]{23}Z)_(-?[1-9][0-9]{0,18})_([0-3])_([0-9]{1,9})", re.ASCII)
_ALL = Selection()
_LARGEST_KEY = 2**62


class Position(NamedTuple):
    """The place of a change in the stream: no two have the same, and newer ones are greater.

    Attributes:
        moment: when the change became known.
        kind: index in `KINDS`.
        version: the one that was opened; 0 where none was.
    """

    moment: str
    key: int
    kind: int
    version: int

    @classmethod
    def at(cls, moment: str) -> "Position":
        """Return the position that is older than all that became known at a moment, and newer than all before."""
        return cls(moment, -_LARGEST_KEY, 0, 0)

    def __str__(self) -> str:
        """Write it for `parse`, without a character that an address would have to escape."""
        return "_".join(map(str, self))

    @classmethod
    def parse(cls, text: str) -> "Position":
        """Read what `str` wrote.

        Raises:
            ValueError: it is no position.
        """
        match = _POSITION.fullmatch(text)
        if match is None or abs(int(match[2])) > _LARGEST_KEY:
            raise ValueError(f"invalid position {text!r} in the stream of changes")
        return cls(match[1], int(match[2]), int(match[3]), int(match[4]))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedField:
    """A field that differs between two versions; `before` or `after` is None where there was nothing."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, kw_only=True)
class ChangeFacts(Generic[Day, Minute]):
    """What became of an article, which has the address, day and category that it has now; times are UTC.

    Attributes:
        title: the one that it has now; of a removed article, the last one before.
        version: the version that was seen then; of a removed article, the last one before.
        version_before: of a `changed` article only.
        moment: when it became known: by the capture that opened the version, confirmed the removal or found it again.
        seen_after: the last capture before the change, which took place later; None of a new article.
        seen_by: the first capture that shows it: of a removed article, the first answer that it is missing.
        capture: the name of that capture.
    """

    __slots__ = ()

    kind: Kind
    key: int
    lang: Lang
    id: int
    url: str
    title: str
    date: Day
    category: str | None
    category_slug: str | None
    version: int
    version_before: int | None
    moment: Minute
    seen_after: Minute | None
    seen_by: Minute
    capture: str


FACTS = tuple(each.name for each in fields(ChangeFacts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(ChangeFacts[str, str]):
    """A change of an article; `fields` are what differs from the version before, of a `changed` article only."""

    fields: tuple[ChangedField, ...]

    @property
    def position(self) -> Position:
        """Its place in the stream."""
        opened = self.version if self.kind in {"new", "changed"} else 0
        return Position(self.moment, self.key, KINDS.index(self.kind), opened)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSelection:
    """Which changes; every condition given must hold.

    Attributes:
        since: first day in Jakarta on which they became known, inclusive.
        until: last such day, inclusive.
        kinds: some of `KINDS`.
        field: only changes of this field, one of `HASHED`.
        articles: of which articles, as they are now.
        before: only what is older than this position.
        after: only what is newer than this position.
    """

    since: str | None = None
    until: str | None = None
    kinds: frozenset[Kind] = frozenset(KINDS)
    field: str | None = None
    articles: Selection = _ALL
    before: Position | None = None
    after: Position | None = None

    def __post_init__(self) -> None:
        """Refuse a kind or field that does not exist."""
        if unknown := self.kinds - set(KINDS):
            raise ValueError(f"invalid kind {min(unknown)!r}: expected {', '.join(KINDS)}")
        if self.field is not None and self.field not in HASHED:
            raise ValueError(f"invalid field {self.field!r}: expected {', '.join(HASHED)}")

    @property
    def moments(self) -> tuple[str, str]:
        """The first moment that it takes in, and the first after it."""
        begin = stamp(begin_of(self.since)) if self.since else ""
        end = stamp(begin_of(self.until) + timedelta(days=1)) if self.until else EVER
        return max(begin, self.after.moment if self.after else ""), end


_DIFFERING = """
    AND key IN (
        SELECT c.key FROM captures c JOIN texts t ON t.content_hash = c.content_hash WHERE c.key IN (
            SELECT key FROM articles WHERE version > 1)
        GROUP BY c.key HAVING count(DISTINCT t.{0}) + max(t.{0} IS NULL) > 1)
"""
"""Whether an article ever had two values of a field; so that few are compared where a field seldom changes."""

_LAST_BEFORE = """
    SELECT max(fetched_at) FROM captures
    WHERE key = ? AND outcome IN {outcomes} AND (fetched_at, capture) < (?, ?)
"""
_LIVE = _LAST_BEFORE.format(outcomes="('article', 'unchanged')")
_MISSING = _LAST_BEFORE.format(outcomes="('missing', 'soft-missing')")
_FIRST_CAPTURE = """
    SELECT capture FROM captures WHERE key = ? AND fetched_at = ? AND outcome IN ('article', 'unchanged')
    ORDER BY capture LIMIT 1
"""
_ABSENCE = "SELECT since, capture FROM absences WHERE key = ? AND gone_at = ?"
_VERSION_AT = f"""
    SELECT max(count(*), 1) FROM ({VERSIONS.format(restriction="AND key = ?")}) WHERE fetched_at <= ?
"""  # noqa: S608 - a constant of ours
_ARTICLE = ("lang", "id", "url", "title", "date", "category", "category_slug")


def stream(db: Database, selection: ChangeSelection) -> Iterator[Change]:
    """Yield the changes of a selection, newest first; each is read when it is asked for.

    Raises:
        ArchiveError: the condition on the articles is invalid, or the archive is damaged.
    """
    for position in merge(*(_positions(db, selection, kind) for kind in _kinds(selection)), reverse=True):
        change = _change(db, position)
        if selection.field is None or any(each.name == selection.field for each in change.fields):
            yield change


def count(db: Database, selection: ChangeSelection) -> dict[Kind, int]:
    """Count the changes of a selection by their kind.

    Raises:
        ArchiveError: likewise.
    """
    numbers: dict[Kind, int] = {}
    for kind in _kinds(selection):
        if selection.field is not None:
            numbers[kind] = sum(1 for _ in stream(db, selection))
            continue
        select, values = _select(selection, kind)
        ((number,),) = stream_rows(db, f"SELECT count(*) FROM ({select})", values)  # noqa: S608 - read-only
        numbers[kind] = cast("int", number)
    return numbers


def differing(before: Record, after: Record) -> tuple[ChangedField, ...]:
    """Return the fields that differ between two versions, in the order in which they are shown."""
    return tuple(ChangedField(name=n, before=before[n], after=after[n]) for n in HASHED if before[n] != after[n])


def _kinds(selection: ChangeSelection) -> list[Kind]:
    return [kind for kind in KINDS if kind in selection.kinds and (selection.field is None or kind == "changed")]


def _positions(db: Database, selection: ChangeSelection, kind: Kind) -> Iterator[Position]:
    """Yield the places of the changes of one kind, newest first."""
    select, values = _select(selection, kind)
    for row in stream_rows(db, f"{select} ORDER BY 1 DESC, 2 DESC, 3 DESC", values):
        moment, key, version = cast("tuple[str, int, int]", row)
        yield Position(moment, key, KINDS.index(kind), version)


def _select(selection: ChangeSelection, kind: Kind) -> tuple[str, list[str | int]]:
    """Return the SELECT of moment, key and version of each change of one kind, and its parameters."""
    condition, values = selection.articles.condition()
    begin, end = selection.moments
    if kind == "changed":
        among = f"AND key IN (SELECT key FROM articles WHERE version > 1 AND last_seen >= ? AND ({condition}))"  # noqa: S608 - read-only
        if selection.field is not None:
            among += _DIFFERING.format(selection.field)
        moment, version, rest = "fetched_at", "version", f"({VERSIONS.format(restriction=among)}) WHERE version > 1"
        values = [begin, *values]
    elif kind == "new":
        moment, version, rest = "first_seen", "1", f"articles WHERE ({condition})"
    else:
        moment, version = ("gone_at" if kind == "removed" else "until"), "0"
        of_articles = f"EXISTS (SELECT 1 FROM articles WHERE articles.key = absences.key AND ({condition}))"  # noqa: S608 - read-only
        rest = f"absences WHERE gone_at IS NOT NULL AND {of_articles}"
    select = f"SELECT {moment}, key, {version} FROM {rest} AND {moment} >= ? AND {moment} < ?"  # noqa: S608 - read-only
    bounds: list[str | int] = [*values, begin, end]
    for sign, position in (("<", selection.before), (">", selection.after)):
        if position is not None:  # the first condition is for the index
            select += f" AND {moment} {sign}= ? AND ({moment}, key, {KINDS.index(kind)}, {version}) {sign} (?, ?, ?, ?)"
            bounds += [position.moment, *position]
    return select, bounds


def _change(db: Database, position: Position) -> Change:
    """Read what is known of a change."""
    moment, key, number, version = position
    kind = KINDS[number]
    article = db.execute(f"SELECT {', '.join(_ARTICLE)} FROM articles WHERE key = ?", [key]).fetchone()  # noqa: S608 - ours
    changed: tuple[ChangedField, ...] = ()
    seen_after, seen_by, capture = None, moment, ""
    if kind == "changed":
        history = History(db, key)
        after, before = history.version(version), history.version(version - 1)
        assert after is not None
        assert before is not None
        changed = differing(before, after)
        capture = after["capture"]
    elif kind == "removed":
        seen_by, capture = db.execute(_ABSENCE, [key, moment]).fetchone()
    if not capture:
        (capture,) = db.execute(_FIRST_CAPTURE, [key, seen_by]).fetchone()
    if kind != "new":
        last = _MISSING if kind == "returned" else _LIVE
        (seen_after,) = db.execute(last, [key, seen_by, capture]).fetchone()
    if not version:
        (version,) = db.execute(_VERSION_AT, [key, seen_by]).fetchone()
    facts = dict(zip(_ARTICLE, article, strict=True))
    if kind == "removed" and (last_one := History(db, key).version(version)):
        facts["title"] = last_one["title"]
    return Change(
        kind=kind,
        key=key,
        **facts,
        version=version,
        version_before=version - 1 if kind == "changed" else None,
        moment=moment,
        seen_after=seen_after,
        seen_by=seen_by,
        capture=capture,
        fields=changed,
    )
