"""What short texts say about an article: when, how often viewed, by whom, and whose photo. The one grammar for it.

A byline prints a date, a counter and names behind labels, in any order, between icons or marks, in one piece or in
several. Each is recognised by its form alone, so an article's header and an item of a list are read alike, whatever the
markup. What is none of these stays in `rest`, so that a sentence is never taken for a byline.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from scraper.dates import Moment
from scraper.parser.fact_grammar import BORDER, parse
from scraper.parser.text import clean, is_sentence, label_of
from scraper.parser.vocabulary import COURTESY, ICONS, PERSON_LABELS, PHOTO_LABELS

LONGEST = 500
"""Characters of texts that may say facts; what is longer is text."""

_UNKNOWN_LABEL = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)?\s?:\s?\w")
_LONGEST_CREDIT = 120
"""Characters of a line that is a credit and nothing else."""

_CREDITS = "|".join(each.replace(" ", r"\s+") for each in sorted(PHOTO_LABELS, key=len, reverse=True))
_CREDIT_LABEL = re.compile(rf"(?:{_CREDITS})(?:\s*:|(?<=\soleh)\s|(?<=\sby)\s)\s*", re.IGNORECASE)
_BRACKETED = re.compile(
    rf"\(\s*(?:{_CREDITS})\s*:(?:(?:[^()]|\([^()]*\))*\)|[^()]*$)"  # closed, or cut off
    rf"|\[\s*(?:{_CREDITS})\s*:[^\[\]]*(?:\]|$)",
    re.IGNORECASE,
)
_SITE = re.compile(r"(?:^|\s+|(?<=\w))[-\u2013\u2014|/]\s*(?:www\.)?beritajakarta(?:\.(?:id|com))?\s*$", re.IGNORECASE)
_CAMERA = re.compile(
    rf"(?:{'|'.join(each for each in sorted(ICONS, key=len, reverse=True) if ICONS[each] == 'photo')})"
    r"\ufe0f?(?![a-z_])(?!\s?:)\s*"
)
_STRAY = " -\u2013\u2014|/,;"


class FactError(ValueError):
    """What a page says about a field contradicts itself, or cannot be separated from its surroundings.

    Attributes:
        field: of Article.
        reason: what is wrong.
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)  # the arguments, so that the error survives pickling
        self.field = field
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}"


@dataclass(slots=True)
class Facts:
    """What texts say, each in the order of the texts.

    Attributes:
        moments: dates of publication.
        counts: numbers that stand alone.
        marked_counts: those of them that an eye or a word such as `dibaca` marks as views.
        people: names by field of Article, behind a label.
        unnamed: fields whose label has no name behind it.
        names: of persons, without a label; two in a row without anything between are one.
        marked_names: those of them that the icon of a person marks.
        others: names that no field of Article holds, by their label or icon.
        rest: what is none of these.
        clashes: by field, what is wrong with it.
    """

    moments: list[Moment] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    marked_counts: list[int] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)
    unnamed: set[str] = field(default_factory=set)
    names: list[str] = field(default_factory=list)
    marked_names: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    clashes: dict[str, str] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        """Whether there is a date, a counter, a label or a name with an icon."""
        return bool(
            self.moments or self.counts or self.people or self.unnamed or self.marked_names or "date" in self.clashes
        )

    @property
    def silent(self) -> bool:
        """Whether there is nothing at all, but an icon perhaps."""
        return not (self.any or self.names or self.others or self.rest)

    @property
    def pure(self) -> bool:
        """Whether there is something, and nothing that is not understood."""
        return self.any and not self.rest

    @property
    def signs(self) -> bool:
        """Whether it is nothing but a byline, or a part of one that has a date or a label."""
        return self.pure and bool(self.moments or self.people or self.unnamed or "date" in self.clashes)


class Byline(NamedTuple):
    """What a byline says.

    Attributes:
        date: the day in Jakarta, `YYYY-MM-DD`.
        published_at: the minute; None where only the day is printed.
        views: the counter.
        people: names by field of Article.
    """

    date: str | None
    published_at: str | None
    views: int | None
    people: Mapping[str, str]


