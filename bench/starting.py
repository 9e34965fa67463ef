"""`python -m bench.starting archive.db`: measures commands that only read, in times of a bare `python -c pass`.

The commands take turns, in CPU seconds; the file is in the system's memory after round 0, which does not count.
"""

import sys
from functools import partial
from pathlib import Path

import click

from bench.markdown import table
from bench.timing import Usage, compare, rounds, run
from scraper.archive.database import open_to_read

_PYTHON = "python -c pass"
_TYPED = ("--help", "info", "search banjir rob", "show {newest}", "runs", "problems", "gaps")


def _turn(command: list[str], _round: int) -> Usage:
    return run(command, Path("/dev/null"))


@click.command()
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rounds", "count", type=click.IntRange(1), default=7, show_default=True, help="Rounds that count.")
def main(archive: Path, count: int) -> None:
    """Print a table of commands on an ARCHIVE."""
    db = open_to_read(archive)
    newest = db.execute("SELECT max(key) FROM articles WHERE status = 'live'").fetchone()[0]
    db.close()
    commands = {_PYTHON: [sys.executable, "-c", "pass"]}
    for typed in _TYPED:
        options = [] if typed == "--help" else ["--db", str(archive)]
        words = typed.format(newest=newest).split()
        commands[typed.format(newest="142433")] = [sys.executable, "-m", "arsip", *words, *options]
    measured = rounds({name: partial(_turn, command) for name, command in commands.items()}, count)
    timings = compare([{name: usage.cpu for name, usage in each.items()} for each in measured], _PYTHON)
    rows = [[f"`{name}`", f"{1000 * each.seconds:.0f}", f"{each.times:.1f}"] for name, each in timings.items()]
    click.echo(table(("arsip …", "CPU, ms", f"times `{_PYTHON}`"), rows))


if __name__ == "__main__":
    main()
