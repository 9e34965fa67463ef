"""`arsip.toml`: where it is, its tables, the line of each key, and files of secrets that it names."""

import os
import re
import stat
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from arsip.cli.errors import Failure
from scraper.exit_codes import USAGE

NAME = "arsip.toml"
"""The file's name beside the archive."""

Place = tuple[str | int, ...]
"""A key, after the tables that it is in; an index says which one of an array of tables."""

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
        """The line of each key: the one after the longest beginning of the file that can be read without that key."""
        found: dict[Place, int] = {}
        lines = self.text.split("\n")
        end = 0
        for number in range(1, len(lines) + 1):
            try:
                table = tomllib.loads("\n".join(lines[:number]))
            except tomllib.TOMLDecodeError:  # within a value of several lines
                continue
            for place in _places(table):
                found.setdefault(place, end + 1)
            end = number
        return found

    def error(self, place: Place, message: str) -> ConfigError:
        """Return the error of a key, to be raised."""
        name = ".".join(map(str, place))
        return ConfigError(f"{self.path}:{self.lines[place]}", f"{name}: {message}")

    def beside(self, path: str) -> str:
        """Return a path, which is relative to the folder of the file; `~` is the home folder; a URL stays."""
        return path if "://" in path else os.path.normpath(self.path.absolute().parent / Path(path).expanduser())


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
        ConfigError: it cannot be read, or is no TOML.
    """
    if named is not None and str(named) == os.devnull:
        return None
    path = config_path(named, archive)
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        if named is None and not path.is_symlink():
            return None
        raise ConfigError(str(path), f"{error.strerror}; `arsip config --init` writes one") from error
    except OSError as error:
        raise ConfigError(str(path), error.strerror or str(error)) from error
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}", "this is no text in UTF-8") from error
    try:
        return ConfigFile(path, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        match = _SYNTAX_ERROR.fullmatch(str(error))
        line = int(match["line"]) if match and match["line"] else text.count("\n") + 1
        what = match["what"] if match else str(error)
        hint = "; a text stands between quotes" if what.startswith(("Invalid value", "Expected newline")) else ""
        raise ConfigError(f"{path}:{line}", f"this is no TOML: {what}{hint}") from error
    except RecursionError as error:
        raise ConfigError(str(path), "its lists are nested too deeply") from error


def config_path(named: Path | None, archive: Path) -> Path:
    """Return the path of the file that was named, or else of the one beside an archive."""
    return named or archive.resolve().parent / NAME


def read_secrets(path: Path) -> list[str]:
    """Read a file of secrets: one a line, without blank lines and lines that begin with #.

    Raises:
        ConfigError: it cannot be read, or others than its owner can read it.
    """
    try:
        with path.open(encoding="utf-8") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise ConfigError(str(path), f"others can read these secrets; run: chmod 600 {path}")
            lines = [line.strip() for line in file]
    except OSError as error:
        raise ConfigError(str(path), error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise ConfigError(str(path), "this is no text in UTF-8") from error
    return [line for line in lines if line and not line.startswith("#")]
