"""`python -m bench.drift`: tries the parser on mutated pages of the tuning set; prints what survives and what fails."""

from pathlib import Path

import click

from bench.drift.trial import MOST, MUTATIONS, Case, Plan, try_pages
from bench.score import FIELDS, Tally


@click.command()
@click.option("--pages", type=click.IntRange(1), default=40, show_default=True, help="Pages for each line.")
@click.option("--first", type=click.IntRange(0), default=0, help="Number of the first page, to see one case again.")
@click.option("--stack", "size", type=click.IntRange(0, MOST), default=10, show_default=True, help="Mutations a page.")
@click.option("--each", is_flag=True, help="Try each mutation by itself.")
@click.option("--only", type=click.Choice(sorted(MUTATIONS)), help="Try this mutation alone.")
@click.option("--strip", is_flag=True, help="Take every class and id away, too.")
@click.option("--dump", type=click.Path(file_okay=False, path_type=Path), help="Write every page that fails here.")
def main(  # noqa: PLR0917 - click calls it by names
    pages: int, first: int, size: int, each: bool, only: str | None, strip: bool, dump: Path | None,
) -> None:  # fmt: skip
    """Read mutated pages; print one line for each page that fails, then survival by mutation and by field."""
    names = list(MUTATIONS) if each else [only]
    total = Tally()
    for name in names:
        tally = Tally()
        for case in try_pages(Plan("tuning", size, strip, name), range(first, first + pages), tally):
            _report(case, dump)
        click.echo(
            f"{name or f'{size} stacked':18} {tally.pages:4} pages, whole {tally.whole / tally.pages:6.1%}, "
            f"refused {tally.refused}, with a wrong value {tally.wrong_pages}"
        )
        total.merge(tally)
    click.echo(f"\n{'field':14} survival   missed  wrong  refused")
    for field, counts in total.counts.items():
        survival = counts["right"] / total.pages
        click.echo(f"{field:14} {survival:8.2%} {counts['missed']:8} {counts['wrong']:6} {counts['refused']:8}")
    click.echo(f"token F1 of the text: {total.f1 / total.pages:.4f}")


def _report(case: Case, folder: Path | None) -> None:
    """Print what failed on a page, and keep the page."""
    failed = [name for name in FIELDS if case.verdicts[name] != "right"]
    if not failed:
        return
    click.echo(f"page {case.number} ({case.page.source.name}): {' '.join(case.page.names) or 'no mutation'}")
    if case.refusal is not None:
        click.echo(f"  refused: {case.refusal}")
    else:
        for name in failed:
            got, truth = getattr(case.got, name), getattr(case.page.truth, name)
            click.echo(f"  {name} {case.verdicts[name]}: {got!r}, should be {truth!r}")
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{case.number}-{'-'.join(case.page.names)[:80]}.html").write_bytes(case.page.html)


if __name__ == "__main__":
    main()
