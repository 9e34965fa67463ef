"""The commands `watch …`: saved searches that the nightly job reports on, in `arsip.toml`."""

import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from arsip.cli.errors import Failure, error_handling, open_archive, wrong_usage
from arsip.cli.options import (
    CONFIG,
    archive_to_read,
    base_url_option,
    category_option,
    json_option,
    kind_option,
    lang_option,
    named_config,
    print_json,
    reporter_option,
)
from arsip.cli.parameter_types import DAY, TEXT
from arsip.cli.watch_config import (
    SECTION,
    WrongValueError,
    add_watch,
    check_watch,
    remove_watch,
    watches_of,
    write_addresses,
)
from scraper.archive.changes import KINDS
from scraper.clock import in_jakarta, now_stamp
from scraper.counts import count as counted
from scraper.exit_codes import printable
from scraper.file_modes import private_files

if TYPE_CHECKING:
    from arsip.cli.config_file import ConfigFile
    from arsip.nightly.watches import Reported, Watch
    from scraper.archive.database import Database


_OTHERS = "--category, --lang or --reporter"
_ADDRESSES = "set notify_file of the watch or of [notifications] in arsip.toml, or give `arsip nightly` --notify"


@click.group()
def watch() -> None:
    """Be notified, by the nightly job, of what is new, changed or gone of a search."""


@watch.command()
@click.argument("query", type=TEXT, required=False, metavar="[WORDS]")
@archive_to_read
@click.option("--name", type=TEXT, help="What messages call it.  [default: the words]")
@category_option
@lang_option
@reporter_option
@kind_option(KINDS)
@click.option(
    "--notify", multiple=True, metavar="URL",
    help="Notify this address (apprise), kept in a file of your own; repeatable.  [default: those of the nightly job]",
)  # fmt: skip
def add(
    query: str | None, db: Path, *, name: str | None, kinds: tuple[Any, ...], notify: tuple[str, ...],
    **given: Any,  # noqa: ANN401 - of Selection
) -> None:  # fmt: skip
    """Add a watch to arsip.toml. The nightly job reports what changes from now on, in one message a night at most."""
    from arsip.nightly.notifications import NotificationError, check_addresses
    from arsip.nightly.watches import Reported, Watch, changed_state, newest_position
    from scraper.archive.database import open_to_read
    from scraper.archive.records import UnknownNameError, count

    file, path = _file(db)
    table = {"name": name or query, "query": query, **given, "kinds": None if kinds == KINDS else list(kinds)}
    table = {key: value for key, value in table.items() if value is not None}
    if "name" not in table:
        chosen_by = any(given.values())
        needed = "without words needs a --name" if chosen_by else f"needs words, or a --name and {_OTHERS}"
        raise click.UsageError(f"a watch {needed}")
    with wrong_usage(NotificationError):
        check_addresses(notify)
    try:
        check_watch(table, {each["name"] for each in _tables(file)})
    except WrongValueError as error:
        raise click.UsageError(error.message) from error
    position, warning = None, ""
    with error_handling(db), private_files(db):
        if db.exists():
            chosen = Watch(name=table["name"], query=query or "", kinds=frozenset(kinds), **given)
            with closing(open_to_read(db)) as archive, wrong_usage(UnknownNameError):
                articles = chosen.selection(archive).articles
                position = newest_position(archive)
                if position is not None and not count(archive, articles):
                    warning = _warning(archive, query)
        if notify:
            table["notify_file"] = write_addresses(path.absolute().parent, table["name"], notify)
        if position is not None:
            with changed_state(db.resolve().parent) as state:
                state[table["name"]] = Reported(position, now_stamp())
        add_watch(path, table)
    if warning:
        click.echo(warning, err=True)
    if not notify and not _nightly_notifies(file):
        click.echo(f"Warning: there is nobody to notify, so the nightly job fails; {_ADDRESSES}", err=True)
    click.echo(f"{path}: watch {table['name']!r} added; `arsip watch try` shows what it would send")


