"""`arsip.toml`: where it is found, what it sets, what goes before it, and each mistake in one line with its place."""

import os
import re
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from arsip.cli.commands import nightly as nightly_module
from arsip.cli.config_file import ConfigFile
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
        ("[pace]\ndelay = true\n", "2: pace.delay: invalid value 'True': expected a text between quotes, or a number"),
        ("[site]\nphotos = 1\n", "2: site.photos: invalid switch 1: expected true or false"),
        ('[site]\ncontact = ""\n', "2: site.contact: there is no value; leave the key out"),
        ('[nightly]\nskip = "crawl"\n', '2: nightly.skip: invalid list \'crawl\': expected ["…", "…"]'),
        (
            '[exports]\nfiles = ["x.parquet", "a/x.csv"]\n',
            "2: exports.files: invalid name 'a/x.csv': expected one without",
        ),
        (
            '[notifications]\nping_file = "https://hc.example/1"\n',
            "2: notifications.ping_file: expected the path of a file (chmod 600) with the addresses, which are secret",
        ),
        ('[notifications]\nnotify = "json://a/1"\n', "2: notifications.notify: unknown key; did you mean notify_file?"),
        ("[serve]\nport = 99999\n", "2: serve.port: 99999 is not in the range 0<=x<=65535."),
        ("[serve]\nport = 1.0\n", "2: serve.port: invalid number '1.0': expected a whole one"),
        ('[schedule]\nat = "25:00"\n', "2: schedule.at: invalid time '25:00': expected HH:MM, as 02:17"),
        ("[budgets]\ncrawl = 9223372036854775807\n", "2: budgets.crawl: 9223372036854775807 is not in the range"),
        ("[backups]\nkeep_daily = 9223372036854775808\n", "2: backups.keep_daily: 9223372036854775808 is not in the"),
        ('[backups]\nto = "a\\nb"\n', "2: backups.to: there is a control character in it, such as a line break"),
        ('[archive]\ndb = "a\\u0000"\n', "2: archive.db: there is a control character in it, such as a line break"),
        ('[archive]\ndb = "~nosuchuser/x"\n', "2: archive.db: ~nosuchuser/x: there is no such home folder"),
        ('[site]\nurl = "http://u:S3CRET@host"\n', "2: site.url: invalid address 'http://…@host': expected scheme and"),
        ('[site]\nurl = ["http://u:a S3CRET@host"]\n', "2: site.url: invalid value: expected a text between quotes"),
        ('[notifications]\nnotify_file = ["ntfy://u:S3CRET@h/t"]\n', "2: notifications.notify_file: expected the path"),
        (
            '[exports]\nfiles = ["articles-links.csv", "articles.csv"]\n',
            "2: exports.files: articles-links.csv is the file of the links of articles.csv too; give one another name",
        ),
        ("[pace]\ndelay = 22:00\n", "2: this is not TOML: Expected newline or end of document after a statement"),
        ("[site]\ncontact = me@example.org\n", "2: this is not TOML: Invalid value; a text stands between quotes"),
        ("[schedule]\nat = 02:17:00\n", "2: schedule.at: invalid value '02:17:00': expected a text between quotes"),
        ("[pace]\ndelay = [1,\n", "3: this is not TOML: Invalid value"),
        ("[pace]\ndelay = 1\ndelay = 2\n", "3: this is not TOML: Cannot overwrite a value"),
    ],
)
def test_a_mistake_is_one_line_with_its_place_whatever_the_command(folder: Path, text: str, said: str) -> None:
    path = write(folder, text)
    for words in (["info"], ["crawl", "retry"]):
        done = CliRunner().invoke(main, [*words, "--db", "jakarta/archive.db"])
        assert (done.exit_code, done.output.count("\n")) == (2, 1)
        assert done.output.startswith(f"Error: {path}:{said}")
        assert "S3CRET" not in done.output


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
    assert (nightly(folder).exit_code, nightly(folder).stderr) == (2, f"Error: {path}:2: this is not UTF-8 text\n")
    path.unlink()
    path.mkdir()
    assert (nightly(folder).exit_code, nightly(folder).stderr) == (2, f"Error: {path}: Is a directory\n")
    path.rmdir()
    path.symlink_to("gone.toml")
    assert nightly(folder).stderr == f"Error: {path}: it is a link to gone.toml, which is not there\n"
    assert "a link to gone.toml" in CliRunner().invoke(main, ["config", "--db", "jakarta/a.db", "--init"]).stderr
    done = CliRunner().invoke(main, ["--config", "none.toml", "info"])
    assert done.exit_code == 2
    assert done.stderr.startswith("Error: none.toml: No such file or directory; `arsip config --init` writes one")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"[serve]\nport = {'9' * 5000}\n", "a number in it has too many digits"),
        (f"[pace]\n{'a.' * 3000}b = 1\n", "its tables are nested too deeply"),
        (f"[pace]\na = {'[' * 3000}{']' * 3000}\n", "its lists are nested too deeply"),
        (f"# {'.' * 1024**2}\n", "it is larger than 1 MB"),
    ],
    ids=["digits", "keys", "lists", "bytes"],
)
def test_a_file_of_absurd_size_is_refused_in_a_line(folder: Path, text: str, said: str) -> None:
    path = write(folder, text)
    assert (nightly(folder).exit_code, nightly(folder).stderr) == (2, f"Error: {path}: {said}\n")


