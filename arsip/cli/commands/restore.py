"""The command `restore`: replaces the archive with a backup."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.counts import count

if TYPE_CHECKING:
    from arsip.nightly.backup.manifest import Manifest


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("source", metavar="DIR|URL")
@click.option(
    "--db", type=click.Path(dir_okay=False, path_type=Path), envvar="ARSIP_DB", default=Path("archive.db"),
    show_default=True, help="The archive; it need not exist.",
)  # fmt: skip
@click.option("--at", metavar="MOMENT", help="Which backup, as 2026-11-24, or more of its name.  [default: the newest]")
@click.option("--list", "listed", is_flag=True, help="List the backups there are, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def restore(source: str, db: Path, at: str | None, *, listed: bool, as_json: bool) -> None:
    """Replace the archive with a backup from DIR or URL; the old one stays under another name.

    The backup is unpacked and checked first; missing WARC files are restored too. Until all of that is there, nothing
    changes.
    """
    import json
    from dataclasses import asdict

    from arsip.cli.errors import error_handling
    from arsip.cli.file_modes import private_files
    from arsip.cli.progress import progress_bars
    from arsip.nightly.backup import restore
    from scraper.clock import now

    if listed:
        with error_handling(db):
            _list(restore.backups(source), as_json=as_json)
        return
    with error_handling(db), private_files(db), progress_bars(shown=not as_json) as watch:
        done = restore.restore(source, db.absolute(), at=at, now=now(), progress=watch)
    if as_json:
        click.echo(json.dumps(asdict(done), ensure_ascii=False, indent=2, default=str))
        return
    click.echo(
        f"{db}: {count(done.holds.articles, 'article')}, as of {done.name}; {done.warc_files:,} WARC files restored"
    )
    if done.before is not None:
        click.echo(f"The former archive is {done.before}.")
    if done.newer:
        click.echo(f"{done.newer:,} WARC files here are newer than the backup: `arsip reparse --db {db}` reads them.")


def _list(backups: "list[Manifest]", *, as_json: bool) -> None:
    import json

    from rich import box
    from rich.table import Table

    from arsip.cli.views.console import Console
    from scraper.clock import in_jakarta

    if as_json:
        rows = [
            {"at": each.stamp, "articles": each.holds.articles, "bytes": each.compressed.bytes, "warc": len(each.warc)}
            for each in backups
        ]
        click.echo(json.dumps(rows, indent=2))
        return
    table = Table("backup", "made (Jakarta)", box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("articles", "captures", "MB", "WARC files"):
        table.add_column(heading, justify="right", no_wrap=True)
    for each in backups:
        counts = [f"{number:,}" for number in (each.holds.articles, each.holds.captures)]
        size, made = f"{each.compressed.bytes / 1e6:,.1f}", in_jakarta(each.made_at.isoformat())
        table.add_row(each.stamp, made, *counts, size, f"{len(each.warc):,}")
    Console().print(table if backups else "There is no backup here.")
