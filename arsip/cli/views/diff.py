"""Word diffs: of two values, of two versions of an article, of a rebuild; coloured on a terminal, else with marks."""

from typing import TYPE_CHECKING

from rich.table import Column
from rich.text import Text

from arsip.api.text_diff import Unchanged, diff_paragraphs, diff_words
from arsip.cli.views.console import new_table, print_paragraph, print_table, right
from scraper.counts import count
from scraper.urls import article_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

    from arsip.api.text_diff import Diff
    from scraper.archive.history import Record
    from scraper.archive.reparse_differences import Differences, Example

CONTEXT = 3
"""Words that are shown beside a change."""

TOO_LARGE = "too large to be compared by the word: all of the old text, then all of the new"

_REMOVED, _ADDED = "red strike", "green"


def show_diff(console: "Console", before: "Record", after: "Record", fields: "Sequence[str]") -> None:
    """Print by the word what differs in some fields of two versions of an article."""
    marks = not console.is_terminal or console.no_color
    for field in fields:
        old, new = before[field] or "", after[field] or ""
        if old == new:
            continue
        console.print(Text(field, style="bold"))
        for part in diff_paragraphs(old, new) if field == "body" else [diff_words(old, new)]:
            if isinstance(part, Unchanged):
                text = Text(f"… {count(part.paragraphs, 'paragraph')} unchanged", style="dim")
            else:
                text = marked(part, marks=marks, context=None)
            print_paragraph(console, text, indent=2, below=1)


def word_diff(before: str | int | None, after: str | int | None, *, marks: bool) -> Text:
    """Return what was removed and what was added, with a few words around.

    Args:
        before: the old value; None where there was none.
        after: the new one.
        marks: whether to mark changes by `[-…-]` and `{+…+}`, where there are no colours.
    """
    old, new = ("null" if value is None else str(value) for value in (before, after))
    shown = marked(diff_words(old, new), marks=marks, context=CONTEXT)
    if old != new and old.split() == new.split():
        shown = Text(" ").join([shown, Text("(only blanks and line ends)", style="dim")])
    return shown


def marked(compared: "Diff", *, marks: bool, context: int | None) -> Text:
    """Return a compared text with its changes marked, and at most so many unchanged words on either side of each."""
    parts = [Text(f"({TOO_LARGE})", style="dim")] if compared.is_too_large else []
    for number, part in enumerate(compared.words):
        if part.kind == "removed":
            parts.append(Text(f"[-{part.text}-]" if marks else part.text, style=_REMOVED))
        elif part.kind == "added":
            parts.append(Text(f"{{+{part.text}+}}" if marks else part.text, style=_ADDED))
        elif context is None:
            parts.append(Text(part.text))
        else:
            head = 0 if number == 0 else context
            tail = 0 if number == len(compared.words) - 1 else context
            parts.append(Text(_folded(part.words, head, tail)))
    return Text(" ").join(parts)


def _folded(words: tuple[str, ...], head: int, tail: int) -> str:
    if len(words) <= head + tail:
        return " ".join(words)
    return " ".join([*words[:head], "…", *words[len(words) - tail :]])


def show_differences(console: "Console", db: "Path", differences: "Differences") -> None:
    """Print what a rebuild of the tables would change."""
    if differences.is_none:
        console.print(f"{db.name}: `arsip reparse` would change nothing.")
        return
    marks = not console.is_terminal or console.no_color
    such_as = Column("such as", no_wrap=True, overflow="ellipsis", ratio=1)
    table = new_table(f"{db.name}: what `arsip reparse` would change", "what", right(""), such_as)
    table.expand = True
    for before, after, number in differences.outcomes:
        table.add_row("pages", f"{number:,}", f"{before} → {after}")
    kinds = {
        "articles read that were not": differences.read,
        "articles no longer read": differences.unread,
        **differences.fields,
        "more versions": differences.more_versions,
        "fewer versions": differences.fewer_versions,
        "new problems": differences.problems,
        "problems solved": differences.solved,
    }
    for name, kind in kinds.items():
        if kind.count:
            examples = Text("\n").join(_example(each, marks=marks) for each in kind.examples)
            table.add_row(name, f"{kind.count:,}", examples)
    for name, (more, fewer) in differences.rows.items():
        table.add_row(name, f"{more + fewer:,}", f"rows added: {more:,}; removed: {fewer:,}")
    print_table(console, table)


def _example(example: "Example", *, marks: bool) -> Text:
    """Return one change as a line: the article or capture, and a word diff or its outcome."""
    head = Text(f"{example.of if isinstance(example.of, str) else article_name(example.of)}  ", style="bold")
    if example.before is None and example.field is None:
        return head + Text(str(example.after))
    return head + word_diff(example.before, example.after, marks=marks)
