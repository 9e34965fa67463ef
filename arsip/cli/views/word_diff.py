"""Word diffs: coloured on a terminal, with marks elsewhere."""

from typing import TYPE_CHECKING

from rich.text import Text

from arsip.api.text_diff import diff_words

if TYPE_CHECKING:
    from arsip.api.text_diff import Diff

CONTEXT = 3
"""Words that are shown beside a change."""

TOO_LARGE = "too large to be compared by the word: all that went, then all that came"

_REMOVED, _ADDED = "red strike", "green"


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
    """Return a compared text with what was removed and added marked.

    Args:
        compared: by `arsip.api.text_diff`.
        marks: as in `word_diff`.
        context: words that are shown beside a change; None for all.
    """
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
    """Leave out all words but the first and the last ones."""
    if len(words) <= head + tail:
        return " ".join(words)
    return " ".join([*words[:head], "…", *words[len(words) - tail :]])
