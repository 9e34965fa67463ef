"""Judges what a parser made of a page, field by field, against the truth."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, fields
from typing import Literal, TypeAlias

from scraper.items import LINK_FIELDS, LINK_LISTS, Article, Link

Verdict: TypeAlias = Literal["right", "missed", "wrong", "refused"]

FIELDS = tuple(each.name for each in fields(Article) if each.name != "template")
"""Every field of Article but the name of its template."""


def verdict(name: str, got: Article | None, truth: Article) -> Verdict:
    """Judge one field.

    Returns:
        `right`: exactly the truth. `missed`: nothing, where the truth is something; of a list also one with every
        link in its place, of which some lack a value. `wrong`: anything else, also something where the truth is
        nothing. `refused`: the parser gave no Article at all.
    """
    if got is None:
        return "refused"
    found, expected = getattr(got, name), getattr(truth, name)
    if found == expected:
        return "right"
    if found in (None, ()):
        return "missed"
    return "missed" if name in LINK_LISTS and _lacks_only(found, expected) else "wrong"


def _lacks_only(found: tuple[Link, ...], expected: tuple[Link, ...]) -> bool:
    """Whether the links are the same but for values that were not found."""
    return len(found) == len(expected) and all(
        getattr(one, name) in (None, getattr(other, name))
        for one, other in zip(found, expected, strict=True)
        for name in LINK_FIELDS
    )


def token_f1(found: str | None, expected: str) -> float:
    """How well a text has the words of another one: the harmonic mean of precision and recall of its tokens, 0 to 1.

    Tokens are separated by blanks and casefolded; their order does not count.
    """
    one, other = Counter((found or "").casefold().split()), Counter(expected.casefold().split())
    common = (one & other).total()
    return 2 * common / (one.total() + other.total()) if common else 0.0


@dataclass
class Tally:
    """Verdicts on pages: how many were refused, have a wrong field, are right as a whole; the sum of the texts' F1."""

    pages: int = 0
    refused: int = 0
    wrong_pages: int = 0
    whole: int = 0
    counts: defaultdict[str, Counter[Verdict]] = field(default_factory=lambda: defaultdict(Counter))
    f1: float = 0.0

    def add(self, got: Article | None, truth: Article) -> dict[str, Verdict]:
        """Judge one page more; return the verdicts by field."""
        verdicts = {name: verdict(name, got, truth) for name in FIELDS}
        self.count(verdicts, token_f1(got.body if got else None, truth.body))
        return verdicts

    def count(self, verdicts: dict[str, Verdict], f1: float) -> None:
        """Count one page more, whose verdicts are known."""
        self.pages += 1
        self.refused += "refused" in verdicts.values()
        self.wrong_pages += "wrong" in verdicts.values()
        self.whole += set(verdicts.values()) == {"right"}
        self.f1 += f1
        for name, each in verdicts.items():
            self.counts[name][each] += 1

    def merge(self, other: "Tally") -> None:
        """Add the verdicts of another tally."""
        for name in ("pages", "refused", "wrong_pages", "whole", "f1"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name, counts in other.counts.items():
            self.counts[name].update(counts)
