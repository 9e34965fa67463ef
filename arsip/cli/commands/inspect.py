"""`arsip inspect`: show what was read of a page, by which template and from where, and make a fixture of it."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from arsip.cli.errors import Failure

if TYPE_CHECKING:
    from arsip.cli.page_source import Source
    from scraper.parser.inspection import Inspection

FIXTURES = Path("tests") / "pages"
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("page", metavar="PAGE")
@click.option(
    "--url", help="The address a saved file was fetched by. Left out, the page's own: rel=canonical or og:url."
)
@click.option(
    "--db",
    type=click.Path(path_type=Path),
    envvar="ARSIP_DB",
    default=Path("archive.db"),
    show_default=True,
    help="The archive in which PAGE is looked for.",
)
@click.option("--fetch", is_flag=True, help="Ask the site for an address even where the archive has its page.")
@click.option(
    "--contact", envvar="ARSIP_CONTACT", metavar="WHO", help="Who asks, for the User-Agent: mail address or web page."
)
@click.option("--fixture", metavar="NAME", help="Write tests/pages/NAME.html, its words made up, and NAME.json.")
@click.option("--as-is", is_flag=True, help="Leave the words of the fixture as they are.")
@click.option("--json", "as_json", is_flag=True, help="Print it all as JSON.")
def inspect(
    page: str,
    url: str | None,
    db: Path,
    contact: str | None,
    fixture: str | None,
    *,
    fetch: bool,
    as_is: bool,
    as_json: bool,
) -> None:
    """Show what is read of a page, from where, by which template, and where the generic parser differs.

    PAGE is the first of these that fits: a saved page, or - for standard input; a capture of the archive (urn:uuid:…,
    as the table problems names it); an address, whose newest page in the archive is taken, or else asked for from the
    site if robots.txt allows it; an article of the archive (142433, en/43425), whose newest page is taken.

    Exit status 1 and one line on standard error where the page cannot be had; a page that cannot be read is shown.
    """
    import json
    from dataclasses import asdict

    from arsip.cli.views.console import Console
    from arsip.cli.views.inspection import shown
    from scraper.parser.inspection import inspect as inspected

    _check(fixture, as_is=as_is)
    source = _source(page, url, db, contact, fetch=fetch)
    if source.url is None:
        _fail(page, "the page does not say which article it is; give its address with --url")
    inspection = inspected(source.html, source.url, charset=source.charset)
    if as_json:
        click.echo(json.dumps({"page": source.about, **asdict(inspection)}, ensure_ascii=False, indent=2))
    else:
        console = Console(highlight=False)
        console.print(shown(source.about, inspection, console.width))
    if fixture is not None:
        _write_fixture(page, fixture, source, inspection, as_is=as_is)


def _check(fixture: str | None, *, as_is: bool) -> None:
    """Refuse what cannot become of a fixture before anything is asked for."""
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
    """Get the page, from where the help says."""
    from arsip.cli.page_source import WEB, PageError, Source, bytes_of, from_archive, from_site, is_file
    from scraper.parser import Refusal, own_url
    from scraper.urls import resolve

    is_web = page.startswith(WEB)
    if url is not None and not is_file(page):
        raise click.UsageError("--url says where a saved file is from; PAGE is none")
    if fetch and not is_web:
        raise click.UsageError("--fetch goes with an address (https://…)")
    if is_web and resolve(page, page) is None:
        _fail(page, "no web address")
    try:
        if is_file(page):
            html = bytes_of(page)
            return Source(html, url or own_url(html), None, "standard input" if page == "-" else page)
        kept = from_archive(db, page) if not fetch and (db.exists() or not is_web) else None
        if kept is None and not is_web:
            _fail(page, f"{db} keeps no page of it")
        return kept or from_site(page, contact)
    except PageError as error:
        _fail(page, str(error), error.exit_status)
    except Refusal as error:
        _fail(page, error.reason)


def _write_fixture(page: str, name: str, source: "Source", inspection: "Inspection", *, as_is: bool) -> None:
    """Write the page and what it is read as, for a person to check."""
    import json

    from scraper.parser.anonymise import AnonymiseError, alike, anonymised, anonymised_address
    from scraper.parser.inspection import inspect as inspected

    html, url, read = source.html, inspection.url, inspection.read
    if not as_is:
        try:
            html, url = anonymised(html), anonymised_address(url)
        except AnonymiseError as error:
            _fail(page, f"{error}; write it with --as-is, and put words of your own in place of its text")
        read = inspected(html, url, charset=source.charset).read
        if not alike(read, inspection.read):
            _fail(
                page,
                "with made-up words it reads otherwise than with its own; "
                "write it with --as-is, and put words of your own in place of its text",
            )
    at, beside = _paths(name)
    try:
        with at.open("xb") as file:
            file.write(html)
        with beside.open("x", encoding="utf-8") as file:
            file.write(json.dumps({"request": url, **read}, ensure_ascii=False, indent=2) + "\n")
    except OSError as error:
        _fail(page, f"{error.filename}: {(error.strerror or str(error)).lower()}")
    words = (
        "Its words are the page's own: put made-up ones in place of every sentence, in both files"
        if as_is
        else "Its words are made up, but look for names in addresses"
    )
    click.echo(
        f"Wrote {at} and {beside}. {words}; no sentence of a real article is committed. "
        "Hold each value in the JSON against the page, by eye, and put right what was read wrongly.",
        err=True,
    )


def _fail(page: str, reason: str, exit_status: int = 1) -> NoReturn:
    name = "standard input" if page == "-" else page
    raise Failure(f"{name}: {reason}", exit_status)
