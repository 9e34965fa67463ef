"""`arsip search`: articles by their words."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from arsip.cli.errors import Failure, open_archive, wrong_usage
from arsip.cli.options import (
    archive_to_read,
    category_option,
    json_option,
    lang_option,
    print_json,
    reporter_option,
    since_option,
    until_option,
)

if TYPE_CHECKING:
    from scraper.archive.connection import Database
    from scraper.archive.search import Order, Results


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", metavar="WORDS…", nargs=-1, required=True)
@archive_to_read
@since_option
@until_option
@category_option
@lang_option
@reporter_option
@click.option(
    "--sort",
    type=click.Choice(["relevance", "date", "views"]),
    default="relevance",
    show_default=True,
    help="Order: the best first, the newest, or the most viewed.",
)
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="Show at most this many.")
@json_option
def search(words: tuple[str, ...], db: Path, *, sort: "Order", limit: int, as_json: bool, **selected: Any) -> None:  # noqa: ANN401 - of Selection
    """Find articles by their words, the best first.

    An article must have all WORDS, each as typed, in another form or as a synonym: penertiban finds menertibkan too,
    sukarno finds soekarno, damkar finds pemadam kebakaran. The words as typed come first. Where no article has all,
    words are left out, and named. '"air bersih"' finds exactly these words in a row, -banjir leaves out articles with
    the word, gorong* finds any word with this beginning. A file synonyms.txt beside the archive adds synonyms.

    OR and AND are not operators but words like any other. reporter:dewi and editor:'dewi param' find the articles that
    name this person, by the whole name or a part of it. So do words that no text has, if they are a name. For a word
    that very few articles have, a similar one is suggested.

    Exit status 1 if nothing is found.
    """
    from arsip.cli.views.article import show_results
    from arsip.cli.views.console import Console
    from scraper.archive.records import Selection, UnknownNameError, refuse_unknown
    from scraper.archive.search import SynonymsError
    from scraper.archive.search import search as find

    if unknown := [word for word in words if word.startswith("--")]:
        options = [name for each in click.get_current_context().command.params for name in each.opts]
        raise click.NoSuchOption(unknown[0], possibilities=options)
    typed, selection = " ".join(map(_quoted, words)), Selection(**selected)
    with open_archive(db) as archive, wrong_usage(UnknownNameError, SynonymsError):
        results = find(archive, typed, selection, order=sort, limit=limit)
        article = _article(archive, typed)
        if not results.total and article is None:
            refuse_unknown(archive, results.selection)  # a name that was mistyped
    if as_json:
        print_json({"words": typed, "article": article, **_as_dict(results)})
    elif results.total or article:
        show_results(Console(), results, article)
    if not results.total and article is None:
        raise SystemExit(1) if as_json else Failure(_nothing(results, selected))


def _quoted(word: str) -> str:
    """Put quotation marks around a name of several words, whose own ones the shell has taken."""
    from scraper.archive.people import ANY_ROLE
    from scraper.items import ROLES

    role, colon, name = word.partition(":")
    is_name = (
        colon and role.removeprefix("-").lower() in {*ROLES, ANY_ROLE} and len(name.split()) > 1 and '"' not in name
    )
    return f'{role}:"{name}"' if is_name else word


def _article(archive: "Database", typed: str) -> str | None:
    """Return the name of the article whose number or address was typed, if the archive has it."""
    from scraper.archive.records import Selection, count
    from scraper.urls import article_name, key_of, reference

    try:
        key = key_of(*reference(typed))
    except ValueError:
        return None
    return article_name(key) if count(archive, Selection(where=f"key = {key:d}")) else None


def _as_dict(results: "Results") -> dict[str, Any]:
    hits = [
        {**asdict(hit), "title": "".join(piece.text for piece in hit.title), "snippet": hit.snippet}
        for hit in results.hits
    ]
    names = ("total", "omitted", "searched", "people", "only_people", "suggestion", "expression", "terms")
    return {**{name: getattr(results, name) for name in names}, "hits": hits}


def _nothing(results: "Results", selected: dict[str, Any]) -> str:
    from arsip.cli.views.article import suggested

    if not results.terms and not results.selection.bylines:
        return results.reason
    narrowed = [f"--{name}" for name, value in selected.items() if value]
    hint = f"; try it without {' and '.join(narrowed)}" if narrowed else ""
    if results.suggestion:
        hint += f". {suggested(results.suggestion)}"
    return f"{results.reason}{hint}"
