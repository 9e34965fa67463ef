"""The command `show`, as a user types it."""

import json
import re
import shutil
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from arsip.cli.commands.export import export
from arsip.cli.commands.show import show
from arsip.cli.views import article as article_view
from arsip.cli.views import diff as diff_view
from scraper.archive.database import archive_id, create_or_open, open_to_read
from scraper.archive.frontier.store import Discovered, add_discovered, mark_absent
from scraper.clock import duration, end_of, in_jakarta, stamp
from scraper.items import Answer
from tests.scraper.archive.making import answered, article, capture, fill, link, missing, rows
from tests.scraper.maintenance.keeping import everything

BODY = "Pasar itu dibuka pagi ini.\n\nPedagang berdatangan.\n\nWarga sudah menunggu sejak lama sekali."
LATER = "Pasar itu dibuka kemarin pagi.\n\nPedagang berdatangan.\n\nWarga sudah menunggu sejak lama sekali."


def at(day: int) -> str:
    return f"2026-10-{day:02d}T03:00:00.000Z"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An article with three versions that was gone in between; and others that are not archived."""
    links = {"related": (link(1, -7, title="Market Opened", date="2026-09-30"),), "read_also": (link(1, None),)}
    text = {"quote": "Ramai sekali", "photo_alt": "Keramaian pagi", "photo_credit": "Sinta", "views": 1234}
    history = [
        (capture(1, at=at(1)), answered(article(body=BODY, **text))),
        (capture(2, at=at(2)), answered(article(body=LATER, editor=None, **text))),
        (capture(3, at=at(3), status=404), missing()),
        (capture(4, at=at(5), status=404), missing()),
        (capture(5, at=at(8)), answered(article(title="Pasar Baru Ramai", body=LATER, **links, **text))),
        (capture(6, at=at(9), status=304, revisit_of=capture(5).capture), Answer(outcome="unchanged", key=101)),
        (capture(7, 203), Answer(outcome="unreadable", key=203, reader="1", reason="no headline")),
    ]
    path = fill(tmp_path / "archive.db", history)
    db = create_or_open(path)
    add_discovered(db, [Discovered(201, "x", None, "berita/terkini"), Discovered(202, "x", None, "sweep")])
    mark_absent(db, [202])
    db.conn.commit()
    db.close()
    return path


def run(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(show, [*arguments, "--db", str(path)], env={"COLUMNS": "80"})


def lines(path: Path, *arguments: str) -> list[str]:
    result = run(path, *arguments)
    assert result.exit_code == 0, result.output
    assert "\x1b" not in result.stdout
    return result.stdout.splitlines()


def test_an_article_is_printed_as_one_reads_it_a_paragraph_a_line(path: Path) -> None:
    printed = lines(path, "101")
    assert printed[:3] == [
        "Pasar Baru Ramai",
        "Thursday, 1 October 2026, 09:30 WIB · Rina Utami · editor Joko Santosa",
        "Ekonomi · 1,234 views",
    ]
    assert "Photo: Keramaian pagi (Sinta)" in printed
    assert "    “Ramai sekali”" in printed
    assert [line for line in printed if line.startswith(("Pasar itu", "Pedagang", "Warga"))] == LATER.split("\n\n")
    assert "  en/7  Market Opened · 2026-09-30" in printed
    assert "  https://contoh.example/1  " in printed
    facts = dict(line.split(maxsplit=1) for line in printed[-6:])
    assert facts["article"] == "101"
    assert facts["status"] == "live, last seen 2026-10-09 10:00"
    assert facts["version"] == "3 of 3, template mobile"
    assert facts["address"] == "https://www.beritajakarta.id/read/101/pasar-baru-dibuka"
    assert facts["capture"] == capture(5).capture


@pytest.mark.parametrize("name", ["101", "id/101", "https://m.beritajakarta.id/read/101/apa-saja"])
def test_it_goes_by_any_of_its_names(path: Path, name: str) -> None:
    assert lines(path, name)[0] == "Pasar Baru Ramai"


@pytest.mark.parametrize(
    ("choice", "version", "status"),
    [
        (("--version", "1"), "1 of 3", "live, last seen 2026-10-01 10:00"),
        (("--version", "2"), "2 of 3", "live, last seen 2026-10-02 10:00"),
        (("--at", "2026-10-01"), "1 of 3", "live"),
        (("--at", "2026-10-01 10:00"), "1 of 3", "live"),
        (("--at", "2026-10-03T00:00:00Z"), "2 of 3", "live"),
        (("--at", "2026-10-03"), "2 of 3", "perhaps gone"),
        (("--at", "2026-10-05"), "2 of 3", "gone since 2026-10-03 10:00"),
        (("--at", "2026-10-08"), "3 of 3", "live"),
        (("--capture", capture(2).capture), "2 of 3", "live"),
        (("--capture", capture(6).capture[9:]), "3 of 3", "live, last seen 2026-10-09"),
    ],
)
def test_what_held_at_another_time(path: Path, choice: tuple[str, str], version: str, status: str) -> None:
    facts = dict(line.split(maxsplit=1) for line in lines(path, "101", *choice)[-6:])
    assert facts["version"].startswith(version)
    assert facts["status"].startswith(status)


def test_as_json_it_is_the_record_that_an_export_writes(path: Path) -> None:
    exported = CliRunner().invoke(export, ["-", "--format", "json", "--db", str(path)])
    (record,) = json.loads(exported.stdout)
    printed = json.loads("\n".join(lines(path, "101", "--json")))
    assert printed == record
    assert list(printed) == list(record)
    older = json.loads("\n".join(lines(path, "101", "--json", "--version", "1")))
    assert (older["version"], older["body"], older["related"]) == (1, BODY, None)


def test_versions_stand_in_a_table_with_the_absences_between(path: Path) -> None:
    title, _, _, _, *table = lines(path, "101", "--versions")
    assert title.split() == ["101", "Pasar", "Baru", "Ramai"]
    shown = [line.split() for line in table if "2026-10-0" in line[:32]]
    assert shown[0][:3] == ["1", "2026-10-01", "10:00"]
    assert shown[1][:5] == ["2", "2026-10-02", "10:00", "editor,", "body"]
    assert shown[2][:4] == ["2026-10-03", "10:00", "gone,", "confirmed"]
    told = json.loads("\n".join(lines(path, "101", "--versions", "--json")))
    assert [each["changed"] for each in told["versions"]] == [[], ["editor", "body"], ["title", "editor"]]
    assert told["absences"] == [{"since": at(3), "answers": 2, "gone_at": at(5), "until": at(8)}]


@pytest.mark.parametrize("width", [40, 56, 60, 62, 80])
def test_a_narrow_terminal_loses_no_column_and_no_word_of_the_versions(path: Path, width: int) -> None:
    result = CliRunner().invoke(show, ["101", "--versions", "--db", str(path)], env={"COLUMNS": str(width)})
    shown = result.stdout.partition("Times are")[0]
    told = json.loads("\n".join(lines(path, "101", "--versions", "--json")))
    captures = [each["capture"].removeprefix("urn:uuid:")[:8] for each in told["versions"]]
    for value in ("version", "since", "changed", "read by", "capture", "editor, body", "mobile (1)", *captures):
        assert value in shown, shown
    assert "…" not in shown
    assert max(map(len, shown.splitlines())) <= width


def test_what_changed_is_marked_by_the_word_and_the_rest_is_counted(path: Path) -> None:
    assert lines(path, "101", "--diff", "1..2") == [
        "101  version 1 (2026-10-01 10:00) → version 2 (2026-10-02 10:00)",
        "editor",
        "  [-Joko Santosa-]",
        "body",
        "  Pasar itu dibuka [-pagi ini.-] {+kemarin pagi.+}",
        "  … 2 paragraphs unchanged",
    ]
    for arguments in (("101", "--diff"), ("--diff", "101"), ("101", "--diff", "2..3")):
        assert lines(path, *arguments)[1:3] == ["title", "  Pasar Baru [-Dibuka-] {+Ramai+}"]
    told = json.loads("\n".join(lines(path, "101", "--diff", "--json")))
    assert told["changed"]["title"] == {"before": "Pasar Baru Dibuka", "after": "Pasar Baru Ramai"}
    assert lines(path, "101", "--diff", "2..2")[-1] == "Both versions are the same."


def test_paragraphs_that_were_parted_are_shown_so_and_strangers_stand_below_each_other(tmp_path: Path) -> None:
    bodies = [
        "Satu dua tiga. Empat lima enam.",
        "Satu dua tiga.\n\nEmpat lima enam.",
        "Sama sekali lain.\n\nEmpat lima enam.",
    ]
    history = [(capture(n, at=at(n)), answered(article(body=body))) for n, body in enumerate(bodies, 1)]
    path = fill(tmp_path / "archive.db", history)
    # Only words are told apart, so a text in other paragraphs is another version, and ¶ says where.
    assert lines(path, "101", "--diff", "1..2")[-1] == "  Satu dua tiga. {+¶+} Empat lima enam."
    assert lines(path, "101", "--diff", "2..3")[-3:] == [
        "  [-Satu dua tiga.-]",
        "  {+Sama sekali lain.+}",
        "  … 1 paragraph unchanged",
    ]


def test_what_is_not_archived_is_said_in_a_line_with_what_to_run(path: Path) -> None:
    for name, said in (
        (
            "201",
            "discovered (berita/terkini), but not fetched yet; `echo 201 | arsip crawl urls - --db {path}` fetches it",
        ),
        ("202", "the site has no article of this number; `echo 202 | arsip crawl urls - --db {path}` asks again"),
        ("203", "its page could not be read (no headline); `arsip inspect 203 --db {path}` shows more"),
        ("en/204", "it is not in archive.db; `echo en/204 | arsip crawl urls - --db {path}` asks the site for it"),
    ):
        for options in ((), ("--versions",), ("--diff",), ("--version", "1")):
            result = run(path, name, *options)
            assert (result.exit_code, result.stdout) == (1, "")
            assert result.stderr == f"Error: {name}: {said.format(path=path)}\n"


def test_the_article_of_the_same_number_in_the_other_edition_is_named(path: Path) -> None:
    fill(path, [(capture(99, -205, at=at(9)), answered(article(-205, title="Market Opens")))])
    result = run(path, "205")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert result.stderr.endswith(f" an article of this number: `arsip show en/205 --db {path}`\n")
    assert "edition" not in run(path, "en/204").stderr


def test_a_suggested_command_names_the_archive_as_the_command_did(path: Path) -> None:
    copy = path.parent / "two words" / "archive.db"
    copy.parent.mkdir()
    shutil.copy(path, copy)
    assert f"arsip crawl urls - --db '{copy}'`" in run(copy, "202").stderr
    result = CliRunner().invoke(show, ["202"], env={"ARSIP_DB": str(copy)})
    assert "arsip crawl urls -`" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("101", "--version", "4"), "it has no version 4, but 3 in all"),
        (("101", "--at", "2026-09-30"), "it was first fetched 2026-10-01 10:00"),
        (("101", "--capture", "f00"), "it has no capture f00"),
        (("101", "--capture", "0000"), "6 of its captures begin with 0000"),
        (("101", "--capture", capture(3).capture), "is not an article but missing; --raw"),
        (("101", "--diff", "1..9"), "it has no version 9"),
    ],
)
def test_what_there_is_not_is_named(path: Path, arguments: tuple[str, ...], said: str) -> None:
    result = run(path, *arguments)
    assert result.exit_code == 1
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--versions",),
        ("apa saja",),
        ("101", "--version", "1", "--at", "2026-10-01"),
        ("101", "--at", "2026-10-01", "--capture", "f"),
        ("101", "--versions", "--diff"),
        ("101", "--raw", "--json"),
        ("101", "--raw", "--versions"),
        ("101", "--versions", "--version", "1"),
        ("101", "--diff", "3"),
        ("101", "--diff", "0..1"),
        ("101", "--at", "kemarin"),
        ("101", "--at", "9999-12-31"),
        ("101", "--version", "0"),
    ],
)
def test_what_contradicts_itself_is_wrong_usage(path: Path, arguments: tuple[str, ...]) -> None:
    result = run(path, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with its WARC files."""
    return everything(tmp_path_factory.mktemp("kept"))


