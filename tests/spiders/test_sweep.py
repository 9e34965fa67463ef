"""A sweep asks for every id of a range once, and tells what is there from what never was."""

from pathlib import Path
from typing import Any

import pytest

from scraper.archive.opening import open_to_read
from scraper.crawl.stops import CannotRun
from tests.conftest import Crawl, Serve


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    return open_to_read(folder / "archive.db").execute(sql).fetchall()


@pytest.mark.parametrize("missing", ["404", "home", "empty"])
async def test_every_id_of_a_range_is_archived_or_absent(
    replica: Serve, crawl: Crawl, tmp_path: Path, missing: str
) -> None:
    async with replica(articles=60, missing=missing) as running:
        ids = running.site.ids("id")
        first, last = ids[10], ids[-10]
        run = await crawl(running.url, spider="sweep", from_id=first, to_id=last, settings={"CONCURRENT_REQUESTS": 1})
        assert run.exit_status == 0
        there = [id_ for id_ in ids if first <= id_ <= last]
        assert [key for (key,) in rows(tmp_path, "select key from articles order by key")] == there
        absent = sorted(set(range(first, last + 1)) - set(there))
        assert absent
        states = dict(rows(tmp_path, f"select key, state from frontier where key between {first} and {last}"))
        assert [key for key, state in sorted(states.items()) if state == "absent"] == absent
        assert running.requests is not None
        before = len(running.requests)
        again = await crawl(running.url, spider="sweep", from_id=str(first), to_id=str(last), lang="id")
        assert again.exit_status == 0
        assert [entry["path"] for entry in running.requests[before:]] in (["/robots.txt"], [])


async def test_a_sweep_is_of_one_edition(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    async with replica(articles=60) as running:
        ids = running.site.ids("en")
        await crawl(running.url, spider="sweep", from_id=ids[0], to_id=ids[-1], lang="en", limit=4)
        assert rows(tmp_path, "select count(*), max(key) < 0 from captures where key is not null") == [(4, 1)]
        await crawl(running.url, limit=1, lang="en")
    swept = len(ids) - 4
    assert rows(tmp_path, "select count(*) from frontier where seen_in = 'sweep' and state = 'pending'")[0][0] < swept


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"to_id": "5"}, "from_id"),
        ({"from_id": "5"}, "to_id"),
        ({"from_id": "0", "to_id": "5"}, "from_id"),
        ({"from_id": "6", "to_id": "5"}, "from_id"),
        ({"from_id": "1", "to_id": "99999999999"}, "to_id"),
        ({"from_id": "satu", "to_id": "5"}, "from_id"),
        ({"from_id": "1", "to_id": "5", "lang": "jw"}, "lang"),
        ({"from_id": "1", "to_id": "5", "since": "2026-10-01"}, "since"),
    ],
)
async def test_a_bad_range_is_named(crawl: Crawl, tmp_path: Path, arguments: dict[str, str], named: str) -> None:
    with pytest.raises(CannotRun, match=named) as stop:
        await crawl("http://127.0.0.1:9", spider="sweep", **arguments)
    assert stop.value.exit_status == 2
    assert list(tmp_path.iterdir()) == []
