"""Checks the working tables, which decide what is fetched next.

The frontier is compared with the articles. Walks and runs stand nowhere else: it is checked that each row agrees with
itself. An edit that leaves a possible row is not found.
"""

from typing import NamedTuple

from scraper.archive.database import Database
from scraper.archive.frontier.walks import END_REPEATS
from scraper.maintenance.verify.check import REPARSE, RESTORE_ROW, Check, named, shown
from scraper.urls import parse

REMOVE_WALK = f"{RESTORE_ROW}, or delete the row: the list is then walked again from its head"

_DISAGREEING = """
    SELECT f.key, f.state, CASE a.status WHEN 'live' THEN 'archived' ELSE a.status END AS should
    FROM frontier f LEFT JOIN articles a ON a.key = f.key
    WHERE f.state IN ('archived', 'suspect', 'gone') AND f.state IS NOT should
       OR f.state = 'absent' AND should IS NOT NULL
    UNION ALL
    SELECT key, NULL, CASE status WHEN 'live' THEN 'archived' ELSE status END FROM articles
    WHERE key NOT IN (SELECT key FROM frontier)
"""


class Rule(NamedTuple):
    """A condition on one row, in SQL, which `{0}` of is the column; and what is wrong where it does not hold."""

    condition: str
    what: str


COUNT = Rule("typeof({0}) = 'integer' AND {0} >= 0", "not a count")
NUMBER = Rule("typeof({0}) = 'integer' AND {0} > 0", "not a number above 0")
TEXT = Rule("typeof({0}) = 'text' AND trim({0}, char(9, 10, 13, 32)) <> ''", "not a text")
STRING = Rule("typeof({0}) = 'text'", "not a text")
ADDRESS = Rule("{0} GLOB 'http://*' OR {0} GLOB 'https://*'", "not an address")
DAY = Rule("{0} IS date({0}, '+0 days')", "not a day")
MOMENT = Rule(
    "substr({0}, 1, 19) IS strftime('%Y-%m-%dT%H:%M:%S', {0}, '+0 days') AND {0} GLOB '*Z'", "not a moment in UTC"
)
OBJECT = Rule("CASE WHEN json_valid({0}) THEN json_type({0}) = 'object' END", "not a JSON object")
ENDED = Rule("({0} IS NULL) = (ended_at IS NULL)", "a run has it where it has ended, and only there")

COLUMNS = {
    "frontier": {
        "url": ADDRESS,
        "date": DAY,
        "seen_in": TEXT,
        "state": Rule(
            "{0} IN ('pending', 'archived', 'suspect', 'gone', 'absent', 'problem')", "not a state of an article"
        ),
        "tries": COUNT,
        "next_try": MOMENT,
        "last_error": STRING,
        "lease_until": MOMENT,
    },
    "walks": {
        "site": ADDRESS,
        "list": TEXT,
        "serial": NUMBER,
        "started_at": MOMENT,
        "newest": NUMBER,
        "oldest": NUMBER,
        "day": DAY,
        "page": ADDRESS,
        "shown": Rule("is_signature({0})", "not the signature of a page"),
        "repeats": COUNT,
        "depth": NUMBER,
        "next_page": ADDRESS,
        "finished": Rule("{0} IN (0, 1)", "neither 0 nor 1"),
    },
    "runs": {
        "run": TEXT,
        "kind": TEXT,
        "arguments": OBJECT,
        "site": TEXT,
        "user_agent": STRING,
        "robots": Rule("{0} IN ('obey', 'ignore', 'none')", "neither obey nor ignore nor none"),
        "pid": NUMBER,
        "started_at": MOMENT,
        "ended_at": MOMENT,
        "reason": TEXT,
        "verdict": STRING,
        "exit_status": Rule("typeof({0}) = 'integer' AND {0} BETWEEN 0 AND 6", "not an exit status"),
        "counts": OBJECT,
    },
}
"""By table and column, what a value must be, unless it may be NULL and is."""

_SHOWN = "shown = '' OR oldest IS NULL OR CAST(shown AS INTEGER) >= oldest"
_REPEATS = f"repeats >= depth OR repeats < {END_REPEATS} OR finished"

ROWS = {
    "frontier": [("url", Rule("is_article_address(url, key)", "not the address of this article"))],
    "walks": [
        ("oldest", Rule("newest IS NULL OR oldest IS NULL OR oldest <= newest", "it is newer than the newest")),
        ("finished", Rule("finished = (next_page IS NULL)", "a walk is finished where it has no next page")),
        ("shown", Rule(_SHOWN, "its page showed an article older than the oldest")),
        ("repeats", Rule("repeats < depth", "more pages than were read")),
        ("repeats", Rule(_REPEATS, "so many end a walk, and this one goes on")),
    ],
    "runs": [(column, ENDED) for column in ("reason", "verdict", "exit_status")],
}
"""By table, what the values of one row must be together, where each by itself is possible; and which column to name."""


def check(db: Database) -> Check:
    """Find rows of the working tables that are not possible, or disagree with the articles."""
    found = Check("frontier")
    found.looked_at = int(db.execute("SELECT count(*) FROM frontier").fetchone()[0])
    for key, state, should in db.execute(_DISAGREEING):
        if state is None:
            what = f"an article is {should}, and the frontier does not have it"
        elif should is None:
            what = f"it is {state}, and there is no such article"
        else:
            what = f"it is {state}, but {should} according to the captures"
        found.fault(what, REPARSE, table="frontier", row=f"key {key}", column="state")
    db.conn.create_function("is_article_address", 2, _is_article_address, deterministic=True)
    db.conn.create_function("is_signature", 1, _is_signature, deterministic=True)
    _check_rows(db, found, "frontier", RESTORE_ROW)
    _check_rows(db, found, "walks", REMOVE_WALK)
    _check_rows(db, found, "runs", RESTORE_ROW)
    return found


def _check_rows(db: Database, found: Check, table: str, remedy: str) -> None:
    """Check each value of a table by itself, and of the rows without such a fault what their values say together."""
    key = db.primary_key(table)
    nullable = {each.name for each in db.columns(table) if not (each.required or each.key)}
    faulty = set[str]()
    for column, rule in (*COLUMNS[table].items(), *ROWS[table]):
        is_of_one_value = rule is COLUMNS[table].get(column)
        may_be_null = f"{column} IS NULL OR " if is_of_one_value and column in nullable else ""
        condition = f"{may_be_null}({rule.condition.format(column)})"
        for *values, value in db.execute(
            f"SELECT {', '.join(key)}, {column} FROM {table} WHERE NOT coalesce(({condition}), 0)"  # noqa: S608 - our names
        ):
            row = named(key, map(shown, values))
            if is_of_one_value:
                faulty.add(row)
            elif row in faulty:
                continue
            found.fault(f"it is {shown(value)}: {rule.what}", remedy, table=table, row=row, column=column)


def _is_article_address(url: object, key: object) -> bool:
    return isinstance(url, str) and parse(url, base=url).key == key


def _is_signature(value: object) -> bool:
    """Whether a text can be what `walks` keeps of a page: lowest id, highest, how many, and their sum."""
    try:
        lowest, highest, count, total = map(int, str(value).split(","))
    except ValueError:
        return value == ""
    return count >= 1 and lowest * count <= total <= highest * count
