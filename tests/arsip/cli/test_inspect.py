"""`arsip inspect`: from a file, the archive or a site; for the eye, as JSON, and as a fixture."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from arsip.cli import page_source
from arsip.cli.main import main
from scraper.archive.database import open_to_read
from scraper.items import Article
from scraper.parser import anonymise, article
from scraper.parser.made_up_words import made_up
from scraper.parser.page import Identity, Page
from tests.conftest import Crawl, Serve
from tests.scraper.parser.test_pages import outcome

PAGES = Path(__file__).parents[2] / "pages"
FULL = PAGES / "mobile-full.html"
URL = "https://www.beritajakarta.id/read/140210/perahu-sampah-baru-mulai-bekerja-di-kali-contoh"
LIST = "https://m.beritajakarta.id/kategori/ekonomi"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a place for fixtures, and nobody's contact or archive in the environment."""
    (tmp_path / "tests" / "pages").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    for name in ("ARSIP_DB", "ARSIP_CONTACT"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def arsip_inspect(*arguments: str, columns: int = 80, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["inspect", *arguments], input=stdin, env={"COLUMNS": str(columns)})


async def in_a_thread(*arguments: str) -> Result:
    """Ask while a replica answers in this thread."""
    return await asyncio.to_thread(arsip_inspect, *arguments)


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_it_fits_the_terminal_and_shows_each_field(columns: int) -> None:
    done = arsip_inspect(str(FULL), columns=columns)
    assert (done.exit_code, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= columns
    assert "\x1b" not in done.stdout
    for name in ("title", "photo_credit", "published_at", "category_slug", "read_also 2", "popular 3"):
        assert f"= {name} " in done.stdout
    assert "Nothing found: translator" in done.stdout


def test_value_path_and_words_around() -> None:
    lines = [line.rstrip() for line in arsip_inspect(str(FULL), columns=120).stdout.splitlines()]
    at = next(place for place, line in enumerate(lines) if line.startswith("= editor"))
    value, path, context = (line[16:] for line in lines[at : at + 3])
    assert value == "Rukmini Astari"
    assert path == "body > div.news-read > div.content > div.content-info > span:nth-of-type(4)"
    assert " Editor : »Rukmini Astari« Dua perahu " in context
    assert "mobile         reads it" in lines
    assert "generic        would read it too" in lines


def test_where_the_generic_finder_reads_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    by_words = article.by_words

    def otherwise(page: Page, identity: Identity) -> Article:
        found = by_words(page, identity)
        return replace(found, editor="Lain Sekali", body=found.body.replace("1.500", "2.500"), related=())

    monkeypatch.setattr(article, "by_words", otherwise)
    lines = [line.rstrip() for line in arsip_inspect(str(FULL)).stdout.splitlines()]
    marked = [line.split("  ")[0] for line in lines if line.startswith("≠")]
    assert marked == ["≠ editor", "≠ body", "≠ related 1", "≠ related 2"]
    at = lines.index("≠ editor        Rukmini Astari")
    assert lines[at + 3] == "                generic: Lain Sekali"
    assert any(line.strip().startswith("here: ") and "1.500" in line for line in lines)
    assert any(line.strip().startswith("there: ") and "2.500" in line for line in lines)


def test_a_generic_reading_that_has_more_than_the_template(tmp_path: Path) -> None:
    page = tmp_path / "judul.html"
    page.write_bytes(
        FULL.read_bytes().replace(b'<span class="title">Berita Terpop', b'<span class="judul">Berita Terpop')
    )
    lines = [line.rstrip() for line in arsip_inspect(str(page), columns=120).stdout.splitlines()]
    assert "mobile         would read it too, but for popular 1, popular 2, popular 3" in lines
    assert "generic        reads it" in lines
    assert [line.split("  ")[0] for line in lines if line.startswith("≠")] == [
        f"≠ popular {place}" for place in (1, 2, 3)
    ]
    assert "= mobile reads the same   ≠ it reads something else" in lines


def test_a_page_that_is_refused_is_shown(tmp_path: Path) -> None:
    broken = tmp_path / "rusak.html"
    broken.write_bytes(FULL.read_bytes().replace(b"Rabu, 05 Juni 2024", b"kemarin"))
    done = arsip_inspect(str(broken))
    said = " ".join(done.stdout.split())
    assert done.exit_code == 0
    assert "mobile refuses it: date: 'kemarin 08:07 WIB': " in said
    assert "Not read: unreadable: mobile: date: 'kemarin" in said
    assert "What mobile found before it refused the page" in said
    assert "»kemarin 08:07 WIB" in said
    assert "body > div.news-read > div.content > h1" in said


def test_a_list() -> None:
    done = arsip_inspect(str(PAGES / "list-category.html"), "--url", LIST)
    assert done.exit_code == 0
    assert "A list in the mobile markup." in done.stdout
    assert "Harga Bawang Turun · 140220" in done.stdout
    assert "next_url https://m.beritajakarta.id/kategori/ekonomi?page=2" in done.stdout


def test_a_page_that_is_no_list_says_why() -> None:
    done = arsip_inspect(str(FULL), "--url", LIST)
    assert done.exit_code == 0
    assert "Not read: unreadable: an article's page, not a list's" in done.stdout


def test_json() -> None:
    done = arsip_inspect("-", "--json", stdin=FULL.read_bytes())
    shown = json.loads(done.stdout)
    assert shown["page"] == "standard input"
    assert shown["url"] == URL
    assert shown["read"]["article"] == json.loads(FULL.with_suffix(".json").read_text())["article"]
    title = shown["readings"][0]["found"]["title"]
    assert title["path"] == "body > div.news-read > div.content > h1"
    assert title["context"]["match"] == title["value"]


async def test_what_the_archive_keeps(replica: Serve, crawl: Crawl, here: Path) -> None:
    async with replica(articles=60, template="mobile") as running:
        await crawl(running.url, limit=3, lang="id")
        running.requests.clear()
        url, capture, key = (
            open_to_read(here / "archive.db")
            .execute("select source_url, capture, key from articles order by key limit 1")
            .fetchone()
        )
        shown = [await in_a_thread(name) for name in (capture, str(key), url, f"{running.url}/read/{key}")]
        listed = await in_a_thread(f"{running.url}/berita/terkini")
        absent = await in_a_thread("7")
        other = await in_a_thread("https://m.beritajakarta.id/read/" + str(key))
        assert running.requests == []
    assert {done.exit_code for done in shown} == {0}
    assert len({done.stdout for done in shown}) == 1
    about = " ".join(shown[0].stdout.split())
    assert f"archive.db, {capture}, fetched " in about
    assert "outcome article" in about
    assert "A list in the mobile markup." in listed.stdout
    assert (absent.exit_code, absent.stderr) == (1, "Error: 7: archive.db has no page of it\n")
    assert other.exit_code == 2
    assert "--contact" in other.stderr


@pytest.mark.parametrize("harm", ["gone", "cut off", "overwritten"])
async def test_a_damaged_warc_file_is_one_line(replica: Serve, crawl: Crawl, here: Path, harm: str) -> None:
    async with replica(articles=60) as running:
        await crawl(running.url, limit=1)
    (warc,) = (here / "warc").iterdir()
    whole = warc.read_bytes()
    if harm == "gone":
        warc.unlink()
    else:
        warc.write_bytes(whole[:2000] + (b"" if harm == "cut off" else b"x" * len(whole)))
    (key,) = open_to_read(here / "archive.db").execute("select key from articles").fetchone()
    done = arsip_inspect(f"en/{-key}" if key < 0 else str(key))
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1
    assert warc.name in done.stderr
    assert "None" not in done.stderr


async def test_a_page_of_a_site_that_runs(replica: Serve) -> None:
    async with replica(articles=60, template="mobile", robots="User-agent: *\nDisallow: /en/\n") as running:
        url = f"{running.url}/read/{running.site.ids('id')[-1]}"
        done = await in_a_thread(url, "--json", "--contact", "saya@contoh.example")
        paths = [(entry["path"], entry["user_agent"]) for entry in running.requests]
        forbidden = await in_a_thread(f"{running.url}/en/read/{running.site.ids('en')[-1]}")
        missing = await in_a_thread(f"{running.url}/read/7")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["template"] == "mobile"
    assert [path for path, _ in paths] == ["/robots.txt", url.removeprefix(running.url)]
    assert all(agent.startswith("Arsip/") and "saya@contoh.example" in agent for _, agent in paths)
    assert forbidden.exit_code == 1
    assert "robots.txt disallows it" in forbidden.stderr
    assert (missing.exit_code, missing.stderr) == (1, f"Error: {running.url}/read/7: the answer is 404\n")


async def test_fetch_asks_the_site_although_the_archive_has_the_page(replica: Serve, crawl: Crawl, here: Path) -> None:
    async with replica(articles=60, template="mobile") as running:
        await crawl(running.url, limit=1, lang="id")
        (url,) = open_to_read(here / "archive.db").execute("select source_url from articles").fetchone()
        running.requests.clear()
        done = await in_a_thread(url, "--fetch")
        assert len(running.requests) == 2
    assert done.exit_code == 0
    assert "fetched just now" in done.stdout


async def test_where_a_redirect_leads(replica: Serve) -> None:
    async with replica(articles=60, wrong_slug="redirect") as running:
        done = await in_a_thread(f"{running.url}/read/{running.site.ids('id')[-1]}/salah")
    assert done.exit_code == 1
    assert "the answer is 30" in done.stderr
    assert "which leads to " in done.stderr


async def test_without_robots_txt_nothing_is_asked_for(replica: Serve) -> None:
    async with replica(articles=60, robots="x", robots_status=503) as running:
        done = await in_a_thread(f"{running.url}/read/{running.site.ids('id')[-1]}")
        assert [entry["path"] for entry in running.requests] == ["/robots.txt"]
    assert done.exit_code == 1
    assert "robots.txt could not be read (status 503)" in done.stderr


@pytest.mark.parametrize("path", ["/robots.txt", "/read/"])
async def test_what_was_cut_off_is_not_read(replica: Serve, path: str) -> None:
    async with replica(articles=60) as running:
        running.site.trouble("cut-off", path=path)
        done = await in_a_thread(f"{running.url}/read/{running.site.ids('id')[-1]}")
    assert done.exit_code == 1
    assert "the answer was cut off" in done.stderr


async def test_crawl_delay_is_waited_for(replica: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(page_source, "_pause", waited.append)
    async with replica(articles=60, crawl_delay=7) as running:
        done = await in_a_thread(f"{running.url}/read/{running.site.ids('id')[-1]}")
    assert done.exit_code == 0
    assert waited == [7]


def test_a_site_that_does_not_answer_is_one_line() -> None:
    done = arsip_inspect("http://127.0.0.1:9/read/5")
    assert done.exit_code == 1
    why = "cannot reach 127.0.0.1:9: the connection is refused"
    assert done.stderr == f"Error: http://127.0.0.1:9/read/5: {why}\n"


def test_a_saved_list_is_inspected_by_its_own_address() -> None:
    page = PAGES / "list-category.html"
    assert arsip_inspect(str(page)).stdout == arsip_inspect(str(page), "--url", LIST).stdout != ""


NO_ADDRESS = "the page does not say which article it is; give its address with --url"


@pytest.mark.parametrize(
    ("arguments", "status", "reason"),
    [
        ((str(PAGES),), 2, f"{PAGES}: is a directory"),
        ((str(PAGES / "mobile-old.html"),), 1, NO_ADDRESS),
        (("tidak-ada.html",), 2, "archive.db: there is no archive here"),
        (("https://m.beritajakarta.id/read/5",), 2, "say who you are"),
        (("142433", "--url", URL), 2, "--url says where a saved file is from"),
        (("142433", "--fetch"), 2, "--fetch goes with a URL"),
        ((str(FULL), "--as-is"), 2, "give --fixture too"),
        ((str(FULL), "--fixture", "../jauh"), 2, "name it in lower case, with hyphens"),
        ((), 2, "Missing argument"),
    ],
)
def test_what_cannot_be_is_said_in_a_line(arguments: tuple[str, ...], status: int, reason: str) -> None:
    done = arsip_inspect(*arguments)
    assert done.exit_code == status
    assert done.stdout == ""
    assert reason in " ".join(done.stderr.split())
    assert status == 2 or len(done.stderr.splitlines()) == 1


async def test_a_name_of_nothing_is_said_in_a_line(replica: Serve, crawl: Crawl) -> None:
    async with replica(articles=60) as running:
        await crawl(running.url, limit=1)
    for name, status in (("tidak-ada.html", 2), ("urn:uuid:0", 1), ("https://[", 2)):
        done = arsip_inspect(name)
        assert (done.exit_code, len(done.stderr.splitlines())) == (status, 1), done.stderr


def test_a_fixture_is_made_up_and_reads_as_its_json_says() -> None:
    done = arsip_inspect(str(FULL), "--fixture", "baru")
    page = Path("tests/pages/baru.html")
    beside = page.with_suffix(".json")
    assert done.exit_code == 0
    assert len(done.stderr.splitlines()) == 1
    assert "Wrote tests/pages/baru.html and tests/pages/baru.json" in done.stderr
    written = json.loads(beside.read_text(encoding="utf-8"))
    request = written.pop("request")
    assert json.loads(json.dumps(outcome(page.read_bytes(), request))) == written
    assert beside.read_text(encoding="utf-8") == json.dumps(
        {"request": request, **written}, ensure_ascii=False, indent=2
    ) + ("\n")
    assert written["article"]["title"].split()[0] == made_up("Perahu")
    assert written["article"]["date"] == "2024-06-05"
    assert request.split("/")[4:] == ["140210", "-".join(made_up(word) for word in URL.rpartition("/")[2].split("-"))]
    assert b"Kepala Satuan" not in page.read_bytes()


def test_a_fixture_as_it_is() -> None:
    done = arsip_inspect(str(FULL), "--fixture", "baru", "--as-is")
    assert done.exit_code == 0
    assert "put made-up ones in place of every sentence" in done.stderr
    assert Path("tests/pages/baru.html").read_bytes() == FULL.read_bytes()
    assert json.loads(Path("tests/pages/baru.json").read_text())["request"] == URL


def test_a_fixture_of_a_list_and_of_a_page_that_cannot_be_read() -> None:
    arsip_inspect(str(PAGES / "list-category.html"), "--url", LIST, "--fixture", "daftar")
    assert len(json.loads(Path("tests/pages/daftar.json").read_text())["list"]["items"]) == 3
    arsip_inspect(str(PAGES / "no-date.html"), "--fixture", "tanpa-tanggal")
    assert "date: the page has none" in json.loads(Path("tests/pages/tanpa-tanggal.json").read_text())["error"]


@pytest.mark.parametrize("kind", ["html", "json"])
def test_a_fixture_that_is_there_is_not_written_over(kind: str) -> None:
    there = Path(f"tests/pages/baru.{kind}")
    there.write_text("milik orang")
    done = arsip_inspect(str(FULL), "--fixture", "baru")
    assert done.exit_code == 2
    assert f"there is already {there}" in " ".join(done.stderr.split())
    assert [(path, path.read_text()) for path in Path("tests/pages").iterdir()] == [(there, "milik orang")]


def test_a_fixture_outside_of_a_clone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path / "tests")
    done = arsip_inspect(str(FULL), "--fixture", "baru")
    assert done.exit_code == 2
    assert "run this in a clone of Arsip" in done.stderr


def refused(done: Result) -> bool:
    """Whether nothing was written, and one line says so and what to do."""
    assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1)
    return "write it with --as-is" in done.stderr and not list(Path("tests/pages").iterdir())


def test_a_page_whose_words_cannot_be_told_is_not_written(tmp_path: Path) -> None:
    page = tmp_path / "nol.html"
    page.write_bytes(FULL.read_bytes().replace(b"Lomba", b"Lom\0ba"))
    assert refused(arsip_inspect(str(page), "--fixture", "nol"))


def test_a_page_that_reads_otherwise_with_made_up_words_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anonymise, "made_up", lambda token: token[1:] or "x")
    assert refused(arsip_inspect(str(FULL), "--fixture", "lain"))
