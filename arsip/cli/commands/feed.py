"""`arsip feed`: the changes of articles, as a feed in a file."""

from pathlib import Path
from typing import Any

import click

from arsip.api.feeds import FORMS, LIMIT
from arsip.cli.errors import error_handling, open_archive
from arsip.cli.options import archive_to_read, base_url_option, change_options, selected_articles
from arsip.cli.parameter_types import DAY, MOST
from scraper.archive.changes import KINDS
from scraper.counts import count


@click.command()
@click.argument("out", metavar="OUT", type=click.Path(dir_okay=False, path_type=Path))
@archive_to_read
@click.option("--since", type=DAY, help="First day on which it became known: 2026-10-31, yesterday or 7d.")
@change_options(kinds=KINDS)
@click.option("--limit", type=MOST, default=LIMIT, show_default=True, help="Write at most this many entries.")
@base_url_option
def feed(
    out: Path, db: Path, *, since: str | None, kinds: tuple[Any, ...], field: str | None, min_words: int, limit: int,
    base_url: str | None, **selected: Any,  # noqa: ANN401 - of Selection
) -> None:  # fmt: skip
    """Write the changes of articles, the newest first, to OUT: *.atom (Atom 1.0) or *.json (JSON Feed 1.1).

    Entries link to the site; with --base-url to the archive's pages, too. The same archive gives the same bytes.
    """
    from arsip.api.feeds import feed_of
    from scraper.archive.changes import ChangeSelection
    from scraper.atomic_file import replace_file

    if (write := FORMS.get(out.suffix.lower())) is None:
        raise click.UsageError(f"{out}: a feed is Atom or JSON Feed; give it a name that ends in .atom or .json")
    with open_archive(db) as archive:
        articles = selected_articles(archive, selected)
        chosen = ChangeSelection(since=since, kinds=frozenset(kinds), field=field, articles=articles)
        made = feed_of(archive, chosen, min_words=min_words, limit=limit, base=base_url)
    with error_handling(db), replace_file(out) as file:
        file.write(write(made))
    click.echo(f"{out}: {count(len(made.entries), 'entry', 'entries')}", err=True)
