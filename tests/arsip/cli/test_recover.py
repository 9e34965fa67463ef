"""`arsip recover` as a person types it: its summary, its refusals, and what comes of it in other commands."""

import asyncio
import json
import signal
import sys
from contextlib import closing
from pathlib import Path

import pytest
from aiohttp import web
from click.testing import CliRunner, Result

from arsip.cli.main import main
from scraper.archive.database import claim_site, create_or_open
from tests.scraper.recover.crawl_files import common_crawl
from tests.scraper.recover.web_archive import MOBILE, Past, Server, serving

WWW = "www.beritajakarta.id"


def arsip(*arguments: str | Path, **env: str) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments], env={"COLUMNS": "110", **env})


@pytest.fixture
def past() -> Past:
    past = Past()
    one, other = past.site.ids("id")[-2:]
    for title in ("Judul Pertama", "Judul Kedua"):
        past.site.edit("id", one, title=title, keep_slug=True)
        past.visit(MOBILE + past.path(one))
        past.visit(MOBILE + past.path(other))
        past.wait(days=400)
    return past


async def typed(server: Server, *arguments: str | Path, of: str = "wayback") -> Result:
    endpoint = f"{server.address}/{'arsip' if of == 'wayback' else 'cc'}"
    return await asyncio.to_thread(arsip, "recover", of, "--endpoint", endpoint, *arguments)


async def test_what_is_recovered_shows_where_it_comes_from(past: Past, tmp_path: Path) -> None:
    db, key = tmp_path / "archive.db", past.captures[0].url.split("/")[4]
    async with serving(past.captures) as server:
        would = await typed(server, "--db", db, "--dry-run")
        assert would.stdout == "4 lines in the index; chosen: 4 captures.\nTo fetch: 4 captures.\n"
        done = await typed(server, "--db", db)
        assert (done.exit_code, done.stderr) == (0, "")
        again = await typed(server, "--db", db, "--json", "--missing")
    first, last = (past.captures[at].moment.date().isoformat() for at in (0, -1))
    summary = done.stdout.splitlines()
    assert summary[:2] == [
        "4 lines in the index; chosen: 4 captures.",
        f"archive.db: 4 new captures, from {first} to {last}.",
    ]
    assert summary[2].startswith("2 articles, 1 later version and ")
    found = json.loads(again.stdout)
    assert (found["source"], found["found"], found["chosen"], found["fetched"]) == ("wayback", 4, 0, 0)

    shown = arsip("show", key, "--db", db, "--versions")
    assert shown.exit_code == 0, shown.stderr
    versions = shown.stdout
    assert tuple(versions.split("since", 1)[1].split()[:3]) == ("changed", "from", "read")
    assert versions.count("wayback") == 2
    as_json = json.loads(arsip("show", key, "--db", db, "--versions", "--json").stdout)
    assert [each["source"] for each in as_json["versions"]] == ["wayback", "wayback"]
    cited = arsip("show", key, "--db", db, "--cite").stdout
    assert f", captured by a web archive (Wayback Machine) {last} " in cited
    assert "recover wayback" in arsip("runs", "--db", db).stdout
    records = json.loads(arsip("export", "-", "--format", "json", "--db", db).stdout)
    assert [each["source"] for each in records] == ["wayback", "wayback"]
    exported = arsip("export", tmp_path / "all.zip", "--db", db)
    assert exported.exit_code == 0, exported.stderr
    assert arsip("verify", "--db", db, "--workers", "1").exit_code == 0


async def test_a_cluster_is_not_used_for_servers_and_is_named_where_it_does_not_answer(
    past: Past, tmp_path: Path
) -> None:
    common_crawl(tmp_path / "site", past.captures, split=past.captures[2].moment)
    nobody, db = ("--cluster", "tcp://127.0.0.1:1"), tmp_path / "archive.db"
    async with serving(folder=tmp_path / "site") as server:
        done = await typed(server, "--data", f"{server.address}/cc", "--db", db, *nobody, of="commoncrawl")
        assert done.exit_code == 0, done.stderr
        why = "requests to servers on the web are made by this process alone; give --index or --data elsewhere"
        assert done.stderr == f"--cluster is not used: {why}\n"
        refused = await typed(server, "--data", tmp_path / "site", "--db", db, *nobody, of="commoncrawl")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("Error: --cluster tcp://127.0.0.1:1: no Dask scheduler answers there")
    assert refused.stderr.count("\n") == 1


