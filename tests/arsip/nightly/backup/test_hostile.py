"""A backup may be somebody else's: nothing in it is written outside the archive, nor beyond what its manifest says."""

import json
import os
import shutil
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
from arsip.nightly.backup.restore import backups, restore
from arsip.nightly.backup.retention import prune_backups

NOW = datetime(2026, 11, 24, 19, 17, 2, tzinfo=UTC)
Values = dict[str, Any]


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where nothing is yet, in a folder of its own."""
    (tmp_path / "again").mkdir()
    return tmp_path / "again" / "archive.db"


def arsip(*command: str) -> Result:
    return CliRunner().invoke(main, command)


def refused(result: Result, status: int = 1) -> str:
    assert result.exit_code == status, result.output
    assert len(result.stderr.splitlines()) == 1, result.stderr
    return result.stderr


def rewrite(place: Path, change: Callable[[Values], Any]) -> None:
    path = next(place.glob("*.json"))
    values = json.loads(path.read_text())
    changed = change(values)
    path.write_text(json.dumps(values if changed is None else changed))


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".lock")}


def everything(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


@pytest.mark.parametrize(
    "name",
    [
        "/../../luar.warc.gz",
        "../../luar.warc.gz",
        "../luar.warc.gz",
        "/luar.warc.gz",
        "a/b.warc.gz",
        "a\\b.warc.gz",
        "..",
        "",
        "archive.db",
        "x\0.warc.gz",
        "a\x1b[2J.warc.gz",
        "\ud800.warc.gz",
        7,
        None,
    ],
)
@pytest.mark.parametrize("where", ["warc", "unfinished", "compressed"])
def test_a_name_that_leads_elsewhere_is_refused(place: Path, target: Path, name: object, where: str) -> None:
    def change(values: Values) -> None:
        if where == "compressed":
            values[where]["name"] = name
        else:
            values[where] = [{"name": name, "bytes": 3, "sha256": "0" * 64}]

    rewrite(place, change)
    before = everything(place.parent)
    for attempt in (
        lambda: restore(str(place), target, now=NOW),
        lambda: backups(str(place)),
        lambda: prune_backups(str(place), now=NOW),
    ):
        with pytest.raises(BackupError, match="not the manifest of a backup"):
            attempt()
    assert everything(place.parent) - before <= {"again/archive.db.lock"}


@pytest.mark.parametrize("size", [-1, 1.5, True, "9", None, 2**60, 1e9])
def test_a_size_that_cannot_be_is_refused(place: Path, target: Path, size: object) -> None:
    rewrite(place, lambda values: values["database"].update(bytes=size))
    with pytest.raises(BackupError, match=r"not the manifest of a backup: .*(not a size)"):
        restore(str(place), target, now=NOW)


def of_file(name: str, value: object) -> Callable[[Values], None]:
    return lambda values: values["warc"][0].__setitem__(name, value)


def of_all(name: str, value: object) -> Callable[[Values], None]:
    return lambda values: values.__setitem__(name, value)


CHANGES: dict[str, Callable[[Values], Any]] = {
    "open": lambda values: values["unfinished"].append({**values["warc"][0], "name": "/../../planted.warc.gz.open"}),
    "compressed": lambda values: values["compressed"].__setitem__("name", "/../../etc/passwd"),
    "database": lambda values: values["database"].__setitem__("name", "../other.db"),
    "digest": of_file("sha256", "x" * 64),
    "twice": lambda values: values["warc"].append(values["warc"][0]),
    "not a list": of_all("warc", {"a": 1}),
    "not objects": of_all("warc", ["a"]),
    "made_at": of_all("made_at", 20261124),
    "another moment": of_all("made_at", "20261124T191703Z"),
    "another archive": lambda values: values["holds"].__setitem__("archive", "another"),
    "no holds": of_all("holds", None),
    "a list": lambda values: [values],
    "nothing": lambda _: {},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_manifest_that_says_what_cannot_be_is_refused(
    place: Path, target: Path, tmp_path: Path, change: Callable[[Values], Any]
) -> None:
    rewrite(place, change)
    before = left(tmp_path)
    assert "archive-20261124T191702Z" in refused(arsip("restore", str(place), "--db", str(target)))
    assert left(tmp_path) == before


@pytest.mark.parametrize(
    "text",
    [
        b"[]", b"null", b"7", b'"x"', b"{}", b"{" * 9, b"[" * 100_000, b'{"format": 1, "made_at": 7}', b"\xed\xa0\x80",
        b'{"format": 1, "format": 1}', b"\xff\xfe\0", b'{"format": ' + b"9" * 5000 + b"}",
    ],
    ids=["list", "null", "number", "text", "empty", "cut", "deep", "moment", "surrogate", "twice", "no text", "long"],
)  # fmt: skip
def test_a_text_that_is_no_manifest_is_told_in_a_line(place: Path, text: bytes) -> None:
    path = next(place.glob("*.json"))
    path.write_bytes(text)
    for command in (("restore", str(place), "--list"), ("restore", str(place), "--db", str(place / "a.db"))):
        error = refused(arsip(*command))
        assert "not the manifest" in error
        assert path.name in error
    with pytest.raises(BackupError, match="not the manifest"):
        prune_backups(str(place), now=NOW)


def test_an_endless_manifest_is_not_read_to_its_end(place: Path) -> None:
    path = next(place.glob("*.json"))
    os.truncate(path, 1 << 40)  # a hole: it takes no room
    assert "too large for a manifest" in refused(arsip("restore", str(place), "--list"))


def test_a_manifest_under_another_backups_name_is_refused(place: Path, target: Path) -> None:
    next(place.glob("*.json")).rename(place / "archive-20300101T000000Z.json")
    with pytest.raises(BackupError, match="another backup"):
        restore(str(place), target, now=NOW)


def test_another_archive_under_a_manifest_is_refused(archive: Path, place: Path, target: Path) -> None:
    rewrite(place, lambda values: values["holds"].update(archive="00000000-0000-4000-8000-000000000000"))
    with pytest.raises(BackupError, match="another archive than its manifest says"):
        restore(str(place), target, now=NOW)
    assert archive.exists()
    assert not target.exists()


def test_a_repair_takes_nothing_from_such_a_place(archive: Path, place: Path, tmp_path: Path) -> None:
    lost = min((archive.parent / "warc").iterdir())
    lost.unlink()
    rewrite(place, of_file("name", "/../../planted.warc.gz"))
    result = arsip("repair", "--db", str(archive), "--backups", str(place), "--workers", "1")
    assert result.exit_code == 3
    assert "planted" in result.stderr
    assert "not the manifest" in result.stderr
    assert not list(tmp_path.rglob("planted*"))


def test_a_bomb_stops_at_the_stated_size_and_leaves_nothing(place: Path, target: Path) -> None:
    packed = zstandard.ZstdCompressor().compress(bytes(50_000_000))
    next(place.glob("*.zst")).write_bytes(packed)
    stated = {"bytes": len(packed), "sha256": sha256(packed).hexdigest()}
    rewrite(place, lambda values: values["compressed"].update(stated))
    written: list[int] = []
    with pytest.raises(BackupError, match="longer than"):
        restore(str(place), target, now=NOW, progress=lambda _, done, __: written.append(done))
    assert max(written, default=0) < 5_000_000
    assert not left(target.parent)


def test_a_warc_file_that_is_longer_than_stated_leaves_nothing(place: Path, target: Path) -> None:
    os.truncate(min((place / "warc").iterdir()), 1 << 40)
    assert "longer than" in refused(arsip("restore", str(place), "--db", str(target)))
    assert not left(target.parent)


def link_file(place: Path, outside: Path) -> None:
    file = min((place / "warc").iterdir())
    shutil.move(file, outside)
    file.symlink_to(outside)


def link_folder(place: Path, outside: Path) -> None:
    shutil.move(place / "warc", outside)
    (place / "warc").symlink_to(outside)


def link_database(place: Path, outside: Path) -> None:
    packed = next(place.glob("*.db.zst"))
    shutil.move(packed, outside)
    packed.symlink_to(outside)


def pipe(place: Path, outside: Path) -> None:  # noqa: ARG001 - as the others
    packed = next(place.glob("*.db.zst"))
    packed.unlink()
    os.mkfifo(packed)


def pipe_in_warc(place: Path, outside: Path) -> None:  # noqa: ARG001 - as the others
    file = min((place / "warc").iterdir())
    file.unlink()
    os.mkfifo(file)


def device(place: Path, outside: Path) -> None:  # noqa: ARG001 - as the others
    packed = next(place.glob("*.db.zst"))
    packed.unlink()
    packed.symlink_to("/dev/zero")


@pytest.mark.parametrize("plant", [link_file, link_folder, link_database, pipe, pipe_in_warc, device])
def test_links_and_pipes_are_not_followed(
    place: Path, target: Path, tmp_path: Path, plant: Callable[[Path, Path], None]
) -> None:
    plant(place, tmp_path / "outside")
    assert "a link or no regular file, which no backup contains" in refused(
        arsip("restore", str(place), "--db", str(target))
    )
    assert not left(target.parent)


def test_a_backup_is_not_made_into_a_folder_that_is_a_link(archive: Path, place: Path, tmp_path: Path) -> None:
    link_folder(place, tmp_path / "elsewhere")
    min((tmp_path / "elsewhere").iterdir()).unlink()
    with pytest.raises(BackupError, match="which no backup contains"):
        back_up(archive, str(place), now=NOW)


def test_a_backup_writes_through_no_link(archive: Path, place: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("kept")
    (place / "archive-20261125T191702Z.json.partial").symlink_to(mine)
    (place / "archive-20261125T191702Z.db.zst.partial").symlink_to(mine)
    (place / "archive-20261125T191702Z.db.zst").symlink_to(mine)
    back_up(archive, str(place), now=NOW.replace(day=25))
    assert mine.read_text() == "kept"
    (place / "open").mkdir()
    (place / "open" / "20261101T000000Z").symlink_to(tmp_path)
    (place / "archive-20261101T000000Z.db.zst").write_text("left by one that was killed")
    prune_backups(str(place), now=NOW.replace(day=25))
    assert archive.exists()
    assert mine.exists()


def test_what_a_killed_restoration_left_is_cleared_away(place: Path, target: Path) -> None:
    (target.parent / "warc" / ".restored.killed.partial").mkdir(parents=True)
    for name in (".archive.db.killed.partial", "warc/.restored.killed.partial/a.warc.gz"):
        (target.parent / name).write_text("half")
    assert arsip("restore", str(place), "--db", str(target)).exit_code == 0
    assert not list(target.parent.rglob(".*.partial"))


def test_one_bad_manifest_does_not_hide_the_others(archive: Path, place: Path, target: Path) -> None:
    back_up(archive, str(place), now=NOW.replace(day=25))
    (place / "archive-20261125T191702Z.json").write_text("{}")
    refused(arsip("restore", str(place), "--db", str(target)))
    assert arsip("restore", str(place), "--db", str(target), "--at", "2026-11-24").exit_code == 0


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


@pytest.mark.parametrize("options", [["--list"], []])
def test_a_place_that_is_not_there_is_an_error(tmp_path: Path, options: list[str]) -> None:
    result = CliRunner().invoke(main, ["restore", str(tmp_path / "nosuch"), "--db", str(tmp_path / "a.db"), *options])
    assert result.exit_code == 2
    assert "nosuch: there is no such place" in result.output
    assert list(tmp_path.iterdir()) == []
