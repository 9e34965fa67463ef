"""The verb `serve`: shows the archive in the browser, from a copy at rest."""

from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arsip.cli.errors import Failure
from arsip.cli.options import archive_to_read

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from arsip.web.site import Site

COPY = "browse.db"
"""The copy's name beside the archive, as the nightly job makes it."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@archive_to_read
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at; this machine's alone.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="Port; 0 for any free one."
)
@click.option(
    "--copy",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the copy is kept.  [default: browse.db beside the archive]",
)
@click.option("--open/--no-open", "opened", default=False, show_default=True, help="Open it in the browser.")
def serve(db: Path, host: str, port: int, copy: Path | None, *, opened: bool) -> None:
    """Show the archive in the browser: search, articles with their history, plots, tables, SQL.

    What is shown is a copy of the archive, made anew where the archive has changed since; a crawl may go on meanwhile.
    Nothing can be written, and there is no login. Ctrl-C ends it.
    """
    from importlib.util import find_spec

    from arsip.cli.errors import error_handling

    if find_spec("datasette") is None:
        raise click.ClickException("this needs Datasette, which is not installed; in Arsip's folder, run: make web")
    if copy is not None and copy.resolve() == db.resolve():
        raise click.UsageError(f"--copy {copy}: this is the archive itself; give another name")
    target = copy or db.with_name(COPY)
    with error_handling(db), _taken(host, port) as sock:
        _refresh(db, target)
        _listen(_site(db, target, host), sock, host, opened=opened)


def _taken(host: str, port: int) -> "socket.socket":
    """Take the port before anything is made.

    Raises:
        click.ClickException: where it cannot be had.
    """
    from arsip.web.server import CannotListenError, bind, is_loopback

    try:
        sock = bind(host, port)
    except CannotListenError as error:
        raise click.ClickException(str(error)) from error
    if not is_loopback(host):
        proxy = "it belongs behind a proxy that asks for one, speaks TLS and limits requests"
        click.echo(f"Anyone who can reach {host} can read the archive now; there is no password: {proxy}.", err=True)
    return sock


def _refresh(db: Path, target: Path) -> None:
    """Make the copy anew where the archive has changed since, with a bar on a terminal and a line elsewhere."""
    from scraper.archive.copies.publication import is_current, refuse_foreign
    from scraper.archive.database import archive_id, open_to_read
    from scraper.exit_codes import INTERRUPTED

    with closing(open_to_read(db)) as archive:  # says what is wrong with it, before its file is looked at
        try:
            refuse_foreign(archive_id(archive), target)
        except FileExistsError as error:
            raise click.ClickException(f"{target}: {error.strerror}, or give another name with --copy") from error
    if is_current(db, target):
        return
    click.echo(f"Copying {db} ({db.stat().st_size / 1e6:,.0f} MB) to {target} …", err=True)
    try:
        _copy(db, target)
    except KeyboardInterrupt as error:
        raise Failure("interrupted; the last copy is kept, and nothing of the new one", INTERRUPTED) from error


def _copy(db: Path, target: Path) -> None:
    """Make the copy anew.

    Raises:
        KeyboardInterrupt: at Ctrl-C.
    """
    from arsip.cli.progress import bars
    from scraper.archive.copies.publication import publish

    with bars(shown=True) as progress, _ctrl_c() as pressed:

        def look(part: str, done: int, of: int | None) -> None:
            progress(part, done, of)
            if pressed:
                raise KeyboardInterrupt

        publish(db, target, look)


@contextmanager
def _ctrl_c() -> "Iterator[list[int]]":
    """Take note of Ctrl-C: an exception out of nowhere inside SQLite's own calls of ours would be printed and lost."""
    import signal

    pressed: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: pressed.append(number))
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)


def _site(db: Path, target: Path, host: str) -> "Site":
    from arsip.web.security_middleware import LOOPBACK
    from arsip.web.server import is_loopback
    from arsip.web.site import Site

    return Site(
        copy=target.resolve(),
        warc=db.resolve().parent / "warc",
        hosts=LOOPBACK | {host} if is_loopback(host) else None,
        archive=db.name,
    )


def _listen(site: "Site", sock: "socket.socket", host: str, *, opened: bool) -> None:
    """Serve, and say where as soon as it answers."""
    import asyncio
    import webbrowser

    from arsip.web.server import address_of, listen, served

    address = address_of(sock, host)

    def ready() -> None:
        click.echo(f"Serving {site.archive} on {address} (Ctrl-C stops)")
        if opened:
            webbrowser.open(address)

    with served(site) as datasette:
        asyncio.run(listen(datasette, sock, ready))
