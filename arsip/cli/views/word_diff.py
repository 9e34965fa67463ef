"""Shows by the word what has changed in a text: coloured on a terminal, with marks elsewhere."""

from typing import TYPE_CHECKING

from arsip.api.text_diff import diff_words

if TYPE_CHECKING:
    from rich.text import Text

    from arsip.api.text_diff import Diff

CONTEXT = 3
"""Words that are shown beside a change."""

TOO_LARGE = "too large to be compared by the word: all that went, then all that came"

_REMOVED, _ADDED = "red strike", "green"


def word_diff(
    before: str | int | None, after: str | int | None, *, marks: bool, context: int | None = CONTEXT
) -> "Text":
    """Return what was taken away and what was put there, with a few words around.

    Args:
        before: what it was; None where there was nothing.
        after: what it is.
        marks: whether to mark changes by `[-…-]` and `{+…+}`, where there are no colours.
        context: words that are shown beside a change; None for all.
    """
    from rich.text import Text

    old, new = ("null" if value is None else str(value) for value in (before, after))
    shown = marked(diff_words(old, new), marks=marks, context=context)
    if old != new and old.split() == new.split():
        shown = Text(" ").join([shown, Text("(only blanks and line ends)", style="dim")])
    return shown


def marked(compared: "Diff", *, marks: bool, context: int | None) -> "Text":
    """Return a text that was compared, with what went and what came marked.

    Args:
        compared: as `arsip.api.text_diff` compares.
        marks: as in `word_diff`.
        context: likewise.
    """
    from rich.text import Text

    parts = [Text(f"({TOO_LARGE})", style="dim")] if compared.is_too_large else []
    for number, part in enumerate(compared.words):
        if part.kind == "removed":
            parts.append(Text(f"[-{part.text}-]" if marks else part.text, style=_REMOVED))
        elif part.kind == "added":
            parts.append(Text(f"{{+{part.text}+}}" if marks else part.text, style=_ADDED))
        elif context is None:
            parts.append(Text(part.text))
        else:
            parts.append(Text(_folded(part.words, context, first=number == 0, last=number == len(compared.words) - 1)))
    return Text(" ").join(parts)


def _folded(words: tuple[str, ...], context: int, *, first: bool, last: bool) -> str:
    """Leave out what is far from a change."""
    head = [] if first else words[:context]
    tail = [] if last else words[max(len(words) - context, len(head)) :]
    return " ".join([*head, *(["…"] if len(head) + len(tail) < len(words) else []), *tail])
