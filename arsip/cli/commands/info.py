"""The verb `info`: what an archive holds, for the eye."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arsip.cli.options import archive_to_read
from scraper.items import EDITION_NAMES

if TYPE_CHECKING:
    from rich.console import RenderableType

    from scraper.archive.statistics.overview import Overview


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@archive_to_read
def info(db: Path) -> None:
    """Show what the archive holds."""
    from arsip.cli.errors import error_handling
    from arsip.cli.views.console import Console
    from scraper.archive.database import open_to_read
    from scraper.archive.statistics.overview import overview

    with error_handling(db), closing(open_to_read(db)) as archive:
        held = overview(archive)
    console = Console()
    console.print(table(db, held))
    console.print(
        f"{held.captures:,} pages kept ({held.capture_bytes / 1e6:,.1f} MB in warc/)\n"
        f"{held.counters:,} view counts · {held.persons:,} people in bylines\n"
        f"{held.pending:,} articles still to fetch · {held.problems:,} problems\n"
        f"archive {held.archive}",
        highlight=False,
    )
    if held.swept:
        left = f"{held.swept:,} ids that a sweep has left unanswered: `arsip crawl sweep --forget` drops them"
        console.print(left, highlight=False)
    for hole in held.unnumbered:
        console.print(f"{hole}: nothing was ever seen of them, so they count as no missing articles", highlight=False)


def table(db: Path, held: "Overview") -> "RenderableType":
    """Return the table of editions.

    Args:
        db: the archive's file, for the title.
        held: what it holds.
    """
    from rich import box
    from rich.table import Table

    title = f"{db.name}: {held.site or 'empty'}"
    editions = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    editions.add_column("edition")
    for heading in ("articles", "first day", "last day", "with editor", "changed", "gone"):
        editions.add_column(heading, justify="right")
    for edition in held.editions:
        editions.add_row(
            EDITION_NAMES[edition.lang],
            f"{edition.articles:,}",
            edition.first,
            edition.last,
            f"{edition.with_editor:,}",
            f"{edition.changed:,}",
            f"{edition.gone:,}",
        )
    return editions
