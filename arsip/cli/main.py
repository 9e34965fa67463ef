"""The `arsip` command: finds the module of a verb and loads it only when the verb is called.

Importing Scrapy costs over a second, so `arsip --help` must not import what a verb needs.
"""

from importlib import import_module

import click

from arsip.cli.errors import no_traceback

VERBS = {
    "demo": "Crawl a made-up site, and show what comes of it.",
    "crawl": "Fetch articles from the site and keep them.",
    "nightly": "Do all that a night is for: fetch, verify, back up, export, report.",
    "info": "Show what the archive holds.",
    "serve": "Show the archive in the browser.",
    "show": "Print an article, its versions, or its page as it was fetched.",
    "search": "Find articles by their words.",
    "open": "Open an article in the browser.",
    "gaps": "Show by month what the archive has, and what is missing.",
    "runs": "Show what the crawls did.",
    "verify": "Check that the archive is what it should be.",
    "repair": "Rebuild what is damaged, and have fetched again what is lost.",
    "problems": "Show the pages that could not be read, and read them again.",
    "schedule": "Print what starts the nightly job every night, or install it.",
    "backup": "Copy the archive to another place.",
    "restore": "Put a backup in the place of the archive.",
    "merge": "Put archives of one site together.",
    "reparse": "Make the record tables again from the WARC files.",
    "export": "Write the archive to JSON, CSV, Parquet, Excel or a data package.",
    "report": "Write plots and what has changed into one file of HTML.",
    "read": "Print the article that a saved page holds.",
    "inspect": "Show what is read of a page, from where.",
    "replica": "Serve a made-up site to try things on.",
}
"""Each command, in the module `arsip.cli.commands.NAME`, with its one-line summary."""


class Verbs(click.Group):
    """A group whose commands are imported when they are called for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name every verb."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Load one verb; None where there is no such verb."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = getattr(import_module(f"arsip.cli.commands.{cmd_name}"), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb that was typed; where there is none, name those like it."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            raise click.NoSuchCommand(error.command_name, possibilities=VERBS, ctx=ctx) from error

    def invoke(self, ctx: click.Context) -> object:
        """Run a verb; whatever it does not say itself becomes one line on standard error and an exit status."""
        with no_traceback(ctx):
            return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """List the verbs from the table above, without loading their modules."""
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.command(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="arsip")
def main() -> None:
    """Keep beritajakarta.id: every article in one SQLite file, the raw pages beside it."""