def written(db: Path) -> dict[Path, int]:
    """When the files of an archive were written, but those that SQLite needs to read it."""
    files = (path for path in db.parent.rglob("*") if not path.name.endswith(("-shm", "-wal")))
    return {path: path.stat().st_mtime_ns for path in files}


async def test_a_dry_run_writes_nothing(past: Past, tmp_path: Path) -> None:
    new, old = tmp_path / "new" / "archive.db", tmp_path / "old" / "archive.db"
    async with serving(past.captures) as server:
        would = await typed(server, "--db", new, "--dry-run", "--contact", "you@example.org")
        assert would.stdout.endswith("To fetch: 4 captures.\n"), would.stderr
        assert list(tmp_path.iterdir()) == []
        done = await typed(server, "--db", old, "--limit", "1")
        assert done.exit_code == 0, done.stderr
        before = written(old)
        again = await typed(server, "--db", old, "--dry-run", "--contact", "you@example.org")
    assert again.stdout.endswith("To fetch: 3 captures.\n"), again.stderr
    assert written(old) == before


async def test_an_interrupted_recovery_tells_what_it_has_done(past: Past, tmp_path: Path) -> None:
    async with serving(past.captures) as server:
        server.hang_at = 3
        words = ["recover", "wayback", "--db", str(tmp_path / "archive.db"), "--json"]
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "arsip", *words, "--endpoint", f"{server.address}/arsip",
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        await server.hanging.wait()
        process.send_signal(signal.SIGINT)
        out, errors = await process.communicate()
    assert (process.returncode, errors.decode()) == (5, "Error: interrupted; run the same command to resume\n")
    told = json.loads(out)
    assert (told["found"], told["fetched"], told["left"]) == (4, 2, 2)
    assert told["outcomes"] == {"article": 2}


async def test_a_recovery_of_which_nothing_could_be_read_is_unhealthy(tmp_path: Path) -> None:
    past = Past()
    for number in past.site.ids("id")[-3:]:
        past.visit(f"{MOBILE}{past.path(number)}", body=b"<html><body><p>Bukan artikel</p></body></html>")
    db = tmp_path / "archive.db"
    async with serving(past.captures) as server:
        done = await typed(server, "--db", db)
        again = await typed(server, "--db", db)
    assert done.exit_code == 3
    assert done.stderr == "Error: none of 3 new captures could be read; `arsip problems` lists them\n"
    assert (again.exit_code, again.stderr) == (0, "")


async def test_common_crawl_by_the_command_line(past: Past, tmp_path: Path) -> None:
    common_crawl(tmp_path / "site", past.captures, split=past.captures[2].moment)
    index = tmp_path / "site" / "cc-index/table/cc-main/warc"
    async with serving(folder=tmp_path / "site") as server:
        data = ("--data", f"{server.address}/cc")
        done = await typed(server, "--db", tmp_path / "a.db", *data, of="commoncrawl")
        assert done.exit_code == 0, done.stderr
    local = arsip("recover", "commoncrawl", "--db", tmp_path / "b.db", "--index", index, "--data", tmp_path / "site")
    assert local.stdout.replace("b.db", "a.db") == done.stdout
    assert "a.db: 4 new captures, from " in done.stdout


def test_an_archive_of_another_site_is_asked_for_by_its_hosts(tmp_path: Path) -> None:
    db = tmp_path / "archive.db"
    with closing(create_or_open(db)) as made:
        claim_site(made, "contoh.example")
    words = ("recover", "wayback", "--db", db, "--endpoint", "http://127.0.0.1:9")
    unnamed, foreign, own = (arsip(*words, *more) for more in ((), ("--hosts", WWW), ("--hosts", "contoh.example")))
    assert (unnamed.exit_code, foreign.exit_code, own.exit_code) == (2, 2, 1)
    assert "this is an archive of contoh.example: name its hosts with --hosts" in unnamed.stderr
    assert "beritajakarta.id is not a host of contoh.example, which this archive is of" in foreign.stderr
    assert "http://127.0.0.1:9 does not answer" in own.stderr


