"""The changes of articles on a terminal: the kind of each, between which captures, and the changed passages."""

from typing import TYPE_CHECKING

from rich.text import Text

from arsip.api.text_diff import Unchanged
from arsip.cli.views.console import print_paragraph
from arsip.cli.views.diff import marked
from scraper.clock import in_jakarta
from scraper.counts import count
from scraper.items import ARTICLE_FIELDS
from scraper.urls import article_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from arsip.api.passages import ComparedChange, Comparison, Passages
    from scraper.archive.changes import Change

_INDENT = 10
"""Columns of an article's number."""

_STYLES = {"changed": "yellow", "removed": "bold red", "returned": "green", "new": "green"}


def show_changes(console: "Console", changes: "Sequence[ComparedChange]", *, is_cut: bool) -> None:
    """Print changes; `is_cut` says that there are more."""
    for change, comparison in changes:
        console.print(
            Text.assemble((f"{article_name(change.key):<{_INDENT}}", "cyan"), (change.title, "bold")), soft_wrap=True
        )
        facts = Text(" · ").join([Text(change.kind, _STYLES[change.kind]), *map(Text, _facts(change, comparison))])
        print_paragraph(console, facts, indent=_INDENT)
        for passages in comparison.summary().fields:
            _print_passages(console, passages)
        console.print()
    if not changes:
        console.print("No such change is known.")
        return
    shown = count(len(changes), "change")
    more = ", the newest; `--limit` shows more" if is_cut else ""
    console.print(Text(f"{shown}{more}. Times are Jakarta's.", style="dim"), soft_wrap=not console.is_terminal)


def _facts(change: "Change", comparison: "Comparison") -> list[str]:
    seen_after, seen_by, moment = (
        in_jakarta(each or "") for each in (change.seen_after, change.seen_by, change.moment)
    )
    if change.kind == "new":
        return [f"first seen {seen_by}"]
    if change.kind == "removed":
        return [f"between {seen_after} and {seen_by}", f"confirmed {moment}"]
    if change.kind == "returned":
        return [f"between {seen_after} and {seen_by}"]
    versions = f"version {change.version_before} to {change.version}"
    return [f"between {seen_after} and {seen_by}", versions, comparison.extent]


def _print_passages(console: "Console", passages: "Passages") -> None:
    marks = not console.is_terminal or console.no_color
    label = ARTICLE_FIELDS[passages.field].about.label or passages.field
    print_paragraph(console, Text(label, style="underline"), indent=_INDENT)
    for part in passages.parts:
        if isinstance(part, Unchanged):
            text = Text(f"… {count(part.paragraphs, 'paragraph')} unchanged", style="dim")
        else:
            text = marked(part, marks=marks, context=None)
            if all(words.kind == "same" for words in part.words):
                text.stylize("dim")
        print_paragraph(console, text, indent=_INDENT + 2)
    if passages.left_out:
        more = f"… and {count(passages.left_out, 'paragraph')} more"
        print_paragraph(console, Text(more, style="dim"), indent=_INDENT + 2)
