"""`python -m bench.exporting`: times exports beside the sqlite3 shell and pyarrow, and prints a table."""

import os
import platform
from pathlib import Path
from subprocess import CalledProcessError
from tempfile import TemporaryDirectory

import click

from bench.exporting.contestants import NO_SHELL, contestants
from bench.exporting.rounds import Summed, run
from bench.large import fill
from bench.reading.table import markdown

_HEADS = ("what", "seconds", "articles a second", "times what it is held against", "peak MB", "file, MB")


@click.command()
@click.option("--articles", type=click.IntRange(1), multiple=True, default=(20_000, 200_000), show_default=True)
@click.option("--rounds", type=click.IntRange(1), default=5, show_default=True, help="How often each one is timed.")
@click.option("--only", multiple=True, help="Only contestants with this in their name, and what they are held against.")
@click.option("--keep", type=click.Path(path_type=Path), help="Folder to keep the archives in, and to take them from.")
def main(articles: tuple[int, ...], rounds: int, only: tuple[str, ...], keep: Path | None) -> None:
    """Time exports of made-up archives of several sizes."""
    everyone = contestants()
    wanted = [each for each in everyone if not only or any(part in each.name for part in only)]
    needed = {each.against for each in wanted}
    taking_part = [each for each in everyone if each in wanted or each.name in needed]
    click.echo(f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, {rounds} rounds.")
    if not any("sqlite3" in each.name for each in everyone):
        click.echo(NO_SHELL)
    with TemporaryDirectory() as folder:
        for number in articles:
            db = (keep or Path(folder)) / f"{number}.db"
            db.parent.mkdir(parents=True, exist_ok=True)
            if not db.exists():
                fill(db, number)
            try:
                found = run(taking_part, db, rounds)
            except CalledProcessError as error:
                raise click.ClickException(f"{' '.join(error.cmd)}: {error.stderr}") from error
            click.echo(f"\n### {number:,} articles\n")
            click.echo(markdown(_HEADS, [_row(name, each, number) for name, each in found.items()]))


def _row(name: str, found: Summed, articles: int) -> tuple[str, ...]:
    times = "" if found.times is None else f"{found.times:.2f}"
    rate = f"{articles / found.seconds:,.0f}"
    return name, f"{found.seconds:.2f}", rate, times, f"{found.peak / 1e6:.0f}", f"{found.size / 1e6:,.1f}"


if __name__ == "__main__":
    main()
