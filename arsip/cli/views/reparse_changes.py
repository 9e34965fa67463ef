"""The view of `arsip reparse --diff`: what a rebuild would change."""

from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from arsip.cli.views.console import new_table
from arsip.cli.views.word_diff import word_diff
from scraper.urls import article_name

if TYPE_CHECKING:
    from rich.console import Console

    from scraper.archive.changes import Changes, Example


def show(console: "Console", db: Path, changes: "Changes") -> None:
    """Print what would change.

    Args:
        console: where to.
        db: the archive's file, for the title.
        changes: what would.
    """
    if changes.is_none:
        console.print(f"{db.name}: `arsip reparse` would change nothing.")
        return
    marks = not console.is_terminal or console.no_color
    table = new_table(f"{db.name}: what `arsip reparse` would change", ["what"], [""])
    table.expand = True
    table.add_column("such as", no_wrap=True, overflow="ellipsis", ratio=1)
    for before, after, number in changes.outcomes:
        table.add_row("pages", f"{number:,}", f"{before} → {after}")
    kinds = {
        "articles read that were not": changes.read,
        "articles no longer read": changes.unread,
        **changes.fields,
        "more versions": changes.more_versions,
        "fewer versions": changes.fewer_versions,
        "new problems": changes.problems,
        "problems solved": changes.solved,
    }
    for name, kind in kinds.items():
        if kind.count:
            examples = Text("\n").join(_example(each, marks=marks) for each in kind.examples)
            table.add_row(name, f"{kind.count:,}", examples)
    for name, (more, fewer) in changes.rows.items():
        table.add_row(name, f"{more + fewer:,}", f"rows added: {more:,}; removed: {fewer:,}")
    console.print(table)


def _example(example: "Example", *, marks: bool) -> Text:
    """Return one change as a line: the article or capture, and a word diff or its outcome."""
    head = Text(f"{example.of if isinstance(example.of, str) else article_name(example.of)}  ", style="bold")
    if example.before is None and example.field is None:
        return head + Text(str(example.after))
    return head + word_diff(example.before, example.after, marks=marks)
