"""Checks the working tables, as far as anything says what should be in them: what they say decides what is fetched.

The frontier is held against the articles. Walks and runs are notes that nothing else has: of them it is checked that a
row agrees with itself. An edit that leaves a row that could be is not found.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from scraper.archive.frontier.walks import END_REPEATS
from scraper.maintenance.verify.database import primary_key
from scraper.maintenance.verify.findings import REPARSE, Check, shown
from scraper.urls import parse

RESTORE_ROW = "restore archive.db from a backup"
REMOVE_WALK = "restore archive.db from a backup, or delete the row: the list is then walked again from its head"

_STATES = frozenset({"pending", "archived", "suspect", "gone", "absent", "problem"})

_DISAGREEING = """
    SELECT f.key, f.state, CASE a.status WHEN 'live' THEN 'archived' ELSE a.status END AS should
    FROM frontier f LEFT JOIN articles a ON a.key = f.key
    WHERE f.state IN ('archived', 'suspect', 'gone') AND f.state IS NOT should
       OR f.state = 'absent' AND should IS NOT NULL
    UNION ALL
    SELECT key, NULL, CASE status WHEN 'live' THEN 'archived' ELSE status END FROM articles
    WHERE key NOT IN (SELECT key FROM frontier)
"""

Row = dict[str, Any]
Wrong = Iterator[tuple[str, str]]
"""Columns that cannot be so, each with what is wrong."""


def check(db: Database) -> Check:
    """Find rows of the working tables that cannot be so.

    Args:
        db: the archive.
    """
    found = Check("frontier")
    found.looked_at = int(db.execute("SELECT count(*) FROM frontier").fetchone()[0])
    for key, state, should in db.execute(_DISAGREEING):
        if state is None:
            what = f"an article is {should}, and the frontier does not know it"
        elif should is None:
            what = f"it is {state}, and there is no such article"
        else:
            what = f"it is {state}, and by the captures {should}"
        found.fault(what, REPARSE, table="frontier", row=f"key {key}", column="state")
    _each(db, found, "frontier", RESTORE_ROW)
    _each(db, found, "walks", REMOVE_WALK)
    _each(db, found, "runs", RESTORE_ROW)
    return found


def _each(db: Database, found: Check, table: str, remedy: str) -> None:
    """Check each row of a table by itself: each value, then what two of them say together."""
    key = primary_key(db, table)
    rows = db.execute(f"SELECT * FROM {table}")  # noqa: S608 - our names
    names = [column[0] for column in rows.description]
    for values in rows:
        row = dict(zip(names, values, strict=True))
        wrong = [
            (column, what)
            for column, (can_be, what) in _RULES[table].items()
            if not (row[column] is None and column in _NULLABLE[table]) and not can_be(row[column])
        ]
        for column, what in wrong or _TOGETHER[table](row):
            at = ", ".join(f"{name} {shown(row[name])}" for name in key)
            found.fault(f"it is {shown(row[column])}: {what}", remedy, table=table, row=at, column=column)


def _article_at_its_address(row: Row) -> Wrong:
    if parse(row["url"], base=row["url"]).key != row["key"]:
        yield "url", "not the address of this article"


def _walk_agrees(row: Row) -> Wrong:
    newest, oldest = row["newest"], row["oldest"]
    if newest is not None and oldest is not None and oldest > newest:
        yield "oldest", f"it is newer than the newest, {newest}"
    if bool(row["finished"]) != (row["next_page"] is None):
        yield "finished", "a walk is finished where it has no next page, and only there"
    if row["shown"] and oldest is not None and int(row["shown"].split(",")[0]) < oldest:
        yield "shown", f"its page showed an article older than the oldest, {oldest}"
    if row["repeats"] >= row["depth"]:
        yield "repeats", f"more pages than the {row['depth']} that were read"
    elif row["repeats"] >= END_REPEATS and not row["finished"]:
        yield "repeats", "so many end a walk, and this one goes on"


def _run_agrees(row: Row) -> Wrong:
    for column in ("reason", "verdict", "exit_status"):
        if (row[column] is None) != (row["ended_at"] is None):
            yield column, "a run has it where it has ended, and only there"


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_string(value: object) -> bool:
    return isinstance(value, str)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and value >= 0


def _is_number(value: object) -> bool:
    return isinstance(value, int) and value > 0


def _is_address(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://"))


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_moment(value: object) -> bool:
    try:
        return isinstance(value, str) and value.endswith("Z") and bool(datetime.fromisoformat(value))
    except ValueError:
        return False


def _is_object(value: object) -> bool:
    try:
        return isinstance(value, str) and isinstance(json.loads(value), dict)
    except (ValueError, RecursionError):
        return False


def _is_signature(value: object) -> bool:
    """Whether a text can be what `walks` keeps of a page: lowest id, highest, how many, and their sum."""
    try:
        lowest, highest, count, total = map(int, str(value).split(","))
    except ValueError:
        return value == ""
    return count >= 1 and lowest * count <= total <= highest * count


_COUNT, _NUMBER, _TEXT, _MOMENT, _DAY, _ADDRESS, _OBJECT = (
    (_is_count, "no count"),
    (_is_number, "no number above 0"),
    (_is_text, "no text"),
    (_is_moment, "no moment in UTC"),
    (_is_day, "no day"),
    (_is_address, "no address"),
    (_is_object, "no JSON object"),
)

_RULES: dict[str, dict[str, tuple[Callable[[object], bool], str]]] = {
    "frontier": {
        "url": _ADDRESS,
        "date": _DAY,
        "seen_in": _TEXT,
        "state": (_STATES.__contains__, "no state of an article"),
        "tries": _COUNT,
        "next_try": _MOMENT,
        "last_error": (_is_string, "no text"),
        "lease_until": _MOMENT,
    },
    "walks": {
        "site": _ADDRESS,
        "list": _TEXT,
        "serial": _NUMBER,
        "started_at": _MOMENT,
        "newest": _NUMBER,
        "oldest": _NUMBER,
        "day": _DAY,
        "page": _ADDRESS,
        "shown": (_is_signature, "not the mark of a page"),
        "repeats": _COUNT,
        "depth": _NUMBER,
        "next_page": _ADDRESS,
        "finished": ({0, 1}.__contains__, "neither 0 nor 1"),
    },
    "runs": {
        "run": _TEXT,
        "kind": _TEXT,
        "arguments": _OBJECT,
        "site": _TEXT,
        "user_agent": (_is_string, "no text"),
        "robots": ({"obey", "ignore"}.__contains__, "neither obey nor ignore"),
        "pid": _NUMBER,
        "started_at": _MOMENT,
        "ended_at": _MOMENT,
        "reason": _TEXT,
        "verdict": (_is_string, "no text"),
        "exit_status": (frozenset(range(7)).__contains__, "no exit status"),
        "counts": _OBJECT,
    },
}
"""By table and column, what a value can be, and what to say of one that cannot."""

_NULLABLE = {
    "frontier": {"date", "next_try", "last_error", "lease_until"},
    "walks": {"newest", "oldest", "day", "next_page"},
    "runs": {"ended_at", "reason", "verdict", "exit_status", "counts"},
}

_TOGETHER: dict[str, Callable[[Row], Wrong]] = {
    "frontier": _article_at_its_address,
    "walks": _walk_agrees,
    "runs": _run_agrees,
}
"""By table, what the values of one row say together, where each by itself can be."""
