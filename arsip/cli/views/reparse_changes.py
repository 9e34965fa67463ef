"""Lays out for the eye what `arsip reparse` would change."""

from pathlib import Path
from typing import TYPE_CHECKING

from arsip.cli.views.word_diff import word_diff

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from scraper.archive.changes import Changes, Example, Kind


def show(console: "Console", db: Path, changes: "Changes") -> None:
    """Print what would be otherwise.

    Args:
        console: where to.
        db: the archive's file, for the title.
        changes: what there is.
    """
    if changes.is_none:
        console.print(f"{db.name}: `arsip reparse` would change nothing.", markup=False)
        return
    marks = not console.is_terminal or console.no_color
    table = _table(f"{db.name}: what `arsip reparse` would change")
    for before, after, count in changes.outcomes:
        table.add_row("pages", f"{count:,}", f"{before} → {after}")
    for name, kind in (("read that were not", changes.read), ("no longer read", changes.unread)):
        _add(table, f"articles {name}", kind, marks=marks)
    for name, kind in changes.fields.items():
        _add(table, name, kind, marks=marks)
    for name, kind in (("more", changes.more_versions), ("fewer", changes.fewer_versions)):
        _add(table, f"{name} versions", kind, marks=marks)
    _add(table, "new problems", changes.problems, marks=marks)
    _add(table, "problems solved", changes.solved, marks=marks)
    for name, (more, fewer) in changes.rows.items():
        table.add_row(name, f"{more + fewer:,}", f"rows that come: {more:,}; that go: {fewer:,}")
    console.print(table)


def named(of: int | str) -> str:
    """Name an article as the command line does; a capture by itself."""
    return of if isinstance(of, str) else f"en/{-of}" if of < 0 else str(of)


def _table(title: str) -> "Table":
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("what", no_wrap=True)
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("such as", no_wrap=True, overflow="ellipsis", ratio=1)
    return table


def _add(table: "Table", name: str, kind: "Kind", *, marks: bool) -> None:
    from rich.text import Text

    if kind.count:
        lines = [_line(example, marks=marks) for example in kind.examples]
        table.add_row(name, f"{kind.count:,}", Text("\n").join(lines))


def _line(example: "Example", *, marks: bool) -> "Text":
    """Say one change in a line: the article, and the words that are otherwise; or what came of it."""
    from rich.text import Text

    head = Text(f"{named(example.of)}  ", style="bold")
    if example.before is None and example.field is None:
        return head + Text(str(example.after))
    return head + word_diff(example.before, example.after, marks=marks)
