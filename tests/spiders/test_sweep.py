"""A sweep asks for every id of a range once, and tells what is there from what never was."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from arsip.cli.commands.crawl import crawl as crawl_command
from arsip.cli.commands.info import info
from replica.server import Running
from replica.trouble import Trouble
from scraper.archive.database import open_to_read
from scraper.archive.frontier.id_ranges import LONGEST_RUN
from scraper.archive.statistics.coverage import CoverageFilter, ranges
from scraper.archive.statistics.overview import overview
from scraper.exit_codes import CannotRun
from tests.conftest import Crawl, Serve
from tests.scraper.archive.making import answered, article, capture, fill


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    return open_to_read(folder / "archive.db").execute(sql).fetchall()


def missing(folder: Path) -> list[int]:
    archive = open_to_read(folder / "archive.db")
    return [id_ for _, *ends in ranges(archive, CoverageFilter(), "unknown") for id_ in range(ends[0], ends[1] + 1)]


@pytest.mark.parametrize("missing", ["404", "home", "empty"])
async def test_every_id_of_a_range_is_archived_or_absent(
    replica: Serve, crawl: Crawl, tmp_path: Path, missing: str
) -> None:
    async with replica(articles=30, missing=missing) as running:
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
    async with replica(articles=30) as running:
        ids = running.site.ids("en")
        await crawl(running.url, spider="sweep", from_id=ids[0], to_id=ids[-1], lang="en", limit=4)
        assert rows(tmp_path, "select count(*), max(key) < 0 from captures where key is not null") == [(4, 1)]
        await crawl(running.url, limit=1, lang="en")
    assert rows(tmp_path, "select count(*) from frontier where seen_in = 'sweep' and state = 'pending'") == [(0,)]


async def test_a_limit_is_all_that_a_sweep_of_a_large_range_asks_for_and_puts_down(
    replica: Serve, crawl: Crawl, tmp_path: Path
) -> None:
    async with replica(articles=30) as running:
        run = await crawl(running.url, spider="sweep", from_id=190_001, to_id=200_000, limit=2)
        assert running.requests is not None
        asked = [entry["path"] for entry in running.requests if "/read/" in entry["path"]]
    assert (run.exit_status, asked) == (0, ["/read/200000", "/read/199999"])
    assert rows(tmp_path, "select key, state from frontier order by key") == [(199_999, "absent"), (200_000, "absent")]


async def test_a_range_that_goes_far_above_what_was_seen_is_refused(
    replica: Serve, crawl: Crawl, tmp_path: Path
) -> None:
    async with replica(articles=30) as running:
        with pytest.raises(
            CannotRun, match="to_id: 10001 is far above the newest article known, there is none"
        ) as stop:
            await crawl(running.url, spider="sweep", from_id=1, to_id=LONGEST_RUN + 1, limit=2)
        assert stop.value.exit_status == 2
        assert rows(tmp_path, "select count(*) from frontier") == [(0,)]
        assert rows(tmp_path, "select count(*) from runs") == [(0,)]
        await crawl(running.url, limit=1)
        newest = max(running.site.ids("id"))
        with pytest.raises(CannotRun, match=f"sweep up to {newest + LONGEST_RUN}, or"):
            await crawl(running.url, spider="sweep", from_id=1, to_id=99_999_999, limit=2)
        run = await crawl(running.url, spider="sweep", from_id=99_990_000, to_id=99_999_999, limit=1)
    assert run.exit_status == 0


async def asked_for(running: Running, crawl: Crawl, **choice: Any) -> list[str]:
    assert running.requests is not None
    before = len(running.requests)
    run = await crawl(running.url, settings={"CONCURRENT_REQUESTS": 1}, **choice)
    assert run.exit_status == 0
    return [entry["path"].rpartition("/")[2] for entry in running.requests[before:] if "/read/" in entry["path"]]


async def test_numbers_that_were_leapt_over_are_asked_for_only_where_they_are_named(
    replica: Serve, crawl: Crawl, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pairs = [
        (capture(n, key), answered(article(key))) for n, key in enumerate((-61_636, -61_639, -150_636, -150_640), 1)
    ]
    fill(tmp_path / "archive.db", pairs).with_name("warc").mkdir()
    over = {"spider": "sweep", "lang": "en", "from_id": 61_637, "to_id": 150_638}
    assert missing(tmp_path) == [61_637, 61_638, *range(150_637, 150_640)]
    async with replica(articles=20) as running:
        assert await asked_for(running, crawl, **over) == ["150638", "150637", "61638", "61637"]
        told = "en/61640 to 150635 (88,996 ids): nothing was ever seen of them; to ask for them: arsip crawl sweep"
        assert f"passing over {told} --lang en --from-id 61640 --to-id 150635" in caplog.text
        caplog.clear()
        assert await asked_for(running, crawl, spider="gaps") == ["150639"]
        assert f"passing over {told}" in caplog.text
        inside = {**over, "to_id": 100_000, "limit": 2}
        assert await asked_for(running, crawl, **inside) == ["100000", "99999"]
        assert "asking for them, as the range names them" in caplog.text
        assert await asked_for(running, crawl, **inside) == ["99998", "99997"]  # no answer has changed what is a hole


async def test_ids_that_nobody_answered_for_are_no_articles_to_fetch(
    replica: Serve, crawl: Crawl, tmp_path: Path
) -> None:
    async with replica(articles=20) as running:
        running.site.troubles.append(Trouble(kind="503", path="/read/"))
        run = await crawl(running.url, spider="sweep", from_id=1, to_id=50)
    assert run.exit_status == 4
    archive = open_to_read(tmp_path / "archive.db")
    held = overview(archive)
    assert held.pending == 0
    assert 0 < held.swept <= 50
    result = CliRunner().invoke(info, ["--db", str(tmp_path / "archive.db")])
    assert "0 articles still to fetch" in result.stdout
    assert f"{held.swept} ids that a sweep has left" in result.stdout
    archive.conn.close()
    forgotten = CliRunner().invoke(crawl_command, ["sweep", "--forget", "--db", str(tmp_path / "archive.db")])
    assert (forgotten.exit_code, forgotten.stdout) == (
        0,
        f"{held.swept} ids dropped that sweeps had left unanswered.\n",
    )
    assert rows(tmp_path, "select count(*) from frontier") == [(0,)]


@pytest.mark.parametrize("wrong", [["--forget", "--to-id", "9"], ["--to-id", "9"], ["--from-id", "1"], []])
def test_a_range_or_forget_has_to_be_said(tmp_path: Path, wrong: list[str]) -> None:
    result = CliRunner().invoke(crawl_command, ["sweep", *wrong, "--db", str(tmp_path / "archive.db")])
    assert result.exit_code == 2
    assert "-id" in result.stderr
    assert list(tmp_path.iterdir()) == []


async def test_gaps_are_asked_for_in_one_run(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    async with replica(articles=42) as running:
        ids = running.site.ids("id")
        for start in (5, 15, 30):
            await crawl(running.url, spider="sweep", from_id=ids[start], to_id=ids[start + 2])
        lacking = missing(tmp_path)
        assert len(lacking) > 4
        assert running.requests is not None
        before = len(running.requests)
        first = await crawl(running.url, spider="gaps", lang="id", limit=4, settings={"CONCURRENT_REQUESTS": 1})
        paths = [entry["path"] for entry in running.requests[before:]]
        assert [path for path in paths if "/read/" in path] == [f"/read/{id_}" for id_ in lacking[:-5:-1]]
        second = await crawl(running.url, spider="gaps", since="2000-01-01")
        assert (first.exit_status, second.exit_status) == (0, 0)
        assert missing(tmp_path) == []
        assert len(rows(tmp_path, "select run from runs where kind = 'crawl gaps'")) == 2


@pytest.mark.parametrize(
    ("arguments", "named"), [({"ids": "gone"}, "ids"), ({"since": "kemarin"}, "since"), ({"lang": "jw"}, "lang")]
)
async def test_a_wrong_choice_of_gaps_is_named(crawl: Crawl, arguments: dict[str, str], named: str) -> None:
    with pytest.raises(CannotRun, match=named) as stop:
        await crawl("http://127.0.0.1:9", spider="gaps", **arguments)
    assert stop.value.exit_status == 2


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
