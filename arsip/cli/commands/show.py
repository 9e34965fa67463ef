"""The verb `show`: one article, as it is or was, its versions, what changed, and the page as it was fetched."""

import re
import sys
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arsip.cli.options import archive_to_read
from arsip.cli.version_option import Choice, capture_of, chosen, fail, links_of, moment_of
from arsip.cli.views.reparse_changes import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.archive.database import Database
    from scraper.archive.history import History

_RANGE = re.compile(r"([1-9][0-9]{0,8})\.\.([1-9][0-9]{0,8})", re.ASCII)
LAST_TWO = ""
TEXT_BYTES = frozenset(range(0x20, 0x100)) - {0x7F} | {0x09, 0x0A, 0x0C, 0x0D}
"""Bytes that do a terminal no harm."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("article", metavar="ARTICLE", required=False)
@archive_to_read
@click.option("--version", "number", type=click.IntRange(min=1), metavar="N", help="Version N, as it was first seen.")
@click.option("--at", metavar="TIME", help="What held then: a day (2026-10-31, at its end) or a moment, in Jakarta.")
@click.option("--capture", metavar="ID", help="What was read in one capture; the beginning of its name will do.")
@click.option("--versions", is_flag=True, help="List its versions, and when it was gone.")
@click.option(
    "--diff",
    is_flag=False,
    flag_value=LAST_TWO,
    metavar="[A..B]",
    help="What changed from version A to B, by the word; the last two unless said otherwise.",
)
@click.option("--cite", is_flag=True, help="A line to cite it by, with what proves it.")
@click.option("--raw", is_flag=True, help="The page itself, byte by byte as it was fetched, without its compression.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def show(
    article: str | None,
    db: Path,
    *,
    number: int | None,
    at: str | None,
    capture: str | None,
    diff: str | None,
    versions: bool,
    cite: bool,
    raw: bool,
    as_json: bool,
) -> None:
    """Show an article: as it is, or as it was at another time.

    ARTICLE is named 142433, en/43425 or by any of its addresses.

    Exit status 1 and one line on standard error where the archive does not have it: the line says what is known of it.
    """
    from scraper.urls import key_of, reference

    if article is None and diff and not _RANGE.fullmatch(diff):
        article, diff = diff, LAST_TWO  # `--diff 142433`
    if article is None:
        raise click.UsageError("say which article: 142433, en/43425 or its address")
    choice = Choice(number, at, capture)
    _refuse_contradictions(choice, diff, versions=versions, cite=cite, raw=raw, as_json=as_json)
    try:
        key = key_of(*reference(article))
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    if raw:
        _print_raw(db, key, choice)
    elif cite:
        _print_citation(db, key, choice)
    elif versions:
        _print_versions(db, key, as_json=as_json)
    elif diff is not None:
        _print_diff(db, key, diff, as_json=as_json)
    else:
        _print_article(db, key, choice, as_json=as_json)


def _refuse_contradictions(
    choice: Choice, diff: str | None, *, versions: bool, cite: bool, raw: bool, as_json: bool
) -> None:
    """Refuse options that say two things at once.

    Raises:
        click.UsageError: names two of them.
    """
    readings = [name for name in ("--version", "--at", "--capture") if choice.given(name)]
    asked = {"--versions": versions, "--diff": diff is not None, "--cite": cite, "--raw": raw}
    views = [name for name, given in asked.items() if given]
    single = {"--raw", "--cite"}
    for names, why in (
        (readings, "each says which reading; give one of them"),
        (views, "each says what to print; give one of them"),
        (
            [*views, *readings] if views and not single.intersection(views) else [],
            "several readings are meant, and one is chosen",
        ),
        (["--raw", "--json"] if raw and as_json else [], "the page is printed as it is"),
        (["--cite", "--json"] if cite and as_json else [], "a citation is a line of text"),
    ):
        if len(names) > 1:
            raise click.UsageError(f"{names[0]} and {names[1]}: {why}")
    if diff and not _RANGE.fullmatch(diff):
        raise click.UsageError(f"--diff {diff!r}: write the versions as 1..3")
    if choice.at is not None:
        moment_of(choice.at)


@contextmanager
def _history(db: Path, key: int) -> "Iterator[tuple[Database, History]]":
    """Open an archive, and read an article's history."""
    from arsip.cli.errors import error_handling
    from scraper.archive.database import open_to_read
    from scraper.archive.history import History

    with error_handling(db), closing(open_to_read(db)) as archive:
        yield archive, History(archive, key)


