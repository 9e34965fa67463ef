"""The `arsip` command: a group that imports the module of a command only when the command is called.

Importing Scrapy costs over a second, so `arsip --help` must not import what a command needs.
"""

from collections import UserDict
from importlib import import_module
from itertools import takewhile
from keyword import iskeyword
from pathlib import Path
from typing import Any

import click

from arsip.cli.errors import last_resort

GROUPS = {
    "Crawl": {
        "preflight": "Test the site against what Arsip assumes of it.",
        "crawl": "Fetch articles from the site and keep them.",
        "recover": "Recover the site's past from public web archives.",
        "nightly": "Run the nightly job: crawl, verify, back up, export, report.",
        "schedule": "Print or install what runs the nightly job every night.",
    },
    "Look at the archive": {
        "info": "Show what the archive contains.",
        "show": "Print an article, its versions, a diff, or its raw page.",
        "search": "Find articles by their words.",
        "changes": "Show what was changed or removed, and how.",
        "watch": "Be notified of new and changed articles that match a search.",
        "open": "Open an article in the browser.",
        "serve": "Browse the archive: search, articles, charts, SQL.",
        "gaps": "Show what is archived and what is missing, by month.",
        "runs": "Show the last runs, or one run in full.",
    },
    "Take data out": {
        "export": "Write articles to JSON, CSV, Parquet, Excel, ZIP or WACZ.",
        "report": "Write an HTML report with charts and changes.",
        "feed": "Write a feed of changes: Atom or JSON Feed.",
    },
    "Operate": {
        "config": "Show the settings and where each comes from, or write arsip.toml.",
        "verify": "Check the database and the WARC files for damage.",
        "repair": "Repair a damaged archive.",
        "problems": "Show the pages that could not be read.",
        "backup": "Back up the archive to a folder or to object storage.",
        "restore": "Restore the archive from a backup.",
        "merge": "Merge archives of the same site.",
        "import": "Import WARC and WACZ files of any program.",
        "reparse": "Rebuild the tables from the WARC files.",
    },
    "Develop and test": {
        "demo": "Crawl a made-up site and show the results.",
        "read": "Print the article of a saved page.",
        "inspect": "Show what the parser reads from a page, and where.",
        "replica": "Serve a made-up site for tests.",
    },
}
"""Heading → command (module `arsip.cli.commands.NAME`, or `NAME_` for a keyword of Python) → one-line summary."""

COMMANDS = {name: summary for group in GROUPS.values() for name, summary in group.items()}

ASKED_FOR_HELP = "arsip.help"
"""Key of `click.Context.meta`: whether --help is among the words of the command line."""


class LazyCommands(UserDict[str, Any]):
    """Commands by name, of which each is imported when it is called."""

    def __getitem__(self, name: str) -> click.Command:
        if name not in self.data:
            raise KeyError(name)
        name = f"{name}_" if iskeyword(name) else name
        command: click.Command = getattr(import_module(f"arsip.cli.commands.{name}"), name)
        return command


class ArsipGroup(click.Group):
    """A group that lists its commands by purpose, and ends each error in one line."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; errors that it does not handle become one line and an exit status."""
        ctx.meta[ASKED_FOR_HELP] = not {"-h", "--help"}.isdisjoint(takewhile(lambda word: word != "--", ctx.args))
        with last_resort():
            try:
                return super().invoke(ctx)
            except click.NoSuchOption as error:
                if error.option_name != "--config":
                    raise
                raise click.UsageError("--config goes before the command: arsip --config FILE …", error.ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """List the commands by purpose, without importing them."""
        width = max(map(len, COMMANDS))
        for heading, commands in GROUPS.items():
            with formatter.section(heading):
                formatter.write_dl([(f"{name:<{width}}", summary) for name, summary in commands.items()])


@click.command(
    cls=ArsipGroup, commands=LazyCommands(COMMANDS), context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="arsip")
@click.option(
    "--config", type=click.Path(path_type=Path), envvar="ARSIP_CONFIG", metavar="FILE",
    help="The configuration.  [default: arsip.toml beside the archive]",
)  # fmt: skip
def main(config: Path | None) -> None:
    """Archive beritajakarta.id: every article in one SQLite file, with its raw pages in WARC files."""
    # `with_config`, in options.py, reads the configuration where a command is parsed
