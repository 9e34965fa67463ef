"""The log of the nights: a file that is rotated, lines for people or for programs, and no secret in either."""

import json
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from arsip.nightly.results import Night

MAX_BYTES = 10 * 1000**2
KEPT_FILES = 20

SHORTEST_SECRET = 6
"""A shorter part of an address is no secret: taking it out would spoil every line."""

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
"""What every record has; anything else was given with it."""

_TOLD = ("new", "changed", "gone", "problems", "requests")


class Redacting(logging.Formatter):
    """Formats a line for people, without secrets.

    Args:
        secrets: addresses that hold some.
        fmt: as `logging.Formatter` has it.
    """

    def __init__(self, secrets: Sequence[str], fmt: str | None = None) -> None:
        super().__init__(fmt)
        self._secrets = sorted({part for secret in secrets for part in _parts(secret)}, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return self._redacted(super().format(record))

    def _redacted(self, line: str) -> str:
        for secret in self._secrets:
            line = line.replace(secret, "…")
        return line


class LogFile(RotatingFileHandler):
    """A log file that is rotated; where it cannot be written, it says so once and the night goes on."""

    _is_lost = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - logging's name
        """Say in one line on standard error what is wrong."""
        if not self._is_lost:
            self._is_lost = True
            print(f"arsip: {self.baseFilename}: the log cannot be written: {sys.exc_info()[1]}", file=sys.stderr)

    def close(self) -> None:
        """Close it; what the disk did not take is lost."""
        with suppress(OSError):
            super().close()


class JsonLines(Redacting):
    """Formats a record as an object in a line: when, how grave, who, what, and what was given with it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        told: dict[str, object] = {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        told |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return self._redacted(json.dumps(told, ensure_ascii=False, default=str))


@contextmanager
def logging_to(folder: Path, *, kind: Literal["text", "json"], secrets: Sequence[str]) -> Iterator[None]:
    """Log to `nightly.log` in a folder, and warnings to standard error too; on a terminal everything.

    Args:
        folder: made where it is missing.
        kind: of lines in the file.
        secrets: addresses that must not stand in it.

    Raises:
        OSError: where the file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    text = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    file = LogFile(folder / "nightly.log", maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8")
    file.setFormatter(JsonLines(secrets) if kind == "json" else Redacting(secrets, text))
    shown = logging.StreamHandler()
    shown.setFormatter(Redacting(secrets, "arsip: %(message)s"))
    shown.setLevel("INFO" if sys.stderr.isatty() else "WARNING")
    root = logging.getLogger()
    before = root.level
    root.setLevel("INFO")
    for handler in (file, shown):
        root.addHandler(handler)
    try:
        yield
    finally:
        root.setLevel(before)
        for handler in (file, shown):
            root.removeHandler(handler)
            handler.close()


def summary(night: Night) -> str:
    """Say in a line what came of a night."""
    numbers = night.numbers
    told = ", ".join(f"{numbers[name]:,} {name}" for name in _TOLD if name in numbers)
    minutes = (datetime.fromisoformat(night.ended_at) - datetime.fromisoformat(night.started_at)).total_seconds() / 60
    took = f"{minutes:.0f} min" if minutes >= 1 else f"{minutes * 60:.0f} s"
    line = f"night {'done' if not night.status else 'not well'}: {', '.join(filter(None, (told, took)))}"
    if night.status:
        line += f"; {night.verdict}"
        line += f"; next: {night.remedy}" if night.remedy else ""
    return line


def _parts(secret: str) -> Iterator[str]:
    """Name what must not be seen of an address: all of it, who logs in with what, and each long part."""
    parts = urlsplit(secret)
    yield secret
    for part in (parts.username, parts.password, parts.netloc, *parts.path.split("/"), *parts.query.split("&")):
        if part and len(part) >= SHORTEST_SECRET:
            yield part
            yield unquote(part)