def found(path: Path, sql: str) -> list[dict[str, object]]:
    with closing(open_to_read(path)) as db:
        return rows(db, sql)


def test_the_page_comes_byte_by_byte_without_its_compression(kept: Path) -> None:
    (newest,) = found(kept, "SELECT key, title FROM articles WHERE version = 2")
    page = run(kept, str(newest["key"]), "--raw").stdout_bytes
    first = run(kept, str(newest["key"]), "--raw", "--version", "1").stdout_bytes
    assert page.lower().startswith(b"<!doctype html>")
    assert str(newest["title"]).encode() in page
    assert page == first.replace(b"</p>", b" Dan seterusnya.</p>", 3) != first


@pytest.mark.parametrize("outcome", ["unchanged", "other-article"])
def test_the_page_of_any_capture_is_there(kept: Path, outcome: str) -> None:
    (of,) = found(kept, f"SELECT key, capture FROM captures WHERE outcome = '{outcome}'")
    page = run(kept, str(of["key"]), "--raw", "--capture", str(of["capture"]))
    assert page.exit_code == 0
    assert page.stdout_bytes.lower().startswith(b"<!doctype html>")


def test_a_page_that_could_not_be_read_can_be_had_without_naming_it(path: Path, kept: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(kept.parent, tmp_path / "copy")) / "archive.db"
    (of,) = found(copy, "SELECT key FROM articles WHERE version = 2")
    db = create_or_open(copy)
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute(
        "UPDATE captures SET outcome = 'unreadable', content_hash = NULL WHERE key = ? AND outcome = 'article'",
        [of["key"]],
    )
    db.conn.commit()
    db.close()
    assert run(copy, str(of["key"]), "--raw").stdout_bytes.lower().startswith(b"<!doctype html>")
    result = run(path, "201", "--raw")
    assert result.exit_code == 1
    assert "not fetched yet" in result.stderr


