"""The command `export`, as a user types it."""

import csv
import gzip
import io
import json
import os
import pty
import resource
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from arsip.cli.commands.export import export
from scraper import clock
from scraper.archive.database import create_or_open
from scraper.items import Answer
from tests.scraper.archive.making import answered, article, capture, fill, link, listed, missing


def at(day: int) -> str:
    return f"2026-10-{day:02d}T03:00:00.000Z"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with an archive of five articles."""
    made = [
        article(101, date="2026-10-01", published_at="2026-10-01T09:30+07:00", related=(link(1, 102),)),
        article(
            102,
            date="2026-10-02",
            published_at=None,
            reporter="Joko, Dewi Ayu",
            category="Wisata",
            category_slug="wisata",
        ),
        article(103, date="2026-10-03", published_at=None, reporter="dewi ayu", views=5000, editor=None),
        article(
            -7,
            date="2026-10-04",
            published_at=None,
            title="Market Opens",
            reporter=None,
            category=None,
            category_slug=None,
        ),
        article(104, date="2026-10-05", published_at=None, reporter="Dewi Ayuningtyas"),
    ]
    pairs = [(capture(n, a.id if a.lang == "id" else -a.id, at=at(10 + n)), answered(a)) for n, a in enumerate(made, 1)]
    fill(tmp_path / "archive.db", pairs)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ARSIP_DB", raising=False)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(export, list(arguments))


def keys(*options: str) -> list[int]:
    result = run("-", "--format", "jsonl", "--fields", "key", *options)
    assert result.exit_code == 0, result.output
    return [json.loads(line)["key"] for line in result.stdout.splitlines()]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("options", "chosen"),
    [
        ([], [-7, 101, 102, 103, 104]),
        (["--since", "2026-10-02"], [-7, 102, 103, 104]),
        (["--until", "2026-10-02"], [101, 102]),
        (["--since", "2026-10-02", "--until", "2026-10-03"], [102, 103]),
        (["--category", "wisata"], [102]),
        (["--category", "WISATA"], [102]),
        (["--category", "wisata", "--until", "2026-10-01"], []),
        (["--lang", "en"], [-7]),
        (["--lang", "id", "--until", "2026-10-01"], [101]),
        (["--reporter", "Dewi Ayu"], [102, 103]),
        (["--reporter", "Dewi Ayu", "--until", "2026-10-01"], []),
        (["--search", "opens"], [-7]),
        (["--search", "membuka pasar", "--reporter", "Dewi Ayu"], [102, 103]),
        (["--search", "pasar -dibuka"], []),
        (["--search", "pasar tidakadasamasekali"], []),
        (["--where", "views > 1000"], [103]),
        (["--where", "views > 1000 OR key < 0"], [-7, 103]),
        (["--where", "views > 1000 OR key < 0", "--lang", "id"], [103]),
        (["--where", "editor IS NULL -- a remark"], [103]),
        (["--changed-since", "2026-10-14"], [-7, 104]),
        (["--changed-since", "2026-10-15T03:00:00Z"], [104]),
        (["--changed-since", "2026-10-15T10:00:00+07:00"], [104]),
        (["--changed-since", "2026-10-15T03:00:01"], []),
    ],
)
def test_each_condition_chooses_its_records(options: list[str], chosen: list[int]) -> None:
    assert keys(*options) == chosen


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("pasar tidakada", "no article has all of it; 5 articles without tidakada: pasar"),
        ("tidakada", "no article has tidakada"),
        ("tidakada tiada", "no article has tidakada or tiada"),
        ("psaar", "no article has psaar. Did you mean pasar? --search pasar"),
        ("opens -market", "every article with opens has market too"),
        ("dewi ayu", 'no text has these words; they are in the bylines of 2 articles: by:"dewi ayu"'),
    ],
)
def test_an_export_of_a_search_that_finds_nothing_says_why(words: str, said: str) -> None:
    result = run("a.csv", "--search", words)
    assert result.exit_code == 0
    assert result.stderr.splitlines()[0] == f"--search: {said}"


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("since", "chosen"), [("2d", [104]), (" 3D", [-7, 104]), ("today", []), ("yesterday", [])])
def test_what_changed_since_a_day_of_jakarta(monkeypatch: pytest.MonkeyPatch, since: str, chosen: list[int]) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 10, 16, 20, tzinfo=UTC))  # the 17th there
    assert keys("--changed-since", since) == chosen


def test_what_changed_is_every_change_of_text_or_of_being_there(folder: Path) -> None:
    later = [
        (capture(21, 101, at=at(20)), answered(article(101, title="Judul Baru"))),
        (capture(22, 102, at=at(20)), Answer(outcome="unchanged", key=102)),
        (capture(23, 103, at=at(20)), missing(103)),
        (capture(24, 103, at=at(25)), missing(103)),
        (capture(25, 104, at=at(20)), missing(104)),
        (capture(26, 104, at=at(26)), Answer(outcome="unchanged", key=104)),
    ]
    fill(folder / "archive.db", later)
    assert keys("--changed-since", "2026-10-18") == [101, 103, 104]
    assert keys("--changed-since", "2026-10-22") == [103, 104], "103 is gone since then, 104 is back"
    assert keys("--changed-since", "2026-10-26") == [104]
    assert keys("--changed-since", "2026-10-27") == []


@pytest.mark.usefixtures("folder")
def test_fields_come_in_the_order_asked_for() -> None:
    assert run("-", "--format", "csv", "--fields", "title,key", "--until", "2026-10-01").stdout_bytes == (
        b'title,key\r\n"Pasar Baru Dibuka",101\r\n'
    )
    line = run("-", "--format", "jsonl", "--fields", "related,lang,key", "--until", "2026-10-01").stdout
    assert list(json.loads(line)) == ["related", "lang", "key"]


def test_files_are_written_and_named_with_their_counts(folder: Path) -> None:
    result = run("out/articles.csv")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr.splitlines() == ["out/articles.csv: 5 articles", "out/articles-links.csv: 1 link"]
    assert sorted(each.name for each in (folder / "out").iterdir()) == ["articles-links.csv", "articles.csv"]
    assert len(list(csv.reader(io.StringIO((folder / "out/articles.csv").read_bytes().decode(), newline="")))) == 6
    result = run("out/articles.json.gz")
    assert result.stderr == "out/articles.json.gz: 5 articles\n"
    assert len(json.loads(gzip.decompress((folder / "out/articles.json.gz").read_bytes()))) == 5


def test_a_table_without_lists_has_no_second_file(folder: Path) -> None:
    assert run("a.csv", "--fields", "key,title").exit_code == 0
    assert not (folder / "a-links.csv").exists()


def test_the_archive_may_be_named_by_option_or_environment(folder: Path) -> None:
    (folder / "archive.db").rename(folder / "lain.db")
    assert len(keys("--db", "lain.db")) == 5
    result = CliRunner().invoke(export, ["-", "--format", "jsonl"], env={"ARSIP_DB": str(folder / "lain.db")})
    assert len(result.stdout.splitlines()) == 5


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["a.xml"], "end it in .json, .jsonl or .csv"),
        (["a.json", "--fields", "judul"], "no field judul"),
        (["a.json", "--fields", "key,key"], "named twice"),
        (["a.csv", "--fields", "related"], "a table needs a field"),
        (["-"], "give --format"),
        (["-", "--format", "xml"], "'xml' is not one of"),
        (["a.json", "--format", "csv"], "does not fit a.json"),
        (["a.json", "--since", "kemarin"], "'--since': invalid date 'kemarin'"),
        (["a.json", "--until", "2026-02-30"], "'--until': invalid date '2026-02-30'"),
        (["a.json", "--changed-since", "2026-10-01T25:00"], "--changed-since"),
        (
            ["a.json", "--changed-since", "9999-12-31T23:59:59-10:00"],
            "invalid day or moment '9999-12-31T23:59:59-10:00'",
        ),
        (["a.json", "--changed-since", "0001-01-01T00:00+14:00"], "invalid day or moment '0001-01-01T00:00+14:00'"),
        (["a.json", "--reporter", "\udcff"], "'--reporter': this is not UTF-8 text"),
        (["a.json", "--changed-since", "\udcff"], "'--changed-since': this is not UTF-8 text"),
        (["a.wacz", "--category", "\udcff"], "'--category': this is not UTF-8 text"),
        (["a.parquet", "--sql", "SELECT '\udcff'"], "'--sql': this is not UTF-8 text"),
        (["a.parquet", "--bom"], "--bom: .parquet has no such option, only .csv"),
        (["a.json", "--bom", "--defuse-formulas"], "--bom: .json has no such option, only .csv"),
        (["-", "--format", "jsonl", "--defuse-formulas"], "--defuse-formulas: .jsonl has no such option, only .csv"),
        (["a.zip", "--bom"], "--bom: .zip has no such option, only .csv"),
        (["a.json", "--lang", "fr"], "'fr' is not one of"),
        ([], "Missing argument 'OUT'"),
        (["a.csv", "--table", "runs", "--sql", "SELECT 1"], "--table and --sql name two different things"),
        (["a.csv", "--table", "runs", "--since", "2026-10-01"], "--since: only articles can be selected this way"),
        (["a.csv", "--sql", "SELECT 1", "--lang", "id", "--fields", "key"], "--lang, --fields: only articles"),
        (["a.csv", "--table", "berita"], "there is no table berita in this archive; it has articles, captures"),
        (["a.zip", "--table", "runs"], "a .zip holds articles with what belongs to them"),
        (["a.zip", "--fields", "key"], "a .zip holds every field"),
        (["a.wacz", "--sql", "SELECT 1"], "a .wacz holds articles with what belongs to them"),
        (["a.parquet.gz"], "a .parquet is compressed already; leave .gz out"),
        (["a.csv", "--partition"], "--partition: .csv has no such option, only .parquet"),
        (["a.parquet", "--partition", "--table", "runs"], "--partition: only articles are partitioned by year"),
        (["a.parquet", "--partition", "--since", "2027-01-01"], "no record fits"),
        (
            ["a.json", "--category", "olahraga"],
            "no article has the category 'olahraga'; the categories are ekonomi, wisata",
        ),
        (["a.json", "--reporter", "Dewi Ayuningtias"], "did you mean Dewi Ayuningtyas"),
        (["a.json", "--search", "!?"], "'!?' has no word in it to look for"),
        (["a.json", "--search", "pasar", "--table", "runs"], "--search: only articles can be selected this way"),
        (["-", "--format", "csv", "--partition"], "--partition makes a folder"),
    ],
)
def test_wrong_usage_is_told_with_exit_status_2_and_nothing_is_written(arguments: list[str], says: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert "Traceback" not in result.output
    assert sorted(each.name for each in Path.cwd().iterdir() if "archive.db" not in each.name) == []


def one_line(result: Result, *, status: int = 1) -> str:
    assert result.exit_code == status
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert len(result.stderr.splitlines()) == 1, result.stderr
    return result.stderr


def wrong_usage(result: Result) -> str:
    assert result.exit_code == 2
    *usage, line = result.stderr.splitlines()
    assert [each.partition(" ")[0] for each in usage] == ["Usage:", "Try", ""]
    return line


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "where",
    ["judul = 'x'", "views >", "'x", "1) --", "1; DELETE FROM articles", "(SELECT 1", "views > ?", "count(*) > 1"],
)
@pytest.mark.parametrize("out", ["a.json", "a.csv", "a.zip", "a.wacz", "-"])
def test_sql_that_is_wrong_is_one_line_and_leaves_no_file(where: str, out: str) -> None:
    result = run(out, "--where", where, *(["--format", "csv"] if out == "-" else []))
    assert wrong_usage(result).startswith("Error: --where: the archive cannot answer this: ")
    assert sorted(each.name for each in Path.cwd().iterdir() if "archive.db" not in each.name) == []


def test_what_is_no_archive_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "there is no archive here" in one_line(run("a.json"), status=2)
    Path("kosong.db").touch()
    assert "nothing in it yet" in one_line(run("a.json", "--db", "kosong.db"), status=2)
    Path("catatan.db").write_text("bukan basis data " * 99)
    assert "catatan.db: this file is not an archive" in one_line(run("a.json", "--db", "catatan.db"), status=2)
    assert "there is no archive here" in one_line(run("-", "--format", "csv"), status=2)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["catatan.db", "kosong.db"]


def test_a_damaged_archive_is_one_line(folder: Path) -> None:
    whole = (folder / "archive.db").read_bytes()
    (folder / "archive.db").write_bytes(whole[:16384] + b"\xff" * (len(whole) - 16384))
    for name in ("a.json", "a.csv"):
        for options in ([], ["--where", "views > 1"], ["--sql", "SELECT * FROM captures"]):
            said = one_line(run(name, *options))
            assert "archive.db: the database is damaged: database disk image is malformed" in said, "not what was typed"
            assert "`arsip repair` rebuilds it" in said
            assert not (folder / name).exists()


def test_a_folder_or_file_that_cannot_be_written_is_one_line_with_its_name(folder: Path) -> None:
    (folder / "berkas").touch()
    assert "berkas" in one_line(run("berkas/a.json"))
    assert "/proc/tidak" in one_line(run("/proc/tidak/a.json"))
    (folder / "a.json").mkdir()
    assert one_line(run("a.json")) == "Error: a.json: this is a folder; give the name of a file\n"
    assert one_line(run("/proc/a.json")) == "Error: /proc/a.json: No such file or directory\n"


def test_an_archive_that_names_files_elsewhere_gives_no_wacz(folder: Path) -> None:
    db = create_or_open(folder / "archive.db")
    db.execute("UPDATE captures SET warc = '../rahasia.warc.gz' WHERE key = 101")
    db.close()
    assert "'../rahasia.warc.gz' is not the name of a WARC file in it" in one_line(run("a.wacz"))
    assert not (folder / "a.wacz").exists()


def test_a_standard_output_that_is_closed_is_one_line(folder: Path) -> None:
    closed = f"{shlex.join(ARSIP)} export - --format csv >&-"
    result = subprocess.run(["/bin/sh", "-c", closed], cwd=folder, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (1, "Error: standard output is closed; name a file\n")


ARSIP = [sys.executable, "-m", "arsip"]


def test_a_reader_that_stops_early_sees_no_traceback(folder: Path) -> None:
    pairs = [(capture(n, n), answered(article(n, body="Kalimat. " * 2000))) for n in range(1000, 1100)]
    fill(folder / "archive.db", pairs)
    with subprocess.Popen(
        [*ARSIP, "export", "-", "--format", "jsonl"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run_:
        assert run_.stdout is not None
        assert run_.stderr is not None
        assert json.loads(run_.stdout.readline())["key"] == -7
        run_.stdout.close()
        assert run_.stderr.read() == b""
        assert run_.wait(timeout=20) == 1


def test_standard_output_is_the_bytes_of_the_file(folder: Path) -> None:
    for name, kind in (("a.json", "json"), ("a.jsonl", "jsonl"), ("a.csv", "csv")):
        run(name, *(["--bom"] if kind == "csv" else []))
        streamed = run("-", "--format", kind, *(["--bom"] if kind == "csv" else []))
        assert streamed.stdout_bytes == (folder / name).read_bytes()


def test_formulas_are_defused_on_request_only(folder: Path) -> None:
    fill(folder / "archive.db", [(capture(90, 900), answered(article(900, title="=1+2")))])
    asked = ["-", "--format", "csv", "--fields", "title", "--where", "key = 900"]
    assert run(*asked).stdout_bytes == b'title\r\n"=1+2"\r\n'
    assert run(*asked, "--defuse-formulas").stdout_bytes == b'title\r\n"\'=1+2"\r\n'


def test_what_is_only_listed_is_no_record(folder: Path) -> None:
    fill(folder / "archive.db", [(capture(91, None), listed([901, 902]))])
    assert len(keys()) == 5


def test_any_table_and_any_select_go_out(folder: Path) -> None:
    assert run("-", "--format", "jsonl", "--table", "meta").stdout.startswith('{"name":"archive","value":"')
    asked = ("--sql", "SELECT lang, count(*) AS articles FROM articles GROUP BY 1 ORDER BY 1;")
    assert run("-", "--format", "csv", *asked).stdout_bytes == b'lang,articles\r\n"en",1\r\n"id",4\r\n'
    for name in ("a.json", "a.parquet", "a.xlsx"):
        result = run(name, *asked)
        assert (result.exit_code, result.stderr) == (0, f"{name}: 2 rows\n")
        assert (folder / name).stat().st_size > 0


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("SELECT judul FROM articles", "Error: --sql: the archive cannot answer this: no such column: judul"),
        ("SELECT 1 FORM articles; SELECT 2", "Error: --sql: the archive cannot answer this: "),
        ("DELETE FROM articles", "Error: --sql: only a SELECT that reads is answered here: not authorized"),
        ("ATTACH 'lain.db' AS lain", "Error: --sql: only a SELECT that reads is answered here: not authorized"),
        ("VACUUM INTO 'lain.db'", "Error: --sql: "),
        ("PRAGMA journal_mode = DELETE", "Error: --sql: "),
        ("", "Error: --sql: the archive cannot answer this: "),
    ],
)
@pytest.mark.parametrize("out", ["a.json", "a.parquet", "a.xlsx", "-"])
def test_sql_that_is_wrong_or_does_more_than_read_is_one_line(sql: str, says: str, out: str) -> None:
    result = run(out, "--sql", sql, *(["--format", "csv"] if out == "-" else []))
    assert wrong_usage(result).startswith(says)
    assert sorted(each.name for each in Path.cwd().iterdir() if "archive.db" not in each.name) == []
    assert len(keys()) == 5


@pytest.mark.usefixtures("folder")
def test_a_condition_only_reads_too() -> None:
    assert "--where: only a SELECT that reads" in wrong_usage(run("a.json", "--where", "load_extension('x')"))


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("out", ["a.json", "a.csv", "a.parquet", "a.xlsx", "a.zip", "a.wacz"])
def test_sql_that_only_some_rows_do_not_bear_is_wrong_too(out: str) -> None:
    says = "the archive cannot answer this: malformed JSON"
    bad = "json(iif(key = 104, '{', '1'))"
    assert wrong_usage(run(out, "--where", bad)) == f"Error: --where: {says}"
    if out not in {"a.zip", "a.wacz"}:
        assert wrong_usage(run(out, "--sql", f"SELECT {bad} AS a FROM articles")) == f"Error: --sql: {says}"
    assert not Path(out).exists()


def test_parquet_a_file_a_year(folder: Path) -> None:
    fill(folder / "archive.db", [(capture(50, 500), answered(article(500, date="2025-03-01", published_at=None)))])
    result = run("a.parquet", "--partition")
    assert result.stderr == "a.parquet: 6 articles, 2 files\n"
    assert sorted(str(each.relative_to(folder)) for each in (folder / "a.parquet").rglob("*.parquet")) == [
        "a.parquet/year=2025/part-0.parquet",
        "a.parquet/year=2026/part-0.parquet",
    ]


def test_what_excel_does_not_take_is_told(folder: Path) -> None:
    fill(folder / "archive.db", [(capture(50, 500), answered(article(500, body="Kalimat. " * 9000)))])
    result = run("a.xlsx")
    said = "a.xlsx: 1 cell was cut at the 32,767 characters that Excel takes, and marked at the end: body of 500"
    assert result.stderr.splitlines() == ["a.xlsx: 6 articles, 1 link", said]


WITHOUT = """
import sys
sys.modules[sys.argv.pop(1)] = None
from arsip.cli.main import main
main()
"""


@pytest.mark.parametrize(("package", "name"), [("pyarrow", "a.parquet"), ("xlsxwriter", "a.xlsx")])
def test_a_package_that_is_not_installed_is_named_with_how_to_get_it(folder: Path, package: str, name: str) -> None:
    result = subprocess.run(
        [sys.executable, "-c", WITHOUT, package, "export", name],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr == (
        f"Error: {package} is not installed, which this format needs: `make web` installs it, "
        "with all of the extra `data`\n"
    )
    assert not (folder / name).exists()


ENDLESS = "WITH RECURSIVE n (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n) SELECT count(*) AS n FROM n"


LONG = "SELECT instr(printf('%.*c', 900000, 'a'), printf('%.*c', 450000, 'a') || 'b') AS n"
"""One call of one function, for half a minute: SQLite does not look for an interrupt in it."""


@pytest.mark.parametrize(
    ("out", "sql", "number"),
    [("a.json", ENDLESS, signal.SIGINT), ("a.parquet", ENDLESS, signal.SIGTERM), ("a.json", LONG, signal.SIGTERM)],
)
def test_a_signal_stops_a_select_that_never_ends_and_leaves_the_old_file(
    folder: Path, out: str, sql: str, number: signal.Signals
) -> None:
    (folder / out).write_text("the old one")
    with subprocess.Popen(
        [*ARSIP, "export", out, "--sql", sql], cwd=folder, stderr=subprocess.PIPE, text=True
    ) as exporting:
        deadline = time.monotonic() + 20
        while not children_time(exporting.pid) > 1.0 and time.monotonic() < deadline:
            time.sleep(0.05)
        exporting.send_signal(number)
        assert exporting.stderr is not None
        assert exporting.stderr.read() == "Error: interrupted; what was there before is unchanged\n"
        assert exporting.wait(timeout=20) == 5
    assert (folder / out).read_text() == "the old one"
    assert [each.name for each in folder.iterdir() if "archive.db" not in each.name] == [out]


@pytest.mark.parametrize("sql", [ENDLESS, LONG])
def test_a_time_limit_stops_a_select_that_never_ends_and_leaves_the_old_file(folder: Path, sql: str) -> None:
    (folder / "a.json").write_text("the old one")
    command = [*ARSIP, "export", "a.json", "--timeout", "0.2", "--sql", sql]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=20)
    said = "Error: --timeout 0.2: the time is up, and nothing was written; ask for less, or give more time\n"
    assert (done.returncode, done.stderr) == (1, said)
    assert (folder / "a.json").read_text() == "the old one"
    assert [each.name for each in folder.iterdir() if "archive.db" not in each.name] == ["a.json"]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Datasette has SQLite report them
def test_a_signal_in_a_function_that_sql_calls_is_an_interruption(
    number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("export.lines._real", lambda _: signal.raise_signal(number))
    result = run("a.jsonl", "--sql", "SELECT 0.5 AS half")
    assert (result.exit_code, result.stderr) == (5, "Error: interrupted; what was there before is unchanged\n")


@pytest.mark.usefixtures("folder")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Datasette has SQLite report them
def test_a_time_limit_that_ends_a_function_that_sql_calls_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("export.lines._real", lambda _: [time.sleep(0.01) for _ in range(2000)])
    result = run("a.jsonl", "--timeout", "0.05", "--sql", "SELECT 0.5 AS half")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: --timeout 0.05: the time is up")


@pytest.mark.usefixtures("folder")
def test_a_time_limit_is_of_sql_and_where() -> None:
    assert run("a.json", "--timeout", "60", "--where", "views > 0").exit_code == 0
    assert run("b.json", "--timeout", "60").exit_code == 2
    for limit in ("0", "-1", "nan", "inf", "1e309", "soon"):
        assert run("b.json", "--timeout", limit, "--sql", "SELECT 1").exit_code == 2


@pytest.mark.usefixtures("folder")
@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("limit", ["1e10", "1e308"])
def test_a_time_limit_beyond_what_the_system_can_wait_is_one(limit: str) -> None:
    assert run("a.json", "--timeout", limit, "--where", "views > 0").exit_code == 0


def children_time(pid: int) -> float:
    """Return the seconds of CPU that a process has spent: by then it is at work."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("out", ["a.jsonl", "a.csv", "a.parquet", "a.xlsx", "a.zip"])
