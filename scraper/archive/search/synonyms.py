"""Synonyms and short forms: names of one thing, of which an article prints one or the other.

`synonyms.txt` in this folder has those of Jakarta's press; a file of that name beside an archive adds to them. A line
is a group of names between commas; what follows a `#` is a comment.
"""

import os
import stat
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from scraper.archive.connection import Database
from scraper.archive.database import ArchiveError
from scraper.archive.fulltext.stems import tokens

FILE = "synonyms.txt"

MAX_WORDS = 8
"""Words of a name, at most."""

_MAX_LETTERS = 200
"""Letters of a name, at most."""

_MAX_NAMES = 50
"""Names of a group, at most."""

_MAX_BYTES = 1_000_000

Group: TypeAlias = tuple[str, ...]
"""Names of one thing, each as words in lower case with blanks between them."""


class SynonymsError(ArchiveError):
    """The file beside an archive is wrong.

    The text names the file and the line, and nothing else of them: visitors of a copy that is served read it.
    """


class Synonyms:
    """Finds the other names of a thing.

    Attributes:
        longest: words of the longest name.
    """

    def __init__(self, groups: Iterable[Group]) -> None:
        others: dict[str, dict[str, None]] = {}
        for group in groups:
            for name in group:
                others.setdefault(name, {}).update(dict.fromkeys(each for each in group if each != name))
        self._others = {name: tuple(each) for name, each in others.items()}
        self.longest = max(len(name.split()) for name in self._others)

    def others(self, name: str) -> tuple[str, ...]:
        """Return the other names of what has this name; none where no group has it."""
        return self._others.get(name, ())


def synonyms_of(db: Database) -> Synonyms:
    """Return the synonyms for an archive: ours, and those of the file beside it.

    Raises:
        SynonymsError: where a line of that file is wrong, or it cannot be read.
    """
    if db.path is None:
        return shipped_synonyms()
    version = own_version(db.path)
    return shipped_synonyms() if version is None else _read(db.path.with_name(FILE), version)


def own_version(archive: Path) -> tuple[int, int] | None:
    """Return what differs between two states of the file beside an archive; None where there is none.

    Raises:
        SynonymsError: where it cannot be looked at.
    """
    try:
        status = archive.with_name(FILE).stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SynonymsError(f"{FILE}: {error.strerror}") from error
    return status.st_mtime_ns, status.st_size


@cache
def shipped_synonyms() -> Synonyms:
    """Return the synonyms that come with the package."""
    return Synonyms(shipped())


@lru_cache(maxsize=4)
def _read(own: Path, _version: tuple[int, int]) -> Synonyms:
    return Synonyms(chain(shipped(), groups(own)))


@cache
def shipped() -> tuple[Group, ...]:
    """Return the groups that come with the package."""
    return tuple(groups(Path(__file__).with_name(FILE)))


def groups(path: Path) -> list[Group]:
    """Read the groups of a file.

    Raises:
        SynonymsError: where a line is wrong, or the file cannot be read.
    """
    try:
        lines = _content(path).decode("utf-8-sig").splitlines()
        return [group for number, line in enumerate(lines, 1) if (group := _group(line, f"{path.name}, line {number}"))]
    except UnicodeDecodeError as error:
        raise SynonymsError(f"{path.name}: it is not UTF-8 text") from error
    except OSError as error:
        raise SynonymsError(f"{path.name}: {error.strerror}") from error


def _content(path: Path) -> bytes:
    """Read a file that a search can wait for: no device, no FIFO, and not too large."""
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK | os.O_NOCTTY)) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise SynonymsError(f"{path.name}: it is not a regular file")
        content = file.read(_MAX_BYTES + 1)
    if len(content) > _MAX_BYTES:
        raise SynonymsError(f"{path.name}: it has more than {_MAX_BYTES:,} bytes")
    return content


def _group(line: str, place: str) -> Group:
    """Read a line; an empty group where it has none."""
    text = line.partition("#")[0].strip()
    typed = text.split(",") if text else []
    if len(typed) > _MAX_NAMES:
        raise SynonymsError(f"{place}: it has more than {_MAX_NAMES} names")
    if any(len(name.strip()) > _MAX_LETTERS for name in typed):
        raise SynonymsError(f"{place}: a name has more than {_MAX_LETTERS} letters")
    names = tuple(" ".join(tokens(name)) for name in typed)
    if "" in names:
        raise SynonymsError(f"{place}: a name is empty: expected names between commas, as in: lansia, lanjut usia")
    if len(names) == 1:
        raise SynonymsError(f"{place}: one name alone: expected names between commas, as in: lansia, lanjut usia")
    if len(set(names)) < len(names):
        raise SynonymsError(f"{place}: a name is there twice")
    if any(len(name.split()) > MAX_WORDS for name in names):
        raise SynonymsError(f"{place}: a name has more than {MAX_WORDS} words")
    return names
