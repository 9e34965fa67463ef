"""Lays out for the eye what a search has found."""

from datetime import date
from typing import TYPE_CHECKING

from arsip.cli.views.article import READABLE
from arsip.cli.views.reparse_changes import named

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console
    from rich.text import Text

    from scraper.archive.search import Hit, Piece, Results, Term

_FORMS = 6
"""Other forms of a word that are named."""

_GONE = {"gone": "gone from the site", "suspect": "perhaps gone"}


def show(console: "Console", results: "Results") -> None:
    """Print what was found, the best first.

    Args:
        console: where to.
        results: at least one.
    """
    from rich.text import Text

    for hit in results.hits:
        console.print(Text.assemble((f"{named(hit.key):<10}", "cyan"), _marked(hit.title, "bold")), soft_wrap=True)
        _indented(console, Text(_about(hit), style="dim"))
        _indented(console, _marked(hit.snippet, ""))
        console.print()
    console.print(Text(_told(results), style="dim"), soft_wrap=not console.is_terminal)


def _indented(console: "Console", text: "Text") -> None:
    from rich.padding import Padding

    if console.is_terminal:
        console.print(Padding(text, (0, 0, 0, 10)), width=min(console.width, READABLE + 10))
    else:
        console.print(" " * 9, text, soft_wrap=True)


def _marked(pieces: "Iterable[Piece]", style: str) -> "Text":
    from rich.text import Text

    return Text.assemble(*((piece.text, f"{style} yellow underline" if piece.hit else style) for piece in pieces))


def _about(hit: "Hit") -> str:
    day = date.fromisoformat(hit.date)
    views = None if hit.views is None else f"{hit.views:,} views"
    said = (f"{day.day} {day:%B %Y}", hit.category, hit.reporter, views, _GONE.get(hit.status))
    return " · ".join(each for each in said if each)


def _told(results: "Results") -> str:
    """Say how many there are, and what was looked for beside what was typed."""
    number = f"{results.total:,} {'article' if results.total == 1 else 'articles'}"
    if results.relaxed:
        number = f"No article has all of it; {number} with a part"
    more = f", the best {len(results.hits)} above" if results.total > len(results.hits) else ""
    return ". ".join((number + more, *_also(results.terms))) + "."


def _also(terms: "Iterable[Term]") -> "Iterable[str]":
    for term in terms:
        forms = [form for form in term.forms if form != term.typed]
        if forms:
            rest = f" and {len(forms) - _FORMS} more" if len(forms) > _FORMS else ""
            yield f"{term.typed} is also {', '.join(forms[:_FORMS])}{rest}"
        yield from _also(term.parts)
