"""The verb `search`: articles by their words, the best first."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from arsip.cli.errors import Failure
from arsip.cli.options import archive_to_read

if TYPE_CHECKING:
    from scraper.archive.database import Database
    from scraper.archive.records import Selection
    from scraper.archive.search import Results

LIMIT = 20
MOST = 10_000


@click.command(context_settings={"help_option_names": ["-h", "--help"], "ignore_unknown_options": True})
@click.argument("words", metavar="WORDS…", nargs=-1, required=True)
@archive_to_read
@click.option("--since", metavar="DAY", help="First day of publication, as 2026-10-31, yesterday or 7d, inclusive.")
@click.option("--until", metavar="DAY", help="Last day of publication, inclusive.")
@click.option("--category", metavar="NAME", help="One category, by slug or name.")
@click.option("--lang", type=click.Choice(["id", "en"]), help="One edition.")
@click.option("--reporter", metavar="NAME", help="One person's articles.")
@click.option("--limit", type=click.IntRange(1, MOST), default=LIMIT, show_default=True, help="How many to show.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def search(words: tuple[str, ...], db: Path, *, limit: int, as_json: bool, **selected: Any) -> None:  # noqa: ANN401 - of Selection
    """Find articles by their words, the best first.

    An article has to have all the WORDS, each in any of its forms: penertiban finds menertibkan too, sukarno finds
    soekarno, jakut finds Jakarta Utara. '"air bersih"' is these words in a row as they are, -banjir leaves out what
    has the word, gorong* is any word that begins so.

    Exit status 1 where nothing is found.
    """
    from arsip.api.selection import day
    from arsip.cli.errors import error_handling
    from scraper.archive.database import ArchiveError, open_to_read
    from scraper.archive.records import Selection
    from scraper.archive.search import search as find

    if unknown := [word for word in words if word.startswith("--")]:
        options = [name for each in click.get_current_context().command.params for name in each.opts]
        raise click.NoSuchOption(unknown[0], possibilities=options)
    try:
        selected |= {name: day(f"--{name}", selected[name]) for name in ("since", "until")}
    except ArchiveError as error:
        raise click.UsageError(str(error)) from error
    typed = " ".join(words)
    with error_handling(db), closing(open_to_read(db)) as archive:
        selection = Selection(**selected)
        results = find(archive, typed, selection, limit=limit)
        if not results.total:
            _refuse_unknown(archive, selection)
    if as_json:
        _print_json(typed, results)
    elif results.total:
        from arsip.cli.views.console import Console
        from arsip.cli.views.search_hits import show

        show(Console(highlight=False), results)
    if not results.total:
        if as_json:
            raise SystemExit(1)
        raise Failure(_nothing(typed, results, selected))


def _refuse_unknown(archive: "Database", selection: "Selection") -> None:
    """Say so where a name was mistyped, which is why nothing is found."""
    from scraper.archive.records import UnknownNameError, refuse_unknown

    try:
        refuse_unknown(archive, selection)
    except UnknownNameError as error:
        raise click.UsageError(str(error)) from error


def _nothing(typed: str, results: "Results", selected: dict[str, Any]) -> str:
    """Say that nothing was found, and what else could be tried."""
    if not results.terms:
        return f"{typed!r} has no word in it to look for"
    narrowed = [f"--{name}" for name, value in selected.items() if value]
    hint = f"; try it without {' and '.join(narrowed)}" if narrowed else ""
    return f"no article has {', '.join(term.typed for term in results.terms)}{hint}"


def _print_json(typed: str, results: "Results") -> None:
    import json
    from dataclasses import asdict

    found = {
        "words": typed,
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
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))
