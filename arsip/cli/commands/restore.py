"""The command `restore`: replaces the archive with a backup."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from arsip.cli.errors import error_handling
from arsip.cli.operation import operation
from arsip.cli.options import archive_to_make, json_option, print_json
from scraper import clock
from scraper.clock import in_jakarta
from scraper.counts import count

if TYPE_CHECKING:
    from arsip.nightly.backup.manifest import Manifest


@click.command()
@click.argument("source", metavar="DIR|URL")
@archive_to_make
@click.option("--at", metavar="MOMENT", help="Which backup, as 2026-11-24, or more of its name.  [default: the newest]")
@click.option("--list", "listed", is_flag=True, help="List the backups there are, and change nothing.")
@json_option
def restore(source: str, db: Path, at: str | None, *, listed: bool, as_json: bool) -> None:
    """Replace the archive with a backup from DIR or URL; the old one stays under another name.

    The backup is unpacked and checked first; missing WARC files are restored too. Until all of that is there, nothing
    changes.
    """
    from arsip.nightly.backup import restore

    if listed:
        with error_handling(db):
            _list(restore.backups(source), as_json=as_json)
        return
    with operation(db, quiet=as_json) as progress:
        done = restore.restore(source, db.absolute(), at=at, now=clock.now(), progress=progress)
    if as_json:
        print_json(done)
        return
    click.echo(
        f"{db}: {count(done.holds.articles, 'article')}, as of {done.name}; {done.warc_files:,} WARC files restored"
    )
    if done.before is not None:
        click.echo(f"The former archive is {done.before}.")
    if done.newer:
        click.echo(f"{done.newer:,} WARC files here are newer than the backup: `arsip reparse --db {db}` reads them.")


def _list(backups: "list[Manifest]", *, as_json: bool) -> None:
    from arsip.cli.views.console import Console, new_table, print_table, right

    if as_json:
        print_json(
            [
                {
                    "at": each.stamp,
                    "articles": each.holds.articles,
                    "bytes": each.compressed.bytes,
                    "warc": len(each.warc),
                }
                for each in backups
            ]
        )
        return
    if not backups:
        click.echo("There is no backup here.")
        return
    table = new_table(None, "backup", "made (Jakarta)", *map(right, ("articles", "captures", "MB", "WARC files")))
    for each in backups:
        counts = [f"{number:,}" for number in (each.holds.articles, each.holds.captures)]
        size, made = f"{each.compressed.bytes / 1e6:,.1f}", in_jakarta(each.made_at.isoformat())
        table.add_row(each.stamp, made, *counts, size, f"{len(each.warc):,}")
    print_table(Console(), table)
