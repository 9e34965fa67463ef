"""Watches: saved searches, each of which the nightly job sends one message about, with what is new or changed.

How far each has been told of is in `watches.json` beside the archive, since it is no fact of the captures. A message
that cannot be delivered leaves it as it was, so that the next night sends the same and what has come since.
"""

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from arsip.api.entries import KIND_NAMES, Entry, entries
from arsip.nightly import notifications
from arsip.nightly.job import Job, StepResult
from scraper.archive.changes import ChangeSelection, Kind, Position, count, stream
from scraper.archive.database import ArchiveError, Database, open_to_read
from scraper.archive.records import Selection
from scraper.archive.search import matching
from scraper.atomic_file import replace_file
from scraper.clock import JAKARTA, stamp
from scraper.counts import count as counted
from scraper.exit_codes import FAILED
from scraper.items import Lang

STATE = "watches.json"

_LOWEST_KEY = -(2**62)
_MOST_ENTRIES = 30
_LONGEST_BODY = 3_500
"""Characters of a message: chats take some 4,000."""

_LONGEST_ENTRY = 700


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A saved search, and whom to tell.

    Attributes:
        query: words of a search; empty for any article of the other conditions.
        notify: addresses as apprise has them; they hold secrets.
        problem: why the addresses cannot be had, if they cannot.
    """

    name: str
    query: str
    kinds: frozenset[Kind]
    category: str | None = None
    lang: Lang | None = None
    reporter: str | None = None
    notify: tuple[str, ...] = ()
    problem: str | None = None

    def selection(self, db: Database) -> ChangeSelection:
        """Return all changes that it is about.

        Raises:
            ArchiveError: the archive cannot be searched, or the query leaves out words only.
        """
        articles = Selection(category=self.category, lang=self.lang, reporter=self.reporter)
        if self.query:
            articles = matching(db, self.query, articles)
        return ChangeSelection(kinds=self.kinds, articles=articles)


@dataclass(frozen=True, slots=True)
class Told:
    """How far a watch has been told of.

    Attributes:
        position: of the newest change that was sent; of a new watch, of the newest change before.
        night: day in Jakarta of the nightly run that sent the last message; None where none was sent.
    """

    position: Position
    night: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent, and the position of the newest change in it."""

    title: str
    body: str
    newest: Position


def read_state(folder: Path) -> dict[str, Told]:
    """Return how far each watch has been told of, by name.

    Raises:
        ArchiveError: the file cannot be understood.
    """
    path = folder / STATE
    try:
        table = json.loads(path.read_bytes())
        return {name: Told(Position.parse(each["position"]), each["night"]) for name, each in table.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArchiveError(f"{path}: this is no list of positions; without the file all watches begin anew") from error


def write_state(folder: Path, state: Mapping[str, Told]) -> None:
    """Replace the file; OSError where it cannot be written."""
    table = {name: {"position": str(told.position), "night": told.night} for name, told in sorted(state.items())}
    with replace_file(folder / STATE) as file:
        file.write(json.dumps(table, ensure_ascii=False, indent=1).encode() + b"\n")


def newest_position(db: Database) -> Position | None:
    """Return the position of the newest change of an archive; None where there is none."""
    return next((change.position for change in stream(db, ChangeSelection())), None)


def message_of(db: Database, watch: Watch, chosen: ChangeSelection, base: str | None) -> Message | None:
    """Return the message about some changes; None where there is none.

    Raises:
        ArchiveError: the archive cannot be searched.
    """
    newest = next((change.position for change in stream(db, chosen)), None)
    if newest is None:
        return None
    numbers = count(db, chosen)
    what = ", ".join(f"{number:,} {KIND_NAMES[kind].lower()}" for kind, number in numbers.items() if number)
    parts: list[str] = []
    for entry in islice(entries(db, chosen), _MOST_ENTRIES):
        part = _part(entry, base)
        if parts and sum(map(len, parts)) + len(part) > _LONGEST_BODY:
            break
        parts.append(part)
    if more := sum(numbers.values()) - len(parts):
        parts.append(f"… and {counted(more, 'more change', 'more changes')}; `arsip changes` shows all")
    return Message(f"Arsip: {watch.name}: {what}", "\n\n".join(parts), newest)


def _part(entry: Entry, base: str | None) -> str:
    text = entry.text if len(entry.text) <= _LONGEST_ENTRY else f"{entry.text[:_LONGEST_ENTRY]} …"
    pages = [entry.url] if base is None else [f"{base.rstrip('/')}{entry.page}", entry.url]
    return "\n".join([entry.title, text, *pages])


def send(job: Job) -> StepResult:
    """Send what is new, changed and gone since the last message of each watch: one at most, and one a night."""
    config = job.config
    if not config.watches:
        return StepResult(message="there is no watch")
    state = read_state(config.folder)
    began = Told(Position(stamp(job.started_at), _LOWEST_KEY, 0, 0))
    if added := {watch.name: began for watch in config.watches if watch.name not in state}:
        state |= added
        write_state(config.folder, state)
    sent, failures = 0, []
    with closing(open_to_read(config.archive)) as db:
        for watch in config.watches:
            try:
                told = _tell(db, watch, state[watch.name], job)
            except (ArchiveError, notifications.NotificationError) as error:
                failures.append(f"{watch.name}: {error}")
                continue
            if told is not None:
                sent += 1
                state[watch.name] = told
                write_state(config.folder, state)
    message = f"{counted(sent, 'message')} sent" if sent or failures else "nothing new"
    if not failures:
        return StepResult(message=message, numbers={"messages": sent})
    return StepResult(
        message="; ".join([*failures, message]),
        status=FAILED,
        next_command=f"arsip watch list --db {config.archive}",
        numbers={"messages": sent},
    )


def _tell(db: Database, watch: Watch, told: Told, job: Job) -> Told | None:
    """Send the message of a watch; return how far it has been told of then, None where nothing was due.

    Raises:
        NotificationError: it could not be delivered.
        ArchiveError: the archive cannot be searched.
    """
    if watch.problem is not None:
        raise notifications.NotificationError(watch.problem)
    if not watch.notify:
        raise notifications.NotificationError("nobody to notify: set notify_file of the watch or of [notifications]")
    notifications.check_addresses(watch.notify, option="notify_file")
    night = job.started_at.astimezone(JAKARTA).date().isoformat()
    if told.night == night:
        return None
    chosen = replace(watch.selection(db), after=told.position)
    message = message_of(db, watch, chosen, job.config.base_url)
    if message is None:
        return None
    if not notifications.deliver(watch.notify, message.title, message.body):
        raise notifications.NotificationError("the message could not be delivered, and is sent again the next night")
    return Told(message.newest, night)
