"""`arsip show`: one article as it is or was, its versions, a diff of two, a citation, or the raw page."""

import re
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

import click

from arsip.cli.errors import Failure, open_archive
from arsip.cli.options import archive_to_read, db_suffix, json_option, key_of_article, print_json
from arsip.cli.parameter_types import MOST, Parsed
from scraper.clock import end_of, in_jakarta, stamp
from scraper.items import EDITION_NAMES, HASHED, LINK_FIELDS, LINK_LISTS
from scraper.urls import article_name

if TYPE_CHECKING:
    from scraper.archive.captures import Kept
    from scraper.archive.database import Database
    from scraper.archive.history import History, Record

    _Opened: TypeAlias = AbstractContextManager["_Article"]

_RANGE = re.compile(r"([1-9][0-9]{0,8})\.\.([1-9][0-9]{0,8})", re.ASCII)
LAST_TWO = ""
TEXT_BYTES = frozenset(range(0x20, 0x100)) - {0x7F} | {0x09, 0x0A, 0x0C, 0x0D}
"""Bytes that are harmless on a terminal."""


@click.command()
@click.argument("article", metavar="ARTICLE", required=False)
@archive_to_read
@click.option("--version", type=MOST, metavar="N", help="Version N, as first seen.")
@click.option(
    "--at", type=Parsed("TIME", lambda text: stamp(end_of(text))),
    help="As it was then, in Jakarta: 2026-10-31 or 7d (the end of the day), '2026-10-31 22:15'.",
)  # fmt: skip
@click.option("--capture", metavar="ID", help="As one capture has it; the first characters of its id are enough.")
@click.option("--versions", is_flag=True, help="List its versions, and when it was gone.")
@click.option(
    "--diff", is_flag=False, flag_value=LAST_TWO, metavar="[A..B]",
    help="Word diff from version A to B.  [default: the last two versions]",
)  # fmt: skip
@click.option("--cite", is_flag=True, help="Print a citation, with the capture and hash that prove it.")
@click.option("--raw", is_flag=True, help="Print the raw page, without its content encoding.")
@json_option
def show(article: str | None, db: Path, *, as_json: bool, **options: Any) -> None:  # noqa: ANN401 - as declared above
    """Show an article: as it is, or as it was at another time.

    ARTICLE is 142433, en/43425 or any URL of the article.

    Exit status 1 and one line on standard error if the article is not archived; the line says what is known of it.
    """
    if article is None and options["diff"] and not _RANGE.fullmatch(options["diff"]):
        article, options["diff"] = options["diff"], LAST_TWO  # `--diff 142433`
    if article is None:
        raise click.UsageError("name an article: 142433, en/43425 or its URL")
    _refuse_contradictions([f"--{name}" for name, value in options.items() if value not in {None, False}], as_json)
    if options["diff"] and not _RANGE.fullmatch(options["diff"]):
        raise click.UsageError(f"--diff: invalid range {options['diff']!r}: expected two versions, such as 1..3")
    chosen = {"number": options["version"], "at": options["at"], "capture": options["capture"]}
    opened = _opened(db, key_of_article(article), **chosen)
    if options["raw"]:
        _print_raw(opened)
    elif options["cite"]:
        _print_citation(opened)
    elif options["versions"]:
        _print_versions(opened, as_json=as_json)
    elif options["diff"] is not None:
        _print_diff(opened, options["diff"], as_json=as_json)
    else:
        _print_article(opened, as_json=as_json)


def _refuse_contradictions(given: list[str], as_json: bool) -> None:
    versions = [name for name in given if name in {"--version", "--at", "--capture"}]
    views = [name for name in given if name not in versions]
    of_one = views if views in (["--raw"], ["--cite"]) else []
    for group, why in (
        (versions, "both choose a version; give one"),
        (views, "both choose what to print; give one"),
        (
            [*views, *versions] if views and not of_one else [],
            "the first is about several versions, the second about one",
        ),
        ([*of_one, "--json"] if as_json else [], "this is not printed as JSON"),
    ):
        if len(group) > 1:
            raise click.UsageError(f"{group[0]} and {group[1]}: {why}")


