"""Tables in Markdown, and the sections of the manual that programs write."""

from collections.abc import Iterable
from pathlib import Path

import click


def table(heads: Iterable[str], rows: Iterable[Iterable[str]], *, left: int = 1) -> str:
    """A table; all columns but the first, or the first so many, are numbers."""
    lines = [list(heads), *(list(row) for row in rows)]
    rule = [*["---"] * left, *["---:"] * (len(lines[0]) - left)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [lines[0], rule, *lines[1:]])


def put(page: str, name: str, text: str) -> str:
    """Put a text between the marks `<!-- NAME begin -->` and `<!-- NAME end -->` of a page, for what stands there.

    Raises:
        ValueError: the page has not each of the marks once, in this order.
    """
    begin, end = f"<!-- {name} begin -->", f"<!-- {name} end -->"
    if page.count(begin) != 1 or page.count(end) != 1 or page.index(begin) > page.index(end):
        raise ValueError(f"no one place between {begin!r} and {end!r}")
    before, _, rest = page.partition(begin)
    return f"{before}{begin}\n{text}\n{end}{rest.partition(end)[2]}"


def put_into(manual: Path, name: str, text: str) -> None:
    """Put a text between the marks of a file of the manual, and say so; ClickException where it has no such place."""
    try:
        manual.write_text(put(manual.read_text(encoding="utf-8"), name, text), encoding="utf-8")
    except (OSError, ValueError) as error:
        raise click.ClickException(f"{manual.name}: {error}") from error
    click.echo(f"Written into {manual.name}.", err=True)
