"""`python -m bench.exporting`: times exports beside the sqlite3 shell and pyarrow's writer, and prints a table.

Each contestant has a process of its own, so that imports and Python's start count. The shell prints the same columns;
pyarrow's writer gets the same rows, streamed as its manual shows.
"""

import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from bench.large import fill
from bench.markdown import table
from bench.timing import compare, machine, rounds, run
from scraper.archive.records import FIELDS, SCALARS, value_of_record

_ARSIP = (sys.executable, "-m", "arsip", "export")
_PEER = (sys.executable, "-m", "bench.pyarrow_peer")
_COLUMNS = ",".join(SCALARS)
_IN_A_SHEET = ",".join(name for name in FIELDS if name != "popular")
_SELECT = f"SELECT {', '.join(f'{value_of_record(name)} AS {name}' for name in SCALARS)} FROM articles ORDER BY key"  # noqa: S608 - names of ours
_SHELL = "sqlite3"
_HEADS = (
    "what", "seconds", "articles a second", "times what it is compared with", "CPU seconds", "times, CPU", "peak MB",
    "file, MB",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contestant:
    """A command that writes an export, with `DB` for the archive and `OUT` for the file; without `OUT` it prints."""

    name: str
    command: tuple[str, ...]
    suffix: str
    against: str | None = None


def contestants() -> tuple[Contestant, ...]:
    """Return those that can run here, in the order of their turns."""
    shell = [
        Contestant(f"sqlite3 .mode {kind}", (_SHELL, "-cmd", f".mode {kind}", "DB", _SELECT), f".{kind}")
        for kind in ("json", "csv")
    ]
    printed = (*_ARSIP, "-", "--db", "DB", "--fields", _COLUMNS, "--format")
    written = (*_ARSIP, "OUT", "--db", "DB")
    return (
        *(shell if shutil.which(_SHELL) else ()),
        Contestant("pyarrow parquet", (*_PEER, "DB", "OUT"), ".parquet"),
        Contestant("pyarrow parquet, with links", (*_PEER, "DB", "OUT", "links"), ".parquet"),
        Contestant("arsip jsonl", (*printed, "jsonl"), ".jsonl", "sqlite3 .mode json"),
        Contestant("arsip csv", (*printed, "csv"), ".csv", "sqlite3 .mode csv"),
        Contestant("arsip parquet", (*written, "--fields", _COLUMNS), ".parquet", "pyarrow parquet"),
        Contestant("arsip parquet, with links", written, ".parquet", "pyarrow parquet, with links"),
        Contestant("arsip jsonl, with links", written, ".jsonl"),
        Contestant("arsip csv, with links", written, ".csv"),
        Contestant("arsip xlsx, without popular links", (*written, "--fields", _IN_A_SHEET), ".xlsx"),
        Contestant("arsip zip", written, ".zip"),
    )


@dataclass(frozen=True, slots=True)
class Export:
    """One export: wall-clock and processor seconds, the most bytes of memory, the bytes of the file."""

    seconds: float
    cpu: float
    peak: int
    size: int


def export(contestant: Contestant, db: Path, _round: int = 0) -> Export:
    """Let a contestant write its file, measure it, and delete the file."""
    with TemporaryDirectory(dir=db.parent) as folder:
        target = Path(folder) / f"out{contestant.suffix}"
        command = [{"DB": str(db), "OUT": str(target)}.get(word, word) for word in contestant.command]
        usage = run(command, Path(folder) / "printed" if "OUT" in contestant.command else target)
        return Export(usage.seconds, usage.cpu, usage.peak, target.stat().st_size)


def _rows(
    done: Sequence[Mapping[str, Export]], contestants: Sequence[Contestant], articles: int
) -> Iterator[list[str]]:
    """The rows of the table: medians, and the median of the ratios within the rounds.

    Those of processor seconds hold on a busy machine too.
    """
    seconds = [{name: taken.seconds for name, taken in each.items()} for each in done]
    cpu = [{name: taken.cpu for name, taken in each.items()} for each in done]
    for each in contestants:
        against = each.against if each.against and each.against in done[0] else None
        own, used = (compare(measured, against or each.name)[each.name] for measured in (seconds, cpu))
        yield [
            each.name,
            f"{own.seconds:.2f}",
            f"{articles / own.seconds:,.0f}",
            f"{own.times:.2f}" if against else "",
            f"{used.seconds:.2f}",
            f"{used.times:.2f}" if against else "",
            f"{max(taken[each.name].peak for taken in done) / 1e6:.0f}",
            f"{done[0][each.name].size / 1e6:,.1f}",
        ]


@click.command()
@click.option("--articles", type=click.IntRange(1), multiple=True, default=(20_000, 200_000), show_default=True)
@click.option(
    "--rounds", "count", type=click.IntRange(1), default=5, show_default=True, help="How often each is timed."
)
@click.option("--only", multiple=True, help="Only contestants with this in their name, and what they compare with.")
def main(articles: tuple[int, ...], count: int, only: tuple[str, ...]) -> None:
    """Time exports of made-up archives of several sizes."""
    everyone = contestants()
    chosen = [each for each in everyone if not only or any(part in each.name for part in only)]
    needed = {each.against for each in chosen}
    taking_part = [each for each in everyone if each in chosen or each.name in needed]
    click.echo(f"{machine()}, {count} rounds.")
    if not shutil.which(_SHELL):
        click.echo("The sqlite3 shell is not installed: JSON lines and CSV are compared with nothing.")
    with TemporaryDirectory() as folder:
        for number in articles:
            db = Path(folder) / f"{number}.db"
            fill(db, number)
            done = rounds({each.name: partial(export, each, db) for each in taking_part}, count)
            click.echo(f"\n### {number:,} articles\n")
            click.echo(table(_HEADS, _rows(done, taking_part, number)))


if __name__ == "__main__":
    main()
