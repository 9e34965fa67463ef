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
from click.testing import CliRunner

from arsip.cli.commands.reparse import site_of_pages
from arsip.cli.main import main
from arsip.nightly.backup.creation import back_up
from arsip.nightly.backup.manifest import BackupError
from arsip.nightly.backup.restore import backups, restore
from arsip.nightly.backup.retention import prune_backups
from arsip.nightly.repair import repair

NOW = datetime(2026, 11, 24, 19, 17, 2, tzinfo=UTC)
Told = dict[str, Any]


@pytest.fixture
def place(archive: Path, tmp_path: Path) -> Path:
    """A folder with one backup of the archive."""
    back_up(archive, str(tmp_path / "backups"), now=NOW)
    return tmp_path / "backups"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where nothing is yet, in a folder of its own."""
    (tmp_path / "again").mkdir()
    return tmp_path / "again" / "archive.db"


def edit(place: Path, change: Callable[[Told], object]) -> None:
    path = next(place.glob("*.json"))
    told = json.loads(path.read_text())
    change(told)
    path.write_text(json.dumps(told))


def everything(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


@pytest.mark.parametrize(
    "name",
    ["/../../luar.warc.gz", "../../luar.warc.gz", "/luar.warc.gz", "a\\b.warc.gz", "..", "", "x\0.warc.gz", 7, None],
)
@pytest.mark.parametrize("where", ["warc", "unfinished", "compressed"])
def test_a_name_that_leads_elsewhere_is_refused(place: Path, target: Path, name: object, where: str) -> None:
    def change(told: Told) -> None:
        if where == "compressed":
            told[where]["name"] = name
        else:
            told[where] = [{"name": name, "bytes": 3, "sha256": "0" * 64}]

    edit(place, change)
    before = everything(place.parent)
    for attempt in (
        lambda: restore(str(place), target, now=NOW),
        lambda: backups(str(place)),
        lambda: prune_backups(str(place), now=NOW),
    ):
        with pytest.raises(BackupError, match="no manifest of a backup"):
            attempt()
    assert everything(place.parent) - before <= {"again/archive.db.lock"}


def test_repair_puts_back_no_name_that_leads_elsewhere(archive: Path, place: Path) -> None:
    content = b"luar"
    (place / "luar.warc.gz").write_bytes(content)
    lost = min((archive.parent / "warc").iterdir())
    lost.unlink()
    file = {"name": "../../luar.warc.gz", "bytes": len(content), "sha256": sha256(content).hexdigest()}
    edit(place, lambda told: told["warc"].append(file))
    done = repair(archive, site_of_pages(), backups=str(place), now=NOW)
    assert done.put_back == []
    assert "no manifest" in done.not_put_back[0]
    assert not (archive.parent.parent / "luar.warc.gz").exists()


@pytest.mark.parametrize("size", [-1, 1.5, True, "9", None, 2**60])
def test_a_size_that_cannot_be_is_refused(place: Path, target: Path, size: object) -> None:
    edit(place, lambda told: told["database"].update(bytes=size))
    with pytest.raises(BackupError, match=r"no manifest of a backup: .*(not a size)"):
        restore(str(place), target, now=NOW)


@pytest.mark.parametrize(
    "text", ["[]", "null", "7", '"x"', "{}", "[" * 100_000, '{"format": 1, "made_at": 7}', "\ud800", "{" * 9]
)
def test_what_is_no_manifest_is_named(place: Path, target: Path, text: str) -> None:
    path = next(place.glob("*.json"))
    path.write_text(text, errors="surrogatepass")
    with pytest.raises(BackupError, match=path.name):
        restore(str(place), target, now=NOW)


def test_a_manifest_under_another_backups_name_is_refused(place: Path, target: Path) -> None:
    next(place.glob("*.json")).rename(place / "archive-20300101T000000Z.json")
    with pytest.raises(BackupError, match="another backup"):
        restore(str(place), target, now=NOW)


def test_a_bomb_stops_at_the_stated_size_and_leaves_nothing(place: Path, target: Path) -> None:
    packed = next(place.glob("*.db.zst"))
    packed.write_bytes(zstandard.ZstdCompressor().compress(bytes(200_000_000)))
    with pytest.raises(BackupError, match="longer than the"):
        restore(str(place), target, now=NOW)
    assert everything(target.parent) <= {"archive.db.lock"}


def test_a_warc_file_stops_at_the_stated_size_and_leaves_nothing(place: Path, target: Path) -> None:
    file = min((place / "warc").iterdir())
    with file.open("ab") as stream:
        stream.truncate(10**10)  # a hole: it takes no room there, and would here
    with pytest.raises(BackupError, match="longer than the"):
        restore(str(place), target, now=NOW)
    assert not list(target.parent.rglob("*.restoring"))
    assert not list(target.parent.rglob(file.name))


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


@pytest.mark.parametrize("plant", [link_file, link_folder, link_database, pipe])
def test_links_and_pipes_are_not_followed(
    place: Path, target: Path, tmp_path: Path, plant: Callable[[Path, Path], None]
) -> None:
    plant(place, tmp_path / "outside")
    with pytest.raises(BackupError, match="a link or no regular file"):
        restore(str(place), target, now=NOW)
    assert not target.exists()


def test_a_backup_writes_through_no_link(archive: Path, place: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("mine")
    (place / "archive-20261125T191702Z.db.zst.partial").symlink_to(precious)
    back_up(archive, str(place), now=datetime(2026, 11, 25, 19, 17, 2, tzinfo=UTC))
    assert precious.read_text() == "mine"


def test_another_archive_under_a_manifest_is_refused(archive: Path, place: Path, target: Path) -> None:
    edit(place, lambda told: told["holds"].update(archive="00000000-0000-4000-8000-000000000000"))
    with pytest.raises(BackupError, match="another archive than its manifest says"):
        restore(str(place), target, now=NOW)
    assert archive.exists()
    assert not target.exists()


@pytest.mark.parametrize("options", [["--list"], []])
def test_a_place_that_is_not_there_is_an_error(tmp_path: Path, options: list[str]) -> None:
    result = CliRunner().invoke(main, ["restore", str(tmp_path / "nosuch"), "--db", str(tmp_path / "a.db"), *options])
    assert result.exit_code == 2
    assert "nosuch: there is no such place" in result.output
    assert list(tmp_path.iterdir()) == []
