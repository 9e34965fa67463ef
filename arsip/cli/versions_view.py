"""Lays out an article's versions, with the spells in which it was gone, and what changed between two of them."""

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from arsip.cli.article_view import READABLE
from arsip.cli.moments import in_jakarta
from arsip.cli.word_diff import word_diff

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from scraper.archive.history import Absence, Record, Version

_PILCROW = " ¶ "
"""Stands between paragraphs that were parted, or put together."""

ALIKE = 0.35
"""Share of words that two paragraphs must have in common, in order, to be compared by the word."""

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
        parts = _paragraphs(old or "", new or "", marks=marks) if field == "body" else [_words(old, new, marks=marks)]
        for part in parts:
            if console.is_terminal:
                console.print(Padding(part, (0, 0, 1, 2)), width=min(console.width, READABLE))
            else:
                console.print("  ", part, sep="", soft_wrap=True)


def _paragraphs(before: str, after: str, *, marks: bool) -> "Iterator[Text]":
    """Compare a text by the paragraph, and what is otherwise by the word; what is not is only counted."""
    from rich.text import Text

    left, right = before.split("\n\n"), after.split("\n\n")
    for kind, at, end, start, stop in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "equal":
            count = end - at
            yield Text(f"… {count} {'paragraph' if count == 1 else 'paragraphs'} unchanged", style="dim")
        elif end - at == stop - start:
            for old, new in zip(left[at:end], right[start:stop], strict=True):
                yield from _compared(old, new, marks=marks)
        else:
            yield from _compared(_PILCROW.join(left[at:end]), _PILCROW.join(right[start:stop]), marks=marks)


def _compared(old: str, new: str, *, marks: bool) -> "Iterator[Text]":
    """Compare two paragraphs; those that have little in common stand below each other, each whole."""
    if SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio() >= ALIKE:
        yield _words(old, new, marks=marks)
        return
    if old:
        yield _words(old, None, marks=marks)
    if new:
        yield _words(None, new, marks=marks)


def _words(old: str | None, new: str | None, *, marks: bool) -> "Text":
    return word_diff(old or "", new or "", marks=marks, context=None)
