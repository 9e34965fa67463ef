"""What several commands share: options, and how their values are parsed and printed."""

import json
import os
import shlex
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import partial, reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from arsip.cli.errors import Failure, wrong_usage
from arsip.cli.main import ASKED_FOR_HELP
from arsip.cli.parameter_types import DAY, SERVER_ADDRESS, TEXT, WEB_ADDRESS
from scraper.clock import check_period
from scraper.exit_codes import CONTROL
from scraper.items import HASHED

if TYPE_CHECKING:
    from scraper.archive.changes import Kind
    from scraper.archive.database import Database
    from scraper.archive.records import Selection

Command = TypeVar("Command", bound=Callable[..., Any])


def with_config(ctx: click.Context, _: click.Parameter, value: Path | str | None) -> Path | str | None:
    """Read `arsip.toml` for a command: the callback of `--db`, which is eager, since the file is beside the archive."""
    if ctx.resilient_parsing:
        return value
    try:
        return configure(ctx, value)
    except Failure:
        if ctx.meta.get(ASKED_FOR_HELP):  # which needs no file
            click.echo(ctx.get_help())
            ctx.exit()
        raise


def configure(ctx: click.Context, db: Path | str | None) -> Path | str | None:
    """Read `arsip.toml` for a command, if there is one; return the archive, which it may name too.

    Raises:
        ConfigError: the file cannot be used.
    """
    from arsip.cli.config_file import read_config
    from arsip.cli.config_keys import option_defaults

    config = read_config(named_config(ctx), Path(db or "archive.db"))
    ctx.meta[CONFIG] = config
    if config is None:
        return db
    ctx.default_map = option_defaults(config, _command_name(ctx))
    named = config.table.get("archive", {}).get("db")
    is_given = ctx.get_parameter_source("db") is not ParameterSource.DEFAULT
    return db if is_given or named is None else Path(config.beside(str(named)))


CONFIG = "arsip.config"
"""Key of `click.Context.meta`: the ConfigFile of the command under way, or None."""


def named_config(ctx: click.Context) -> Path | None:
    """Return the file that `arsip --config` or ARSIP_CONFIG names."""
    named: Path | None = ctx.find_root().params.get("config")
    return named


def _command_name(ctx: click.Context) -> str:
    """Return the name of the command of `arsip`; of a command of a group, such as `crawl`, the group's."""
    names = [str(ctx.command.name)]
    while ctx.parent is not None:
        ctx = ctx.parent
        names.append(str(ctx.command.name))
    return names[-2] if names[-1] == "main" else names[-1]


_archive = partial(
    click.option, "--db", envvar="ARSIP_DB", default=Path("archive.db"), show_default=True, is_eager=True
)

archive_to_read = _archive(type=click.Path(path_type=Path), help="The archive.", callback=with_config)
"""`--db` of the commands that make no archive."""

archive_to_make = _archive(
    type=click.Path(dir_okay=False, path_type=Path), help="The archive; made where there is none.", callback=with_config
)
"""`--db` of the commands that make one."""

archive_to_configure = _archive(type=click.Path(path_type=Path), help="The archive; it need not exist.")
"""`--db` of the command that reads the configuration itself."""


def db_suffix() -> str:
    """Return ` --db PATH`, quoted for a shell, with which a suggested command ends; empty where it needs none.

    It does where the command under way was given it; a variable or the configuration holds for the next one too.
    """
    here = click.get_current_context(silent=True)
    if here is None or here.get_parameter_source("db") is not ParameterSource.COMMANDLINE:
        return ""
    return f" --db {shlex.quote(str(here.params['db']))}"


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")

workers_option = click.option(
    "--workers", type=click.IntRange(1, 1024), default=os.cpu_count() or 1, show_default="all cores",
    help="Number of worker processes.",
)  # fmt: skip

_KEPT = (("daily", 7, "Days"), ("weekly", 4, "Weeks"), ("monthly", 12, "Months"))


def keep_options(command: Command) -> Command:
    """Add the options that say which backups stay."""
    for name, default, what in reversed(_KEPT):
        command = click.option(
            f"--keep-{name}", type=click.IntRange(0, 36_500), default=default, show_default=True, metavar="N",
            help=f"{what} of which the newest backup stays.",
        )(command)  # fmt: skip
    return command