def test_each_format_reports_its_progress(monkeypatch: pytest.MonkeyPatch, out: str) -> None:
    reported: list[tuple[str, int, int | None]] = []
    monkeypatch.setattr("arsip.cli.operation.no_progress", lambda *progress: reported.append(progress))
    assert run(out).exit_code == 0
    assert {part for part, _, _ in reported} >= {"writing"}


def test_a_terminal_shows_a_bar_and_nothing_else_does(folder: Path) -> None:
    ours, theirs = pty.openpty()
    try:
        command = [*ARSIP, "export", "a.jsonl"]
        subprocess.run(command, cwd=folder, stderr=theirs, check=True, env={**os.environ, "TERM": "xterm"})
        os.close(theirs)
        shown = b""
        with suppress(OSError):
            while piece := os.read(ours, 65536):
                shown += piece
    finally:
        os.close(ours)
    assert b"writing" in shown
    assert b"a.jsonl: 5 articles" in shown
    assert "writing" not in run("a.jsonl").stderr


@contextmanager
def small_disk() -> Iterator[None]:
    """Let this process write no file beyond 60,000 bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("out", ["a.json.gz", "a.csv", "a.parquet", "a.xlsx", "a.zip"])
def test_a_disk_that_is_full_is_one_line_and_leaves_nothing(folder: Path, out: str) -> None:
    text = ["".join(sha256(f"{n} {part}".encode()).hexdigest() for part in range(100)) for n in range(1000, 1040)]
    fill(folder / "archive.db", [(capture(n, n), answered(article(n, body=text[n - 1000]))) for n in range(1000, 1040)])
    with small_disk():
        result = run(out)
    assert (result.exit_code, result.stderr) == (1, f"Error: {out}: File too large\n")
    assert [each.name for each in folder.iterdir() if "archive.db" not in each.name] == []
