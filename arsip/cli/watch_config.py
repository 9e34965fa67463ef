"""The tables `[[watches]]` of `arsip.toml`: what each may have, and how a command adds and removes them."""

import os
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from arsip.cli.config_file import WRITABLE_BY_OTHERS, ConfigError, ConfigFile, read_secrets
from arsip.cli.errors import Failure
from scraper.atomic_file import replace_file

if TYPE_CHECKING:
    from arsip.nightly.watches import Watch

SECTION = "watches"
SECRET_MODE = 0o600

_TEXTS = ("name", "query", "category", "lang", "reporter", "notify_file")
_KEYS = (*_TEXTS[:-1], "kinds", "notify_file")
_CHOOSING = ("query", "category", "lang", "reporter")
"""Keys of which a watch has at least one: it would else be about everything."""


@dataclass(frozen=True, slots=True)
class WrongValueError(Exception):
    """A key of a watch has no value that it can have; or the watch lacks a key, where `key` is None."""

    key: str | None
    message: str


def check_watches(config: ConfigFile) -> None:
    """Refuse tables that are no watches.

    Raises:
        ConfigError: one of them is none; names the key.
    """
    tables = config.table.get(SECTION, [])
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        raise config.error((SECTION,), "expected [[watches]] in a line of its own, once for each watch")
    names: set[str] = set()
    for index, table in enumerate(tables):
        try:
            check_watch(table, names)
        except WrongValueError as error:
            place = (SECTION, index) if error.key is None else (SECTION, index, error.key)
            raise config.error(place, error.message) from error
        names.add(table["name"])


def check_watch(table: Mapping[str, Any], names: set[str]) -> None:
    """Refuse a table that is no watch, or has the name of another.

    Raises:
        WrongValueError: it is none.
    """
    for key, value in table.items():
        if key not in _KEYS:
            raise WrongValueError(key, f"unknown key; expected one of {', '.join(_KEYS)}")
        if key in _TEXTS and (not isinstance(value, str) or not value.strip() or not value.isprintable()):
            raise WrongValueError(key, f"invalid value {value!r}: expected a line of text between quotes")
    if "name" not in table:
        raise WrongValueError(None, "a watch needs a name")
    if table["name"] in names:
        raise WrongValueError("name", f"there is another watch named {table['name']!r}")
    if not table.keys() & set(_CHOOSING):
        raise WrongValueError(None, f"a watch needs one of {', '.join(_CHOOSING)}")
    _check_values(table)


def _check_values(table: Mapping[str, Any]) -> None:
    from scraper.archive.changes import KINDS
    from scraper.archive.search.query import is_selective

    if "query" in table and not is_selective(table["query"]):
        raise WrongValueError("query", f"{table['query']!r} has no word in it to look for")
    if table.get("lang", "id") not in {"id", "en"}:
        raise WrongValueError("lang", f"there is no edition {table['lang']!r}; there are id and en")
    kinds = table.get("kinds", list(KINDS))
    if not isinstance(kinds, list) or not kinds or not all(each in KINDS for each in kinds):
        raise WrongValueError("kinds", f"invalid list {kinds!r}: expected some of {', '.join(KINDS)}")
    if "://" in table.get("notify_file", ""):
        raise WrongValueError(
            "notify_file", "an address is a secret: put it into a file (chmod 600), and name that here"
        )


def watches_of(config: ConfigFile | None, notify: Sequence[str]) -> "tuple[Watch, ...]":
    """Return the watches of a file that was checked; those that name no file of addresses notify `notify`."""
    from arsip.nightly.watches import Watch
    from scraper.archive.changes import KINDS

    watches = []
    for table in config.table.get(SECTION, []) if config else []:
        addresses, problem = tuple(notify), None
        if config and "notify_file" in table:
            try:
                addresses = tuple(read_secrets(Path(config.beside(table["notify_file"]))))
            except ConfigError as error:
                problem = error.message
        watches.append(
            Watch(
                name=table["name"],
                query=table.get("query", ""),
                kinds=frozenset(table.get("kinds", KINDS)),
                category=table.get("category"),
                lang=table.get("lang"),
                reporter=table.get("reporter"),
                notify=addresses,
                problem=problem,
            )
        )
    return tuple(watches)


def add_watch(path: Path, table: Mapping[str, Any]) -> None:
    """Append a watch to a file, which is made where there is none; the rest of it stays as it is."""
    import tomlkit

    before = _text(path)
    document = tomlkit.parse(before)
    if SECTION not in document:
        document[SECTION] = tomlkit.aot()
    tables: Any = document[SECTION]
    entry = tomlkit.inline_table() if isinstance(tables, tomlkit.items.Array) else tomlkit.table()
    entry.update(table)
    if before:
        entry.trivia.indent = "\n"  # a blank line before it
    tables.append(entry)
    _replace(path, tomlkit.dumps(document))


def remove_watch(path: Path, index: int) -> None:
    """Remove a watch from a file; the rest of it stays as it is."""
    import tomlkit

    document = tomlkit.parse(_text(path))
    tables: Any = document[SECTION]
    del tables[index]
    if not tables:
        del document[SECTION]
    _replace(path, tomlkit.dumps(document))


def write_addresses(folder: Path, name: str, addresses: Sequence[str]) -> str:
    """Write addresses into a new file that only its owner can read; return its name.

    Raises:
        Failure: there is such a file, which stays as it is.
    """
    file_name = f"watch-{re.sub(r'[^a-z0-9]+', '-', name.casefold()).strip('-') or 'notify'}.secret"
    try:
        descriptor = os.open(folder / file_name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, SECRET_MODE)
    except FileExistsError as error:
        what = "of an earlier watch, perhaps; remove it, or give another --name"
        raise Failure(f"{folder / file_name}: there is a file already, {what}") from error
    with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 - of a mode from its first moment
        file.writelines(f"{each}\n" for each in addresses)
    return file_name


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""


def _replace(path: Path, text: str) -> None:
    with replace_file(path) as file:
        about = path.stat() if path.exists() else os.fstat(file.fileno())
        os.fchmod(file.fileno(), stat.S_IMODE(about.st_mode) & ~WRITABLE_BY_OTHERS)
        file.write(text.encode())
