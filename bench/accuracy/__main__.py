"""`python -m bench.accuracy`: measures how exact the parser is, and writes the tables into the manual."""

import platform
from importlib.metadata import version
from pathlib import Path

import click

from bench.accuracy import measure, tables
from bench.accuracy.beside import compare
from bench.accuracy.measure import SAVED_PAGE, PageSet, drifted_set, known_sets, saved_pages
from bench.markdown import put, put_into
from bench.peers import PEERS
from scraper.clock import now

MANUAL = Path(__file__).parents[2] / "docs" / "accuracy.md"
_MARK = "accuracy"
_ONE_IN = 10
"""Each mutation by itself is tried on a tenth of the pages: there are dozens of them."""


@click.command()
@click.option("--pages", type=click.IntRange(1), default=1000, show_default=True, help="Made-up pages of a template.")
@click.option("--sample", type=click.IntRange(1), default=100, show_default=True, help="Of these, for other programs.")
@click.option("--peers/--no-peers", default=True, help="Whether to run the other programs.")
@click.option("--write/--print", default=True, help="Write into docs/accuracy.md, or print.")
def main(pages: int, sample: int, *, peers: bool, write: bool) -> None:
    """Measure the parser field by field, beside other programs, and on mutated pages."""
    try:
        put(MANUAL.read_text(), _MARK, "")  # better now than after minutes of work
    except (OSError, ValueError) as error:
        raise click.ClickException(f"{MANUAL.name}: {error}") from error
    sections = [_conditions(f"--pages {pages} --sample {sample}" if peers else f"--pages {pages} --no-peers")]
    sets = known_sets(pages)
    click.echo("Reading the known templates …", err=True)
    sections.append(f"### Known templates\n\n{tables.known(measure.known(sets))}")
    if peers:
        sections += _beside(sets, min(sample, pages))
    click.echo("Reading mutated pages …", err=True)
    sections.append(f"### Ten mutations stacked\n\n{tables.stacked(measure.stacked(pages))}")
    alone = max(1, pages // _ONE_IN)
    singly = tables.one_at_a_time(measure.one_at_a_time(alone))
    sections.append(f"### One mutation at a time ({alone} pages each)\n\n{singly}")
    text = "\n\n".join(sections)
    if write:
        put_into(MANUAL, _MARK, text)
    else:
        click.echo(text)


def _beside(sets: list[PageSet], sample: int) -> list[str]:
    """One table a set of pages: the other programs beside the parser."""
    real = [each for each, verdicts in saved_pages() if each and set(verdicts.values()) == {"right"}]
    few = [PageSet(each.name, each.truth, each.pages[:: max(1, len(each.pages) // sample)][:sample]) for each in sets]
    versions = {peer.name: peer.version for peer in PEERS}
    sections = []
    for each in [PageSet("saved from the site", SAVED_PAGE, real), *few, drifted_set(sample)]:
        if not each.pages:
            continue
        click.echo(f"Other programs on pages {each.name} …", err=True)
        marks, missing = compare(each.pages)
        heading = f"### Beside other programs: {each.name} ({len(each.pages)} pages, truth: {each.truth})"
        sections.append(f"{heading}\n\n{tables.beside(marks, versions)}")
        sections += [f"{name} could not take part: {reason}" for name, reason in missing.items()]
    return sections


def _conditions(options: str) -> str:
    made = f'Measured on {now():%Y-%m-%d} with `make accuracy ARGS="{options}"`'
    libraries = f"selectolax {version('selectolax')}, beautifulsoup4 {version('beautifulsoup4')}"
    missing = "" if any(True for _ in saved_pages()) else " The pages saved from the site were not at hand."
    return f"{made}, Python {platform.python_version()}, {libraries}.{missing}"


if __name__ == "__main__":
    main()
