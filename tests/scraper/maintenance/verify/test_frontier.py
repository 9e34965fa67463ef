"""Rows of the working tables that are not possible are found, and named by their column."""

from contextlib import closing
from pathlib import Path

import pytest

from scraper.archive.database import create_or_open
from scraper.maintenance.verify import frontier

AT = "2026-10-01T00:00:00.000Z"
ROWS = {
    "frontier": {"key": 5, "url": "https://www.beritajakarta.id/read/5/x", "date": "2026-10-01", "seen_in": "hand"},
    "walks": {
        "site": "https://a.example",
        "list": "x",
        "serial": 1,
        "started_at": AT,
        "newest": 9,
        "oldest": 5,
        "page": "https://a.example/1",
        "shown": "5,9,3,21",
        "repeats": 0,
        "depth": 2,
        "next_page": "https://a.example/2",
        "finished": 0,
    },
    "runs": {
        "run": "r",
        "kind": "articles",
        "arguments": "{}",
        "site": "https://a.example",
        "user_agent": "",
        "robots": "obey",
        "pid": 1,
        "started_at": AT,
        "ended_at": AT,
        "reason": "finished",
        "verdict": "",
        "exit_status": 0,
    },
}


@pytest.mark.parametrize(
    ("table", "changes", "columns"),
    [
        *((table, {}, []) for table in ROWS),
        ("frontier", {"url": "https://www.beritajakarta.id/read/6/x"}, ["url"]),
        ("frontier", {"url": "x", "tries": -1}, ["url", "tries"]),
        ("frontier", {"next_try": "2026-10-01"}, ["next_try"]),
        ("frontier", {"seen_in": ""}, ["seen_in"]),
        ("walks", {"oldest": 10, "shown": "10,11,2,21"}, ["oldest"]),
        ("walks", {"shown": "4,9,3,21"}, ["shown"]),
        ("walks", {"shown": "abc"}, ["shown"]),
        ("walks", {"shown": "", "newest": None, "oldest": None}, []),
        ("walks", {"repeats": 2}, ["repeats"]),
        ("walks", {"finished": 1}, ["finished"]),
        ("walks", {"next_page": None, "finished": 1}, []),
        ("walks", {"day": "2026-02-30"}, ["day"]),
        ("walks", {"started_at": "2026-02-30T00:00:00.000Z"}, ["started_at"]),
        ("runs", {"ended_at": None}, ["reason", "verdict", "exit_status"]),
        ("runs", {"ended_at": None, "reason": None, "verdict": None, "exit_status": None}, []),
        ("runs", {"exit_status": 9}, ["exit_status"]),
        ("runs", {"arguments": "{", "counts": "[]"}, ["arguments", "counts"]),
    ],
)
def test_a_row_that_is_not_possible_is_found(
    tmp_path: Path, table: str, changes: dict[str, object], columns: list[str]
) -> None:
    row = {**ROWS[table], **changes}
    with closing(create_or_open(tmp_path / "archive.db")) as db:
        db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
        assert [fault.column for fault in frontier.check(db).faults] == columns