def test_refusals_are_one_line_with_the_true_status(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    db = ("--db", tmp_path / "archive.db")
    nowhere = ("--endpoint", "http://127.0.0.1:9")
    refused = {
        ("wayback",): (2, "say who you are, so that the web archive can reach you: --contact you@example.org"),
        ("commoncrawl",): (2, "say who you are"),
        ("wayback", *nowhere): (1, "http://127.0.0.1:9 does not answer (Connection refused); run the same command"),
        ("commoncrawl", *nowhere): (2, "say who you are"),
        ("commoncrawl", "--data", "http://127.0.0.1:9"): (2, "say who you are"),
        ("commoncrawl", "--index", "https://contoh.example/a.parquet", "--data", "."): (2, "say who you are"),
        ("commoncrawl", *nowhere, "--data", "."): (1, "http://127.0.0.1:9 does not answer (Connection refused)"),
        ("wayback", *nowhere, "--hosts", "https://a/"): (2, "invalid host 'https://a/'"),
        ("wayback", "--since", "2020-01-02", "--until", "2020-01-01"): (2, "--since: 2020-01-02 is after 2020-01-01"),
        ("wayback", "--since", "0001-01-01"): (2, "invalid date '0001-01-01': expected YYYY-MM-DD"),
        ("wayback", "--until", "9999-12-31"): (2, "invalid date '9999-12-31': expected YYYY-MM-DD"),
        ("wayback", "--endpoint", "http://127.0.0.1:99999/a"): (2, "invalid address 'http://127.0.0.1:99999/a'"),
        ("wayback", "--endpoint", "http://127.0.0.1:9/?x=1"): (2, "expected one without ? and #"),
        ("wayback", *nowhere, "--contact", "x"): (2, "invalid contact 'x': expected a mail address or a web page"),
        ("wayback", *nowhere, "--contact", "you@example.org\r\nX: 1"): (2, "invalid contact"),
        ("commoncrawl", "--index", "tidak-ada", "--data", "."): (2, "tidak-ada: this columnar index cannot be read"),
    }
    several = ("wayback", *nowhere, "--hosts", "m.beritajakarta.id,contoh.example", "--db", tmp_path / "none" / "a.db")
    refused[several] = (2, "contoh.example is of another site than m.beritajakarta.id; an archive is of one site")
    for words, (status, said) in refused.items():
        done = arsip("recover", words[0], *db, *words[1:], ARSIP_CONTACT="")
        assert (done.exit_code, done.stdout) == (status, ""), (words, done.stderr)
        assert said in done.stderr.splitlines()[-1], (words, done.stderr)
        assert not (tmp_path / "archive.db").exists(), "no empty archive stays behind"
    assert not (tmp_path / "none").exists()
    monkeypatch.setitem(sys.modules, "wayback", None)
    for name in ("scraper.recover.wayback", "scraper.recover.session"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    done = arsip("recover", "wayback", *db, *nowhere)
    assert done.stderr == "Error: wayback is not installed, which this needs: `pip install '.[recover]'`\n"
    assert done.exit_code == 1


async def test_what_an_index_says_does_not_control_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Server, "_index", lambda *_: web.Response(text="\x1b[31mMERAH\x1b]0;x\x07\u202e"))
    async with serving() as server:
        done = await typed(server, "--db", tmp_path / "archive.db")
    assert done.exit_code == 1
    assert done.stderr.endswith("its index cannot be read: \\x1b[31mMERAH\\x1b]0;x\\x07\\u202e\n")


@pytest.mark.parametrize("seconds", ["9" * 21, "9" * 400])
async def test_a_pause_without_an_end_is_said_as_such(past: Past, tmp_path: Path, seconds: str) -> None:
    async with serving(past.captures) as server:
        server.busy, server.busy_seconds = 1, seconds
        done = await typed(server, "--db", tmp_path / "archive.db")
    assert done.exit_code == 4
    assert "asks to wait more than a year; " in done.stderr