def facts_of(pieces: Sequence[str]) -> Facts:
    """Take texts apart that belong together.

    Args:
        pieces: the texts, split where elements or lines separate them.

    Returns:
        The facts, which are shared: they must not be changed.
    """
    text = _joined(pieces)
    return Facts(rest=[*pieces]) if len(text) > LONGEST else _facts_in(text)


def byline_of(pieces: Sequence[str], *, in_list: bool = False, lang: str = "en") -> Byline:
    """Read a byline, or what stands beside the headline of an item in a list.

    Names without labels: one is the reporter's only in a list or behind the icon of a person, for else it may be a
    cameraman's; of two that something parts the first is the reporter's and, in English, the second the translator's.

    Args:
        pieces: the texts, split where elements or lines separate them.
        in_list: whether it belongs to an item of a list.
        lang: the edition.

    Raises:
        FactError: it contradicts itself, or it is unclear where a value ends.
    """
    text = _joined(pieces)
    if len(text) > LONGEST:
        raise FactError("date", f"{len(text)} characters are no byline")
    return _byline_in(text, in_list, lang)


def credit_in(text: str) -> str | None:
    """What names the photographer in a line, as printed: all of it, or a part in brackets.

    Returns:
        None where the line is no credit and holds none.
    """
    if len(text) > LONGEST:
        return None
    text = clean(text)
    bracketed = _BRACKETED.search(text) if "(" in text or "[" in text else None
    if bracketed:
        return bracketed[0]
    if len(text) > _LONGEST_CREDIT:
        return None
    icon = _CAMERA.match(text)
    credit = text[icon.end() :] if icon else text
    is_credit = icon or _CREDIT_LABEL.match(credit) or _SITE.search(credit) or label_of(credit) == COURTESY
    return credit if is_credit else None


def credit_of(text: str) -> str | None:
    """The photographer's name in a line that credits a photo, with or without a label; None where it names nobody."""
    credit = credit_in(text)
    if credit is None:
        credit = clean(text[:LONGEST])
        if is_sentence(credit) or len(credit) > _LONGEST_CREDIT:
            return None  # a caption
    if credit.startswith(("(", "[")):
        credit = credit[1:].removesuffix(")" if credit[0] == "(" else "]")
    label = _CREDIT_LABEL.match(credit.lstrip())
    name = _SITE.sub("", credit.lstrip()[label.end() :] if label else credit).strip(_STRAY)
    return name if any(map(str.isalnum, name)) else None


def _joined(pieces: Sequence[str]) -> str:
    return clean(pieces[0]) if len(pieces) == 1 else BORDER.join(filter(None, map(clean, pieces)))


@lru_cache(maxsize=2048)
def _facts_in(text: str) -> Facts:
    facts = Facts()
    parse(text, facts)
    return facts


@lru_cache(maxsize=2048)
def _byline_in(text: str, in_list: bool, lang: str) -> Byline:
    facts = _facts_in(text)
    for name, reason in facts.clashes.items():
        raise FactError(name, reason)
    days = sorted({moment.date for moment in facts.moments})
    minutes = sorted({moment.published_at for moment in facts.moments if moment.published_at is not None})
    counts = sorted(set(facts.marked_counts or facts.counts))
    for name, values in (("date", days), ("published_at", minutes), ("views", counts)):
        if len(values) > 1:
            raise FactError(name, f"more than one: {', '.join(map(str, values))}")
    people = facts.people or _unlabelled(facts, in_list, lang)
    strange = [] if in_list else [each for each in facts.rest if _UNKNOWN_LABEL.match(each)]
    if strange:
        raise FactError("reporter", f"{strange[0]!r} has no known label")
    return Byline(
        days[0] if days else None,
        minutes[0] if minutes else None,
        counts[0] if counts else None,
        MappingProxyType(people),
    )


def _unlabelled(facts: Facts, in_list: bool, lang: str) -> dict[str, str]:
    """Whose the names are that have no labels."""
    names = facts.marked_names or facts.names
    if facts.unnamed or not names or any(label_of(each) in PERSON_LABELS for each in facts.rest):
        return {}
    if len(names) == 1:
        return {"reporter": names[0]} if in_list or facts.marked_names else {}
    if len(names) > 2 or in_list:  # noqa: PLR2004 - reporter and translator
        return {}
    return {"reporter": names[0], "translator": names[1]} if lang == "en" else {"reporter": names[0]}
