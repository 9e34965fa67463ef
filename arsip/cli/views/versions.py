"""Lays out an article's versions, with the spells in which it was gone, and what changed between two of them."""

from typing import TYPE_CHECKING

from arsip.api.text_diff import Unchanged, diff_paragraphs, diff_words
from arsip.cli.views.article import READABLE
from arsip.cli.views.word_diff import marked
from scraper.clock import in_jakarta

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from arsip.api.text_diff import Diff
    from scraper.archive.history import Absence, Record, Version

_NAME = slice(len("urn:uuid:"), len("urn:uuid:") + 8)
"""As much of a capture's name as tells it from the others of an article."""


def table(title: str, versions: "Sequence[Version]", absences: "Sequence[Absence]") -> "Table":
    """Return the versions as a table, oldest first, with the absences where they belong.

    Args:
        title: of the table.
        versions: oldest first.
        absences: likewise.
    """
    from rich import box
    from rich.table import Table

    shown = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    shown.add_column("version", justify="right", no_wrap=True)
    shown.add_column("since", no_wrap=True)
    shown.add_column("changed")
    shown.add_column("read by", no_wrap=True)
    shown.add_column("capture", no_wrap=True)
    rows = [
        (each.fetched_at, (str(each.version), _changed(each), f"{each.template} ({each.reader})", each.capture[_NAME]))
        for each in versions
    ]
    rows += [(each.since, ("", _absence(each), "", "")) for each in absences]
    for moment, (number, what, *rest) in sorted(rows, key=lambda row: row[0]):
        shown.add_row(number, in_jakarta(moment), what, *rest, style=None if number else "red")
    return shown


def _changed(version: "Version") -> str:
    return ", ".join(version.changed) or ("" if version.version == 1 else "back to what it said")


def _absence(spell: "Absence") -> str:
    end = f", back {in_jakarta(spell.until)}" if spell.until else ""
    if spell.gone_at is None:
        return f"not there, by one answer{end}" if spell.answers == 1 else f"not there, by {spell.answers} answers{end}"
    return f"gone, confirmed {in_jakarta(spell.gone_at)}{end}"


def show_diff(console: "Console", before: "Record", after: "Record", fields: "Sequence[str]") -> None:
    """Print what is otherwise in a version, by the word.

    Args:
        console: where to.
        before: what the older version said.
        after: what the newer one says.
        fields: those that are compared.
    """
    from rich.padding import Padding
    from rich.text import Text

    marks = not console.is_terminal or console.no_color
    for field in fields:
        old, new = before[field], after[field]
        if old == new:
            continue
        console.print(Text(field, style="bold"))
        compared = diff_paragraphs(old or "", new or "") if field == "body" else [diff_words(old or "", new or "")]
        for part in (_shown(each, marks=marks) for each in compared):
            if console.is_terminal:
                console.print(Padding(part, (0, 0, 1, 2)), width=min(console.width, READABLE))
            else:
                console.print("  ", part, sep="", soft_wrap=True)


def _shown(compared: "Unchanged | Diff", *, marks: bool) -> "Text":
    """Mark what went and what came; what stayed as it was is only counted."""
    from rich.text import Text

    if isinstance(compared, Unchanged):
        count = compared.paragraphs
        return Text(f"… {count} {'paragraph' if count == 1 else 'paragraphs'} unchanged", style="dim")
    return marked(compared, marks=marks, context=None)
