"""What is to be started, when, and of which installation."""

import re
import sys
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from hashlib import sha256
from pathlib import Path

from scraper.clock import JAKARTA

_AT = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII)
_NO_LETTER = re.compile(r"[^a-z0-9]+")
SECRET = {"--notify": "ARSIP_NOTIFY", "--ping": "ARSIP_PING"}
"""Options whose values nobody else may read, and the variables that they may be given by instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A night that comes again every day.

    Attributes:
        archive: its file, absolute.
        at: when, in Jakarta.
        jitter_minutes: by so much later, at random, at most.
        options: of `arsip nightly`, without secrets.
        secrets: values of variables.
        program: how to start Arsip.
    """

    archive: Path
    at: time
    jitter_minutes: int = 30
    options: tuple[str, ...] = ()
    secrets: dict[str, str] = field(default_factory=dict)
    program: tuple[str, ...] = (sys.executable, "-m", "arsip")

    @property
    def folder(self) -> Path:
        """Where the archive stands."""
        return self.archive.parent

    @property
    def name(self) -> str:
        """Names it among those of other archives on this machine."""
        word = _NO_LETTER.sub("-", self.folder.name.lower()).strip("-") or "archive"
        return f"arsip-nightly-{word}-{sha256(str(self.archive).encode()).hexdigest()[:6]}"

    @property
    def command(self) -> tuple[str, ...]:
        """The command, word by word."""
        return (*self.program, "nightly", "--db", str(self.archive), *self.options)

    @property
    def writes_to(self) -> tuple[Path, ...]:
        """Folders that it writes to: the archive's, and that of its backups where it is another."""
        words = dict(zip(self.options, self.options[1:], strict=False))
        place = words.get("--backup-to", "")
        elsewhere = (Path(place),) if place.startswith("/") else ()
        return (self.folder, *elsewhere)

    def local(self, zone: tzinfo | None, day: date) -> time:
        """Say when that is in another zone.

        Args:
            zone: of the machine; None for the one it has.
            day: on which; summer time may change it.
        """
        return datetime.combine(day, self.at, JAKARTA).astimezone(zone).time()

    def moves(self, zone: tzinfo | None, day: date) -> bool:
        """Whether that is at another time of the year another hour there."""
        return len({self.local(zone, day + timedelta(days=30 * month)) for month in range(12)}) > 1


def time_of(text: str) -> time:
    """Read a time of the day.

    Args:
        text: `02:17`.

    Raises:
        ValueError: where it is none.
    """
    match = _AT.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no time of the day; write it as 02:17")
    return time(int(match[1]), int(match[2]))


def parted(options: list[str]) -> tuple[tuple[str, ...], dict[str, str]]:
    """Part the options of a night into those that anybody may read, and the secrets.

    Args:
        options: as typed: `--ping URL` or `--ping=URL`.

    Returns:
        the options, and by the names of their variables the secrets.
    """
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


def environment(planned: Planned) -> str:
    """Return the file that holds the secrets, as both systemd and a shell read it."""
    return "".join(f"{name}='{value.replace(chr(39), '%27')}'\n" for name, value in planned.secrets.items())
