"""Installs and removes a schedule: a user's own systemd timer, or lines in the user's crontab."""

import getpass
import os
import shutil
import subprocess
from datetime import date
from pathlib import Path

from arsip.nightly.schedules.schedule import Schedule


class ScheduleError(Exception):
    """A schedule cannot be installed or removed; the text says why, and what to do."""


def environment_path(schedule: Schedule) -> Path:
    """Return the file with the secrets of a schedule."""
    return _config_folder() / "arsip" / f"{schedule.name}.env"


def install_systemd(schedule: Schedule) -> list[str]:
    """Install a user's timer, in place of an older one of the same archive; return what was done, a line each."""
    _run("systemctl", "--user", "daemon-reload")  # nothing is written where the user's manager cannot be reached
    messages = _write_secrets(schedule)
    service, timer = _unit_paths(schedule)
    service.parent.mkdir(parents=True, exist_ok=True)
    service.write_text(schedule.service(environment=environment_path(schedule), user=None), "utf-8")
    timer.write_text(schedule.timer(), "utf-8")
    try:
        _run("systemctl", "--user", "daemon-reload")
        _run("systemctl", "--user", "enable", "--now", timer.name)
    except ScheduleError as error:
        raise ScheduleError(f"{error}; {service} and {timer} are written, and --remove removes them") from error
    messages += [f"written: {service}", f"written: {timer}", f"running: systemctl --user list-timers {timer.name}"]
    user = getpass.getuser()
    if _run("loginctl", "show-user", user, "--property=Linger", "--value").strip() != "yes":
        messages.append(f"still to do, or it runs only while you are logged in: sudo loginctl enable-linger {user}")
    return messages


def remove_systemd(schedule: Schedule) -> list[str]:
    """Remove a user's timer and its secrets, even where systemctl cannot be reached; return what was done."""
    service, timer = _unit_paths(schedule)
    if not service.exists() and not timer.exists():
        raise ScheduleError(f"there is no timer for {schedule.archive}")
    messages = [f"removed: {timer}", f"removed: {service}"]
    try:
        _run("systemctl", "--user", "disable", "--now", timer.name)
    except ScheduleError as error:
        messages.append(f"not stopped: {error}; a timer that runs now goes on until you log out")
    enabled = timer.parent / "timers.target.wants" / timer.name
    for path in (enabled, timer, service, environment_path(schedule)):
        path.unlink(missing_ok=True)
    if len(messages) == 2:  # noqa: PLR2004 - systemctl can be reached
        _run("systemctl", "--user", "daemon-reload")
    return messages


def install_cron(schedule: Schedule, *, today: date) -> list[str]:
    """Put lines into the user's crontab, in place of older ones of the same archive; return what was done."""
    messages = _write_secrets(schedule)
    lines = schedule.crontab(environment=environment_path(schedule), zone=None, today=today)
    _write_crontab(schedule.removed_from(_crontab()) + lines)
    return [*messages, "written into your crontab:", *lines.splitlines()]


def remove_cron(schedule: Schedule) -> list[str]:
    """Remove the lines of an archive from the user's crontab, and its secrets; return what was done."""
    before = _crontab()
    after = schedule.removed_from(before)
    if after == before:
        raise ScheduleError(f"there are no lines for {schedule.archive} in your crontab")
    _write_crontab(after)
    environment_path(schedule).unlink(missing_ok=True)
    return [f"removed from your crontab: {schedule.name}"]


def _unit_paths(schedule: Schedule) -> tuple[Path, Path]:
    folder = _config_folder() / "systemd" / "user"
    return folder / f"{schedule.name}.service", folder / f"{schedule.name}.timer"


def _write_secrets(schedule: Schedule) -> list[str]:
    """Write the secrets to a file that nobody else can read; an older file goes where there are none any more."""
    path = environment_path(schedule)
    path.unlink(missing_ok=True)
    if not schedule.secrets:
        return []
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(schedule.environment())
    return [f"written, for you alone: {path}"]


def _crontab() -> str:
    text = _run("crontab", "-l", accepted="no crontab")
    return text if not text or text.endswith("\n") else f"{text}\n"


def _write_crontab(text: str) -> None:
    try:
        _run("crontab", "-", stdin=text)
    except ScheduleError as error:
        raise ScheduleError(f"{error}; your crontab is as it was") from error


def _run(*command: str, stdin: str | None = None, accepted: str | None = None) -> str:
    """Run a program and return its output; ScheduleError where it fails, unless its error contains what is accepted."""
    program = shutil.which(command[0])
    if program is None:
        raise ScheduleError(f"there is no {command[0]} on this machine")
    done = subprocess.run([program, *command[1:]], input=stdin, capture_output=True, text=True, check=False)  # noqa: S603 - found by its name
    if done.returncode and (accepted is None or accepted not in done.stderr):
        error = (done.stderr or done.stdout).strip().partition("\n")[0] or f"it ended with status {done.returncode}"
        raise ScheduleError(f"{' '.join(command)}: {error}")
    return done.stdout


def _config_folder() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
