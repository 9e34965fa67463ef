"""One run at a time; but a job lends its lock to its steps and their processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scraper.exit_codes import BUSY, CannotRun
from scraper.lock import LENT, ArchiveLock, holder, is_locked, is_running

TAKE = """
import os, sys
from pathlib import Path
from scraper.lock import ArchiveLock
lock = ArchiveLock(Path(sys.argv[1]), started_at="later")
print("taken", flush=True)
sys.stdin.read()
lock.release()
"""

BORROW = """
import os, sys
from pathlib import Path
from scraper.lock import ArchiveLock
lock = ArchiveLock(Path(sys.argv[1]), started_at="2026-10-08T00:00:00.000Z")
for _ in range(2):
    print(os.getpid(), lock.take_over(), flush=True)
    sys.stdin.readline()
lock.release()
print("released", flush=True)
"""

LEND = f"""
import subprocess, sys
from pathlib import Path
from scraper.lock import ArchiveLock
path = Path(sys.argv[1])
with ArchiveLock(path, started_at="2026-10-07T00:00:00.000Z").lent() as descriptor:
    subprocess.run([sys.executable, "-c", {BORROW!r}, str(path)], pass_fds=[descriptor])
"""


def taking(path: Path, **more: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", TAKE, str(path)]
    return subprocess.Popen(command, text=True, stdin=-1, stdout=-1, stderr=-1, **more)  # type: ignore[call-overload, no-any-return]


def test_a_second_one_is_refused_and_told_of_the_first(tmp_path: Path) -> None:
    lock = ArchiveLock(tmp_path / "a.db", started_at="2026-10-08T00:00:00.000Z")
    with pytest.raises(CannotRun, match=f"process {os.getpid()}, since 2026-10-08") as refused:
        ArchiveLock(tmp_path / "a.db", started_at="later")
    assert refused.value.exit_status == BUSY
    assert holder(tmp_path / "a.db") == os.getpid()
    lock.release()
    assert holder(tmp_path / "a.db") is None


def test_a_lent_lock_can_be_taken_again_by_steps_and_stays_with_its_owner(tmp_path: Path) -> None:
    lock = ArchiveLock(tmp_path / "a.db", started_at="first")
    with lock.lent():
        step = ArchiveLock(tmp_path / "a.db", started_at="step")
        step.release()
        assert holder(tmp_path / "a.db") == os.getpid()
        other = ArchiveLock(tmp_path / "b.db", started_at="of another archive")
        other.release()
    assert LENT not in os.environ
    with pytest.raises(CannotRun):
        ArchiveLock(tmp_path / "a.db", started_at="later")
    lock.release()
    ArchiveLock(tmp_path / "a.db", started_at="later").release()


def test_a_process_that_was_passed_the_lock_takes_it_and_others_do_not(tmp_path: Path) -> None:
    lock = ArchiveLock(tmp_path / "a.db", started_at="first")
    with lock.lent() as descriptor:
        with taking(tmp_path / "a.db", pass_fds=[descriptor]) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "taken\n"
            assert is_running(tmp_path / "a.db", child.pid)
            child.communicate()
        with taking(tmp_path / "a.db") as stranger:  # knows the number, and has not the file
            _, said = stranger.communicate()
        assert stranger.returncode == 1
        assert "another run holds this archive" in said
    lock.release()


def test_a_child_that_outlives_its_parent_still_holds_the_archive(tmp_path: Path) -> None:
    lock = ArchiveLock(tmp_path / "a.db", started_at="first")
    with lock.lent() as descriptor:
        child = taking(tmp_path / "a.db", pass_fds=[descriptor])
        assert child.stdout is not None
        assert child.stdout.readline() == "taken\n"
    lock._file.close()  # as if the parent had been killed
    with pytest.raises(CannotRun):
        ArchiveLock(tmp_path / "a.db", started_at="later")
    child.communicate()
    ArchiveLock(tmp_path / "a.db", started_at="later").release()


def test_a_child_whose_parent_was_killed_becomes_the_holder(tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    command = [sys.executable, "-c", LEND, str(archive)]
    with subprocess.Popen(command, text=True, stdin=-1, stdout=-1) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        child, taken = parent.stdout.readline().split()
        assert (holder(archive), taken) == (parent.pid, "False")
        parent.kill()
        parent.wait()
        with pytest.raises(CannotRun, match=f"started by process {parent.pid}, since .* was killed"):
            ArchiveLock(archive, started_at="later")
        parent.stdin.write("\n")
        parent.stdin.flush()
        assert parent.stdout.readline() == f"{child} True\n"
        assert holder(archive) == int(child)
        with pytest.raises(CannotRun, match=f"process {child}, since 2026-10-08"):
            ArchiveLock(archive, started_at="later")
        parent.stdin.write("\n")
        parent.stdin.close()
        assert parent.stdout.readline() == "released\n"
    assert holder(archive) is None
    ArchiveLock(archive, started_at="later").release()


@pytest.mark.parametrize("content", ["", "{", "[]"])
def test_a_lender_that_the_file_does_not_name_is_not_taken_for_dead(tmp_path: Path, content: str) -> None:
    lock = ArchiveLock(tmp_path / "a.db", started_at="first")
    with lock.lent():
        (tmp_path / "a.db.lock").write_text(content)
        step = ArchiveLock(tmp_path / "a.db", started_at="step")
        assert not step.take_over()
        step.release()
    lock.release()


def test_a_run_is_running_while_its_process_or_the_one_that_started_it_holds_the_archive(tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    assert not is_running(archive, os.getpid())
    lock = ArchiveLock(archive, started_at="now")
    assert is_locked(tmp_path / "a.db.lock")
    assert is_running(archive, os.getpid())
    assert not is_running(archive, os.getppid())
    assert not is_running(archive, 1 << 30)
    lock.release()
    assert not is_running(archive, os.getpid())
