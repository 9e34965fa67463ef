"""The command `backup`: copies the archive to another place."""

from dataclasses import asdict
from pathlib import Path

import click

from arsip.cli.operation import operation
from arsip.cli.options import archive_to_read, json_option, keep_options, print_json
from scraper import clock
from scraper.counts import count


@click.command()
@click.argument("target", required=False, metavar="[DIR|URL]")
@archive_to_read
@keep_options
@click.option("--no-prune", is_flag=True, help="Delete no older backup.")
@json_option
def backup(
    target: str | None, db: Path, keep_daily: int, keep_weekly: int, keep_monthly: int, *, no_prune: bool, as_json: bool
) -> None:
    """Copy the archive to DIR, or to any URL that fsspec can write to; a crawl may run meanwhile.

    The database is copied as it is at this moment, opened and checked, and compressed. WARC files are copied once.
    Without DIR or URL, the backup goes where backups.to of arsip.toml says. Then older backups are removed, but for
    the newest of some days, weeks and months.
    """
    from arsip.nightly.backup.creation import back_up
    from arsip.nightly.backup.retention import Retention, prune_backups

    if target is None:
        raise click.UsageError("name a DIR or URL, or set backups.to in arsip.toml")
    with operation(db, quiet=as_json) as progress:
        made = back_up(db.absolute(), target, now=clock.now(), progress=progress)
        keep = Retention(keep_daily, keep_weekly, keep_monthly)
        gone = [] if no_prune else prune_backups(target, now=clock.now(), keep=keep)
    if as_json:
        print_json({**asdict(made), "pruned": gone})
        return
    ratio = made.stored_bytes / made.database_bytes
    click.echo(f"{made.name}: {count(made.holds.articles, 'article')}, {made.stored_bytes / 1e6:,.1f} MB ({ratio:.0%})")
    click.echo(f"{made.warc_files:,} WARC files copied, {made.warc_bytes / 1e6:,.1f} MB")
    if gone:
        click.echo(f"{count(len(gone), 'older backup')} removed")
