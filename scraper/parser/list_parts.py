"""What belongs to one article of a list: which of it is the headline, and which are facts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from scraper.parser.document import Block, Element, Image, Piece
from scraper.parser.facts import facts_of
from scraper.parser.regions import Item
from scraper.parser.text import clean, gave_slug, is_sentence, label_of
from scraper.parser.vocabulary import MORE_LABELS, SECTIONS
from scraper.urls import parse

_LONGEST_BADGE = 40
_LONGEST_FACTS = 120


@dataclass(frozen=True, eq=False)
class Part:
    """An image, or a block, or as much of a block as stands between the links to two articles.

    Attributes:
        thing: the image or block.
        link: the link that identifies its item, if it holds one.
        target: what identifies its item; None without such a link.
        pieces: of the block.
        linked: those of them that are in a link that identifies the item.
    """

    thing: Block | Image
    link: Element | None = None
    target: object = None
    pieces: Sequence[Piece] = ()
    linked: Sequence[Piece] = ()

    @property
    def level(self) -> int:
        """1 to 6 in a heading, else 0."""
        return self.thing.level if isinstance(self.thing, Block) else 0

    @cached_property
    def kind(self) -> Literal["heading", "facts", "name", "badge", "text"]:
        """`heading`, or what `_kind` says; `badge` of an image."""
        return "heading" if self.level else _kind(_texts(self.pieces))


def item_of(parts: Sequence[Part], base: str) -> Item:
    """What the parts of an item say.

    Args:
        parts: in order; one at least has a link.
        base: address of the page.
    """
    title, head, taken = _headline(parts, base)
    link = (
        head.link if head is not None and head.link is not None else next(filter(None, (each.link for each in parts)))
    )
    alts = (part.thing.alt for part in parts if isinstance(part.thing, Image))
    headline = set(map(id, taken))
    rests = [[piece for piece in part.pieces if id(piece) not in headline] for part in parts]
    return Item(
        href=link.get("href") or "",
        node=link.node,
        title=title,
        alt=next(filter(None, alts), None),
        facts=tuple(_facts([[text for text in _texts(rest) if text != title] for rest in rests])),
    )


def _headline(parts: Sequence[Part], base: str) -> tuple[str | None, Part | None, Sequence[Piece]]:
    """The linked line that gave the link its slug, else that is a heading, else the longest; else a heading.

    Returns:
        its text, the part that it is of, and its pieces.
    """
    best: tuple[bool, bool, bool, int] = (False, False, False, 0)
    found: tuple[str | None, Part | None, Sequence[Piece]] = (None, None, [])
    for part in parts:
        if part.link is None or not part.linked:
            continue
        pieces = _without_facts(part.linked)
        text = _text(pieces)
        label = label_of(text)
        if text and label not in MORE_LABELS and not _is_pure(text):
            slug = parse(part.link.get("href") or "", base=base).slug
            is_likely = label not in SECTIONS and not is_sentence(text)
            rank = (gave_slug(text, slug), part.level > 0, is_likely, len(text))
            if rank > best:
                best, found = rank, (text, part, pieces)
    headings = (part for part in parts if part.level and _text(part.pieces))
    heading = next(headings, None) if found[1] is None else None
    return (_text(heading.pieces), heading, heading.pieces) if heading is not None else found


def _without_facts(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces of a linked line but for a date and, behind it, a counter: a link may hold a whole item."""
    texts = [clean(piece.text) for piece in pieces]
    dates = (at for at, text in enumerate(texts) if _is_pure(text) and facts_of([text]).moments)
    date = next(dates, len(pieces))
    return [piece for at, piece in enumerate(pieces) if at < date or not _is_pure(texts[at])]


def _facts(rests: Sequence[Sequence[str]]) -> Iterator[str]:
    """Of the texts of each part those that say dates, counters and names; a bare name counts next to another fact."""
    kinds = list(map(_kind, rests))
    for at, texts in enumerate(rests):
        if kinds[at] == "facts" or (kinds[at] == "name" and "facts" in kinds[max(at - 1, 0) : at + 2]):
            yield from (text for text in texts if label_of(text) not in SECTIONS)


def _kind(texts: Sequence[str]) -> Literal["facts", "name", "badge", "text"]:
    """What texts are: facts with a date, a counter or a label; a bare name; a few words; or anything else."""
    size = sum(map(len, texts))
    if 0 < size <= _LONGEST_FACTS and not is_sentence(" ".join(texts)):
        facts = facts_of(texts)
        if facts.any:
            return "facts"
        if facts.names and not facts.rest:
            return "name"
    return "badge" if size <= _LONGEST_BADGE else "text"


def _is_pure(text: str) -> bool:
    """Whether a text is a date, a counter or a labelled name, and nothing besides."""
    facts = facts_of([text])
    return facts.pure and not facts.names


def _texts(pieces: Iterable[Piece]) -> list[str]:
    """The pieces that are not blank, cleaned; names of icons too."""
    return [text for piece in pieces if (text := clean(piece.text))]


def _text(pieces: Iterable[Piece]) -> str:
    return clean("".join([piece.text for piece in pieces if not piece.is_icon]))