def test_a_lost_warc_file_is_named(kept: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(kept.parent, tmp_path / "copy")) / "archive.db"
    shutil.rmtree(copy.parent / "warc")
    (of,) = found(copy, "SELECT key, max(fetched_at) FROM articles")
    result = run(copy, str(of["key"]), "--raw")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert re.search(r"/warc/arsip-\S+\.warc\.gz: No such file", result.stderr), "by its lasting name"


def test_what_is_no_text_does_not_go_to_a_terminal(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (of,) = found(kept, "SELECT max(key) AS key FROM articles")
    monkeypatch.setattr("arsip.cli.commands.show.on_terminal", lambda: True)
    assert run(kept, str(of["key"]), "--raw").exit_code == 0
    monkeypatch.setattr("arsip.cli.commands.show.TEXT_BYTES", frozenset(b"<"))
    result = run(kept, str(of["key"]), "--raw")
    assert (result.exit_code, result.stdout_bytes) == (2, b"")
    assert "send it to a file" in result.stderr


def terminal(width: int) -> Console:
    return Console(file=StringIO(), force_terminal=True, color_system="standard", width=width, highlight=False)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_on_a_terminal_it_is_wrapped_at_a_readable_width(path: Path, width: int) -> None:
    record = json.loads("\n".join(lines(path, "101", "--json"))) | {"body": "kata " * 99 + "akhir"}
    console = terminal(width)
    article_view.show(console, record, versions=3)
    assert isinstance(console.file, StringIO)
    printed = console.file.getvalue()
    assert "\x1b[1mPasar Baru Ramai" in printed
    body = [line for line in printed.splitlines() if line.startswith("kata")]
    assert max(len(line.rstrip()) for line in body) in range(min(width, 78) - 5, min(width, 78) + 1)


def test_on_a_terminal_what_went_is_struck_red_and_what_came_green(path: Path) -> None:
    one, other = (json.loads("\n".join(lines(path, "101", "--json", "--version", n))) for n in "12")
    console = terminal(80)
    diff_view.show_diff(console, one, other, ["body"])
    assert isinstance(console.file, StringIO)
    printed = console.file.getvalue()
    assert "\x1b[9;31mpagi ini.\x1b[0m" in printed
    assert "\x1b[32mkemarin pagi.\x1b[0m" in printed
    assert "[-" not in printed


def test_moments_are_jakartas() -> None:
    assert in_jakarta("2026-10-31T17:00:00.000Z") == "2026-11-01 00:00"
    assert stamp(end_of("2026-10-31")) == "2026-10-31T16:59:59.999Z"
    assert stamp(end_of("2026-10-31 22:15")) == "2026-10-31T15:15:59.999Z"
    assert stamp(end_of("2026-10-31T22:15:09")) == "2026-10-31T15:15:09.999Z"
    assert stamp(end_of("2026-10-31T22:15:09.123Z")) == "2026-10-31T22:15:09.123Z"
    assert [duration(s) for s in (0.4, 59.4, 59.6, 3569, 3600, 7505)] == [
        "0 s",
        "59 s",
        "1 min",
        "59 min",
        "1:00 h",
        "2:05 h",
    ]


def test_a_citation_is_one_line_with_what_proves_it(path: Path) -> None:
    record = json.loads(run(path, "101", "--json").stdout)
    told = run(path, "101", "--cite").stdout
    assert len(told.splitlines()) == 1
    for name in ("reporter", "title", "url", "capture", "content_hash"):
        assert record[name] in told, name
    assert f"fetched {in_jakarta(record['fetched_at'])} (UTC+7)" in told
    db = open_to_read(path)
    assert f"Arsip archive {archive_id(db)}" in told
    db.close()
    assert "Version 1 " in run(path, "101", "--cite", "--version", "1").stdout
    assert run(path, "101", "--cite", "--json").exit_code == 2


def test_a_made_up_article_is_not_cited_as_a_real_one(path: Path) -> None:
    db = create_or_open(path)
    db.execute("INSERT OR REPLACE INTO meta VALUES ('site', 'replica')")
    db.close()
    told = run(path, "101", "--cite").stdout
    assert "A made-up site for trials of Arsip" in told
    assert "eritajakarta.id" not in told
