"""`arsip.toml`: where it is, its tables, the line of each key, and files of secrets that it names."""

import os
import re
import stat
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from arsip.cli.errors import Failure
from arsip.nightly.secret_addresses import without_secrets_in_text
from scraper.exit_codes import USAGE

NAME = "arsip.toml"
"""The file's name beside the archive."""

Place = tuple[str | int, ...]
"""A key, after the tables that it is in; an index says which one of an array of tables."""

WRITABLE_BY_OTHERS = 0o022
"""Bits of a mode with which the file is refused."""

MAX_BYTES = 1 << 20
"""Of the file, and of a file of secrets."""

MAX_DEPTH = 20
"""Tables and lists in one another; keys need three."""

_TOKEN = re.compile(
    r'''"""(?:\\.|[^\\])*?"{3,5}|\'{3}.*?\'{3,5}|"(?:\\.|[^"\\])*"|\'[^\']*\'|#[^\n]*|[][{}\n]''', re.DOTALL
)
"""What has to be known of a text that is TOML to find where its statements end."""

_SYNTAX_ERROR = re.compile(r"(?P<what>.*) \(at (?:line (?P<line>[0-9]+), column [0-9]+|end of document)\)", re.DOTALL)


class ConfigError(Failure):
    """The file cannot be used; one line says where and why. Wrong usage."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}", USAGE)


@dataclass(frozen=True)
class ConfigFile:
    """A file that was read.

    Attributes:
        path: as it was named; not resolved, so that what it names may be beside a link to it.
        table: its content, as tomllib reads it.
    """

    path: Path
    text: str
    table: dict[str, Any]

    @cached_property
    def lines(self) -> dict[Place, int]:
        """The line of each key, in which its statement begins."""
        found: dict[Place, int] = {}
        counts: dict[Place, int] = {}  # of the tables of each array
        table: Place = ()
        for number, statement in _statements(self.text):
            content = tomllib.loads(statement)
            if not statement.lstrip().startswith("["):
                for place in _places(content, table):
                    found.setdefault(place, number)
                continue
            table = ()
            while content:
                ((key, inner),) = content.items()
                table = (*table, key)
                found.setdefault(table, number)
                if isinstance(inner, list):
                    counts[table], inner = counts.get(table, 0) + 1, inner[0]
                if table in counts:
                    table = (*table, counts[table] - 1)
                    found.setdefault(table, number)
                content = inner
        return found

    def error(self, place: Place, message: str) -> ConfigError:
        """Return the error of a key, to be raised: tables count from 1, and a login in the message is left out."""
        name = ".".join(str(part + 1) if isinstance(part, int) else part for part in place)
        return ConfigError(f"{self.path}:{self.lines[place]}", without_secrets_in_text(f"{name}: {message}"))

    def beside(self, path: str) -> str:
        """Return a path, which is relative to the folder of the file; `~` is the home folder; a URL stays.

        Raises:
            ConfigError: there is no such home folder.
        """
        if "://" in path:
            return path
        try:
            return os.path.normpath(self.path.absolute().parent / Path(path).expanduser())
        except RuntimeError as error:
            raise ConfigError(str(self.path), f"{path}: there is no such home folder") from error


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each statement of a text that is TOML, with the number of its first line."""
    begin, line, depth = 0, 1, 0
    number = line
    for match in _TOKEN.finditer(text):
        found = match[0]
        line += found.count("\n")
        depth += (found in {"[", "{"}) - (found in {"]", "}"})
        if found == "\n" and not depth:
            yield number, text[begin : match.end()]
            begin, number = match.end(), line
    yield number, text[begin:]


def _places(table: dict[str, Any], above: Place = ()) -> Iterator[Place]:
    for key, value in table.items():
        place = (*above, key)
        yield place
        if isinstance(value, dict):
            yield from _places(value, place)
        elif isinstance(value, list):
            for index, each in enumerate(value):
                if isinstance(each, dict):
                    yield (*place, index)
                    yield from _places(each, (*place, index))