@watch.command("list")
@archive_to_read
@json_option
def list_(db: Path, *, as_json: bool) -> None:
    """List the watches.

    For each: what it is about, whom it notifies, and what it has reported.
    """
    from arsip.nightly.watches import read_state

    file, path = _file(db)
    with error_handling(db):
        state = read_state(db.resolve().parent)
    rows = _tables(file)
    if as_json:
        print_json([{**each, **_as_json(state.get(each["name"]))} for each in rows])
        return
    if not rows:
        click.echo(f"{path}: there is no watch; `arsip watch add WORDS` adds one")
    problems = {each.name: each.problem for each in watches_of(file, ())}
    for row in rows:
        conditions = [f"{key} {row[key]}" for key in ("category", "lang", "reporter") if key in row]
        click.echo(f"{row['name']}: {', '.join([row.get('query', 'any words'), *conditions])}")
        click.echo(f"    of articles {', '.join(row.get('kinds', KINDS))}")
        click.echo(f"    notifies {row.get('notify_file', 'as the nightly job does')}")
        click.echo(f"    {_reported(state.get(row['name']))}")
        if problem := problems[row["name"]]:
            click.echo(f"    cannot notify: {problem}")


@watch.command()
@click.argument("name", type=TEXT)
@archive_to_read
def remove(name: str, db: Path) -> None:
    """Remove a watch from arsip.toml. A file of addresses that it names stays."""
    from arsip.nightly.watches import changed_state

    file, path = _file(db)
    index = _index(file, path, name)
    with error_handling(db), private_files(db):
        remove_watch(path, index)
        with changed_state(db.resolve().parent) as state:
            state.pop(name, None)
    addresses = _tables(file)[index].get("notify_file")
    click.echo(f"{path}: watch {name!r} removed" + (f"; its addresses stay in {addresses}" if addresses else ""))


@watch.command("try")
@click.argument("name", type=TEXT)
@archive_to_read
@click.option("--since", type=DAY, help="Report changes from this day on.  [default: those not reported yet]")
@base_url_option
def try_(name: str, db: Path, *, since: str | None, base_url: str | None) -> None:
    """Print the message that a watch would send now, and send nothing."""
    from arsip.nightly.watches import message_of, read_state

    file, path = _file(db)
    chosen: Watch = watches_of(file, ())[_index(file, path, name)]
    with open_archive(db) as archive:
        reported = read_state(db.resolve().parent).get(name)
        after = reported.position if reported and not since else None
        changes = replace(chosen.selection(archive), since=since, after=after)
        message = message_of(archive, chosen, changes, base_url) if since or reported else None
    if message is not None:
        text = f"{message.title}\n\n{message.body}"
    elif since or reported:
        text = "Nothing is new: no message."
    else:
        text = "It begins with the next nightly run: no message yet. --since shows what it finds."
    click.echo(printable(text))


def _warning(archive: "Database", query: str | None) -> str:
    """Return what to say of a watch that is about no article yet."""
    from scraper.archive.people import Named

    person = Named(query, role=None) if query else None
    hint = f"; {person.query} finds the person" if person and person.persons(archive) else ""
    return f"Warning: no article matches so far{hint}"


def _nightly_notifies(file: "ConfigFile | None") -> bool:
    return bool(os.environ.get("ARSIP_NOTIFY") or (file and file.table.get("notifications", {}).get("notify_file")))


def _file(db: Path) -> "tuple[ConfigFile | None, Path]":
    from arsip.cli.config_file import config_path

    ctx = click.get_current_context()
    file: ConfigFile | None = ctx.meta[CONFIG]
    path = file.path if file else config_path(named_config(ctx), db)
    if path.exists() and not path.is_file():
        raise Failure(f"{path}: this is not a file that watches can be kept in")
    return file, path


def _tables(file: "ConfigFile | None") -> list[dict[str, Any]]:
    return list(file.table.get(SECTION, [])) if file else []


def _index(file: "ConfigFile | None", path: Path, name: str) -> int:
    names = [each["name"] for each in _tables(file)]
    if name not in names:
        known = f"the watches are {', '.join(names)}" if names else "it has no watches"
        raise click.UsageError(f"{path}: there is no watch {name!r}; {known}")
    return names.index(name)


def _as_json(reported: "Reported | None") -> dict[str, str | None]:
    return {
        "told_until": reported.position.moment if reported else None,
        "last_night": reported.night if reported else None,
    }


def _reported(reported: "Reported | None") -> str:
    if reported is None:
        return "begins with the next nightly run"
    until = f"has reported all until {in_jakarta(reported.position.moment)}"
    if not reported.night:
        return f"{until}, and sent nothing yet"
    addresses = counted(reported.behind, "address", "addresses")
    behind = f"; {addresses} could not be reached then" if reported.behind else ""
    return f"{until}, the last time in the night of {reported.night}{behind}"
