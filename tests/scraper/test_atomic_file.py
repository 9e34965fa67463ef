"""A file or folder is replaced as a whole or not at all, whatever ends its writer."""

import errno
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scraper import atomic_file
from scraper.atomic_file import (
    move_into_place,
    remove_leftovers,
    remove_own_temporaries,
    replace_file,
    replace_folder,
    temporary_beside,
)


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_a_block_that_fails_midway_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    target.write_bytes(b"old")

    def half() -> Iterator[bytes]:
        yield b"x" * 100_000
        raise RuntimeError("midway")

    with pytest.raises(RuntimeError, match="midway"), replace_file(target) as out:
        out.writelines(half())
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["a.json"]


KILLED = """
import os, signal, sys
from pathlib import Path
from scraper.atomic_file import replace_file, replace_folder
folder, file = map(Path, sys.argv[1:])
with replace_folder(folder) as new, replace_file(file) as out:
    (new / "new").write_text("x")
    out.write(b"x" * 1_000_000)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_writer_leaves_the_old_ones_and_the_next_clears_up(tmp_path: Path) -> None:
    file, folder = tmp_path / "a.json", tmp_path / "b[1].parquet"
    file.write_bytes(b"old")
    folder.mkdir()
    (folder / "old").touch()
    killed = subprocess.run([sys.executable, "-c", KILLED, str(folder), str(file)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (file.read_bytes(), names(folder)) == (b"old", ["old"])
    assert sum(name.endswith(".partial") for name in names(tmp_path)) == 2
    with replace_folder(folder) as new, replace_file(file) as out:
        (new / "new").touch()
        out.write(b"new")
    assert (file.read_bytes(), names(folder)) == (b"new", ["new"])
    assert names(tmp_path) == ["a.json", "b[1].parquet"]


def test_two_writers_of_one_file_do_not_mix(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    with replace_file(target) as one:
        one.write(b"one ")
        with replace_file(target) as other:
            other.write(b"other")
        assert target.read_bytes() == b"other"
        one.write(b"alone")
    assert target.read_bytes() == b"one alone"
    assert names(tmp_path) == ["a.json"]


def test_a_new_file_has_the_mode_of_the_users_files(tmp_path: Path) -> None:
    (tmp_path / "own").touch()
    with replace_file(tmp_path / "a.json"):
        pass
    assert (tmp_path / "a.json").stat().st_mode == (tmp_path / "own").stat().st_mode


def test_an_error_of_writing_names_the_target_and_any_other_is_left_as_it_is(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    with pytest.raises(OSError, match="No space left on device") as caught, replace_file(target):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert caught.value.filename == str(target)
    with pytest.raises(FileNotFoundError) as caught, replace_file(target):
        (tmp_path / "missing").read_bytes()
    assert caught.value.filename == str(tmp_path / "missing")
    with pytest.raises(OSError, match="only a text"), replace_file(target):
        raise OSError("only a text")
    with pytest.raises(FileNotFoundError) as caught, replace_folder(Path("/proc/a")):
        pass
    assert caught.value.filename == "/proc/a"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError, match="this is a folder"), replace_file(tmp_path):
        pass


@pytest.mark.parametrize("there", [True, False])
def test_the_file_that_a_symlink_leads_to_is_replaced(tmp_path: Path, *, there: bool) -> None:
    (tmp_path / "far").mkdir()
    if there:
        (tmp_path / "far" / "real.json").write_bytes(b"old")
    (tmp_path / "a.json").symlink_to("far/real.json")
    with replace_file(tmp_path / "a.json") as out:
        out.write(b"new")
        assert (tmp_path / "far" / "real.json").exists() is there
    assert (tmp_path / "a.json").is_symlink()
    assert (tmp_path / "far" / "real.json").read_bytes() == b"new"
    assert {each.name for each in tmp_path.rglob("*")} == {"a.json", "far", "real.json"}


def test_a_fifo_or_device_is_written_into(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(fifo.read_bytes()))
    reader.start()
    with replace_file(fifo) as out:
        out.write(b"new")
    reader.join(timeout=10)
    assert (read, fifo.is_fifo()) == ([b"new"], True)
    (tmp_path / "full").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left") as caught, replace_file(tmp_path / "full") as out:
        out.write(b"new")
    assert caught.value.filename == str(tmp_path / "full")


@pytest.mark.parametrize("exchange", [True, False])
def test_a_folder_takes_the_place_of_a_folder_or_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, exchange: bool
) -> None:
    if not exchange:
        monkeypatch.setattr(atomic_file, "_exchange", lambda *_: False)
    target = tmp_path / "a"
    target.touch()
    for content in ("one", "other"):
        with replace_folder(target) as new:
            (new / content).touch()
        assert names(target) == [content]
    assert names(tmp_path) == ["a"]


def test_a_database_is_removed_with_its_journals(tmp_path: Path) -> None:
    target = tmp_path / "a.db"
    with temporary_beside(target) as temporary:
        for suffix in ("-journal", "-wal", "-shm"):
            temporary.with_name(temporary.name + suffix).touch()
        move_into_place(temporary, target)
    assert names(tmp_path) == ["a.db"]


def test_what_a_living_writer_has_is_no_leftover(tmp_path: Path) -> None:
    with temporary_beside(tmp_path / "a") as temporary:
        remove_leftovers(tmp_path / "a")
        assert temporary.exists()
        remove_own_temporaries()
        assert not temporary.exists()


@pytest.mark.parametrize("folder", [False, True])
def test_what_another_writer_takes_for_a_leftover_before_it_is_locked_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, folder: bool
) -> None:
    lock, taken = atomic_file._locked, list[Path]()

    def locked(path: Path) -> Any:
        if not taken:
            taken.append(path)
            remove_leftovers(tmp_path / "a")
        return lock(path)

    monkeypatch.setattr(atomic_file, "_locked", locked)
    with temporary_beside(tmp_path / "a", folder=folder) as temporary:
        assert taken == [each for each in taken if not each.exists()]
        assert temporary.exists()
        remove_leftovers(tmp_path / "a")
        assert temporary.exists()
    assert names(tmp_path) == []


def test_a_lock_on_the_folder_is_no_concern_of_a_writer(tmp_path: Path) -> None:
    """`flock . arsip nightly` is a usual line of a crontab."""
    with atomic_file._locked(tmp_path), replace_file(tmp_path / "a") as out:
        out.write(b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
