"""`arsip watch`, as a user calls it: the rest of `arsip.toml` stays as it is, and no secret is in it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from arsip.cli.main import main
from scraper.archive.database import create_or_open
from tests.arsip.nightly.recorder import recording
from tests.scraper.archive.making import answered, article, capture, fill, write

FILE = """# ours
[site]
contact = "a@example.org"  # me
"""


def arsip(folder: Path, *words: str) -> Result:
    return CliRunner(env={"ARSIP_DB": str(folder / "archive.db")}).invoke(main, words)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive in which an article was changed."""
    pairs = [
        (capture(1, at="2026-10-02T03:00:00.000Z"), answered(article(title="Banjir \x9b31mRob"))),
        (capture(2, at="2026-10-05T03:00:00.000Z"), answered(article(title="Banjir Rob Surut"))),
    ]
    fill(tmp_path / "archive.db", pairs)
    (tmp_path / "arsip.toml").write_text(FILE)
    (tmp_path / "arsip.toml").chmod(0o640)
    return tmp_path


def test_a_watch_is_added_listed_tried_and_removed(folder: Path) -> None:
    target = folder / "arsip.toml"
    added = arsip(folder, "watch", "add", "banjir rob", "--kind", "changed", "--notify", "json://localhost/Secret")
    assert added.exit_code == 0
    assert target.read_text() == (
        f'{FILE}\n[[watches]]\nname = "banjir rob"\nquery = "banjir rob"\nkinds = ["changed"]\n'
        'notify_file = "watch-banjir-rob.secret"\n'
    )
    secret = folder / "watch-banjir-rob.secret"
    assert (secret.read_text(), secret.stat().st_mode & 0o777) == ("json://localhost/Secret\n", 0o600)
    assert target.stat().st_mode & 0o777 == 0o640
    listed = arsip(folder, "watch", "list")
    assert "Secret" not in listed.stdout
    assert "has reported all until 2026-10-05 10:00, and sent nothing yet" in listed.stdout
    (row,) = json.loads(arsip(folder, "watch", "list", "--json").stdout)
    assert (row["kinds"], row["told_until"], row["last_night"]) == (["changed"], "2026-10-05T03:00:00.000Z", None)
    assert arsip(folder, "watch", "try", "banjir rob").stdout == "Nothing is new: no message.\n"
    tried = arsip(folder, "watch", "try", "banjir rob", "--since", "2026-10-01", "--base-url", "http://a.example")
    assert tried.stdout.splitlines()[:3] == ["Arsip: banjir rob: 1 changed", "", "Changed: Banjir Rob Surut"]
    assert "http://a.example/article/101/changes?from=1&to=2" in tried.stdout
    assert "\\x9b31mRob" in tried.stdout
    assert "its addresses stay in watch-banjir-rob.secret" in arsip(folder, "watch", "remove", "banjir rob").stdout
    assert target.read_text().rstrip() == FILE.rstrip()
    assert json.loads((folder / "watches.json").read_text()) == {}
    again = arsip(folder, "watch", "add", "banjir rob", "--notify", "json://localhost/Other")
    assert (again.exit_code, target.read_text().rstrip()) == (1, FILE.rstrip())
    assert "watch-banjir-rob.secret: there is a file already" in again.stderr
    assert "Other" not in secret.read_text()


def test_the_nightly_job_sends_what_came_after_it_was_added_and_logs_no_address(folder: Path) -> None:
    with recording() as told:
        address = told.url.replace("http", "json") + "/Secret"
        arsip(folder, "watch", "add", "banjir", "--notify", address)
        db = create_or_open(folder / "archive.db")
        write(db, [(capture(3, at="2026-10-06T03:00:00.000Z"), answered(article(title="Banjir Rob Lagi")))])
        db.close()
        result = arsip(folder, "nightly", "--only", "watches", "--min-free", "1M")
        assert result.exit_code == 0
        assert [json.loads(body)["title"] for _, _, body in told.requests] == ["Arsip: banjir: 1 changed"]
        (folder / "watch-banjir.secret").chmod(0o644)
        failed = arsip(folder, "nightly", "--only", "watches", "--min-free", "1M")
    assert failed.exit_code == 1
    assert "watches: banjir: " in failed.stderr
    assert "others can read these secrets" in failed.stderr
    assert "Secret" not in result.stderr + failed.stderr + (folder / "logs" / "nightly.log").read_text()


