"""`arsip preflight` prints a table, ends with the true status, and writes a bundle without a word of the site's own."""

import asyncio
import json
import re
import signal
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from arsip.cli.commands.preflight import preflight
from scraper.archive.database import open_to_read
from scraper.archive.site_profile import profile_of
from scraper.parser.inspection import inspect
from tests.conftest import Crawl, Serve
from tests.scraper.archive.making import answered, article, capture, fill

ROOT = Path(__file__).parents[3]


async def arsip(*words: str) -> tuple[int, str, str]:
    """Run a command in a process of its own; return exit status, output and errors."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "arsip", *words, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), errors.decode()


def last(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(preflight, ["--last", "--db", str(folder / "archive.db"), *words])


async def test_a_whole_preflight(replica: Serve, tmp_path: Path) -> None:
    async with replica(articles=75, wrong_slug="404") as running:
        given = ["--site", running.url, "--db", str(tmp_path / "archive.db"), "--delay", "0", "--min-free", "0M"]
        status, out, errors = await arsip("preflight", *given, "--bundle", str(tmp_path / "bundle.zip"))
    assert status == 3
    assert re.search(r"✗\s+slug\s", out)
    assert "✗ 1 fails" in out
    assert "Crawls depend on what does not hold: slug: without slug: status 404" in " ".join(out.split())
    assert "Look at it before you send it" in errors
    again = last(tmp_path, "--bundle", str(tmp_path / "again.zip"))
    assert again.exit_code == 3
    assert [line.strip() for line in again.stdout.splitlines()] == [line.strip() for line in out.splitlines()]
    assert (tmp_path / "again.zip").read_bytes() == (tmp_path / "bundle.zip").read_bytes()


async def test_ctrl_c_keeps_what_was_found(replica: Serve, tmp_path: Path) -> None:
    async with replica(articles=75) as running:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "arsip", "preflight", "--site", running.url, "--delay", "1", "--min-free", "0M"),
            *("--db", str(tmp_path / "archive.db")), cwd=ROOT, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        while len(running.requests or ()) < 4:
            assert process.returncode is None
            await asyncio.sleep(0.05)
        process.send_signal(signal.SIGINT)
        await process.communicate()
    assert process.returncode == 5
    profile = profile_of(open_to_read(tmp_path / "archive.db"))
    assert profile is not None
    assert (profile.paging, profile.page_size) == ("rel", 50)


async def test_where_nothing_answers_there_is_no_table(crawl: Crawl, tmp_path: Path) -> None:
    run = await crawl("http://127.0.0.1:9", spider="preflight")
    assert run.exit_status == 1
    assert run.verdict == "cannot reach 127.0.0.1:9: the connection is refused; run the same command later"
    done = last(tmp_path)
    assert (done.exit_code, done.stdout) == (1, f"The run ended early: {run.verdict}.\n")


async def test_where_only_robots_answers_there_is_no_table_and_no_bundle(
    replica: Serve, crawl: Crawl, tmp_path: Path
) -> None:
    async with replica(articles=75, robots_status=503) as running:
        await crawl(running.url, spider="preflight")
    done = last(tmp_path, "--bundle", str(tmp_path / "bundle.zip"))
    assert done.exit_code == 1
    assert done.stdout.startswith("The run ended early: ")
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr.startswith("No bundle was written: ")
    assert not (tmp_path / "bundle.zip").exists()


async def test_json_and_the_bundle(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    async with replica(articles=75, template="desktop-icons", paging="number") as running:
        await crawl(running.url, spider="preflight")
        titles = [each.title for each in running.site.articles()]
    done = last(tmp_path, "--json", "--bundle", str(tmp_path / "bundle.zip"))
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert (told["site"], told["exit_status"], told["requests"]) == (running.url, 0, 19)
    assert (told["profile"]["paging"], told["profile"]["missing"]) == ("number", "404")
    by_name = {each["assumption"]: each for each in told["findings"]}
    assert by_name["paging"]["verdict"] == "differs"
    assert by_name["paging"]["probes"] == ["list berita/terkini", "next page"]
    assert set(by_name["paging"]) == {"assumption", "expected", "found", "verdict", "follows", "source", "probes"}
    with zipfile.ZipFile(tmp_path / "bundle.zip") as bundle:
        about = json.loads(bundle.read("preflight.json"))
        pages = {name: bundle.read(name).decode() for name in bundle.namelist() if name.endswith(".html")}
        read = {name: json.loads(bundle.read(name.replace(".html", ".json"))) for name in pages}
    assert about["versions"].keys() == {"arsip", "parser", "templates", "python"}
    assert [each["assumption"] for each in about["findings"]] == list(by_name)
    assert {each["file"] for each in about["pages"]} == set(pages)
    assert {f"pages/preflight-{each}.html" for each in ("list-berita-terkini", "next-page", "article-id")} <= set(pages)
    assert all(each["reads_alike"] for each in about["pages"])
    for name, fixture in read.items():  # as tests/pages has them
        again = inspect(pages[name].encode(), fixture["request"]).read
        assert json.loads(json.dumps({"request": fixture["request"], **again})) == fixture
    assert read["pages/preflight-article-id.html"].keys() == {"request", "article"}
    everything = json.dumps(about) + json.dumps(read) + "".join(pages.values())
    long_titles = [title for title in titles if len(title) > 20]
    assert long_titles
    assert not [title for title in long_titles if title in everything]


async def test_why_articles_were_not_requested_is_told_without_their_slugs(
    replica: Serve, crawl: Crawl, tmp_path: Path
) -> None:
    async with replica(articles=75, robots="User-agent: *\nDisallow: /read/\n") as running:
        await crawl(running.url, spider="preflight")
        slugs = {running.site.brief("id", id_).slug for id_ in running.site.ids("id")}
    done = last(tmp_path, "--json", "--bundle", str(tmp_path / "bundle.zip"))
    assert done.exit_code == 3
    assert "Error: crawls depend on what does not hold: robots.txt: it disallows /read/142433" in done.stderr
    by_name = {each["assumption"]: each for each in json.loads(done.stdout)["findings"]}
    assert by_name["compression"]["found"].startswith(f"robots.txt disallows {running.url}/read/")
    with zipfile.ZipFile(tmp_path / "bundle.zip") as bundle:
        about = bundle.read("preflight.json").decode()
    assert json.loads(about)["unanswered"]["article id"].startswith(f"robots.txt disallows {running.url}/read/")
    assert not [slug for slug in slugs if slug in about]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ([], 1, "no preflight was made with this archive; make one with `arsip preflight`"),
        (["--site", "http://127.0.0.1:9"], 2, "leave out --site"),
        (["--bundle", "{folder}/b.zip"], 1, "no preflight"),
    ],
)
def test_what_cannot_be_shown_is_one_line(tmp_path: Path, words: list[str], status: int, said: str) -> None:
    fill(tmp_path / "archive.db", [(capture(1, 101), answered(article(101)))])
    done = last(tmp_path, *(word.format(folder=tmp_path) for word in words))
    assert (done.exit_code, done.stdout) == (status, "")
    assert said in done.stderr.splitlines()[-1]


async def test_a_bundle_that_cannot_be_written_is_named(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    async with replica(articles=75) as running:
        await crawl(running.url, spider="preflight")
    (tmp_path / "b.zip").mkdir()
    done = last(tmp_path, "--bundle", str(tmp_path / "b.zip"))
    assert done.exit_code == 2
    assert "b.zip' is a directory" in done.stderr
    next((tmp_path / "warc").iterdir()).unlink()
    lost = last(tmp_path)
    assert lost.exit_code == 1
    assert "No such file" in lost.stderr
    assert len(lost.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", ["tidak/ada/b.zip", "b.txt", "."])
def test_a_bundle_is_a_zip_in_a_folder_that_exists(name: str, tmp_path: Path) -> None:
    done = last(tmp_path, "--bundle", str(tmp_path / name))
    assert done.exit_code == 2
    assert "--bundle" in done.stderr.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []
