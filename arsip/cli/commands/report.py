"""`arsip report`: what an archive holds, in one HTML file to mail or to print."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from arsip.cli.errors import Failure, error_handling, open_archive
from arsip.cli.options import archive_to_read, lang_option, since_option, until_option
from scraper.counts import count

if TYPE_CHECKING:
    from scraper.items import Lang

_SUFFIXES = {".html", ".htm"}
_EXTRA = {"font_lato", "jinja2", "markupsafe", "resvg_py"}


@click.command()
@click.argument("out", metavar="OUT.html", type=click.Path(path_type=Path))
@archive_to_read
@since_option
@until_option
@lang_option
@click.option(
    "--plots", metavar="DIR", type=click.Path(file_okay=False, path_type=Path),
    help="Write each chart there too, as PNG and SVG.",
)  # fmt: skip
def report(
    out: Path, db: Path, *, since: str | None, until: str | None, lang: "Lang | None", plots: Path | None
) -> None:
    """Write an HTML report of what the archive holds, to mail or to print.

    It has the charts of the dashboard with their numbers, the articles that have changed or are gone, and how to cite
    the archive. It loads nothing from elsewhere, and the same archive gives the same bytes.
    """
    try:
        from arsip.web.charts import save_charts
        from arsip.web.period import Period
        from arsip.web.report import make
        from scraper.atomic_file import replace_file

        if plots is not None:
            import font_lato  # noqa: F401 - looked for before any work is done
            import resvg_py  # noqa: F401 - likewise
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        raise Failure(f"a report needs {error.name}, which is not installed: `make web` installs it") from error
    if out.suffix.lower() not in _SUFFIXES:
        raise click.UsageError(f"{out}: a report is an HTML file; give it a name that ends in .html")
    with open_archive(db) as archive:
        made = make(archive, Period(since, until, lang))
    with error_handling(db):
        with replace_file(out) as file:
            file.write(made.html)
        saved = save_charts(made.charts, plots) if plots is not None else []
    numbers = f"{count(len(made.charts), 'chart')}; {made.changed:,} changed, {made.gone:,} gone"
    click.echo(f"{out}: {numbers}; {len(made.html) / 1000:,.0f} kB", err=True)
    if saved:
        click.echo(f"{plots}: {count(len(saved), 'file')}", err=True)
