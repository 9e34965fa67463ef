"""Word diffs of two values, and of two versions of an article: coloured on a terminal, with marks elsewhere."""

from typing import TYPE_CHECKING

from rich.text import Text

from arsip.api.text_diff import Unchanged, diff_paragraphs, diff_words
from arsip.cli.views.console import print_paragraph
from scraper.counts import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from arsip.api.text_diff import Diff
    from scraper.archive.history import Record

CONTEXT = 3
"""Words that are shown beside a change."""

TOO_LARGE = "too large to be compared by the word: all that went, then all that came"

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
                text = _marked(part, marks=marks, context=None)
            print_paragraph(console, text, indent=2, below=1)


def word_diff(before: str | int | None, after: str | int | None, *, marks: bool) -> Text:
    """Return what was removed and what was added, with a few words around.

    Args:
        before: the old value; None where there was none.
        after: the new one.
        marks: whether to mark changes by `[-…-]` and `{+…+}`, where there are no colours.
    """
    old, new = ("null" if value is None else str(value) for value in (before, after))
    shown = _marked(diff_words(old, new), marks=marks, context=CONTEXT)
    if old != new and old.split() == new.split():
        shown = Text(" ").join([shown, Text("(only blanks and line ends)", style="dim")])
    return shown


def _marked(compared: "Diff", *, marks: bool, context: int | None) -> Text:
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
