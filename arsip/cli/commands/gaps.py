"""`arsip gaps`: what an archive has of each month, and which ids are missing or unknown."""

from pathlib import Path
from typing import Any

import click

from arsip.cli.errors import open_archive
from arsip.cli.options import archive_to_read, json_option, lang_option, print_json, since_option, until_option
from scraper.archive.statistics.coverage import STATES, CoverageFilter, by_month, ranges


@click.command()
@archive_to_read
@lang_option
@since_option
@until_option
@click.option("--ids", type=click.Choice(STATES), help="Print the ids in this state as options of `arsip crawl sweep`.")
@json_option
def gaps(db: Path, *, ids: Any, as_json: bool, **selected: Any) -> None:  # noqa: ANN401 - of the query
    """Show by month what the archive has of each edition, what is missing, and what is unknown.

    An id is archived, gone (kept, but no longer on the site), absent (no article, as the site said), problematic (its
    page could not be read), pending (named by a list, a link or a sitemap, and not fetched yet) or unknown (nobody has
    asked, and nothing named it: it may be no article). Problematic and pending articles are missing. An id without a
    date is counted in the month of the ids around it. More than 10,000 consecutive ids of which none was ever seen may
    be numbers that the edition skipped: they are named, and not counted.

    To request what is unknown:

        arsip crawl gaps
    """
    from arsip.cli.views.console import Console
    from arsip.cli.views.gaps import show
    from scraper.archive.frontier.id_ranges import holes

    which = CoverageFilter(**selected)
    with open_archive(db) as archive:
        months = [] if ids else by_month(archive, which)
        found = list(ranges(archive, which, ids)) if ids else []
        unnumbered = holes(archive, selected["lang"])
    if ids and not as_json:
        for lang, first, last in found:
            click.echo(f"--lang {lang} --from-id {first} --to-id {last}")
    elif ids:
        print_json(_ranges(found))
    elif as_json:
        counted = [
            {"lang": month.lang, "month": month.month, **{str(state): month.counts[state] for state in STATES}}
            for month in months
        ]
        print_json(
            {
                "archive": str(db),
                "months": counted,
                "unnumbered": _ranges([(hole.lang, hole.first, hole.last) for hole in unnumbered]),
            }
        )
    else:
        show(Console(), db, months, unnumbered)


def _ranges(found: list[tuple[Any, int, int]]) -> list[dict[str, object]]:
    return [{"lang": lang, "from_id": first, "to_id": last} for lang, first, last in found]
