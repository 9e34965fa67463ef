"""The views of an article's versions and absences, and of a diff of two versions."""

from typing import TYPE_CHECKING

from rich.text import Text

from arsip.api.text_diff import Unchanged, diff_paragraphs, diff_words
from arsip.cli.views.console import new_table, print_paragraph
from arsip.cli.views.word_diff import marked
from scraper.clock import in_jakarta
from scraper.counts import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.table import Table

    from scraper.archive.history import Absence, Record, Version

_SHORT_ID = slice(len("urn:uuid:"), len("urn:uuid:") + 8)
"""Characters of a capture's id that distinguish it within an article."""


def version_table(title: str, versions: "Sequence[Version]", absences: "Sequence[Absence]") -> "Table":
    """Return the versions as a table, oldest first, with the absences between them."""
    table = new_table(title)
    table.add_column("version", justify="right", no_wrap=True)
    table.add_column("since", no_wrap=True)
    table.add_column("changed")
    table.add_column("read by", no_wrap=True)
    table.add_column("capture", no_wrap=True)
    rows = [
        (
            each.fetched_at,
            (str(each.version), _changed(each), f"{each.template} ({each.reader})", each.capture[_SHORT_ID]),
        )
        for each in versions
    ]
    rows += [(each.since, ("", _absence(each), "", "")) for each in absences]
    for moment, (number, what, *rest) in sorted(rows, key=lambda row: row[0]):
        table.add_row(number, in_jakarta(moment), what, *rest, style=None if number else "red")
    return table


def _changed(version: "Version") -> str:
    return ", ".join(version.changed) or ("" if version.version == 1 else "back to an earlier version")


def _absence(absence: "Absence") -> str:
    end = f", back {in_jakarta(absence.until)}" if absence.until else ""
    if absence.gone_at is None:
        return f"missing in {count(absence.answers, 'answer')}{end}"
    return f"gone, confirmed {in_jakarta(absence.gone_at)}{end}"


def show_diff(console: "Console", before: "Record", after: "Record", fields: "Sequence[str]") -> None:
    """Print what differs between two versions of an article, by the word.

    Args:
        console: where to.
        before: the older version.
        after: the newer one.
        fields: those that are compared.
    """
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
