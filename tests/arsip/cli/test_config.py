"""`arsip config`: each setting and where it comes from, no secret among them, and a new file that changes nothing."""

import json
import os
import re
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from arsip.cli.config_keys import KEYS
from arsip.cli.main import main
from scraper.archive.database import create_or_open, remember_contact

SECRET = "0123456789"


def settings(*words: str, **environment: str) -> dict[str, tuple[Any, str, str | None]]:
    done = CliRunner().invoke(main, [*words, "--json"], env=environment)
    assert (done.exit_code, done.stderr) == (0, "")
    return {each["key"]: (each["value"], each["source"], each["where"]) for each in json.loads(done.stdout)["settings"]}


def test_each_setting_says_where_it_comes_from(tmp_path: Path) -> None:
    db, file = tmp_path / "archive.db", tmp_path / "arsip.toml"
    file.write_text('[pace]\ndelay = 5\n[nightly]\nskip = ["verify"]\n[backups]\nto = "ftp://me:word@host/x"\n')
    found = settings("config", "--db", str(db), ARSIP_CONTACT="you@example.org")
    assert found["archive.db"] == (str(db), "command line", None)
    assert found["site.contact"] == ("you@example.org", "environment", "ARSIP_CONTACT")
    assert found["pace.delay"] == (5, "file", f"{file}:2")
    assert found["nightly.skip"] == (["verify"], "file", f"{file}:4")
    assert found["backups.to"] == ("ftp://…@host/x", "file", f"{file}:6")
    assert found["pace.concurrency"] == (1, "default", None)
    assert found["budgets.crawl"] == (None, "default", None)
    assert found.keys() == set(map(str, KEYS))
    assert settings("config", ARSIP_DB=str(db))["archive.db"] == (str(db), "environment", "ARSIP_DB")
    shown = CliRunner().invoke(main, ["config", "--db", str(db)], env={"COLUMNS": "200"}).stdout
    assert re.search(r"pace.delay +5 +file line 2", shown)
    assert re.search(r"nightly.skip +verify +file line 4", shown)
    assert re.search(r"budgets.crawl +not set +default", shown)


def test_the_archive_remembers_the_contact_and_the_file_goes_before_it(tmp_path: Path) -> None:
    db, file = tmp_path / "archive.db", tmp_path / "arsip.toml"
    with closing(create_or_open(db)) as archive:
        remember_contact(archive, "old@example.org")
    at = ("config", "--db", str(db))
    assert settings(*at, ARSIP_CONTACT="")["site.contact"] == ("old@example.org", "archive", str(db))
    file.write_text('[site]\ncontact = "new@example.org"\n')
    assert settings(*at, ARSIP_CONTACT="")["site.contact"] == ("new@example.org", "file", f"{file}:2")


def test_no_secret_is_shown(tmp_path: Path) -> None:
    at = ["config", "--db", str(tmp_path / "archive.db")]
    (tmp_path / "arsip.toml").write_text('[notifications]\nnotify_file = "notify"\n')
    (tmp_path / "notify").write_text(f"json://host/{SECRET}\n")
    (tmp_path / "notify").chmod(0o600)
    ping = f"https://hc.example/{SECRET}"
    for words in (at, [*at, "--json"]):
        shown = CliRunner().invoke(main, words, env={"ARSIP_PING": ping})
        assert (shown.exit_code, SECRET in shown.output) == (0, False)
    assert settings(*at)["notifications.notify_file"][0] == str(tmp_path / "notify")
    both = f"json://a/{SECRET} json://b/{SECRET}"
    found = settings(*at, ARSIP_NOTIFY=both)["notifications.notify_file"]
    assert found == (["json://…", "json://…"], "environment", "ARSIP_NOTIFY")
    for address, shown in ((ping, "https://hc.example/…"), (f"hc-ping.com/{SECRET}", "…")):
        assert settings(*at, ARSIP_PING=address)["notifications.ping_file"][0] == shown


def test_a_new_file_has_every_key_changes_nothing_and_is_never_overwritten(tmp_path: Path) -> None:
    at = ["config", "--db", str(tmp_path / "jakarta" / "archive.db")]
    before, file = settings(*at), tmp_path / "jakarta" / "arsip.toml"
    done = CliRunner().invoke(main, [*at, "--init"])
    assert (done.exit_code, done.output) == (0, f"written: {file}\n")
    assert settings(*at) == before
    text = file.read_text()
    file.write_text(re.sub(r"^# (\w+ = |\[\[)", r"\1", text, flags=re.MULTILINE))
    for name in ("notify.secret", "ping.secret"):
        (file.parent / name).write_text("https://host.example/\n")
        (file.parent / name).chmod(0o600)
    assert {source for _, source, _ in settings(*at[:1], ARSIP_CONFIG=str(file)).values()} == {"file"}
    done = CliRunner().invoke(main, [*at, "--init"])
    assert (done.exit_code, done.output) == (1, f"Error: {file}: there is a file already; it stays as it is\n")
    assert file.read_text() != text


@pytest.mark.parametrize("name", ["new.toml", "a/b/new.toml"])
def test_a_named_file_is_written_where_it_is_named(tmp_path: Path, name: str) -> None:
    done = CliRunner().invoke(main, ["--config", str(tmp_path / name), "config", "--init"])
    assert done.exit_code == 0
    assert (tmp_path / name).read_text().startswith("# Configuration of Arsip.")


def test_what_is_written_is_not_refused_where_a_group_may_write_to_new_files(tmp_path: Path) -> None:
    one, two = (["--db", str(tmp_path / name / "archive.db")] for name in ("one", "two"))
    (tmp_path / "two").mkdir()
    before = os.umask(0o002)
    try:
        for words in (
            ["config", "--init", *one],
            ["config", *one],
            ["watch", "add", "banjir", "--notify", "json://127.0.0.1", *two],
            ["config", *two],
        ):
            done = CliRunner().invoke(main, words)
            assert (done.exit_code, done.stderr) == (0, "")
    finally:
        os.umask(before)
