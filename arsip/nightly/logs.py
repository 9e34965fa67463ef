"""The log of nightly runs: a file that is rotated, lines for people or for programs, and no secret in either."""

import json
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Literal

from arsip.nightly.job import NightlyResult
from arsip.nightly.secret_addresses import secret_parts
from scraper.clock import duration

MAX_BYTES = 10 * 1000**2
KEPT_FILES = 20

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
"""Attributes that every record has; any other was given as `extra`."""


class RedactingFormatter(logging.Formatter):
    """Formats a line without secrets, which are URLs: as `logging` does, or, without a format, as a JSON object."""

    def __init__(self, secrets: Sequence[str], fmt: str | None = None) -> None:
        super().__init__(fmt)
        self._is_json = fmt is None
        self._secrets = sorted({part for secret in secrets for part in secret_parts(secret)}, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = self._json(record) if self._is_json else super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "…")
        return line

    def _json(self, record: logging.LogRecord) -> str:
        values: dict[str, object] = {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        values |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info:
            values["exception"] = self.formatException(record.exc_info)
        return json.dumps(values, ensure_ascii=False, default=str)


class LogFile(RotatingFileHandler):
    """A log file that is rotated; where it cannot be written, it says so once and the run goes on."""

    _is_lost = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - logging's name
        """Print one line on standard error."""
        if not self._is_lost:
            self._is_lost = True
            print(f"arsip: {self.baseFilename}: the log cannot be written: {sys.exc_info()[1]}", file=sys.stderr)

    def close(self) -> None:
        """Close it; what the disk did not take is lost."""
        with suppress(OSError):
            super().close()


@contextmanager
def logging_to(
    folder: Path, *, kind: Literal["text", "json"], secrets: Sequence[str], shown: bool = True
) -> Iterator[None]:
    """Log to `nightly.log` in a folder, and, if `shown`, to standard error: warnings, or on a terminal everything.

    The secrets are URLs that must not be in it. OSError where the file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = LogFile(folder / "nightly.log", maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8")
    text = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    file.setFormatter(RedactingFormatter(secrets, None if kind == "json" else text))
    console = logging.StreamHandler()
    console.setFormatter(RedactingFormatter(secrets, "arsip: %(message)s"))
    console.setLevel("INFO" if sys.stderr.isatty() else "WARNING")
    handlers = (file, console) if shown else (file,)
    root = logging.getLogger()
    before = root.level
    root.setLevel("INFO")
    for handler in handlers:
        root.addHandler(handler)
    try:
        yield
    finally:
        root.setLevel(before)
        for handler in handlers:
            root.removeHandler(handler)
            handler.close()


def summary(result: NightlyResult) -> str:
    """Return the result of a nightly run in a line."""
    counts = result.counts("new", "changed", "gone", "problems", "requests")
    seconds = (datetime.fromisoformat(result.ended_at) - datetime.fromisoformat(result.started_at)).total_seconds()
    numbers = ", ".join(filter(None, [counts, duration(seconds)]))
    line = f"nightly run {'failed' if result.status else 'done'}: {numbers}"
    if result.status:
        line += f"; {result.message}"
        line += f"; next: {result.next_command}" if result.next_command else ""
    return line