cluster_option = click.option(
    "--cluster", metavar="tcp://HOST:PORT", help="Share the work with the workers of this Dask scheduler."
)


def in_order(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Refuse `--since` after `--until`, whichever is parsed last."""
    days = {**ctx.params, str(param.name): value}
    try:
        check_period(days.get("since"), days.get("until"))
    except ValueError as error:
        raise click.UsageError(f"--{error}", ctx) from error
    return value


since_option = click.option(
    "--since", type=DAY, callback=in_order, help="First day of publication, inclusive: 2026-10-31, yesterday or 7d."
)
until_option = click.option("--until", type=DAY, callback=in_order, help="Last day of publication, inclusive.")
lang_option = click.option("--lang", type=click.Choice(["id", "en"]), help="One edition only.  [default: both]")
category_option = click.option("--category", type=TEXT, metavar="NAME", help="One category, by slug or name.")
reporter_option = click.option(
    "--reporter", type=TEXT, metavar="NAME", help="Articles by this person: the whole name or a part."
)
search_option = click.option(
    "--search", type=TEXT, metavar="WORDS", help="Only articles with all these words, as `arsip search` finds them."
)


def selected_articles(archive: "Database", selected: dict[str, Any]) -> "Selection":
    """Return the articles that the options select, their search resolved, or refuse a name or search as wrong usage."""
    from scraper.archive.records import Selection, UnknownNameError, refuse_unknown
    from scraper.archive.search import NoWordError, SynonymsError, matching

    articles = Selection(**selected)
    with wrong_usage(UnknownNameError, NoWordError, SynonymsError):
        refuse_unknown(archive, articles)
        return articles if articles.search is None else matching(archive, articles.search, articles)


def kind_option(kinds: "tuple[Kind, ...]") -> Callable[[Command], Command]:
    """Add the option that selects changes by kind, which is one of `kinds` by default."""
    from scraper.archive.changes import KINDS

    return click.option(
        "--kind", "kinds", type=click.Choice(KINDS), multiple=True, default=kinds, show_default=True,
        help="Kind of change; repeatable.",
    )  # fmt: skip


def change_options(*, kinds: "tuple[Kind, ...]") -> Callable[[Command], Command]:
    """Add the options that select changes by kind, field, article and size."""
    options = (
        kind_option(kinds),
        click.option("--field", type=click.Choice(HASHED), help="Only changes of this field."),
        category_option, lang_option, reporter_option, search_option,
        click.option(
            "--min-words", type=click.IntRange(min=0), default=0, metavar="N",
            help="Leave out edits that add and remove fewer words, both together; 3 leaves out small ones.",
        ),
    )  # fmt: skip
    return lambda command: reduce(lambda made, option: option(made), reversed(options), command)


base_url_option = click.option(
    "--base-url", type=SERVER_ADDRESS, metavar="URL",
    help="Address under which others reach the pages of `arsip serve`, for links to them.",
)  # fmt: skip
page_url_option = click.option(
    "--url", type=WEB_ADDRESS, help="Address of a saved page.  [default: its rel=canonical or og:url]"
)


def print_json(value: object) -> None:
    """Print a value as indented JSON without control characters; it may hold dataclasses and paths."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=_plain)
    click.echo(CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def _plain(value: Any) -> object:  # noqa: ANN401 - whatever JSON has no form of
    return {each.name: getattr(value, each.name) for each in fields(value)} if is_dataclass(value) else str(value)


def key_of_article(name: str) -> int:
    """Return the key of an article that the command line names; what names none is wrong usage."""
    from scraper.urls import key_of, reference

    with wrong_usage(ValueError):
        return key_of(*reference(name))


def remembered_contact(db: Path) -> str | None:
    """Return the contact with which an archive was last crawled; None where there is none, or no archive yet."""
    from contextlib import closing

    from scraper.archive.database import (
        ArchiveError,
        DatabaseError,
        NewerArchiveError,
        contact_of,
        explain,
        open_to_read,
    )

    try:
        with closing(open_to_read(db)) as archive:
            return contact_of(archive)
    except NewerArchiveError:
        raise
    except ArchiveError:
        return None
    except DatabaseError as error:
        raise ArchiveError(f"{db}: {explain(error)}") from error
