"""The view of search results."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.text import Text

from arsip.cli.views.article import long_date
from arsip.cli.views.console import print_paragraph
from scraper.counts import count
from scraper.urls import article_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from scraper.archive.search import Hit, Piece, Results, Term

_INDENT = 10
_FORMS = 6
"""Other forms of a word that are named."""

_GONE = {"gone": "gone from the site", "suspect": "perhaps gone"}


def as_dict(results: "Results") -> dict[str, Any]:
    """Return what was found as JSON has it."""
    return {
        "total": results.total,
        "relaxed": results.relaxed,
        "expression": results.expression,
        "terms": [asdict(term) for term in results.terms],
        "hits": [
            asdict(hit)
            | {"title": "".join(piece.text for piece in hit.title), "snippet": [asdict(piece) for piece in hit.snippet]}
            for hit in results.hits
        ],
    }


def show(console: "Console", results: "Results") -> None:
    """Print what was found, the best first.

    Args:
        console: where to.
        results: at least one.
    """
    for hit in results.hits:
        name = (f"{article_name(hit.key):<{_INDENT}}", "cyan")
        console.print(Text.assemble(name, _marked(hit.title, "bold")), soft_wrap=True)
        print_paragraph(console, Text(_about(hit), style="dim"), indent=_INDENT)
        print_paragraph(console, _marked(hit.snippet, ""), indent=_INDENT)
        console.print()
    console.print(Text(_summary(results), style="dim"), soft_wrap=not console.is_terminal)


def _marked(pieces: "Iterable[Piece]", style: str) -> "Text":
    return Text.assemble(*((piece.text, f"{style} yellow underline" if piece.hit else style) for piece in pieces))


def _about(hit: "Hit") -> str:
    views = None if hit.views is None else f"{hit.views:,} views"
    parts = (long_date(hit.date), hit.category, hit.reporter, views, _GONE.get(hit.status))
    return " · ".join(part for part in parts if part)


def _summary(results: "Results") -> str:
    """Return how many there are, and what was looked for beside what was typed."""
    number = count(results.total, "article")
    if results.relaxed:
        number = f"No article has all of it; {number} with a part"
    more = f", the best {len(results.hits)} above" if results.total > len(results.hits) else ""
    return ". ".join((number + more, *_forms(results.terms))) + "."


def _forms(terms: "Iterable[Term]") -> "Iterable[str]":
    for term in terms:
        forms = [form for form in term.forms if form != term.typed]
        if forms:
            rest = f" and {len(forms) - _FORMS} more" if len(forms) > _FORMS else ""
            yield f"{term.typed} is also {', '.join(forms[:_FORMS])}{rest}"
        yield from _forms(term.parts)
