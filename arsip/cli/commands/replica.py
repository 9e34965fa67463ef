"""`arsip replica`: serves the made-up site."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from arsip.cli.errors import Failure
from replica.options import SWITCHES, Options

if TYPE_CHECKING:
    from replica.site import Site


def _site_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for name, default, kind, choices, about in reversed(SWITCHES):
        option = f"--{name.replace('_', '-')}"
        if kind is bool:
            option += f"/--no-{option[2:]}" if default else ""
        accepted: dict[str, Any] = {"type": kind}
        if kind is bool:
            accepted = {"is_flag": True}
        elif choices:
            accepted = {"type": click.Choice(choices)}
        elif about.at_least is not None:
            of_numbers = click.IntRange if kind is int else click.FloatRange
            accepted = {"type": of_numbers(about.at_least, about.at_most)}
        shown = default is not False
        command = click.option(option, default=default, show_default=shown, help=about.help, **accepted)(command)
    return command


@click.command()
@_site_options
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8899, show_default=True, help="Port; 0 for any free one."
)
@click.option("--frozen", is_flag=True, help="Stop the clock: no new articles, constant view counts.")
@click.option(
    "--start", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z"]), metavar="TIME",
    help="When the clock starts.  [default: now]",
)  # fmt: skip
@click.option(
    "--log", type=click.Path(dir_okay=False, path_type=Path), help="Append every request to a file of JSON lines."
)
@click.option(
    "--robots", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="File to serve as robots.txt."
)
@click.option(
    "--trouble", "troubles", multiple=True, metavar="KIND[:PATH]",
    help="Respond wrongly: every page but robots.txt, or those whose path matches a regular expression. Repeatable; an "
    "unknown kind lists them all.",
)  # fmt: skip
@click.option(
    "--trouble-every", type=click.IntRange(1), default=1, show_default=True, help="Only every n-th of those requests."
)
@click.option("--control", is_flag=True, help="Let POST /-/control change the site while it runs.")
def replica(
    *,
    host: str,
    port: int,
    start: datetime | None,
    frozen: bool,
    log: Path | None,
    robots: Path | None,
    troubles: tuple[str, ...],
    trouble_every: int,
    control: bool,
    **options: Any,  # noqa: ANN401 - of Options, which checks them
) -> None:
    """Serve a made-up site of any size, the same for the same seed.

    It replaces beritajakarta.id in tests and trials. replica/ASSUMPTIONS.md says what about it is invented.
    """
    from replica.clock import JAKARTA, Clock
    from replica.site import Site
    from scraper.clock import now

    text = robots.read_text(encoding="utf-8") if robots else None
    site = Site(Options(robots=text, **options), Clock(start or now().astimezone(JAKARTA), frozen))
    for given in troubles:
        kind, _, path = given.partition(":")
        try:
            site.trouble(kind, path or None, trouble_every)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--trouble") from error
    try:
        asyncio.run(_serve(site, host, port, log, control=control))
    except OSError as error:
        where = log if error.filename else f"{host}:{port}"
        why = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        raise Failure(f"cannot use {where}: {why}") from error


async def _serve(site: "Site", host: str, port: int, log: Path | None, *, control: bool) -> None:
    from replica.server import serve

    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serve(site, host, port, log, control=control) as running:
        chosen = site.options
        about = f"seed {chosen.seed}, {chosen.template}, Ctrl-C stops"
        click.echo(f"Serving {chosen.articles} articles on {running.url}/ ({about})")
        sys.stdout.flush()
        await stop.wait()