def read_config(named: Path | None, archive: Path) -> ConfigFile | None:
    """Read the file that was named, or else the one beside an archive, if there is one; /dev/null is none.

    Raises:
        ConfigError: it cannot be read, or is not TOML.
    """
    if named is not None and str(named) == os.devnull:
        return None
    path = config_path(named, archive)
    if named is None and not os.path.lexists(path):
        return None
    remedy, missing = "others can change it; run: chmod go-w", "; `arsip config --init` writes one"
    text = _read(path, forbidden=WRITABLE_BY_OTHERS, remedy=remedy, missing=missing).replace("\r\n", "\n")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = _SYNTAX_ERROR.fullmatch(str(error))
        line = int(match["line"]) if match and match["line"] else text.count("\n") + 1
        what = match["what"] if match else str(error)
        hint = "; a text stands between quotes" if what.startswith(("Invalid value", "Expected newline")) else ""
        raise ConfigError(f"{path}:{line}", f"this is not TOML: {what}{hint}") from error
    except ValueError as error:
        raise ConfigError(str(path), "a number in it has too many digits") from error
    except RecursionError as error:
        raise ConfigError(str(path), "its lists are nested too deeply") from error
    if _is_deeper(table, MAX_DEPTH):
        raise ConfigError(str(path), "its tables are nested too deeply")
    return ConfigFile(path, text, table)


def read_sound_parts(named: Path | None, archive: Path) -> ConfigFile | None:
    """Read what can be read of a file that `read_config` refuses: the sections that are TOML. None where nothing can.

    Of a section, any value may be wrong; a file that others can change is not read.
    """
    path = config_path(named, archive)
    try:
        text = _read(path, forbidden=WRITABLE_BY_OTHERS, remedy="", errors="replace").replace("\r\n", "\n")
    except ConfigError:
        return None
    table: dict[str, Any] = {}
    for section in re.split(r"^(?=\[)", text, flags=re.MULTILINE):
        with suppress(ValueError, RecursionError):
            table |= tomllib.loads(section)
    return ConfigFile(path, text, table)


def _is_deeper(table: dict[str, Any], depth: int) -> bool:
    level: list[Any] = [table]
    for _ in range(depth):
        inner = [value for each in level for value in (each.values() if isinstance(each, dict) else each)]
        level = [value for value in inner if isinstance(value, (dict, list))]
    return bool(level)


def _read(path: Path, *, forbidden: int, remedy: str, missing: str = "", errors: str = "strict") -> str:
    """Read a small regular file of the user's or of root's, whose mode has none of the forbidden bits.

    The error of such a mode is `remedy` and the path; `missing` ends the one of no file.

    Raises:
        ConfigError: it is another one, cannot be read, or is no text in UTF-8.
    """

    def opened(name: str, flags: int) -> int:
        return os.open(name, flags | os.O_NONBLOCK | os.O_NOCTTY)  # a FIFO is not waited for

    try:
        with open(path, "rb", opener=opened) as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise ConfigError(str(path), "this is not a regular file")
            if about.st_uid not in {os.geteuid(), 0}:
                raise ConfigError(str(path), f"it belongs to user {about.st_uid}; run: chown $USER {path}")
            if about.st_mode & forbidden:
                raise ConfigError(str(path), f"{remedy} {path}")
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        if path.is_symlink():
            raise ConfigError(str(path), f"it is a link to {path.readlink()}, which is not there") from error
        raise ConfigError(str(path), f"{error.strerror}{missing}") from error
    except OSError as error:
        raise ConfigError(str(path), error.strerror or str(error)) from error
    if len(content) > MAX_BYTES:
        raise ConfigError(str(path), "it is larger than 1 MB")
    try:
        return content.decode("utf-8-sig", errors)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}", "this is not UTF-8 text") from error


def config_path(named: Path | None, archive: Path) -> Path:
    """Return the path of the file that was named, or else of the one beside an archive."""
    return named or archive.resolve().parent / NAME


def read_secrets(path: Path) -> list[str]:
    """Read a file of secrets: one a line, without blank lines and lines that begin with #.

    Raises:
        ConfigError: it cannot be read, or others than its owner can read it.
    """
    text = _read(path, forbidden=0o077, remedy="others can read these secrets; run: chmod 600")
    lines = [line.strip() for line in text.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]