def _print_article(db: Path, key: int, choice: Choice, *, as_json: bool) -> None:
    """Print what held of an article."""
    import json

    from arsip.cli.views.article import show as view
    from arsip.cli.views.console import Console
    from scraper.archive.records import FIELDS

    with _history(db, key) as (archive, history):
        record = chosen(archive, db, key, history, choice)
        newest = history.at() or record
        record |= links_of(archive, key, is_newest=record["capture"] == newest["capture"])
        versions = len(history)
    if as_json:
        click.echo(json.dumps({name: record[name] for name in FIELDS}, ensure_ascii=False, indent=2))
    else:
        view(Console(highlight=False), record, versions=versions)


def _print_citation(db: Path, key: int, choice: Choice) -> None:
    """Print a line to cite an article by."""
    from arsip.api.citation import Source, sentence

    with _history(db, key) as (archive, history):
        line = sentence(chosen(archive, db, key, history, choice), Source.of(archive))
    click.echo(line)


def _print_versions(db: Path, key: int, *, as_json: bool) -> None:
    """Print the versions, and the absences between them."""
    import json

    from arsip.cli.views.console import Console
    from arsip.cli.views.versions import table

    with _history(db, key) as (archive, history):
        newest = chosen(archive, db, key, history, Choice(None, None, None))
        versions, absences = history.versions(), history.absences
    if as_json:
        found = {
            "key": key,
            "versions": [asdict(each) for each in versions],
            "absences": [asdict(each) for each in absences],
        }
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    console = Console(highlight=False)
    console.print(table(f"{named(key)}  {newest['title']}", versions, absences))
    console.print("Jakarta's time. `--version N` shows one, `--diff A..B` what changed.", markup=False)


def _print_diff(db: Path, key: int, which: str, *, as_json: bool) -> None:
    """Print what changed between two versions."""
    import json

    from rich.text import Text

    from arsip.cli.views.console import Console
    from arsip.cli.views.versions import show_diff
    from scraper.clock import in_jakarta
    from scraper.items import HASHED

    with _history(db, key) as (archive, history):
        chosen(archive, db, key, history, Choice(None, None, None))
        numbers = [int(number) for number in which.split("..")] if which else [len(history) - 1, len(history)]
        if numbers[0] < 1:
            fail(key, "there is one version of it, so nothing has changed")
        before, after = (chosen(archive, db, key, history, Choice(number, None, None)) for number in numbers)
    changed = [name for name in HASHED if before[name] != after[name]]
    if as_json:
        found = {name: {"before": before[name], "after": after[name]} for name in changed}
        head = {"key": key, "before": numbers[0], "after": numbers[1]}
        click.echo(json.dumps({**head, "changed": found}, ensure_ascii=False, indent=2))
        return
    console = Console(highlight=False)
    said = " → ".join(
        f"version {number} ({in_jakarta(record['fetched_at'])})"
        for number, record in zip(numbers, (before, after), strict=True)
    )
    console.print(Text(f"{named(key)}  {said}"), soft_wrap=True)
    show_diff(console, before, after, changed)
    if not changed:
        console.print("They say the same.")


def _print_raw(db: Path, key: int, choice: Choice) -> None:
    """Print the page as it was fetched, without its content-encoding."""
    from arsip.cli.page_source import PageError, from_archive
    from scraper.archive.captures import newest_of

    with _history(db, key) as (archive, history):
        if choice.capture is not None:
            name = capture_of(archive, key, choice.capture).capture
        elif any(map(choice.given, ("--version", "--at"))) or history.first_seen is not None:
            name = chosen(archive, db, key, history, choice)["capture"]
        else:
            page = newest_of(archive, key)
            name = page.capture if page else chosen(archive, db, key, history, choice)["capture"]
    try:
        source = from_archive(db, name)
    except PageError as error:
        fail(key, str(error))
    assert source is not None, "the capture was found just before"
    if on_terminal() and not TEXT_BYTES.issuperset(source.html):
        raise click.UsageError("--raw: this is no text, and would upset the terminal; send it to a file with >")
    sys.stdout.buffer.write(source.html)


def on_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout.isatty()
