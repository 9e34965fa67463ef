"""Puts a schedule in its place, and takes it away again: a user's own systemd timer, or lines in the crontab."""

import getpass
import os
import shutil
import subprocess
from datetime import date
from pathlib import Path

from arsip.nightly.schedules import cron, systemd
from arsip.nightly.schedules.plan import Planned, environment


class ScheduleError(Exception):
    """A schedule cannot be put in its place; the text says why, and what to do."""


def environment_path(planned: Planned) -> Path:
    """Return the file that holds the secrets of a schedule."""
    return _config() / "arsip" / f"{planned.name}.env"


def install_systemd(planned: Planned) -> list[str]:
    """Install a user's timer, in place of an older one of the same archive.

    Returns:
        what was done, and what is still to be done, a line each.

    Raises:
        ScheduleError: where systemd does not take it.
    """
    folder = _config() / "systemd" / "user"
    folder.mkdir(parents=True, exist_ok=True)
    told = _write_secrets(planned)
    for kind, text in (
        ("service", systemd.service(planned, environment=environment_path(planned), user=None)),
        ("timer", systemd.timer(planned)),
    ):
        path = folder / f"{planned.name}.{kind}"
        path.write_text(text, "utf-8")
        told.append(f"written: {path}")
    _run("systemctl", "--user", "daemon-reload")
    _run("systemctl", "--user", "enable", "--now", f"{planned.name}.timer")
    told.append(f"running: systemctl --user list-timers {planned.name}.timer")
    user = getpass.getuser()
    if _run("loginctl", "show-user", user, "--property=Linger", "--value").strip() != "yes":
        told.append(f"still to do, or it runs only while you are logged in: sudo loginctl enable-linger {user}")
    return told


def remove_systemd(planned: Planned) -> list[str]:
    """Take a user's timer away, with its secrets.

    Returns:
        what was done.

    Raises:
        ScheduleError: where there is none, or systemd does not let it go.
    """
    folder = _config() / "systemd" / "user"
    paths = [folder / f"{planned.name}.{kind}" for kind in ("timer", "service")]
    if not any(path.exists() for path in paths):
        raise ScheduleError(f"there is no timer for {planned.archive}")
    _run("systemctl", "--user", "disable", "--now", f"{planned.name}.timer")
    for path in (*paths, environment_path(planned)):
        path.unlink(missing_ok=True)
    _run("systemctl", "--user", "daemon-reload")
    return [f"removed: {path}" for path in paths]


def install_cron(planned: Planned, *, today: date) -> list[str]:
    """Put lines into the user's crontab, in place of older ones of the same archive.

    Args:
        planned: what to start.
        today: to know the hour by.

    Returns:
        what was done.

    Raises:
        ScheduleError: where the crontab cannot be read or written.
    """
    told = _write_secrets(planned)
    lines = cron.lines(planned, environment=environment_path(planned), zone=None, today=today)
    _write_crontab(cron.without(_crontab(), planned) + "".join(f"{line}\n" for line in lines))
    return [*told, "written into your crontab:", *lines]


def remove_cron(planned: Planned) -> list[str]:
    """Take the lines of an archive out of the user's crontab, and its secrets away.

    Returns:
        what was done.

    Raises:
        ScheduleError: where there are none, or the crontab cannot be read or written.
    """
    before = _crontab()
    if cron.begin_mark(planned) not in before.splitlines():
        raise ScheduleError(f"there are no lines for {planned.archive} in your crontab")
    _write_crontab(cron.without(before, planned))
    environment_path(planned).unlink(missing_ok=True)
    return [f"taken out of your crontab: {planned.name}"]


def _write_secrets(planned: Planned) -> list[str]:
    """Write the secrets to a file that nobody else can read; an older file goes where there are none any more."""
    path = environment_path(planned)
    if not planned.secrets:
        path.unlink(missing_ok=True)
        return []
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(environment(planned))
    return [f"written, for you alone: {path}"]


def _crontab() -> str:
    done = _result("crontab", "-l")
    if done.returncode and "no crontab" not in done.stderr:
        raise ScheduleError(f"crontab -l: {_first_line(done)}")
    return done.stdout if not done.returncode else ""


def _write_crontab(text: str) -> None:
    done = _result("crontab", "-", given=text)
    if done.returncode:
        raise ScheduleError(f"crontab -: {_first_line(done)}; your crontab is as it was")


def _run(*command: str) -> str:
    done = _result(*command)
    if done.returncode:
        raise ScheduleError(f"{' '.join(command)}: {_first_line(done)}")
    return done.stdout


def _result(*command: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
    program = shutil.which(command[0])
    if program is None:
        raise ScheduleError(f"there is no {command[0]} on this machine")
    return subprocess.run([program, *command[1:]], input=given, capture_output=True, text=True, check=False)  # noqa: S603 - found by its name


def _first_line(done: subprocess.CompletedProcess[str]) -> str:
    return (done.stderr or done.stdout).strip().partition("\n")[0] or f"it ended with status {done.returncode}"


def _config() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