def test_what_others_could_change_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(folder, f'[site]\ncontact = "{CONTACT}"\n[notifications]\nping_file = "ping"\n')
    ping = write(folder, "https://hc.example/1\n", "ping")
    ping.chmod(0o600)
    assert nightly(folder).exit_code == 0
    for mode in (0o664, 0o646):
        path.chmod(mode)
        assert nightly(folder).stderr == f"Error: {path}: others can change it; run: chmod go-w {path}\n"
    path.chmod(0o644)
    real = os.fstat
    for alien in (path, ping):
        inode = alien.stat().st_ino

        def fstat(descriptor: int, inode: int = inode) -> os.stat_result:
            about = real(descriptor)
            return os.stat_result([*about[:4], 12345, *about[5:]]) if about.st_ino == inode else about

        monkeypatch.setattr(os, "fstat", fstat)
        assert (nightly(folder).exit_code, nightly(folder).stderr.count("\n")) == (2, 1)
        assert f"{alien}: it belongs to user 12345; run: chown $USER {alien}\n" in nightly(folder).stderr


def test_a_pipe_and_a_device_are_not_waited_for(folder: Path) -> None:
    said = "this is not a regular file\n"
    os.mkfifo(folder / "arsip.toml")
    assert nightly(folder).stderr == f"Error: {folder}/arsip.toml: {said}"
    assert CliRunner().invoke(main, ["--config", "/dev/zero", "info"]).stderr == f"Error: /dev/zero: {said}"
    (folder / "arsip.toml").unlink()
    write(folder, '[notifications]\nping_file = "ping"\n')
    os.mkfifo(folder / "ping", 0o600)
    assert nightly(folder).stderr.endswith(f"ping: {said}")


STATEMENTS = r"""a.b = 1 # [

[c] # '''
d = '''
[e]
''''
f = "\"["
  g = [ # ]
{h = '['},
]
i = '''''#'''''
[[w]]
n = 1
[[w]]
n = 2
[w.x]
"y z" = {q = "]"}
[[w.v]]
m = 1"""


@pytest.mark.parametrize("quote", ["'", '"'])
def test_the_line_of_each_key_is_that_in_which_its_statement_begins(quote: str) -> None:
    text = STATEMENTS.replace("'", quote)
    lines = ConfigFile(Path("f"), text, tomllib.loads(text)).lines
    assert lines == {
        ("a",): 1, ("a", "b"): 1, ("c",): 3, ("c", "d"): 4, ("c", "f"): 7, ("c", "g"): 8, ("c", "g", 0): 8,
        ("c", "g", 0, "h"): 8, ("c", "i"): 11, ("w",): 12, ("w", 0): 12, ("w", 0, "n"): 13, ("w", 1): 14,
        ("w", 1, "n"): 15, ("w", 1, "x"): 16, ("w", 1, "x", "y z"): 17, ("w", 1, "x", "y z", "q"): 17,
        ("w", 1, "v"): 18, ("w", 1, "v", 0): 18, ("w", 1, "v", 0, "m"): 19,
    }  # fmt: skip


def test_each_statement_is_read_once_to_find_its_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "[pace]\n" + "# a\n" * 1000 + "".join(f"[watches.a{n}]\nb = 1\n" for n in range(500))
    file, read, loads = ConfigFile(folder / "f", text, tomllib.loads(text)), [], tomllib.loads

    def counted(text: str) -> dict[str, Any]:
        read.append(text)
        return loads(text)

    monkeypatch.setattr(tomllib, "loads", counted)
    assert file.lines[("watches", "a499", "b")] == text.count("\n")
    assert "".join(read) == text


def test_help_needs_no_file_and_the_option_goes_before_the_command(folder: Path) -> None:
    write(folder, "[pace\n")
    for words in (["info", "--db", "jakarta/archive.db", "--help"], ["nightly", "--db", "jakarta/archive.db", "-h"]):
        done = CliRunner().invoke(main, words)
        assert (done.exit_code, done.output.startswith("Usage: ")) == (0, True)
    assert CliRunner().invoke(main, ["search", "--db", "jakarta/archive.db", "--", "--help"]).exit_code == 2
    done = CliRunner().invoke(main, ["config", "--config", "f"])
    assert (done.exit_code, "goes before the command: arsip --config FILE" in done.stderr) == (2, True)


def test_secrets_come_from_files_that_nobody_else_can_read(folder: Path) -> None:
    write(folder, '[notifications]\nnotify_file = "notify"\nping_file = "ping"\n')
    notify, ping = write(folder, "\ufeff# to me\njson://a.example/1\n\njson://b.example/2\n", "notify"), folder / "ping"
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


def test_a_backup_needs_a_target_here_or_in_the_file(tmp_path: Path) -> None:
    asked = ["backup", "--db", str(tmp_path / "archive.db")]
    done = CliRunner().invoke(main, asked)
    assert (done.exit_code, "Missing argument" in done.stderr) == (2, False)
    assert "backup [OPTIONS] [DIR|URL]" in done.stderr
    assert "name a DIR or URL, or set backups.to in arsip.toml" in done.stderr