def test_a_watch_can_be_added_before_there_is_a_file_or_an_archive(tmp_path: Path) -> None:
    assert arsip(tmp_path, "watch", "add", "--reporter", "Rina Utami", "--name", "Rina").exit_code == 0
    assert (tmp_path / "arsip.toml").read_text() == '[[watches]]\nname = "Rina"\nreporter = "Rina Utami"\n'
    assert "begins with the next nightly run" in arsip(tmp_path, "watch", "list").stdout


def test_a_watch_written_by_hand_would_send_nothing_before_its_first_night(folder: Path) -> None:
    (folder / "arsip.toml").write_text('[[watches]]\nname = "rob"\nquery = "banjir"\n')
    assert arsip(folder, "watch", "try", "rob").stdout.startswith(
        "It begins with the next nightly run: no message yet."
    )
    assert "1 new, 1 changed" in arsip(folder, "watch", "try", "rob", "--since", "2026-10-01").stdout


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("-reporter:dewi", ""),
        ("kereta", "Warning: no article matches so far\n"),
        ("Rina Utami", 'Warning: no article matches so far; by:"Rina Utami" finds the person\n'),
    ],
)
def test_a_watch_that_no_article_matches_is_added_with_a_warning(folder: Path, query: str, says: str) -> None:
    result = arsip(folder, "watch", "add", "--notify", "json://localhost", "--", query)
    assert (result.exit_code, result.stderr) == (0, says)


def test_a_watch_that_could_notify_nobody_is_added_with_a_warning(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ARSIP_NOTIFY", raising=False)
    result = arsip(folder, "watch", "add", "banjir")
    assert (result.exit_code, "Warning: there is nobody to notify" in result.stderr) == (0, True)
    monkeypatch.setenv("ARSIP_NOTIFY", "json://localhost")
    assert arsip(folder, "watch", "add", "rob").stderr == ""
    monkeypatch.delenv("ARSIP_NOTIFY")
    (folder / "arsip.toml").write_text('[notifications]\nnotify_file = "notify.secret"\n')
    assert arsip(folder, "watch", "add", "rob").stderr == ""


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["add", "..."], "'...' has no word in it to look for"),
        (["add", "--", "-banjir"], "'-banjir' has no word in it to look for"),
        (["add", "--", '-"air bersih"'], "has no word in it to look for"),
        (["add", 'by:"-"'], "has no word in it to look for"),
        (["add"], "a watch needs words, or a --name and --category, --lang or --reporter"),
        (["add", "--lang", "id"], "a watch without words needs a --name"),
        (["add", "--name", "all"], "a watch needs one of query, category, lang, reporter"),
        (["add", "x", "--category", "nosuch"], "no article has the category 'nosuch'"),
        (["add", "x", "--notify", "nosuch://Secret"], "apprise does not understand address 1 (nosuch)"),
        (["remove", "x"], "there is no watch 'x'; it has no watches"),
        (["try", "x"], "there is no watch 'x'; it has no watches"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_line_and_changes_nothing(
    folder: Path, words: list[str], says: str
) -> None:
    result = arsip(folder, "watch", *words)
    assert result.exit_code == 2
    assert says in result.stderr
    assert "Secret" not in result.stderr
    assert (folder / "arsip.toml").read_text() == FILE
    assert not list(folder.glob("*.secret"))


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ('watches = "banjir"', "1: watches: expected [[watches]]"),
        ('[[watches]]\nquery = "a"', "1: watches.1: a watch needs a name"),
        ('[[watches]]\nname = "a"\nquery = ""', "3: watches.1.query: invalid value ''"),
        ('[[watches]]\nname = "a"\nquery = "a"\n' * 2, "5: watches.2.name: there is another"),
        ('[[watches]]\nname = "a"\nquery = "a"\nnotify = "x"', "4: watches.1.notify: unknown key"),
        ('[[watches]]\nname = "a"\nquery = "a"\nkinds = ["gone"]', "4: watches.1.kinds: invalid list ['gone']"),
        ('[[watches]]\nname = "a"\nlang = "de"', "3: watches.1.lang: there is no edition 'de'"),
        ('[[watches]]\nname = "a"\nlang = "id"\nnotify_file = "json://x"', "4: watches.1.notify_file: an address is"),
    ],
)  # fmt: skip
def test_a_watch_that_is_none_is_refused_by_every_command_with_its_line(folder: Path, table: str, says: str) -> None:
    (folder / "arsip.toml").write_text(table)
    result = arsip(folder, "info")
    assert result.exit_code == 2
    assert f"arsip.toml:{says}" in result.stderr