@dataclass(frozen=True, slots=True)
class _Article:
    """An article of an open archive, and which version of it is meant: the current one unless another is chosen.

    What the archive does not have fails with what is known of the article.

    Attributes:
        at: a moment, as the archive writes it.
        capture: the beginning of a capture's id.
    """

    db: Path
    key: int
    number: int | None
    at: str | None
    capture: str | None
    archive: "Database"
    history: "History"

    def record(self) -> "Record":
        if self.number is not None:
            return self.version(self.number)
        self.require()
        if self.capture is not None:
            kept = self.kept(self.capture)
            if kept.outcome not in {"article", "unchanged"}:
                self.fail(f"{kept.capture} is not an article but {kept.outcome}; --raw prints the page")
            found = self.history.at(kept.fetched_at, kept.capture)
        else:
            found = self.history.at() if self.at is None else self.history.at(self.at)
        return found or self.fail(f"it was first fetched {in_jakarta(self.history.first_seen or '')}, Jakarta time")

    def version(self, number: int) -> "Record":
        self.require()
        found = self.history.version(number)
        return found or self.fail(f"it has no version {number}, but {len(self.history)} in all")

    def require(self) -> None:
        """Fail where the archive has no version of the article."""
        from scraper.archive.history import History, why_missing

        if self.history.first_seen is not None:
            return
        why = why_missing(self.archive, self.key, archive=self.db.name, suffix=db_suffix())
        if History(self.archive, -self.key).first_seen is not None:
            edition = EDITION_NAMES["en" if self.key > 0 else "id"]
            command = f"`arsip show {article_name(-self.key)}{db_suffix()}`"
            why += f"; the {edition} edition has an article of this number: {command}"
        self.fail(why)

    def kept(self, capture: str) -> "Kept":
        from scraper.archive.captures import of_article

        found = of_article(self.archive, self.key, capture)
        if not found:
            self.fail(f"it has no capture {capture}; `--versions` lists those that opened a version")
        if len(found) > 1:
            self.fail(f"{len(found)} of its captures begin with {capture}; give more characters")
        return found[0]

    def fail(self, why: str) -> NoReturn:
        raise Failure(f"{article_name(self.key)}: {why}")


@contextmanager
def _opened(db: Path, key: int, **chosen: Any) -> Iterator["_Article"]:  # noqa: ANN401 - as declared there
    from scraper.archive.history import History

    with open_archive(db) as archive:
        yield _Article(db, key, archive=archive, history=History(archive, key), **chosen)


def _print_article(opened: "_Opened", *, as_json: bool) -> None:
    from arsip.cli.views.article import show as show_article
    from arsip.cli.views.console import Console
    from scraper.archive.records import FIELDS, Selection, select_links

    with opened as article:
        record = article.record()
        newest = article.history.at() or record
        is_newest = record["capture"] == newest["capture"]  # only its links are kept
        for kind in LINK_LISTS:
            found = select_links(article.archive, Selection(where=f"key = {article.key}"), kind, LINK_FIELDS)
            record[kind] = [dict(zip(LINK_FIELDS, link, strict=True)) for link in found] if is_newest else None
    if as_json:
        print_json({name: record[name] for name in FIELDS})
    else:
        show_article(Console(), record, versions=len(article.history))


def _print_citation(opened: "_Opened") -> None:
    from arsip.api.citation import Source, sentence
    from arsip.cli.views.console import Console

    with opened as article:
        record = article.record()
        line = sentence(record, Source.of(article.archive, record["capture"]))
    Console().print(line, soft_wrap=True)


def _print_versions(opened: "_Opened", *, as_json: bool) -> None:
    from arsip.cli.views.article import version_table
    from arsip.cli.views.console import Console, print_table

    with opened as article:
        newest = article.record()
        versions, absences = article.history.versions(), article.history.absences
    if as_json:
        print_json({"key": article.key, "versions": versions, "absences": absences})
        return
    console = Console()
    print_table(console, version_table(f"{article_name(article.key)}  {newest['title']}", versions, absences))
    console.print("Times are Jakarta's. `--version N` shows a version, `--diff A..B` what changed.")


def _print_diff(opened: "_Opened", numbers: str, *, as_json: bool) -> None:
    from arsip.cli.views.console import Console
    from arsip.cli.views.diff import show_diff

    with opened as article:
        article.require()
        newest = len(article.history)
        first, second = map(int, numbers.split("..")) if numbers else (newest - 1, newest)
        if first < 1:
            article.fail("it has one version, so nothing has changed")
        before, after = article.version(first), article.version(second)
    changed = [name for name in HASHED if before[name] != after[name]]
    if as_json:
        found = {name: {"before": before[name], "after": after[name]} for name in changed}
        print_json({"key": article.key, "before": first, "after": second, "changed": found})
        return
    console = Console()
    old, new = (f"version {n} ({in_jakarta(of['fetched_at'])})" for n, of in ((first, before), (second, after)))
    console.print(f"{article_name(article.key)}  {old} → {new}", soft_wrap=True)
    show_diff(console, before, after, changed)
    if not changed:
        console.print("Both versions are the same.")


def _print_raw(opened: "_Opened") -> None:
    from arsip.cli.page_source import stored_page
    from scraper.archive.captures import newest_of

    with opened as article:
        is_current = article.number is None and article.at is None
        if article.capture is not None:
            kept = article.kept(article.capture)
        elif is_current and article.history.first_seen is None and (page := newest_of(article.archive, article.key)):
            kept = page  # a page that could not be read
        else:
            kept = article.kept(article.record()["capture"])
        html = stored_page(article.db, kept).html
    if on_terminal() and not TEXT_BYTES.issuperset(html):
        raise click.UsageError("--raw: the page is binary and could upset the terminal; send it to a file with >")
    sys.stdout.buffer.write(html)


def on_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout.isatty()
