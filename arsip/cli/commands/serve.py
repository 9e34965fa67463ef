"""`arsip serve`: the archive in the browser, from a copy at rest."""

import errno
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arsip.cli.errors import Failure, error_handling, open_archive
from arsip.cli.options import archive_to_read, base_url_option
from scraper.exit_codes import INTERRUPTED
from scraper.signals import handled_by

if TYPE_CHECKING:
    import socket

    from scraper.progress import Progress

COPY = "browse.db"
"""The copy's name beside the archive, as the nightly job makes it."""


@click.command()
@archive_to_read
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; the default is local only.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="Port; 0 for any free one."
)
@click.option(
    "--copy", type=click.Path(dir_okay=False, path_type=Path),
    help="Where the copy is kept.  [default: browse.db beside the archive]",
)  # fmt: skip
@click.option("--open/--no-open", "opened", default=False, show_default=True, help="Open it in the browser.")
@base_url_option
def serve(db: Path, host: str, port: int, copy: Path | None, base_url: str | None, *, opened: bool) -> None:
    """Browse the archive: search, articles with their history, charts, tables, SQL.

    It serves a read-only copy of the archive, refreshed if the archive has changed; a crawl may be running.
    There is no login. Ctrl-C ends it.
    """
    from importlib.util import find_spec

    if find_spec("datasette") is None:
        raise Failure("this needs Datasette, which is not installed; in Arsip's folder, run: make web")
    if copy is not None and copy.resolve() == db.resolve():
        raise click.UsageError(f"--copy {copy}: this is the archive itself; give another name")
    target = copy or db.with_name(COPY)
    with error_handling(db), _listening_socket(host, port) as sock:
        _refresh(db, target)
        _listen(db, target, sock, host, base_url, opened=opened)


def _listening_socket(host: str, port: int) -> "socket.socket":
    """Take the port, before the copy is made."""
    from arsip.web.server import CannotListenError, bind
    from scraper.urls import is_loopback

    try:
        sock = bind(host, port)
    except CannotListenError as error:
        raise Failure(str(error)) from error
    if not is_loopback(host):
        proxy = "it belongs behind a proxy that asks for one, speaks TLS and limits requests"
        click.echo(f"Anyone who can reach {host} can read the archive now; there is no password: {proxy}.", err=True)
    return sock


def _refresh(db: Path, target: Path) -> None:
    from arsip.cli.operation import progress_bars
    from scraper.archive.copies.publication import is_current, publish, refuse_foreign
    from scraper.archive.database import archive_id

    with open_archive(db) as archive:
        try:
            refuse_foreign(archive_id(archive), target)
        except FileExistsError as error:
            raise Failure(f"{target}: {error.strerror}, or give another name with --copy") from error
    if is_current(db, target):
        return
    click.echo(f"Copying {db} ({db.stat().st_size / 1e6:,.0f} MB) to {target} …", err=True)
    with progress_bars() as report, _raising_at_ctrl_c(report) as progress:
        try:
            publish(db, target, progress)
        except KeyboardInterrupt as error:
            raise Failure("interrupted; the last copy is kept, and nothing of the new one", INTERRUPTED) from error
        except OSError as error:
            if error.errno not in {errno.EACCES, errno.EPERM, errno.EROFS}:
                raise
            raise Failure(f"{target}: {error.strerror}; give a place that you can write to with --copy") from error


@contextmanager
def _raising_at_ctrl_c(report: "Progress") -> Iterator["Progress"]:
    """Raise KeyboardInterrupt where progress is reported: in a callback of SQLite it would be printed and lost."""
    pressed: list[int] = []

    def progress(part: str, done: int, total: int | None) -> None:
        report(part, done, total)
        if pressed:
            raise KeyboardInterrupt

    with handled_by(lambda number, _: pressed.append(number), signal.SIGINT):
        yield progress


def _listen(db: Path, target: Path, sock: "socket.socket", host: str, base_url: str | None, *, opened: bool) -> None:
    """Serve the copy, and print the address as soon as it answers."""
    import asyncio
    import webbrowser

    from arsip.web.security_middleware import LOOPBACK
    from arsip.web.served_copy import ServedCopy
    from arsip.web.server import address_of, listen
    from arsip.web.site import Site
    from scraper.urls import is_loopback

    hosts = LOOPBACK | {host} if is_loopback(host) else None
    address = address_of(sock, host)
    site = Site(
        copy=target.resolve(), warc=db.resolve().parent / "warc", hosts=hosts, archive=db.name,
        base=(base_url or address).rstrip("/"),
    )  # fmt: skip

    def ready() -> None:
        click.echo(f"Serving {site.archive} on {address} (Ctrl-C stops)")
        if opened:
            webbrowser.open(address)

    def report(line: str) -> None:
        click.echo(line, err=True)

    asyncio.run(listen(ServedCopy(site, report), sock, ready))
