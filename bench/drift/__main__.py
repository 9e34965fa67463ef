"""`python -m bench.drift`: tries the parser on mutated pages; prints what survives, is missed, wrong or refused."""

from pathlib import Path
from typing import Any

import click

from bench.drift.mutations import MOST, MUTATIONS
from bench.drift.trial import Case, Plan, one_at_a_time, try_pages
from bench.score import FIELDS, Tally


@click.command()
@click.option(
    "--pages",
    type=click.IntRange(1),
    default=40,
    show_default=True,
    help="How many pages; one at a time: for each mutation.",
)
@click.option("--first", type=click.IntRange(0), default=0, help="The number of the first page, to see one case again.")
@click.option(
    "--stack",
    "size",
    type=click.IntRange(0, MOST),
    default=10,
    show_default=True,
    help="Mutations a page; 1 tries each by itself.",
)
@click.option("--only", type=click.Choice(sorted(MUTATIONS)), help="This mutation alone.")
@click.option("--strip", is_flag=True, help="Take every class and id away, too.")
@click.option("--show", "shown", type=click.Choice([*FIELDS, "refused"]), help="Print the first cases that fail here.")
@click.option("--cases", type=click.IntRange(0), default=5, show_default=True, help="How many to print.")
@click.option("--dump", type=click.Path(file_okay=False, path_type=Path), help="Write every page that fails here.")
def main(  # noqa: PLR0917 - click calls it by names
    pages: int, first: int, size: int, only: str | None, strip: bool, shown: str | None, cases: int,
    dump: Path | None,
) -> None:  # fmt: skip
    """Read mutated pages, and say field by field what became of them."""
    numbers = range(first, first + pages)
    teller = _Teller(shown, cases, dump)
    if size == 1 and only is None and not strip:
        tallies = one_at_a_time("tuning", numbers, lambda _, case: teller.hear(case))
    else:
        plan = Plan("tuning", size, strip, only)
        tallies = {only or f"{size} stacked": Tally()}
        for case in try_pages(plan, numbers, next(iter(tallies.values()))):
            teller.hear(case)
    _print(tallies)


class _Teller:
    """Prints and keeps cases that fail.

    Args:
        shown: the field to print failures of; None prints none.
        cases: how many to print.
        folder: where pages that fail are written.
    """

    def __init__(self, shown: str | None, cases: int, folder: Path | None) -> None:
        self._shown = shown
        self._left = cases
        self._folder = folder

    def hear(self, case: Case) -> None:
        """Take a case."""
        failed = {name: verdict for name, verdict in case.verdicts.items() if verdict != "right"}
        if self._folder is not None and (self._shown in failed if self._shown in FIELDS else failed):
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / f"{case.number}-{'-'.join(case.page.names)[:80]}.html").write_bytes(case.page.html)
        if self._left and (case.refusal if self._shown == "refused" else self._shown in failed):
            self._left -= 1
            self._print(case)

    def _print(self, case: Case) -> None:
        click.echo(f"page {case.number} ({case.page.source.name}): {' '.join(case.page.names) or 'no mutation'}")
        if case.refusal is not None:
            click.echo(f"  refused: {case.refusal}")
        elif self._shown is not None and self._shown != "refused":
            click.echo(f"  {case.verdicts[self._shown]}, by {case.got.template if case.got else None}")
            click.echo(f"  got    {_short(getattr(case.got, self._shown))}")
            click.echo(f"  wanted {_short(getattr(case.page.truth, self._shown))}")


def _short(value: Any) -> str:  # noqa: ANN401 - of any field
    if isinstance(value, tuple):
        return "".join(f"\n    {each}" for each in value) or "()"
    return repr(value)


def _print(tallies: dict[str, Tally]) -> None:
    """One line for each tally, then one for each field over all of them."""
    total = Tally()
    for name, tally in tallies.items():
        total.merge(tally)
        failing = [each for each in FIELDS if tally.counts[each]["wrong"] or tally.counts[each]["missed"]]
        click.echo(
            f"{name:18} {tally.pages:4} pages, whole {tally.whole / tally.pages:6.1%}, refused {tally.refused}, "
            f"with a wrong value {tally.wrong_pages}  {' '.join(failing)}"
        )
    click.echo(f"\n{'field':14} survival   missed  wrong  refused")
    for name, counts in total.counts.items():
        survival = counts["right"] / total.pages
        click.echo(f"{name:14} {survival:8.2%} {counts['missed']:8} {counts['wrong']:6} {counts['refused']:8}")
    click.echo(f"token F1 of the text: {total.f1 / total.pages:.4f}")


if __name__ == "__main__":
    main()
