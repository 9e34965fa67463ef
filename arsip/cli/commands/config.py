"""`arsip config`: the settings that hold, and where each comes from; a new `arsip.toml`."""

import json
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from arsip.cli.errors import Failure
from arsip.cli.options import (
    CONFIG,
    archive_to_configure,
    configure,
    json_option,
    named_config,
    print_json,
    remembered_contact,
)
from arsip.nightly.secret_addresses import host_alone, without_secrets
from scraper.file_modes import private_files

if TYPE_CHECKING:
    from arsip.cli.config_file import ConfigFile
    from arsip.cli.config_keys import Key

_HEAD = """\
# Configuration of Arsip. To set a key, remove the # before it. What follows a # is the default, or an example.
# Options on the command line, and then environment variables, go before this file. Paths are relative to its folder.
# `arsip config` shows what holds, and checks this file.
"""


_WATCHES = """
# Saved searches: the nightly job reports what is new, changed or gone. `arsip watch add` writes them.
# [[watches]]
# name = "floods"
# query = "banjir rob"
"""


@dataclass(frozen=True, slots=True)
class Setting:
    """The value of a key that holds.

    Attributes:
        source: what sets it.
        where: the variable, or file and line; None elsewhere.
    """

    key: "Key"
    value: object
    source: str
    where: str | None = None


@click.command()
@archive_to_configure
@click.option("--init", is_flag=True, help="Write a new arsip.toml with every key, commented out.")
@json_option
def config(db: Path, *, init: bool, as_json: bool) -> None:
    """Show each setting, its value, and where it comes from: environment, arsip.toml, archive or default.

    The file is the one that `arsip --config` or ARSIP_CONFIG names, else arsip.toml beside the archive. Addresses of
    notifications are secrets, and not shown. Exit status 2 where the file cannot be used; the line says where and why.
    """
    from arsip.cli.config_file import config_path

    ctx = click.get_current_context()
    if init:
        with private_files(db):
            _write(config_path(named_config(ctx), db))
        return
    given = ctx.get_parameter_source("db")
    archive = Path(configure(ctx, db) or db)
    file: ConfigFile | None = ctx.meta[CONFIG]
    settings = list(_settings(file, archive, is_typed=given is ParameterSource.COMMANDLINE))
    if as_json:
        print_json({"file": None if file is None else file.path, "settings": [_as_json(each) for each in settings]})
        return
    _print(file, config_path(named_config(ctx), db), settings)


def _settings(file: "ConfigFile | None", archive: Path, *, is_typed: bool) -> Iterator[Setting]:
    """Yield the settings that hold for an archive, which may be typed on the command line."""
    from arsip.cli.config_keys import KEYS, option_defaults

    first = [next(iter(key.options.items())) for key in KEYS]
    defaults = (
        {} if file is None else {command: option_defaults(file, command) for command in {each for each, _ in first}}
    )
    for key, (command, option) in zip(KEYS, first, strict=True):
        context = click.Context(click.Command(command), default_map=defaults.get(command))
        value, source = key.parameter.consume_value(context, {})
        if option == "db" and is_typed:
            yield Setting(key, str(archive), "command line")
        elif source is ParameterSource.ENVIRONMENT:
            yield Setting(key, _masked(key, value), "environment", str(key.parameter.envvar))
        elif source is ParameterSource.DEFAULT_MAP and file is not None:
            written = file.table[key.section][key.name]
            shown = file.beside(str(written)) if key.is_path else written
            shown = without_secrets(shown) if isinstance(shown, str) else shown
            yield Setting(key, shown, "file", f"{file.path}:{file.lines[key.place]}")
        elif option == "contact" and (contact := remembered_contact(archive)):
            yield Setting(key, contact, "archive", str(archive))
        else:
            yield Setting(key, key.default, "default")


def _masked(key: "Key", value: object) -> object:
    """Return the value of a variable without secrets: of pings the host alone, of notifications the schemes."""
    if key.is_secret and isinstance(value, (list, tuple)):
        return [f"{each.partition('://')[0]}://…" if "://" in each else "…" for each in value]
    return host_alone(str(value)) if key.is_secret else without_secrets(str(value))


def _as_json(setting: Setting) -> dict[str, Any]:
    return {"key": str(setting.key), "value": setting.value, "source": setting.source, "where": setting.where}


def _print(file: "ConfigFile | None", path: Path, settings: list[Setting]) -> None:
    from rich.table import Column

    from arsip.cli.views.console import Console, new_table, print_table

    table = new_table(
        str(path) if file else f"{path}: there is none; --init writes one",
        "key",
        Column("value", overflow="fold"),
        "from",
    )
    for each in settings:
        where = (each.where or "").replace(f"{path}:", "line ")
        table.add_row(str(each.key), _shown(each.value), f"{each.source} {where}".strip())
    print_table(Console(), table)


def _shown(value: object) -> str:
    match value:
        case None:
            return "not set"
        case []:
            return "none"
        case bool():
            return "true" if value else "false"
        case list() | tuple():
            return ", ".join(map(str, value))
    return str(value)


def _write(path: Path) -> None:
    """Write a new file; one that is there stays."""
    from arsip.cli.config_file import WRITABLE_BY_OTHERS

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            os.fchmod(file.fileno(), stat.S_IMODE(os.fstat(file.fileno()).st_mode) & ~WRITABLE_BY_OTHERS)
            file.write(new_file())
    except FileExistsError as error:
        if path.is_symlink() and not path.exists():
            raise Failure(f"{path}: it is a link to {path.readlink()}, which is not there; remove the link") from error
        raise Failure(f"{path}: there is a file already; it stays as it is") from error
    click.echo(f"written: {path}")


def new_file() -> str:
    """Return the text of a new file: every key with its meaning, commented out."""
    from arsip.cli.config_keys import KEYS

    lines, section = [_HEAD], ""
    for key in KEYS:
        if key.section != section:
            section = key.section
            lines.append(f"\n[{section}]\n")
        value = key.default if key.sample is None else key.sample  # TOML writes them as JSON does
        lines.append(f"# {key.help}\n# {key.name} = {json.dumps(value, ensure_ascii=False)}\n")
    return "".join([*lines, _WATCHES])
