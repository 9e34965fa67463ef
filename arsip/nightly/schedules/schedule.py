"""A schedule of the nightly job, rendered as systemd units or as lines of a crontab.

The templates stand beside this module. A timer of systemd catches up a missed run by itself; under cron a second line,
at reboot, does.
"""

import os
import re
import shlex
import sys
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from hashlib import sha256
from pathlib import Path
from string import Template

from arsip.nightly.secret_addresses import without_secrets
from scraper.clock import JAKARTA

SECRET = {"--notify": "ARSIP_NOTIFY", "--ping": "ARSIP_PING"}
"""Options whose values nobody else may read, and the variables that give them instead."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""What neither a unit nor a crontab can hold within a line, or in UTF-8."""

_AT = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII)


class ScheduleValueError(ValueError):
    """A value cannot stand in a unit or a crontab."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A daily start of the nightly job.

    Attributes:
        config: `arsip.toml`, where it is not found beside the archive.
        at: when, in Jakarta.
        jitter_minutes: how much later at most, at random.
        options: of `arsip nightly`, without secrets.
        secrets: values by the names of their variables.
        backup_to: where backups go; empty for beside the archive.

    Raises:
        ScheduleValueError: a value has a control character, or is no text in UTF-8.
    """

    archive: Path
    config: Path | None = None
    at: time
    jitter_minutes: int = 30
    options: tuple[str, ...] = ()
    secrets: dict[str, str] = field(default_factory=dict)
    backup_to: str = ""
    program: tuple[str, ...] = (sys.executable, "-m", "arsip")

    def __post_init__(self) -> None:
        """Refuse control characters; secrets are not quoted."""
        for word in (*self.command, self.backup_to):
            if _CONTROL.search(word):
                raise ScheduleValueError(
                    f"{without_secrets(word)!r}: a schedule can have no control character; use another name"
                )
        for name, secret in self.secrets.items():
            if _CONTROL.search(secret):
                raise ScheduleValueError(f"{name}: a schedule can have no control character")

    @property
    def name(self) -> str:
        """Names the schedule among those of other archives on this machine."""
        word = re.sub("[^a-z0-9]+", "-", self.archive.parent.name.lower()).strip("-") or "archive"
        return f"arsip-nightly-{word}-{sha256(str(self.archive).encode()).hexdigest()[:6]}"

    @property
    def command(self) -> tuple[str, ...]:
        """The command, word by word."""
        config = () if self.config is None else ("--config", str(self.config))
        return (*self.program, *config, "nightly", "--db", str(self.archive), *self.options)

    def local_time(self, zone: tzinfo | None, day: date) -> time:
        """Return the time of the start in another zone on a day; None is the zone of this machine."""
        return datetime.combine(day, self.at, JAKARTA).astimezone(zone).time()

    def environment(self) -> str:
        """Return the file with the secrets, as both systemd and a shell read it."""
        return "".join(f"{name}='{value.replace(chr(39), '%27')}'\n" for name, value in self.secrets.items())

    def service(self, *, environment: Path, user: str | None) -> str:
        """Return the systemd service: for the system's manager, run by a user, or for a user's own (None).

        It may write to nothing but the archive's folder and that of its backups. The environment is the file with the
        secrets; it need not be there.
        """
        folder = self.archive.parent
        return _template("system.service" if user else "user.service").substitute(
            archive=_unit_path(self.archive),
            folder=_unit_word(str(folder)),
            user=user,
            working_directory=_unit_path(folder),
            environment=_unit_path(environment),
            command=" ".join(_unit_word(word) for word in self.command),
            writes_to=" ".join(map(_unit_word, self._writes_to())),
        )

    def _writes_to(self) -> list[str]:
        """Return the folders that a service may write to; of backups as systemd has those that may be missing (-)."""
        folder = self.archive.parent
        local = re.fullmatch(r"(?:(?:file|local)://)?(?P<path>(?!\w+:).+)", self.backup_to)
        backups = None if local is None else Path(os.path.normpath(folder / Path(local["path"]).expanduser()))
        return [str(folder)] if backups is None or backups.is_relative_to(folder) else [str(folder), f"-{backups}"]

    def timer(self) -> str:
        """Return the systemd timer."""
        return _template("nightly.timer").substitute(
            archive=_unit_path(self.archive), at=f"{self.at:%H:%M}", jitter=self.jitter_minutes
        )

    def crontab(self, *, environment: Path, zone: tzinfo | None, today: date) -> str:
        """Return the lines for a crontab, between two marks, in the zone by which cron goes (None: this machine's)."""
        local = self.local_time(zone, today)
        months = {self.local_time(zone, today + timedelta(days=30 * month)) for month in range(12)}
        return _template("crontab").substitute(
            name=self.name,
            at=f"{self.at:%H:%M}",
            local=f"{local:%H:%M}",
            moves="; with summer time it moves by an hour, which does no harm" if len(months) > 1 else "",
            minute=local.minute,
            hour=local.hour,
            nightly=self._shell_command(environment, f"--jitter {self.jitter_minutes}m"),
            reboot=self._shell_command(environment, "--jitter 10m --if-missed"),
        )

    def removed_from(self, crontab: str) -> str:
        """Return a crontab without the lines of this schedule; all others stay as they are."""
        lines = f"^# >>> {re.escape(self.name)}\n(?:.*\n)*?# <<< {re.escape(self.name)}\n"
        return re.sub(lines, "", crontab, flags=re.MULTILINE)

    def _shell_command(self, environment: Path, more: str) -> str:
        folder, secrets = shlex.quote(str(self.archive.parent)), shlex.quote(str(environment))
        read = f"if [ -r {secrets} ]; then set -a; . {secrets}; set +a; fi"
        command = f"cd {folder} && {{ {read}; {shlex.join(self.command)} {more}; }}"
        return command.replace("%", "\\%")  # cron takes a bare one for the end of the line


def parse_time(text: str) -> time:
    """Read a time of day, as `02:17`; ValueError where it is none."""
    match = _AT.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"invalid time {text!r}: expected HH:MM, as 02:17")
    return time(int(match[1]), int(match[2]))


def split_secrets(options: list[str]) -> tuple[tuple[str, ...], dict[str, str]]:
    """Separate the options of a nightly run that anybody may read from the secrets, by the names of their variables."""
    plain: list[str] = []
    secrets: dict[str, list[str]] = {}
    words = iter(options)
    for word in words:
        name, equals, value = word.partition("=")
        if name in SECRET:
            secrets.setdefault(SECRET[name], []).append(value if equals else next(words, ""))
        else:
            plain.append(word)
    return tuple(plain), {name: " ".join(values) for name, values in secrets.items()}


def _template(name: str) -> Template:
    return Template((Path(__file__).parent / name).read_text("utf-8"))


def _unit_path(path: Path) -> str:
    """Write a path where systemd takes it as it is, but for its specifiers."""
    return str(path).replace("%", "%%")


def _unit_word(word: str) -> str:
    """Quote a word by systemd's rules (systemd.syntax, systemd.service)."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'
