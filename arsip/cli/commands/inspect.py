"""`arsip inspect`: what the parser reads from a page and where, and fixtures made of pages."""

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arsip.cli.errors import Failure
from arsip.cli.options import archive_to_read, json_option, page_url_option, print_json
from scraper.exit_codes import USAGE
from scraper.urls import resolve

if TYPE_CHECKING:
    from arsip.cli.page_source import Source
    from scraper.parser.inspection import Inspection

FIXTURES = Path("tests") / "pages"
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_AS_IS = "write it with --as-is, and replace its text by words of your own"


@click.command()
@click.argument("page", metavar="PAGE")
@page_url_option
@archive_to_read
@click.option("--fetch", is_flag=True, help="Fetch a URL from the site even if the archive has its page.")
@click.option("--contact", envvar="ARSIP_CONTACT", metavar="WHO", help="Mail address or web page for the User-Agent.")
@click.option("--fixture", metavar="NAME", help="Write tests/pages/NAME.html, with made-up words, and NAME.json.")
@click.option("--as-is", is_flag=True, help="Keep the page's own words in the fixture.")
@json_option
def inspect(
    page: str, url: str | None, db: Path, contact: str | None, fixture: str | None, *, fetch: bool, as_is: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Show what is read from a page, where, by which template, and where the generic parser differs.

    PAGE is the first of these that fits: a saved page, or - for standard input; a capture of the archive (urn:uuid:…,
    as the table problems names it); a URL, whose newest page in the archive is taken, or else fetched from the site if
    robots.txt allows it; an article of the archive (142433, en/43425), whose newest page is taken.

    Exit status 1 and one line on standard error if the page cannot be had, 2 if PAGE names none; a page that cannot be
    read is shown.
    """
    from arsip.cli.views.console import Console
    from arsip.cli.views.inspection import shown
    from scraper.parser.inspection import inspect as inspected

    _check_fixture(fixture, as_is=as_is)
    source = _source(page, url, db, contact, fetch=fetch)
    inspection = inspected(source.html, source.url, charset=source.charset)
    if as_json:
        print_json({"page": source.about, **asdict(inspection)})
    else:
        console = Console()
        console.print(shown(source.about, inspection, console.width))
    if fixture is not None:
        _write_fixture(page, fixture, source, inspection, as_is=as_is)


def _check_fixture(fixture: str | None, *, as_is: bool) -> None:
    """Refuse a fixture that cannot be written, before anything is fetched."""
    if fixture is None:
        if as_is:
            raise click.UsageError("--as-is says how --fixture writes the page; give --fixture too")
        return
    if not _NAME.fullmatch(fixture):
        raise click.UsageError(
            f"--fixture {fixture!r}: name it in lower case, with hyphens, such as mobile-empty-quote"
        )
    if not FIXTURES.is_dir():
        raise click.UsageError(f"--fixture: there is no folder {FIXTURES} here; run this in a clone of Arsip")
    for path in _paths(fixture):
        if path.exists():
            raise click.UsageError(f"--fixture: there is already {path}; choose another name")


def _paths(fixture: str) -> tuple[Path, Path]:
    return FIXTURES / f"{fixture}.html", FIXTURES / f"{fixture}.json"


def _source(page: str, url: str | None, db: Path, contact: str | None, *, fetch: bool) -> "Source":
    from arsip.cli.page_source import WEB, from_archive, from_file, from_site, is_file

    is_web = page.startswith(WEB)
    if url is not None and not is_file(page):
        raise click.UsageError("--url says where a saved file is from; PAGE is none")
    if fetch and not is_web:
        raise click.UsageError("--fetch goes with a URL (https://…)")
    if is_file(page):
        return from_file(page, url)
    if is_web and resolve(page, page) is None:
        raise Failure(f"{page}: no web address", USAGE)
    kept = from_archive(db, page) if not fetch and (db.exists() or not is_web) else None
    if kept is None and not is_web:
        raise Failure(f"{page}: {db} has no page of it")
    return kept or from_site(page, contact)


def _write_fixture(page: str, name: str, source: "Source", inspection: "Inspection", *, as_is: bool) -> None:
    """Write the page and what is read from it, for a person to check."""
    from arsip.cli.page_source import file_name
    from scraper.parser.anonymise import AnonymiseError, alike, anonymised, anonymised_address
    from scraper.parser.inspection import inspect as inspected

    html, url, read = source.html, inspection.url, inspection.read
    if not as_is:
        try:
            html, url = anonymised(html), anonymised_address(url)
        except AnonymiseError as error:
            raise Failure(f"{file_name(page)}: {error}; {_AS_IS}") from error
        read = inspected(html, url, charset=source.charset).read
        if not alike(read, inspection.read):
            raise Failure(f"{file_name(page)}: with made-up words it is read differently; {_AS_IS}")
    at, beside = _paths(name)
    try:
        with at.open("xb") as file:
            file.write(html)
        with beside.open("x", encoding="utf-8") as file:
            file.write(json.dumps({"request": url, **read}, ensure_ascii=False, indent=2) + "\n")
    except OSError as error:
        raise Failure(f"{error.filename}: {(error.strerror or str(error)).lower()}") from error
    words = (
        "Its words are the page's own: put made-up ones in place of every sentence, in both files"
        if as_is
        else "Its words are made up, but look for names in addresses"
    )
    click.echo(
        f"Wrote {at} and {beside}. {words}; no sentence of a real article is committed. "
        "Compare each value in the JSON with the page, by eye, and correct what was read wrongly.",
        err=True,
    )
