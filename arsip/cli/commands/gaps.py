"""The verb `gaps`: what an archive has of each month, and which ids are missing."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from arsip.cli.options import archive_to_read

if TYPE_CHECKING:
    from scraper.archive.statistics.coverage import State
    from scraper.items import Lang

STATES: "tuple[State, ...]" = ("archived", "gone", "absent", "unknown", "problematic", "pending")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@archive_to_read
@click.option("--lang", type=click.Choice(["id", "en"]), help="One edition only.  [default: both]")
@click.option("--since", metavar="DAY", help="First day, as 2026-10-31, yesterday or 7d, inclusive.")
@click.option("--until", metavar="DAY", help="Last day, inclusive.")
@click.option(
    "--ids", type=click.Choice(STATES), help="Print the ids in this state, as ranges for `arsip crawl sweep`."
)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def gaps(db: Path, lang: "Lang | None", *, since: str | None, until: str | None, ids: Any, as_json: bool) -> None:  # noqa: ANN401 - one of STATES
    """Show by month what the archive has of each edition, and what is missing.

    An id is archived, gone (kept, and not on the site any more), absent (never was an article), unknown (nobody has
    looked), problematic (its page could not be read) or pending (heard of, not fetched yet). One without a day is
    placed among the months by the ids around it. More than 10,000 ids in a row of which nothing was ever seen may be
    numbers that the edition leapt over: they are named, and not counted.

    What is missing is fetched so:

        arsip crawl gaps
    """
    import json

    from arsip.cli.errors import error_handling
    from arsip.cli.views.console import Console
    from arsip.cli.views.gaps import show
    from scraper.archive.database import open_to_read
    from scraper.archive.frontier.id_ranges import holes
    from scraper.archive.statistics.coverage import CoverageFilter, by_month, ranges

    wish = CoverageFilter(lang=lang, since=_day("--since", since), until=_day("--until", until))
    with error_handling(db), closing(open_to_read(db)) as archive:
        months = [] if ids else by_month(archive, wish)
        found = list(ranges(archive, wish, ids)) if ids else []
        unnumbered = holes(archive, lang)
    if ids and as_json:
        click.echo(json.dumps([{"lang": of, "from_id": first, "to_id": last} for of, first, last in found], indent=2))
    elif ids:
        for of, first, last in found:
            click.echo(f"--lang {of} --from-id {first} --to-id {last}")
    elif as_json:
        counted: list[dict[str, object]] = []
        for each in months:
            counts: dict[str, object] = {}
            for state in STATES:
                counts[state] = each.counts[state]
            counted.append({"lang": each.lang, "month": each.month, **counts})
        named = [{"lang": hole.lang, "from_id": hole.first, "to_id": hole.last} for hole in unnumbered]
        told = {"archive": str(db), "months": counted, "unnumbered": named}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        show(Console(highlight=False), db, months, unnumbered)


def _day(option: str, text: str | None) -> str | None:
    """Read a day.

    Raises:
        click.UsageError: where it is none; names the option.
    """
    from scraper.clock import parse_optional_day

    try:
        return parse_optional_day(option, text)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
