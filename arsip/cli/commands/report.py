"""The verb `report`: what an archive holds, in one file to mail or to print."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arsip.cli.options import archive_to_read

if TYPE_CHECKING:
    from scraper.items import Lang

_SUFFIXES = {".html", ".htm"}
_EXTRA = {"jinja2", "markupsafe"}


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("out", metavar="OUT.html", type=click.Path(path_type=Path))
@archive_to_read
@click.option("--since", metavar="DAY", help="First day, as 2026-10-31, yesterday or 7d, inclusive.")
@click.option("--until", metavar="DAY", help="Last day, inclusive.")
@click.option("--lang", type=click.Choice(["id", "en"]), help="One edition.  [default: both]")
@click.option(
    "--plots", metavar="DIR", type=click.Path(file_okay=False, path_type=Path),
    help="Write each plot there, as PNG and SVG.",
)  # fmt: skip
def report(
    out: Path, db: Path, *, since: str | None, until: str | None, lang: "Lang | None", plots: Path | None
) -> None:
    """Write what the archive holds into one file of HTML, to mail or to print.

    It has the plots of the dashboard with their numbers, the articles that have changed or gone, and what it takes to
    cite it. It loads nothing from elsewhere, and the same archive gives the same bytes again.
    """
    try:
        from arsip.web.charts import save_charts
        from arsip.web.period import Period
        from arsip.web.report import make, write
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        why = f"a report needs {error.name}, which is not installed: `make web` installs it"
        raise click.ClickException(why) from error
    from arsip.cli.errors import error_handling
    from scraper.archive.database import open_to_read

    if out.suffix.lower() not in _SUFFIXES:
        raise click.UsageError(f"{out}: a report is a file of HTML; give it a name that ends in .html")
    try:
        period = Period.of(since, until, lang)
    except ValueError as error:
        raise click.UsageError(f"--{error}") from error
    with error_handling(db):
        with closing(open_to_read(db)) as archive:
            made = make(archive, period)
        write(made, out)
        saved = save_charts(made.charts, plots) if plots is not None else []
    numbers = f"{len(made.charts)} plots; {made.changed:,} changed, {made.gone:,} gone"
    click.echo(f"{out}: {numbers}; {len(made.html) / 1000:,.0f} kB", err=True)
    if saved:
        click.echo(f"{plots}: {len(saved)} files", err=True)
