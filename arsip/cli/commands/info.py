"""`arsip info`: what an archive holds."""

from pathlib import Path

import click

from arsip.cli.errors import open_archive
from arsip.cli.options import archive_to_read
from scraper.counts import count
from scraper.items import EDITION_NAMES


@click.command()
@archive_to_read
def info(db: Path) -> None:
    """Show what the archive contains."""
    from arsip.cli.views.console import Console, new_table, print_table, right
    from scraper.archive.statistics.overview import overview

    with open_archive(db) as archive:
        held = overview(archive)
    headings = ("articles", "first day", "last day", "with editor", "changed", "gone")
    table = new_table(f"{db.name}: {held.site or 'empty'}", "edition", *map(right, headings))
    for edition in held.editions:
        numbers = (f"{number:,}" for number in (edition.with_editor, edition.changed, edition.gone))
        name = EDITION_NAMES[edition.lang]
        table.add_row(name, f"{edition.articles:,}", edition.first, edition.last, *numbers)
    console = Console()
    print_table(console, table)
    console.print(
        f"{count(held.captures, 'page')} kept ({held.capture_bytes / 1e6:,.1f} MB in warc/)\n"
        f"{count(held.counters, 'view count')} · {count(held.persons, 'person', 'people')} in bylines\n"
        f"{count(held.pending, 'article')} still to fetch · {count(held.problems, 'problem')}\n"
        f"archive {held.archive}"
    )
    if held.swept:
        left = f"{count(held.swept, 'id')} that a sweep has left unanswered: `arsip crawl sweep --forget` drops them"
        console.print(left)
    for hole in held.unnumbered:
        console.print(f"{hole}: no page or link ever showed one, so they do not count as missing")
