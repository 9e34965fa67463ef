"""`arsip.toml`: where it is found, what it sets, what goes before it, and each mistake in one line with its place."""

import os
import re
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from arsip.cli.commands import nightly as nightly_module
from arsip.cli.config_keys import KEYS, Key
from arsip.cli.main import COMMANDS, LazyCommands, main

CONTACT = "me@example.org"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an archive, which is not the working directory."""
    monkeypatch.chdir(tmp_path)
    made = tmp_path / "jakarta"
    made.mkdir()
    return made


def write(folder: Path, text: str, name: str = "arsip.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def parsed(*words: str, **environment: str) -> dict[str, Any]:
    """Parse a command line as far as its command; return the values of its options."""
    found: dict[str, Any] = {}

    def stop(_: click.Command, ctx: click.Context) -> None:
        found.update(ctx.params)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(click.Command, "invoke", stop)  # groups have an invoke of their own
        done = CliRunner().invoke(main, words, env=environment)
    assert (done.exit_code, done.stderr) == (0, "")
    return found


def nightly(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["nightly", "--db", str(folder / "archive.db"), "--dry-run", *words])


def test_the_file_beside_the_archive_sets_options_and_all_else_goes_before_it(folder: Path) -> None:
    write(folder, f'[site]\ncontact = "{CONTACT}"\n[pace]\ndelay = 5\nbetween = "22:00-05:00"\n[serve]\nport = 8010\n')
    db = ["--db", "jakarta/archive.db"]
    assert parsed("nightly", *db)["delay"] == 5.0
    assert str(parsed("nightly", *db)["between"]) == "22:00-05:00"
    assert parsed("crawl", "articles", *db)["delay"] == "5"
    assert parsed("preflight", *db)["contact"] == CONTACT
    assert parsed("serve", *db)["port"] == 8010
    assert parsed("crawl", "articles", *db, "--delay", "7")["delay"] == "7"
    assert parsed("recover", "wayback", *db, ARSIP_CONTACT="you@example.org")["contact"] == "you@example.org"
    assert parsed("recover", "wayback", ARSIP_DB=db[1], ARSIP_CONTACT="")["contact"] == CONTACT
    assert parsed("serve")["port"] == 8001  # there is no file beside ./archive.db


def test_a_named_file_goes_before_the_one_beside_and_names_the_archive(folder: Path) -> None:
    write(folder, "[pace]\ndelay = 5\n")
    named = write(folder, '[archive]\ndb = "other/a.db"\n[pace]\ndelay = 6\n', "other.toml")
    given = parsed("--config", "jakarta/other.toml", "nightly")
    assert (given["db"], given["delay"]) == (folder / "other" / "a.db", 6.0)
    given = parsed("nightly", "--db", "jakarta/archive.db", ARSIP_CONFIG=str(named))
    assert (given["db"], given["delay"]) == (Path("jakarta/archive.db"), 6.0)
    assert parsed("--config", os.devnull, "nightly", "--db", "jakarta/archive.db")["delay"] is None


def test_paths_are_relative_to_the_file_and_the_archive_may_be_a_link(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(folder / "archive.db")
    elsewhere = write(tmp_path, '[backups]\nto = "backups"\n[serve]\ncopy = "../copy.db"\n', "elsewhere.toml")
    (folder / "arsip.toml").symlink_to(elsewhere)
    assert parsed("nightly", "--db", "link.db")["backup_to"] == f"{folder}/backups"
    assert parsed("backup", "--db", "link.db")["target"] == f"{folder}/backups"
    assert parsed("serve", "--db", "link.db")["copy"] == tmp_path / "copy.db"
    write(folder, '[backups]\nto = "s3://bucket/arsip"\n')
    assert parsed("nightly", "--db", "link.db")["backup_to"] == "s3://bucket/arsip"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\n[pace]\ndely = 1\n", "3: pace.dely: unknown key; did you mean delay?"),
        ("[pase]\n", "1: pase: unknown section; did you mean pace?"),
        ("delay = 1\n", "1: delay: unknown key; did you mean pace.delay?"),
        ("pace = 1\n", "1: pace: expected a section: [pace] in a line of its own"),
        ("[pace]\ndelay = -1\n", "2: pace.delay: invalid number of seconds '-1': expected one from 0 to 86400"),
        ('[pace]\n\n# a\nbetween = "22"\n', "4: pace.between: invalid hours '22': expected them as 22:00-05:00"),
        ("[pace]\ndelay = true\n", "2: pace.delay: invalid value True: expected a text between quotes, or a number"),
        ("[site]\nphotos = 1\n", "2: site.photos: invalid switch 1: expected true or false"),
        ('[site]\ncontact = ""\n', "2: site.contact: there is no value; leave the key out"),
        ('[nightly]\nskip = "crawl"\n', '2: nightly.skip: invalid list \'crawl\': expected ["…", "…"]'),
        (
            '[exports]\nfiles = ["x.parquet", "a/x.csv"]\n',
            "2: exports.files: invalid name 'a/x.csv': expected one without",
        ),
        (
            '[notifications]\nping_file = "https://hc.example/1"\n',
            "2: notifications.ping_file: an address is a secret: ",
        ),
        ('[notifications]\nnotify = "json://a/1"\n', "2: notifications.notify: unknown key; did you mean notify_file?"),
        ("[serve]\nport = 99999\n", "2: serve.port: 99999 is not in the range 0<=x<=65535."),
        ("[pace]\ndelay = 22:00\n", "2: this is no TOML: Expected newline or end of document after a statement"),
        ("[site]\ncontact = me@example.org\n", "2: this is no TOML: Invalid value; a text stands between quotes"),
        ("[schedule]\nat = 02:17:00\n", "2: schedule.at: invalid value 02:17:00: expected a text between quotes"),
        ("[pace]\ndelay = [1,\n", "3: this is no TOML: Invalid value"),
        ("[pace]\ndelay = 1\ndelay = 2\n", "3: this is no TOML: Cannot overwrite a value"),
    ],
)
def test_a_mistake_is_one_line_with_its_place_whatever_the_command(folder: Path, text: str, said: str) -> None:
    path = write(folder, text)
    for words in (["info"], ["crawl", "retry"]):
        done = CliRunner().invoke(main, [*words, "--db", "jakarta/archive.db"])
        assert (done.exit_code, done.output.count("\n")) == (2, 1)
        assert done.output.startswith(f"Error: {path}:{said}")


def test_values_of_several_lines_and_inline_tables_keep_their_lines(folder: Path) -> None:
    path = write(folder, 'serve = { port = 1,  prt = 2 }\n[nightly]\nskip = [\n  "crawl",\n]\nskp = 1\n')
    assert f"{path}:1: serve.prt: unknown key; did you mean port?" in nightly(folder).stderr
    path = write(folder, '[nightly]\nskip = [\n  "crawl",\n]\n\nskp = """\n\nx"""\n')
    assert f"{path}:6: nightly.skp: unknown key; did you mean skip?" in nightly(folder).stderr


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf[pace]\r\ndelay = 2\r\n", b"# nothing"])
def test_an_empty_file_a_mark_and_line_ends_of_windows_are_taken(folder: Path, content: bytes) -> None:
    (folder / "arsip.toml").write_bytes(content)
    assert parsed("nightly", "--db", "jakarta/archive.db")["delay"] == (2.0 if b"delay" in content else None)


def test_what_cannot_be_read_is_wrong_usage(folder: Path) -> None:
    path = folder / "arsip.toml"
    path.write_bytes(b"[site]\ncontact = '\xe9'\n")
    assert (nightly(folder).exit_code, nightly(folder).stderr) == (2, f"Error: {path}:2: this is no text in UTF-8\n")
    path.unlink()
    path.mkdir()
    assert (nightly(folder).exit_code, nightly(folder).stderr) == (2, f"Error: {path}: Is a directory\n")
    path.rmdir()
    path.symlink_to("gone.toml")
    assert nightly(folder).stderr.startswith(f"Error: {path}: No such file or directory")
    done = CliRunner().invoke(main, ["--config", "none.toml", "info"])
    assert done.exit_code == 2
    assert done.stderr.startswith("Error: none.toml: No such file or directory; `arsip config --init` writes one")


def test_secrets_come_from_files_that_nobody_else_can_read(folder: Path) -> None:
    write(folder, '[notifications]\nnotify_file = "notify"\nping_file = "ping"\n')
    notify, ping = write(folder, "# to me\njson://a.example/1\n\njson://b.example/2\n", "notify"), folder / "ping"
    ping.write_text("https://hc.example/uuid\n")
    db = ["--db", "jakarta/archive.db"]
    notify.chmod(0o640)
    told = nightly(folder).stderr
    where = f"Error: {folder}/arsip.toml:2: notifications.notify_file: {notify}: "
    assert told == f"{where}others can read these secrets; run: chmod 600 {notify}\n"
    notify.chmod(0o600)
    ping.chmod(0o600)
    given = parsed("nightly", *db)
    assert given["notify"] == ("json://a.example/1", "json://b.example/2")
    assert given["ping"] == "https://hc.example/uuid"
    assert parsed("nightly", *db, "--ping", "https://x.example")["ping"] == "https://x.example"
    notify.unlink()
    assert nightly(folder).stderr == f"{where}No such file or directory\n"
    assert parsed("info", *db)  # only what notifies needs them


def test_only_on_the_command_line_goes_before_skip_in_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, f'[site]\ncontact = "{CONTACT}"\n[nightly]\nskip = ["backup", "verify"]\n')
    ran: list[list[str]] = []
    monkeypatch.setattr(nightly_module, "_run", lambda _, steps, __: ran.append(steps))
    for words in (["--only", "backup"], []):
        CliRunner().invoke(main, ["nightly", "--db", "jakarta/archive.db", *words])
    assert ran[0] == ["backup"]
    assert {"backup", "verify"}.isdisjoint(ran[1])


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_a_key_sets_options_that_exist(key: Key) -> None:
    assert key.parameter
    for name, option in key.options.items():
        command = LazyCommands(COMMANDS)[name]
        leaves = command.commands.values() if isinstance(command, click.Group) else [command]
        assert any(each.name == option for leaf in leaves for each in leaf.params)


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_a_key_is_documented_and_a_switch_can_be_put_off(key: Key) -> None:
    using = (Path(__file__).parents[3] / "docs" / "using.md").read_text(encoding="utf-8")
    table = using.split("| section | key |", 1)[1].split("\n\n", 1)[0]
    section = re.split(r"^\| `\[", table, flags=re.MULTILINE)
    (rows,) = [each for each in section if each.startswith(f"{key.section}]`")]
    assert f"| `{key.name}` |" in rows
    assert not getattr(key.parameter, "is_flag", False) or getattr(key.parameter, "secondary_opts", None)


EACH_TIME = {
    "db", "only", "dry_run", "notify", "ping", "jitter", "if_missed", "kind", "options", "system", "install", "remove",
    "no_prune", "as_json",
}  # fmt: skip
"""Options of operators that are said each time, or, being secret, by a file."""


def test_what_an_operator_sets_once_has_a_key() -> None:
    for name in ("nightly", "schedule", "serve", "backup"):
        options = {each.name for each in LazyCommands(COMMANDS)[name].params}
        assert options - EACH_TIME <= {key.options.get(name) for key in KEYS}, name
