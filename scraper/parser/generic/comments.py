"""The start of readers' comments below the text: known by a heading, or by names, times and sentences."""

import re
from collections.abc import Sequence

from scraper.dates import MONTH_NAMES, WEEKDAY_NAMES
from scraper.parser.document import Block
from scraper.parser.generic.layout import Layout
from scraper.parser.regions import is_prose
from scraper.parser.text import is_sentence, label_of
from scraper.parser.vocabulary import COMMENT_LABELS, READER_WORDS, TIME_WORDS

_LONGEST_HEADING = 40
_LONGEST_SIGNATURE = 60
_MOST_WORDS = 4
"""Words of a name, or of what stands beside a time."""

_AGO = re.compile(
    r"\b(?:(?:[0-9]+|an?) \w+|(?:se)?(?:jam|hari|minggu|pekan|bulan|tahun)) (?:yang )?(?:lalu|ago)\b"
    r"|\b(?:kemarin|hari ini|yesterday|today|last week|baru saja|just now)\b"
)
_DAY = re.compile(r"\b[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{2,4}\b|\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")
_CLOCK = re.compile(r"\b[0-9]{1,2}[.:][0-9]{2}\b")
_ENDS_IN_INITIAL = re.compile(r".*\b\w\.", re.DOTALL)

_SIGNED = "(?:[ST]|[hn][st]|[st][hn])"
_COMMENT = f"(?:{_SIGNED}[Pno]{{1,4}}|n[Pno]{{1,3}}[st][no]{{0,3}}|[st]P{{1,3}}n|[Cc])"
_COMMENTS = re.compile(f"(?P<head>h[no]?|[no])?{_COMMENT}(?:{_COMMENT}|{_SIGNED})|h[no]?{_COMMENT}|h[no]?(?:nP){{2}}")
"""What readers say, a letter for each block as `_kind` gives it: a heading, then names with times, and words."""


def comments_at(layout: Layout, headline: Block) -> int:
    """The place of the first heading below running text that says it heads comments; that behind the page if none."""
    has_begun = False
    for block in layout.blocks:
        if block.place > headline.place:
            if has_begun and _heads_comments(block):
                return block.place
            has_begun = has_begun or layout.is_running(block)
    return len(layout.document.things)


def signed_comments_at(layout: Layout, blocks: Sequence[Block]) -> int | None:
    """The place from which on readers speak under a heading that is not known, or none; None where they do not.

    Args:
        layout: of the page.
        blocks: from the first paragraph on, within the element that holds the text.

    Raises:
        Refusal: it cannot be distinguished from text, such as a list of events, with an hour each.
    """
    kinds = "".join([_kind(layout, block) for block in blocks])
    found = _COMMENTS.search(kinds, 1)
    if found is None:
        return None
    first = blocks[found.start()]
    is_named = not READER_WORDS.isdisjoint(label_of(first.text).split())
    is_dated = not {"s", "S", "C"}.isdisjoint(kinds[found.start() :])
    is_paragraph = found["head"] in {"n", "o"} and first.element.tag == blocks[0].element.tag
    is_told = is_named or (is_dated and not is_paragraph)
    words_end = max(found.start(), *(kinds.rfind(kind) + 1 for kind in "PCc"))
    is_signed_below = re.compile(_SIGNED).search(kinds, words_end)  # so the first words may be text
    if not is_told or is_signed_below:
        raise layout.page.refusal("body: names and sentences in turn could be comments as well as text")
    return first.place


def _heads_comments(block: Block) -> bool:
    text = block.text
    is_label = 0 < len(text) <= _LONGEST_HEADING and text[-1] not in ".,!?" and not block.linked
    return is_label and not COMMENT_LABELS.isdisjoint(label_of(text).split())


def _kind(layout: Layout, block: Block) -> str:
    """What a block may be of a comment, as a letter.

    `h` a heading, `P` words, `n` a name, `s` a day, `S` a day with a name, `C` both before a colon and words, `t`, `T`
    and `c` the same of an hour alone, `o` any other few words, `b` what is no part of a comment: of a byline, or a
    caption.
    """
    facts = layout.facts(block)
    if facts.people or facts.unnamed or block in layout.captions:
        return "b"
    if block.level:
        return "h"
    text = block.text
    if len(text) > _LONGEST_SIGNATURE or is_sentence(text):
        head, _, words = text.partition(": ")
        kind = _kind_of_few(head) if words and len(head) <= _LONGEST_SIGNATURE else ""
        return {"S": "C", "T": "c"}.get(kind) or ("P" if is_prose(block) else "o")
    return _kind_of_few(text)


def _kind_of_few(text: str) -> str:
    """The same of few words."""
    found = label_of(text).split()
    others = [word for word in found if word not in _TIMES]
    has_month = not MONTH_NAMES.isdisjoint(found) and any(map(str.isdigit, text))
    is_day = has_month or _AGO.search(text.casefold()) or _DAY.search(text)
    if is_day or _CLOCK.search(text):
        kind = "s" if is_day else "t"
        return kind if not others else kind.upper() if len(others) <= _MOST_WORDS else "o"
    if text.endswith((".", "!", "\u2026")) and not _ENDS_IN_INITIAL.fullmatch(text):
        return "P"
    return "n" if 0 < len(others) <= _MOST_WORDS and text[0].isalnum() and text[-1] not in ",:;?" else "o"


_TIMES = WEEKDAY_NAMES | MONTH_NAMES | TIME_WORDS
