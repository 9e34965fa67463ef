"""`python -m bench.reading`: times the contestants and writes the tables into the manual."""

import os
import platform
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path

import click

from bench.markdown import put, table
from bench.pages import SAVED
from bench.reading.memory import enlarged, measure
from bench.reading.rounds import CONTESTANTS, YARDSTICK, PageKind, compare, kinds, run, start, timings_table
from scraper.clock import now

MANUAL = Path(__file__).parents[2] / "docs" / "speed.md"
_STANDS_ON = ("lxml", "selectolax", "beautifulsoup4")


@click.command()
@click.option("--rounds", type=click.IntRange(1), default=11, show_default=True, help="How often each one is timed.")
@click.option("--pages", type=click.IntRange(1), default=40, show_default=True, help="How many pages a round.")
@click.option("--only", multiple=True, help="Time only contestants with this in their name, beside lxml; print.")
def main(rounds: int, pages: int, only: tuple[str, ...]) -> None:
    """Time the parser beside bare parsers and other programs on the same pages, and write docs/speed.md."""
    chosen = [each for each in CONTESTANTS if not only or each is YARDSTICK or any(part in each.name for part in only)]
    versions = {each.name: each.version for each in chosen}
    parts = [_conditions(rounds, pages)]
    with ExitStack() as stack:
        workers, missing = start(chosen, stack)
        for kind in kinds(pages):
            measured = compare(run(workers, kind.pages, rounds), YARDSTICK.name)
            parts.append(f"### {kind.name}\n\n{timings_table(measured, versions, missing)}")
            click.echo(f"{parts[-1]}\n")
    if only:
        return
    parts.append(f"### Memory\n\n{_memory(kinds(1))}")
    click.echo(parts[-1])
    MANUAL.write_text(put(MANUAL.read_text(), "bench-read", "\n\n".join(parts)))
    click.echo(f"\nWritten into docs/{MANUAL.name}.")


def _conditions(rounds: int, pages: int) -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in _STANDS_ON)
    return (
        f'Measured on {now():%Y-%m-%d} with `make bench-read ARGS="--rounds {rounds} --pages {pages}"`, '
        f"on one of {os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, {libraries}."
        f"{'' if any(SAVED.glob('*.html')) else ' The pages saved from the site were not at hand.'}"
    )


def _memory(page_kinds: list[PageKind]) -> str:
    rows = []
    for kind in page_kinds:
        html, url = kind.pages(1)[0]
        for name, page in ((kind.name, html), (f"{kind.name}, one repeated to 2 MB", enlarged(html))):
            taken = measure(page, url)
            megabytes = (f"{number / 1e6:.2f}" for number in (len(page), taken.peak, taken.grown))
            rows.append((name, *megabytes, f"{taken.peak / len(page):.1f}"))
    return table(("pages", "a page, MB", "allocated at most, MB", "the process's growth, MB", "times the page"), rows)


if __name__ == "__main__":
    main()
