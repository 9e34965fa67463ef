"""The verb `replica`: serves the made-up site."""

import asyncio
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from arsip.cli.errors import Failure
from replica.options import DEFAULT_FORMS

if TYPE_CHECKING:
    from replica.site import Site


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--articles", type=click.IntRange(2, 1_000_000), default=300, show_default=True, help="How many there are at first."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Decides everything that is made up.")
@click.option(
    "--template", type=click.Choice(["mobile", "desktop", "desktop-icons", "mixed"]), default="mixed",
    show_default=True, help="Template of the articles; in plain forms English ones are mobile.",
)  # fmt: skip
@click.option(
    "--forms", type=click.Choice(["plain", "real"]), default=DEFAULT_FORMS, show_default=True,
    help="Whether each template has one form, or all that real pages have.",
)  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8899, show_default=True, help="Port; 0 for any free one."
)
@click.option("--frozen", is_flag=True, help="Stop the clock: no new articles, counters stand still.")
@click.option(
    "--start", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z"]), metavar="TIME",
    help="Where the clock starts.  [default: now]",
)  # fmt: skip
@click.option(
    "--log", type=click.Path(dir_okay=False, path_type=Path), help="Append every request to a file of JSON lines."
)
@click.option("--per-day", type=click.IntRange(1, 840), default=30, show_default=True, help="Articles a day.")
@click.option(
    "--newest-id", type=click.IntRange(8, 999_999), default=155_970, show_default=True, help="About the newest id."
)
@click.option(
    "--newest-english-id", type=click.IntRange(8, 999_999), default=155_970, show_default=True,
    help="About the newest id of the English edition.",
)  # fmt: skip
@click.option(
    "--paging",
    type=click.Choice(["rel", "number", "path"]),
    default="rel",
    show_default=True,
    help="How lists lead on.",
)
@click.option(
    "--list-markup",
    type=click.Choice(["mobile", "desktop"]),
    default="mobile",
    show_default=True,
    help="Markup of the lists.",
)
@click.option(
    "--past-end",
    type=click.Choice(["404", "empty"]),
    default="404",
    show_default=True,
    help="A page after a list's last.",
)
@click.option(
    "--wrong-slug", type=click.Choice(["serve", "redirect", "404"]), default="serve", show_default=True,
    help="An article asked for with a wrong or missing slug.",
)  # fmt: skip
@click.option(
    "--missing", type=click.Choice(["404", "410", "home", "empty"]), default="404", show_default=True,
    help="An id without an article.",
)  # fmt: skip
@click.option("--relative-links", is_flag=True, help="Let the desktop pages of articles link without a host.")
@click.option(
    "--own-address/--no-own-address", default=True, show_default=True,
    help="Say in the head of those pages which address is theirs, or not.",
)  # fmt: skip
@click.option("--canonical-host", is_flag=True, help="Print the real site's hosts in links, not the replica's own.")
@click.option(
    "--desktop-time", type=click.Choice(["2020-2022", "never", "always"]), default="2020-2022", show_default=True,
    help="Years in which the desktop byline gives the time.",
)  # fmt: skip
@click.option(
    "--inline-link", type=click.Choice(["inside", "block", "both"]), default="both", show_default=True,
    help="Where the inline link of a desktop article stands.",
)  # fmt: skip
@click.option(
    "--english-headings", type=click.Choice(["indonesian", "english"]), default="indonesian", show_default=True,
    help="Headings of the lists beside an English article.",
)  # fmt: skip
@click.option("--quirks/--no-quirks", default=True, show_default=True, help="Broken markup in mobile pages.")
@click.option("--crawl-delay", type=click.FloatRange(min=0), help="Seconds that robots.txt asks for.")
@click.option(
    "--robots", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="File to serve as robots.txt."
)
@click.option(
    "--robots-status", type=click.IntRange(200, 599), default=200, show_default=True, help="Status of robots.txt."
)
@click.option(
    "--validators", type=click.Choice(["none", "etag", "last-modified", "both"]), default="none", show_default=True,
    help="What answers carry, so that a page that did not change can answer 304.",
)  # fmt: skip
@click.option("--steady-views", is_flag=True, help="Let counters and rankings change no article's validators.")
@click.option(
    "--sitemap", type=click.Choice(["none", "plain", "gzip"]), default="none", show_default=True,
    help="Serve /sitemap.xml, its parts plain or gzipped.",
)  # fmt: skip
@click.option(
    "--trouble", "troubles", multiple=True, metavar="KIND[:PATH]",
    help="Answer wrongly: every page but robots.txt, or those whose path a regular expression is found in. "
    "May be given again; an unknown kind lists them all.",
)  # fmt: skip
@click.option(
    "--trouble-every", type=click.IntRange(1), default=1, show_default=True, help="Only each n-th of those requests."
)
@click.option(
    "--retry-after", type=click.IntRange(0), default=1, show_default=True,
    help="Seconds that trouble 429 and maintenance-503 ask to wait.",
)  # fmt: skip
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
    **switches: Any,  # noqa: ANN401 - the rest goes to Options, which checks it
) -> None:
    """Serve a made-up site: the same for the same seed, of any size.

    It stands in for beritajakarta.id, so that nothing need be tried on the real one. replica/ASSUMPTIONS.md says what
    about it is invented.
    """
    # Importing aiohttp costs a third of a second, which `arsip replica --help` must not.
    from replica.clock import JAKARTA, Clock
    from replica.options import Options
    from replica.site import Site
    from scraper.clock import now

    text = robots.read_text(encoding="utf-8") if robots else None
    site = Site(Options(robots=text, **switches), Clock(start or now().astimezone(JAKARTA), frozen))
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
