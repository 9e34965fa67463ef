"""Other programs on the same pages, judged by the fields they have, and ours judged the same way beside them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.accuracy.measure import reading
from bench.pages import Source
from bench.peers import PEERS, Found, Peer, PeerError, Worker
from bench.score import Verdict, token_f1
from scraper.items import Article

OWN = "Arsip"
COMPARED = ("title", "date", "published_at", "authors", "editor", "views", "photo_url", "body")
_AND = re.compile(r"\s*(?:,|/|&|\bdan\b|\band\b)\s*", re.IGNORECASE)


@dataclass
class Marks:
    """How a program did on a set of pages.

    Attributes:
        pages: how many it was given.
        counts: verdicts by field.
        given: on how many pages it gave anything, by field.
        f1: the sum of the token F1 of its texts.
    """

    pages: int = 0
    counts: dict[str, Counter[Verdict]] = field(default_factory=lambda: {name: Counter() for name in COMPARED})
    given: Counter[str] = field(default_factory=Counter)
    f1: float = 0.0


def compare(pages: Sequence[Source], peers: Sequence[Peer] = PEERS) -> tuple[dict[str, Marks], dict[str, str]]:
    """Give the pages to every program.

    Returns:
        marks by program, ours first; and of those that could not take part, why not.
    """
    marks, missing = {OWN: judged([_own(each) for each in pages], pages)}, {}
    for peer in peers:
        try:
            with Worker(peer) as worker:
                worker.load([(each.html, each.url) for each in pages])
                marks[peer.name] = judged(worker.extract(), pages)
        except PeerError as error:
            missing[peer.name] = str(error)
    return marks, missing


def judged(found: Sequence[Found | None], pages: Sequence[Source]) -> Marks:
    """Judge what a program found."""
    marks = Marks(len(pages))
    for each, page in zip(found, pages, strict=True):
        for name in COMPARED:
            marks.counts[name][_verdict(name, each or Found(), page.truth)] += 1
            marks.given[name] += bool(getattr(each, name, None))
        marks.f1 += token_f1(each.body if each else None, page.truth.body)
    return marks


def _verdict(name: str, found: Found, truth: Article) -> Verdict:
    """Judge one field, kindly: blanks do not count, and editors and translators may stand among the authors."""
    if name == "authors":
        return _of_authors(found.authors, truth)
    got, wanted = getattr(found, name), getattr(truth, name)
    if isinstance(got, str) and isinstance(wanted, str):
        got, wanted = _folded(got, name), _folded(wanted, name)
    if got == wanted:
        return "right"
    return "missed" if not got else "wrong"


def _of_authors(got: Sequence[str], truth: Article) -> Verdict:
    """Whether all reporters were found, in any order, and nobody but people of the byline."""
    found, wanted = _names(*got), _names(truth.reporter)
    if wanted <= found <= wanted | _names(truth.editor, truth.translator) and (wanted or not found):
        return "right"
    return "missed" if not found else "wrong"


def _names(*printed: str | None) -> set[str]:
    return {name for each in printed if each for name in _AND.split(each.casefold()) if name}


def _folded(text: str, name: str) -> str:
    """A text with its blanks folded; how a program parts paragraphs does count."""
    if name == "body":
        return "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())
    return " ".join(text.split())


def _own(page: Source) -> Found | None:
    article = reading(page.html, page.url)
    if article is None:
        return None
    return Found(
        title=article.title,
        date=article.date,
        published_at=article.published_at,
        authors=tuple(_names(article.reporter)),
        editor=article.editor,
        views=article.views,
        body=article.body,
        photo_url=article.photo_url,
    )
