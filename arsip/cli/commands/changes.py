"""`arsip changes`: what was changed, removed, returned or new, and how."""

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from arsip.cli.errors import open_archive
from arsip.cli.options import archive_to_read, change_options, in_order, json_option, print_json, selected_articles
from arsip.cli.parameter_types import DAY, MOST
from scraper.archive.changes import KINDS

if TYPE_CHECKING:
    from arsip.api.passages import Comparison
    from scraper.archive.changes import Change


@click.command()
@archive_to_read
@click.option(
    "--since", type=DAY, callback=in_order, help="First day on which it became known: 2026-10-31, yesterday or 7d."
)
@click.option("--until", type=DAY, callback=in_order, help="Last such day, inclusive.")
@change_options(kinds=KINDS[1:])
@click.option("--limit", type=MOST, default=20, show_default=True, help="Show at most this many.")
@json_option
def changes(
    db: Path, *, since: str | None, until: str | None, kinds: tuple[Any, ...], field: str | None, min_words: int,
    limit: int, as_json: bool, **selected: Any,  # noqa: ANN401 - of Selection
) -> None:  # fmt: skip
    """Show how articles have changed, the newest change first, with the changed passages.

    A removal counts once a second answer confirms it. Each change took place between two captures, which are named.
    Days and times are Jakarta's; with --json, times are UTC.
    """
    from arsip.api.passages import compared
    from arsip.cli.views.changes import show_changes
    from arsip.cli.views.console import Console
    from scraper.archive.changes import ChangeSelection, stream

    with open_archive(db) as archive:
        articles = selected_articles(archive, selected)
        chosen = ChangeSelection(since=since, until=until, kinds=frozenset(kinds), field=field, articles=articles)
        found = list(islice(compared(stream(archive, chosen), min_words=min_words), limit + 1))
    shown = found[:limit]
    if as_json:
        print_json([_as_dict(*each) for each in shown])
    else:
        show_changes(Console(), shown, is_cut=len(found) > limit)


def _as_dict(change: "Change", comparison: "Comparison") -> dict[str, Any]:
    from scraper.archive.changes import FACTS

    return {
        **{name: getattr(change, name) for name in FACTS},
        "words_added": comparison.added,
        "words_removed": comparison.removed,
        "changed": {each.name: {"before": each.before, "after": each.after} for each in change.fields},
    }
