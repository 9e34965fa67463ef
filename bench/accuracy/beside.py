"""Other programs on the same pages, judged by the fields they have, and ours judged the same way beside them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.accuracy.measure import reading
from bench.pages import Source
from bench.peers import PEERS, Found, Peer, PeerError, Worker
from bench.score import Tally, Verdict, token_f1
from scraper.items import Article

OWN = "Arsip"
COMPARED = ("title", "date", "published_at", "authors", "editor", "views", "photo_url", "body")
_AND = re.compile(r"\s*(?:,|/|&|\bdan\b|\band\b)\s*", re.IGNORECASE)


@dataclass
class Marks(Tally):
    """How a program did on a set of pages; `given` counts by field the pages on which it gave anything."""

    given: Counter[str] = field(default_factory=Counter)


def compare(pages: Sequence[Source], peers: Sequence[Peer] = PEERS) -> tuple[dict[str, Marks], dict[str, str]]:
    """Give the pages to every program: return marks by program, ours first, and why others could not take part."""
    marks, missing = {OWN: judged([_own(each) for each in pages], pages)}, {}
    for peer in peers:
        try:
            with Worker(peer) as worker:
                marks[peer.name] = judged(worker.extract([(each.html, each.url) for each in pages]), pages)
        except PeerError as error:
            missing[peer.name] = str(error)
    return marks, missing


def judged(found: Sequence[Found | None], pages: Sequence[Source]) -> Marks:
    """Judge what a program found."""
    marks = Marks()
    for each, page in zip(found, pages, strict=True):
        verdicts = {name: _verdict(name, each or Found(), page.truth) for name in COMPARED}
        marks.count(verdicts, token_f1(each.body if each else None, page.truth.body))
        marks.given.update(name for name in COMPARED if getattr(each, name, None))
    return marks


def _verdict(name: str, found: Found, truth: Article) -> Verdict:
    """Judge one field, kindly: blanks do not count, and editors and translators may stand among the authors."""
    if name == "authors":
        names, reporters = _names(*found.authors), _names(truth.reporter)
        others = _names(truth.editor, truth.translator)
        if reporters <= names <= reporters | others and (reporters or not names):
            return "right"
        return "wrong" if names else "missed"
    value, expected = (_folded(getattr(each, name), name) for each in (found, truth))
    return "right" if value == expected else "wrong" if value else "missed"


def _names(*printed: str | None) -> set[str]:
    return {name for each in printed if each for name in _AND.split(each.casefold()) if name}


def _folded(value: str | int | None, name: str) -> str | int | None:
    """A text with its blanks folded; how a program separates paragraphs does count."""
    if not isinstance(value, str):
        return value
    lines = value.split("\n") if name == "body" else [value]
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


def _own(page: Source) -> Found | None:
    article = reading(page.html, page.url)
    if article is None:
        return None
    values = {name: getattr(article, name) for name in COMPARED if name != "authors"}
    return Found(authors=tuple(_names(article.reporter)), **values)
