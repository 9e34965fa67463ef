"""`arsip preflight`: the site against every assumption that Arsip makes about it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from arsip.cli.crawl_options import crawl_parameters, run_spider
from arsip.cli.errors import Failure, error_handling, open_archive
from arsip.cli.options import json_option, print_json
from scraper.counts import count
from scraper.crawl.options import PreflightOptions, RunOptions

if TYPE_CHECKING:
    from scraper.preflight.report import Report

_NOT_OFFERED = ("photos", "concurrency", "budget", "between", "quiet")
"""Options of crawls that make no sense for 30 requests, one at a time."""


def _bundle_file(_: click.Context, __: click.Parameter, value: Path | None) -> Path | None:
    """Refuse what is no ZIP in a folder that exists."""
    if value is not None and (value.suffix != ".zip" or not value.absolute().parent.is_dir()):
        raise click.BadParameter(f"{value}: expected a FILE.zip in a folder that exists")
    return value


@click.command()
@click.option("--last", is_flag=True, help="Request nothing; judge the answers of the last preflight again.")
@click.option(
    "--bundle",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=_bundle_file,
    metavar="FILE.zip",
    help="Write the pages that differ, with made-up words, and the table, for the maintainers.",
)
@json_option
def preflight(*, last: bool, bundle: Path | None, as_json: bool, **given: Any) -> None:  # noqa: ANN401 - of crawls
    """Test the site against what Arsip assumes of it, with at most 30 requests.

    The table names each assumption, what is expected, what was found, and what follows. The archive keeps the answers
    as a run of its own, and what later crawls can use. Exit status 3 where something that crawls depend on does not
    hold, 1 where that could not be tested.
    """
    db = Path(given["db"] or RunOptions().db)
    if last:
        if given["site"] is not None:
            raise click.UsageError("--last judges the last preflight again; leave out --site")
        raise SystemExit(_conclude(db, None, bundle, as_json=as_json))
    given |= dict.fromkeys(_NOT_OFFERED)
    run_spider(
        PreflightOptions,
        given,
        quiet=False,
        conclude=lambda run: _conclude(db, run.session.id, bundle, as_json=as_json),
    )


preflight.params[0:0] = [each for each in crawl_parameters(PreflightOptions) if each.name not in _NOT_OFFERED]


def _conclude(db: Path, run: str | None, bundle: Path | None, *, as_json: bool) -> int:
    """Print what a preflight has found, the last one for None; return the exit status."""
    from dataclasses import asdict

    from arsip.cli.views.console import Console
    from arsip.cli.views.preflight import show
    from scraper.preflight.bundle import write_bundle
    from scraper.preflight.profile import profile_from

    report = _report(db, run)
    if as_json:
        print_json(
            {
                "site": report.run.site,
                "run": report.run.run,
                "tested_at": report.run.started_at,
                "requests": report.requests,
                "exit_status": report.exit_status,
                "verdict": report.verdict,
                "profile": asdict(profile_from(report.evidence, run=report.run.run, tested_at=report.run.started_at)),
                "findings": [asdict(each) for each in report.findings],
            }
        )
    else:
        show(Console(), report)
    if bundle is not None and not report.has_answers:
        click.echo("No bundle was written: the site has answered nothing that can be judged.", err=True)
    elif bundle is not None:
        with error_handling(bundle):
            pages = write_bundle(report, bundle)
        click.echo(
            f"Wrote {bundle}: the table and {count(pages, 'page')} with made-up words. Look at it before you send it.",
            err=True,
        )
    if run is None and report.exit_status:  # of a run that has just ended, its log has said it
        click.echo(f"Error: {report.verdict[0].lower()}{report.verdict[1:]}", err=True)
    return report.exit_status


def _report(db: Path, run: str | None) -> "Report":
    from scraper.archive.runs import PREFLIGHT, by_prefix, last_of_kind
    from scraper.preflight.report import report_of

    with open_archive(db) as archive:
        found = last_of_kind(archive, PREFLIGHT) if run is None else by_prefix(archive, run)[0]
        if found is None:
            raise Failure(f"{db}: no preflight was made with this archive; make one with `arsip preflight`")
        return report_of(archive, db.resolve().parent / "warc", found)
