"""A made-up text: the draft that lists show, the story on the article's page, and its slug."""

import string
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

Slots: TypeAlias = dict[str, str]
"""What the sentences of one story are filled with."""

_SMALL = frozenset(["di", "ke", "dari", "dan", "untuk", "yang", "pada", "dengan", "atau"])
_NOT_IN_SLUG = str.maketrans("-", " ", string.punctuation.replace("-", "").replace("_", "") + "“”")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a list or a link shows of an article.

    Attributes:
        title: the headline.
        caption: the photo's own headline; the title itself, where the photo has no other.
        lead: the first paragraph.
        slots: what the sentences are filled with.
    """

    title: str
    caption: str
    lead: str
    slots: Slots = field(repr=False)


@dataclass(frozen=True, slots=True)
class Story:
    """The text of an article.

    Attributes:
        paragraphs: in order, with `<b>` and `<i>`.
        quote: the pull quote, plain; it stands in one of the paragraphs after the second.
    """

    paragraphs: tuple[str, ...]
    quote: str | None


def sentences(language: str) -> dict[str, Any]:
    """Read the sentences of a language, lists of them by what they are for."""
    return tomllib.loads(Path(__file__).with_name(f"{language}.toml").read_text("utf-8"))


def titled(words: str) -> str:
    """Write words as Indonesian headlines do: capitals, but for the small ones."""
    return " ".join(word if word in _SMALL else word[0].upper() + word[1:] for word in words.split())


def slug(title: str) -> str:
    """Make a slug as CodeIgniter's `url_title` does: `5.000` → `5000`, `RT/RW` → `rtrw`, ` - ` → `-`."""
    return "-".join(title.translate(_NOT_IN_SLUG).lower().split())
