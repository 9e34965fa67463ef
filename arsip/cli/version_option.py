"""Chooses which reading of an article `arsip show` is about, and says what is known of one that is not there."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from arsip.cli.errors import Failure
from arsip.cli.views.reparse_changes import named
from scraper.clock import end_of, in_jakarta

if TYPE_CHECKING:
    from datetime import datetime

    from scraper.archive.captures import Kept
    from scraper.archive.database import Database
    from scraper.archive.history import History, Record


@dataclass(frozen=True, slots=True)
class Choice:
    """Which reading of an article is meant; the newest, where nothing is given.

    Attributes:
        number: of a version.
        at: a day or moment.
        capture: the beginning of a capture's name.
    """

    number: int | None
    at: str | None
    capture: str | None

    def given(self, option: str) -> bool:
        """Whether an option was given."""
        return {"--version": self.number, "--at": self.at, "--capture": self.capture}[option] is not None


def chosen(archive: "Database", db: Path, key: int, history: "History", choice: Choice) -> "Record":
    """Return what held of an article, or say why there is nothing."""
    from scraper.archive.history import why_missing
    from scraper.clock import stamp

    if history.first_seen is None:
        fail(key, why_missing(archive, key, archive=db.name))
    if choice.number is not None:
        found, lacking = history.version(choice.number), f"it has no version {choice.number}, but {len(history)} in all"
    elif choice.at is not None:
        found = history.at(stamp(moment_of(choice.at)))
        lacking = f"it was first read {in_jakarta(history.first_seen)}, Jakarta's time"
    elif choice.capture is not None:
        kept = capture_of(archive, key, choice.capture)
        if kept.outcome not in {"article", "unchanged"}:
            fail(key, f"{kept.capture} is no article, but {kept.outcome}; --raw prints what came")
        found, lacking = history.at(kept.fetched_at, kept.capture), "nothing was read by then"
    else:
        found, lacking = history.at(), ""
    if found is None:
        fail(key, lacking)
    return found


def capture_of(archive: "Database", key: int, name: str) -> "Kept":
    """Return the capture of an article that is meant."""
    from scraper.archive.captures import of_article

    found = of_article(archive, key, name)
    if not found:
        fail(key, f"it has no capture {name}; `--versions` names those that opened one")
    if len(found) > 1:
        fail(key, f"the names of {len(found)} of its captures begin with {name}; give more of it")
    return found[0]


def links_of(archive: "Database", key: int, *, is_newest: bool) -> dict[str, list[dict[str, Any]] | None]:
    """Return the three lists of links; None where they are not the newest reading's, the only ones kept."""
    from scraper.archive.records import Selection, select_links
    from scraper.items import LINK_FIELDS, LINK_LISTS

    if not is_newest:
        return dict.fromkeys(LINK_LISTS)
    of = Selection(where=f"key = {key}")
    return {
        kind: [dict(zip(LINK_FIELDS, link, strict=True)) for link in select_links(archive, of, kind, LINK_FIELDS)]
        for kind in LINK_LISTS
    }


def moment_of(text: str) -> "datetime":
    """Read what `--at` says.

    Raises:
        click.UsageError: where that is no day or moment.
    """
    try:
        return end_of(text)
    except ValueError as error:
        raise click.UsageError(f"--at: {error}") from error


def fail(key: int, why: str) -> NoReturn:
    """Say in a line why there is nothing to show, and exit."""
    raise Failure(f"{named(key)}: {why}")
