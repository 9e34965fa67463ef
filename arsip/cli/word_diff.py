"""Shows by the word what has changed in a text: coloured on a terminal, with marks elsewhere."""

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.text import Text

CONTEXT = 3
"""Words that are shown beside a change."""

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
    left, right = old.split(), new.split()
    parts: list[Text] = []
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for kind, at, end, start, stop in matcher.get_opcodes():
        if kind == "equal":
            same = left[at:end]
            shown = " ".join(same) if context is None else _folded(same, context, first=at == 0, last=end == len(left))
            parts.append(Text(shown))
            continue
        if end > at:
            removed = " ".join(left[at:end])
            parts.append(Text(f"[-{removed}-]" if marks else removed, style=_REMOVED))
        if stop > start:
            added = " ".join(right[start:stop])
            parts.append(Text(f"{{+{added}+}}" if marks else added, style=_ADDED))
    if old != new and left == right:
        parts.append(Text("(only blanks and line ends)", style="dim"))
    return Text(" ").join(parts)


def _folded(words: list[str], context: int, *, first: bool, last: bool) -> str:
    """Leave out what is far from a change."""
    head = [] if first else words[:context]
    tail = [] if last else words[max(len(words) - context, len(head)) :]
    return " ".join([*head, *(["…"] if len(head) + len(tail) < len(words) else []), *tail])
