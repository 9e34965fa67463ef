"""The keys of `arsip.toml`, each declared once: its section, its name, and the options that it sets.

Type, check, help and default of a key are those of the option. An option on the command line or in the environment
goes before the file.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from arsip.cli.config_file import ConfigError, ConfigFile, Place, read_secrets
from arsip.cli.watch_config import SECTION, check_watches
from arsip.nightly.secret_addresses import without_secrets

_CRAWLS = ("nightly", "crawl")
"""Commands with the options of every crawl; of a group, such as `crawl`, all its commands."""

_REQUESTS = (*_CRAWLS, "preflight")


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the file.

    Attributes:
        options: the parameter that it sets, by the command that has it; the first one declares it.
        sample: its value in a new file, where the option has no default.
        about: what it is, where the help of the option does not fit.
        is_path: its value is relative to the file's folder.
        is_secret: its value is the path of a file of secrets, which are what the option takes.
    """

    section: str
    name: str
    options: Mapping[str, str]
    sample: str | int | list[str] | None = None
    about: str = ""
    is_path: bool = False
    is_secret: bool = False

    @property
    def place(self) -> Place:
        """Its place in the file."""
        return (self.section, self.name)

    def __str__(self) -> str:
        return f"{self.section}.{self.name}"

    @property
    def parameter(self) -> click.Parameter:
        """The option that declares it."""
        from arsip.cli.main import COMMANDS, LazyCommands

        command, name = next(iter(self.options.items()))
        return next(each for each in LazyCommands(COMMANDS)[command].params if each.name == name)

    @property
    def default(self) -> str | float | list[str] | None:
        """The default of the option, as a person would write it; None where there is none."""
        default = self.parameter.to_info_dict()["default"]
        if default in (None, "", ()):
            shown = re.search(r"\[default: (.+)\]", getattr(self.parameter, "help", None) or "")
            default = None if shown is None else shown[1]
        if isinstance(default, str) and re.fullmatch(r"[0-9]+(\.[0-9]+)?", default):
            return float(default) if "." in default else int(default)
        return list(default) if isinstance(default, tuple) else str(default) if isinstance(default, Path) else default

    @property
    def help(self) -> str:
        """What it is, without its default."""
        kind = self.parameter.type
        choices = f" One of: {', '.join(map(str, kind.choices))}." if isinstance(kind, click.Choice) else ""
        return (self.about or re.sub(r"\s+\[default: .*", "", str(getattr(self.parameter, "help", "")))) + choices


_PARALLEL = ("verify", "repair", "reparse", "import", "recover")

_NOTIFY = (
    "File, readable by its owner alone, with the addresses to notify of a failure, one a line, as apprise has them."
)
_PING = "File, readable by its owner alone, with the address of a dead-man check, as healthchecks.io defines it."


def _same(option: str, *commands: str) -> dict[str, str]:
    return dict.fromkeys(commands, option)


KEYS = (
    Key("archive", "db", {"nightly": "db"}, is_path=True),
    Key("archive", "min_free", _same("min_free", *_REQUESTS)),
    Key("archive", "workers", _same("workers", "nightly", *_PARALLEL), 4),
    Key("site", "url", _same("site", *_REQUESTS)),
    Key("site", "contact", _same("contact", *_REQUESTS, "recover", "inspect"), "you@example.org"),
    Key("site", "photos", _same("photos", *_CRAWLS)),
    Key("site", "ignore_robots", _same("ignore_robots", *_REQUESTS)),
    Key("pace", "delay", _same("delay", *_REQUESTS)),
    Key("pace", "concurrency", _same("concurrency", *_CRAWLS)),
    Key("pace", "between", _same("between", *_CRAWLS), "22:00-05:00"),
    Key("budgets", "crawl", {"nightly": "crawl_budget"}, 500),
    Key("budgets", "recheck", {"nightly": "recheck_budget"}),
    Key("backups", "to", {"nightly": "backup_to", "backup": "target", "repair": "backups"}, "backups", is_path=True),
    Key("backups", "keep_daily", _same("keep_daily", "nightly", "backup")),
    Key("backups", "keep_weekly", _same("keep_weekly", "nightly", "backup")),
    Key("backups", "keep_monthly", _same("keep_monthly", "nightly", "backup")),
    Key("exports", "files", {"nightly": "exports"}, about="Files that each nightly run writes into exports/."),
    Key("exports", "feeds", {"nightly": "feeds"}, about="Feeds that each nightly run writes into exports/."),
    Key("notifications", "notify_file", {"nightly": "notify"}, "notify.secret", _NOTIFY, is_path=True, is_secret=True),
    Key("notifications", "ping_file", {"nightly": "ping"}, "ping.secret", _PING, is_path=True, is_secret=True),
    Key("notifications", "always", {"nightly": "notify_always"}, about="Notify of every run, not of failures only."),
    Key("nightly", "skip", {"nightly": "skip"}, ["verify"], "Steps to leave out."),
    Key("nightly", "log_format", {"nightly": "log_format"}),
    Key("schedule", "at", {"schedule": "at"}),
    Key("schedule", "jitter", {"schedule": "jitter_minutes"}),
    Key("serve", "host", {"serve": "host"}),
    Key("serve", "port", {"serve": "port"}),
    Key("serve", "copy", {"serve": "copy"}, "browse.db", is_path=True),
    Key("serve", "base_url", _same("base_url", "serve", "nightly", "feed", "watch"), "https://arsip.example.org"),
    Key("serve", "open", {"serve": "opened"}),
)

