"""Backups in a place where anybody may have written anything."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import zstandard
from click.testing import CliRunner, Result

from arsip.cli.main import main
from arsip.nightly.backup.creation import back_up
from arsip.nightly.backup.manifest import BackupError
from arsip.nightly.backup.restore import restore
from arsip.nightly.backup.retention import prune_backups

NOW = datetime(2026, 11, 24, 19, 17, 2, tzinfo=UTC)


@pytest.fixture
def place(archive: Path, tmp_path: Path) -> Path:
    """A folder with one backup of the archive."""
    back_up(archive, str(tmp_path / "backups"), now=NOW)
    return tmp_path / "backups"


@pytest.fixture
def again(tmp_path: Path) -> Path:
    """Where it is put back."""
    return tmp_path / "again" / "archive.db"


def arsip(*command: str) -> Result:
    return CliRunner().invoke(main, command)


def refused(result: Result, status: int = 1) -> str:
    assert result.exit_code == status, result.output
    assert len(result.stderr.splitlines()) == 1, result.stderr
    return result.stderr


def rewrite(place: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    path = next(place.glob("*.json"))
    told = json.loads(path.read_text())
    changed = change(told)
    path.write_text(json.dumps(told if changed is None else changed))


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".lock")}


NAMES = ("/../../planted.warc.gz", "../planted.warc.gz", "a/b.warc.gz", "a\\b.warc.gz", "a\0.warc.gz", "..", "",
         "archive.db", "a\x1b[2J.warc.gz", "\ud800.warc.gz")  # fmt: skip


def of_file(name: str, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda told: told["warc"][0].__setitem__(name, value)


def of_all(name: str, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda told: told.__setitem__(name, value)


CHANGES: dict[str, Callable[[dict[str, Any]], Any]] = {
    **{f"warc-{name!r}": of_file("name", name) for name in NAMES},
    "open": lambda told: told["unfinished"].append({**told["warc"][0], "name": "/../../planted.warc.gz.open"}),
    "compressed": lambda told: told["compressed"].__setitem__("name", "/../../etc/passwd"),
    "database": lambda told: told["database"].__setitem__("name", "../other.db"),
    "negative": of_file("bytes", -1),
    "huge": of_file("bytes", 2**63),
    "float": of_file("bytes", 1e9),
    "true": of_file("bytes", True),
    "digest": of_file("sha256", "x" * 64),
    "twice": lambda told: told["warc"].append(told["warc"][0]),
    "not a list": of_all("warc", {"a": 1}),
    "not objects": of_all("warc", ["a"]),
    "made_at": of_all("made_at", 20261124),
    "another moment": of_all("made_at", "20261124T191703Z"),
    "another archive": lambda told: told["holds"].__setitem__("archive", "another"),
    "no holds": of_all("holds", None),
    "a list": lambda told: [told],
    "nothing": lambda _: {},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_manifest_that_says_what_cannot_be_is_refused(
    place: Path, again: Path, tmp_path: Path, change: Callable[[dict[str, Any]], Any]
) -> None:
    rewrite(place, change)
    before = left(tmp_path)
    assert "archive-20261124T191702Z" in refused(arsip("restore", str(place), "--db", str(again)))
    assert left(tmp_path) == before


@pytest.mark.parametrize(
    "text",
    [
        b'{"format": 1, "format": 1}',
        b"[" * 100_000,
        b"\xff\xfe\0",
        b'{"format": ' + b"9" * 5000 + b"}",
    ],
    ids=["twice", "deep", "no text", "long number"],
)
def test_a_text_that_is_no_manifest_is_told_in_a_line(place: Path, text: bytes) -> None:
    next(place.glob("*.json")).write_bytes(text)
    for command in (("restore", str(place), "--list"), ("restore", str(place), "--db", str(place / "a.db"))):
        assert "no manifest" in refused(arsip(*command))
    with pytest.raises(BackupError, match="no manifest"):
        prune_backups(str(place), now=NOW)


def test_an_endless_manifest_is_not_read_to_its_end(place: Path) -> None:
    path = next(place.glob("*.json"))
    os.truncate(path, 1 << 40)  # a hole: it takes no room
    assert "too large for a manifest" in refused(arsip("restore", str(place), "--list"))


def test_a_repair_takes_nothing_from_such_a_place(archive: Path, place: Path, tmp_path: Path) -> None:
    lost = min((archive.parent / "warc").iterdir())
    lost.unlink()
    rewrite(place, of_file("name", "/../../planted.warc.gz"))
    result = arsip("repair", "--db", str(archive), "--backups", str(place), "--jobs", "1")
    assert result.exit_code == 3
    assert "planted" in result.stderr
    assert not list(tmp_path.rglob("planted*"))


def replace_by_link(path: Path) -> None:
    away = path.with_name(f"away-{path.name}")
    path.rename(away)
    path.symlink_to(away)


def replace_by_fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def replace_by_device(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize("replace", [replace_by_link, replace_by_fifo, replace_by_device])
@pytest.mark.parametrize("which", ["*.zst", "warc/*"])
def test_what_is_no_file_is_not_read(place: Path, again: Path, which: str, replace: Callable[[Path], None]) -> None:
    replace(min(place.glob(which)))
    assert "which no backup contains" in refused(arsip("restore", str(place), "--db", str(again)))
    assert not left(again.parent)


def test_a_folder_that_is_a_link_is_not_followed(archive: Path, place: Path, again: Path, tmp_path: Path) -> None:
    (place / "warc").rename(tmp_path / "elsewhere")
    (place / "warc").symlink_to(tmp_path / "elsewhere")
    before = left(tmp_path / "elsewhere")
    refused(arsip("restore", str(place), "--db", str(again)))
    (tmp_path / "elsewhere" / min(before)).unlink()
    with pytest.raises(BackupError, match="which no backup contains"):
        back_up(archive, str(place), now=NOW)


def test_a_backup_writes_through_no_link(archive: Path, place: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("kept")
    (place / "archive-20261125T191702Z.json.partial").symlink_to(mine)
    (place / "archive-20261125T191702Z.db.zst").symlink_to(mine)
    back_up(archive, str(place), now=NOW.replace(day=25))
    assert mine.read_text() == "kept"
    (place / "open").mkdir()
    (place / "open" / "20261101T000000Z").symlink_to(tmp_path)
    (place / "archive-20261101T000000Z.db.zst").write_text("left by one that was killed")
    prune_backups(str(place), now=NOW.replace(day=25))
    assert archive.exists()
    assert mine.exists()


def test_unpacking_stops_at_the_size_that_the_manifest_says(place: Path, again: Path) -> None:
    packed = zstandard.ZstdCompressor().compress(bytes(50_000_000))
    next(place.glob("*.zst")).write_bytes(packed)
    stated = {"bytes": len(packed), "sha256": sha256(packed).hexdigest()}
    rewrite(place, lambda told: told["compressed"].update(stated))
    written: list[int] = []
    with pytest.raises(BackupError, match="longer than"):
        restore(str(place), again, now=NOW, progress=lambda _, done, __: written.append(done))
    assert max(written, default=0) < 5_000_000
    assert not left(again.parent)


def test_a_warc_file_that_is_longer_than_stated_leaves_nothing(place: Path, again: Path) -> None:
    os.truncate(min((place / "warc").iterdir()), 1 << 40)
    assert "longer than" in refused(arsip("restore", str(place), "--db", str(again)))
    assert not left(again.parent)


def test_what_a_killed_restoration_left_is_cleared_away(place: Path, again: Path) -> None:
    (again.parent / "warc").mkdir(parents=True)
    for name in ("archive.db.restoring", "warc/.a.warc.gz.restoring"):
        (again.parent / name).write_text("half")
    assert arsip("restore", str(place), "--db", str(again)).exit_code == 0
    assert not [name for name in left(again.parent) if name.endswith(".restoring")]


def test_one_bad_manifest_does_not_hide_the_others(archive: Path, place: Path, again: Path) -> None:
    back_up(archive, str(place), now=NOW.replace(day=25))
    (place / "archive-20261125T191702Z.json").write_text("{}")
    refused(arsip("restore", str(place), "--db", str(again)))
    assert arsip("restore", str(place), "--db", str(again), "--at", "2026-11-24").exit_code == 0


def test_a_place_that_is_none_is_wrong_usage(archive: Path, place: Path, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("no folder")
    (tmp_path / "empty").mkdir()
    for command in (
        ("restore", str(tmp_path / "none"), "--list"),
        ("restore", str(tmp_path / "none"), "--db", str(archive)),
        ("restore", str(file), "--list"),
        ("restore", str(tmp_path / "empty"), "--db", str(archive)),
        ("restore", str(place), "--at", "1999", "--db", str(archive)),
        ("restore", "nosuch://a/b", "--list"),
        ("backup", "nosuch://a/b", "--db", str(archive)),
        ("backup", str(place), "--db", str(tmp_path / "none.db")),
        ("backup", str(place), "--db", str(tmp_path / "none" / "archive.db")),
        ("repair", "--db", str(archive), "--backups", str(tmp_path / "none")),
        ("repair", "--db", str(tmp_path / "empty" / "none.db")),
    ):
        refused(arsip(*command), 2)
    assert json.loads(arsip("restore", str(tmp_path / "empty"), "--list", "--json").stdout) == []
