"""Words and numbers as plots print them. Names are the site's: nothing in them is trusted."""

import unicodedata
from collections.abc import Iterable, Sequence

_KEPT = frozenset({"L", "M", "N", "P", "S", "Z"})
"""Classes of Unicode's characters that have a shape; controls, marks of direction and unassigned ones have none."""


def plain(text: str) -> str:
    """Return a text on one line, without what cannot be seen."""
    return " ".join("".join(c if unicodedata.category(c)[0] in _KEPT else " " for c in text).split())


def count(number: int, one: str, many: str | None = None) -> str:
    """Write how many there are: `1 article`, `1,203 articles`."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def share(part: int, whole: int) -> str:
    """Write a part in percent, so that neither nothing nor all is said of what is not: `37%`, `under 1%`."""
    percent = 100 * part / whole
    if 0 < percent < 1:
        return "under 1%"
    if 99 < percent < 100:  # noqa: PLR2004 - one from the other end
        return "over 99%"
    return f"{percent:.0f}%"


def listed(parts: Sequence[str]) -> str:
    """Put words in a row: `a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def at_rank(counted: Iterable[tuple[int, int]], part: float) -> int:
    """Return the number below or at which a part of all lies.

    Args:
        counted: numbers, rising, each with how often there is one; at least one.
        part: between 0 and 1; a half gives the lower median.
    """
    pairs = list(counted)
    wanted = part * sum(often for _, often in pairs)
    passed = 0
    for number, often in pairs:
        passed += often
        if passed >= wanted:
            return number
    return pairs[-1][0]