TABLES: dict[str, Callable[[ConfigFile], object]] = {SECTION: check_watches}
"""Sections that set no options, each with what checks it, by raising a ConfigError."""


def option_defaults(config: ConfigFile, command: str) -> dict[str, Any]:
    """Check the whole file; return what it says of the options of a command, as click's default map.

    Raises:
        ConfigError: a key is unknown, or its value is none that the option takes.
    """
    _refuse_unknown(config)
    for check in TABLES.values():
        check(config)
    defaults: dict[str, Any] = {}
    for key in KEYS:
        if key.name not in config.table.get(key.section, {}):
            continue
        value = _checked(config, key)
        if command in key.options:
            defaults[key.options[command]] = _secrets(config, key, str(value)) if key.is_secret else value
    return defaults


def _refuse_unknown(config: ConfigFile) -> None:
    sections = {key.section for key in KEYS}
    for section, content in config.table.items():
        if section in TABLES:
            continue
        if section not in sections:
            elsewhere = [str(key) for key in KEYS if key.name == section]
            what = "section" if isinstance(content, dict) else "key"
            raise config.error((section,), f"unknown {what}{_meant(section, elsewhere, [*sections, *TABLES])}")
        if not isinstance(content, dict):
            raise config.error((section,), f"expected a section: [{section}] in a line of its own")
        names = [key.name for key in KEYS if key.section == section]
        for name in content:
            if name not in names:
                elsewhere = [str(key) for key in KEYS if key.name == name]
                raise config.error((section, name), f"unknown key{_meant(name, elsewhere, names)}")


def _meant(name: str, elsewhere: list[str], names: list[str]) -> str:
    meant = elsewhere or get_close_matches(name, names, 1)
    return f"; did you mean {meant[0]}?" if meant else f"; expected one of {', '.join(sorted(names))}"


def _checked(config: ConfigFile, key: Key) -> str | bool | list[str]:
    """Return the value of a key, as text where the option takes a value; the option's type has checked it."""
    place, parameter = key.place, key.parameter
    given = config.table[key.section][key.name]
    if getattr(parameter, "is_flag", False):
        if not isinstance(given, bool):
            raise config.error(place, f"invalid switch {given!r}: expected true or false")
        return given
    if key.is_secret and (not isinstance(given, str) or "://" in given or not given):
        raise config.error(place, "expected the path of a file (chmod 600) with the addresses, which are secret")
    is_list = getattr(parameter, "multiple", False) and not key.is_secret
    value = _texts(config, place, given) if is_list else _text(config, place, given)
    if key.is_path:
        try:
            return config.beside(str(value))
        except ConfigError as error:
            raise config.error(place, error.message.removeprefix(f"{config.path}: ")) from error
    try:
        parameter.process_value(click.Context(click.Command(None)), value)
    except click.BadParameter as error:
        message = error.message.replace(str(value), without_secrets(str(value)))
        if "is not a valid" in message:  # click's, about a number
            message = f"invalid number {value!r}: expected a whole one"
        raise config.error(place, message) from error
    return value


def _texts(config: ConfigFile, place: Place, given: object) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise config.error(place, f'invalid list{_quoted(given)}: expected ["…", "…"]')
    return [_text(config, place, each) for each in given]


def _text(config: ConfigFile, place: Place, given: object) -> str:
    if given == "":
        raise config.error(place, "there is no value; leave the key out")
    if isinstance(given, bool) or not isinstance(given, (str, int, float)):
        raise config.error(place, f"invalid value{_quoted(given)}: expected a text between quotes, or a number")
    text = str(given)
    if re.search(r"[\x00-\x1f\x7f-\x9f]", text):
        raise config.error(place, "there is a control character in it, such as a line break")
    return text


def _quoted(given: object) -> str:
    """Return a value for a message; nothing of lists and tables, in which the end of a login is unknown."""
    return "" if isinstance(given, (list, dict)) else f" {without_secrets(str(given))!r}"


def _secrets(config: ConfigFile, key: Key, path: str) -> str | list[str]:
    try:
        secrets = read_secrets(Path(path))
    except ConfigError as error:
        raise config.error(key.place, error.message) from error
    if getattr(key.parameter, "multiple", False):
        return secrets
    if len(secrets) != 1:
        raise config.error(key.place, f"{path}: expected one line, found {len(secrets)}")
    return secrets[0]
