"""`arsip replica`: serves the made-up site."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import click

from arsip.cli.errors import Failure
from replica.options import LARGEST, MOST_PER_DAY, SMALLEST, Options

if TYPE_CHECKING:
    from replica.site import Site

_RANGES: dict[str, click.ParamType[Any]] = {
    "articles": click.IntRange(SMALLEST, LARGEST),
    "per_day": click.IntRange(1, MOST_PER_DAY),
    "newest_id": click.IntRange(8, 999_999),
    "newest_english_id": click.IntRange(8, 999_999),
    "crawl_delay": click.FloatRange(min=0),
    "robots_status": click.IntRange(200, 599),
    "retry_after": click.IntRange(0),
}

_HELP = {
    "articles": "Number of articles when the clock starts.",
    "seed": "Decides everything that is made up.",
    "template": "Template of the articles; in plain forms English ones are mobile.",
    "forms": "Whether each template has one form, or all that real pages have.",
    "per_day": "Articles published a day.",
    "newest_id": "About the newest id.",
    "newest_english_id": "About the newest id of the English edition.",
    "paging": "How lists link to their next page.",
    "list_markup": "Markup of the lists.",
    "past_end": "Response to a page after a list's last.",
    "wrong_slug": "Response to an article with a wrong or missing slug.",
    "missing": "Response to an id without an article.",
    "relative_links": "Let the desktop pages of articles link without a host.",
    "own_address": "Give the URL of those pages in their head.",
    "canonical_host": "Print the real site's hosts in links, not the replica's own.",
    "desktop_time": "Years in which the desktop byline gives the time.",
    "inline_link": "Where the inline link of a desktop article is.",
    "english_headings": "Language of the headings beside an English article.",
    "quirks": "Broken markup in mobile pages.",
    "crawl_delay": "Crawl-delay of robots.txt.",
    "robots_status": "Status of robots.txt.",
    "validators": "Validators of responses, for conditional requests.",
    "steady_views": "View counts and rankings do not change an article's validators.",
    "sitemap": "Serve /sitemap.xml, its parts plain or gzipped.",
    "retry_after": "Retry-After of the troubles 429 and maintenance-503, in seconds.",
}
"""Help of each option that is a field of `Options`."""


def _site_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command an option for each field of `Options`, with its default and its choices."""
    hints = get_type_hints(Options)
    for field in reversed(fields(Options)):
        if field.name not in _HELP:
            continue
        name, choices = f"--{field.name.replace('_', '-')}", get_args(hints[field.name])
        if isinstance(field.default, bool):
            name += f"/--no-{name[2:]}" if field.default else ""
            kind: dict[str, Any] = {"is_flag": True}
        elif choices and isinstance(choices[0], str):
            kind = {"type": click.Choice(choices)}
        else:
            kind = {"type": _RANGES.get(field.name, int)}
        shown = field.default is not False
        option = click.option(name, default=field.default, show_default=shown, help=_HELP[field.name], **kind)
        command = option(command)
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
    """Serve until SIGINT or SIGTERM."""
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
