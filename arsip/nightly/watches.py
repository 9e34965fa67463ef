"""Watches: saved searches, each of which the nightly job sends one message about, with what is new or changed.

The position of each among the changes is in `watches.json` beside the archive, since it is no fact of the captures. An
address that does not take a message keeps its position, so that the next night sends it the same and what is newer.
"""

import fcntl
import hashlib
import json
import os
import shlex
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from arsip.api.entries import KIND_NAMES, Entry, entries
from arsip.nightly import notifications
from arsip.nightly.job import Job, StepResult
from scraper.archive.changes import KINDS, ChangeSelection, Kind, Position, count, stream
from scraper.archive.database import ArchiveError, Database, open_to_read
from scraper.archive.records import Selection, refuse_unknown
from scraper.archive.search import matching
from scraper.atomic_file import replace_file
from scraper.clock import JAKARTA, stamp
from scraper.counts import count as counted
from scraper.exit_codes import FAILED
from scraper.items import Lang

STATE = "watches.json"

_MOST_ENTRIES = 30
_LONGEST_BODY = 3_500
"""Characters of a message: chats take some 4,000."""

_LONGEST_ENTRY = 700

_DIGEST_LENGTH = 8
"""Too short to confirm a guess at the password in an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A saved search, and whom to notify.

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
            NoWordError: the query leaves out words only.
            UnknownNameError: no article has the category or the reporter.
            ArchiveError: the archive cannot be searched.
        """
        articles = Selection(category=self.category, lang=self.lang, reporter=self.reporter)
        refuse_unknown(db, articles)
        if self.query:
            articles = matching(db, self.query, articles)
        return ChangeSelection(kinds=self.kinds, articles=articles)


@dataclass(frozen=True, slots=True)
class Reported:
    """Which changes a watch has reported.

    Attributes:
        position: of the newest change that was sent; of a new watch, of the newest change before.
        added_at: when the watch was added, UTC; of one written by hand, when the nightly run began that found it.
        night: day in Jakarta of the nightly run that sent the last message; None where none was sent.
        others: positions of addresses that are elsewhere, such as those that did not take a message, by `_digest`.
    """

    position: Position
    added_at: str
    night: str | None = None
    others: Mapping[str, Position] = field(default_factory=dict)

    def at(self, address: str) -> Position:
        """Return the position of an address."""
        return self.others.get(_digest(address), self.position)

    @property
    def behind(self) -> int:
        """How many addresses have not got all messages."""
        return sum(position < self.position for position in self.others.values())


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent, and the position of the newest change in it."""

    title: str
    body: str
    newest: Position


def read_state(folder: Path) -> dict[str, Reported]:
    """Return what each watch has reported, by name.

    Raises:
        ArchiveError: the file cannot be understood.
    """
    path = folder / STATE
    try:
        return {name: _parse(entry) for name, entry in json.loads(path.read_bytes()).items()}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArchiveError(f"{path}: this is not a list of positions; without it all watches begin anew") from error


@contextmanager
def changed_state(folder: Path) -> Iterator[dict[str, Reported]]:
    """Yield what each watch has reported, to be changed, and replace the file; whoever else changes it waits meanwhile.

    Raises:
        ArchiveError: the file cannot be understood.
        OSError: it cannot be written.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        state = read_state(folder)
        before = dict(state)
        yield state
        if state != before:
            with replace_file(folder / STATE) as file:
                table = {name: _as_json(reported) for name, reported in sorted(state.items())}
                file.write(json.dumps(table, ensure_ascii=False, indent=1).encode() + b"\n")
    finally:
        os.close(descriptor)


def _parse(entry: Mapping[str, Any]) -> Reported:
    others = {digest: Position.parse(position) for digest, position in entry["others"].items()}
    return Reported(Position.parse(entry["position"]), entry["added_at"], entry["night"], others)


def _as_json(reported: Reported) -> dict[str, object]:
    others = {digest: str(position) for digest, position in reported.others.items()}
    position = str(reported.position)
    return {"position": position, "added_at": reported.added_at, "night": reported.night, "others": others}


def _digest(address: str) -> str:
    """Return what stands for an address, which is a secret."""
    return hashlib.sha256(address.encode()).hexdigest()[:_DIGEST_LENGTH]


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
    total = sum(numbers.values())
    if more := total - len(parts):
        parts.append(f"… and {counted(more, 'more change', 'more changes')}; `{_command(watch, total)}` shows all")
    return Message(f"Arsip: {watch.name}: {what}", "\n\n".join(parts), newest)


def _part(entry: Entry, base: str | None) -> str:
    text = entry.text if len(entry.text) <= _LONGEST_ENTRY else f"{entry.text[:_LONGEST_ENTRY]} …"
    pages = [entry.url] if base is None else [f"{base.rstrip('/')}{entry.page}", entry.url]
    return "\n".join([entry.title, text, *pages])


def _command(watch: Watch, limit: int) -> str:
    """Return the command that shows the newest changes that a watch is about."""
    options: list[tuple[str, str]] = [("--kind", kind) for kind in KINDS if kind in watch.kinds]
    conditions = {"search": watch.query, "category": watch.category, "lang": watch.lang, "reporter": watch.reporter}
    options += [(f"--{name}", value) for name, value in conditions.items() if value]
    options.append(("--limit", str(limit)))
    return shlex.join(["arsip", "changes", *(word for option in options for word in option)])


def send(job: Job) -> StepResult:
    """Send what is new, changed and gone since the last message of each watch: one at most, and one a night."""
    config = job.config
    started_at = stamp(job.started_at)
    began = Reported(Position.at(started_at), started_at)
    sent, failures = 0, []
    state = read_state(config.folder)
    try:
        with changed_state(config.folder) as state:
            _begin(state, {watch.name for watch in config.watches}, began)
    except OSError as error:
        failures.append(_unwritten(error))
    if not config.watches:
        return StepResult(message="there is no watch")
    with closing(open_to_read(config.archive)) as db:
        for watch in config.watches:
            before = state.get(watch.name, began)
            try:
                reported, taken, refused = _notify(db, watch, before, job)
                if taken:
                    sent += 1
                    with changed_state(config.folder) as now:
                        if now.get(watch.name) == before:  # it was not removed meanwhile
                            now[watch.name] = reported
            except (ArchiveError, notifications.NotificationError) as error:
                failures.append(f"{watch.name}: {error}")
                continue
            except OSError as error:
                failures.append(f"{watch.name}: {_unwritten(error)}, so the next night will send the same again")
            if refused:
                where = f" to {refused} of {counted(taken + refused, 'address', 'addresses')}" if taken else ""
                failure = f"the message could not be delivered{where}, and will be sent again the next night"
                failures.append(f"{watch.name}: {failure}")
    message = f"{counted(sent, 'message')} sent" if sent or failures else "nothing new"
    if not failures:
        return StepResult(message=message, numbers={"messages": sent})
    return StepResult(
        message="; ".join([*failures, message]),
        status=FAILED,
        next_command=f"arsip watch list --db {config.archive}",
        numbers={"messages": sent},
    )


def _begin(state: dict[str, Reported], names: set[str], began: Reported) -> None:
    """Let new watches begin, and forget those that were removed; one added during this run is not known to it yet."""
    for name in [name for name, reported in state.items() if name not in names and reported.added_at < began.added_at]:
        del state[name]
    for name in names:
        state.setdefault(name, began)


def _unwritten(error: OSError) -> str:
    return f"{error.filename or STATE} cannot be written ({error.strerror})"


def _notify(db: Database, watch: Watch, reported: Reported, job: Job) -> tuple[Reported, int, int]:
    """Send each address of a watch what is new to it.

    Returns what the watch has reported then, and how many addresses took a message and did not.

    Raises:
        NotificationError: nothing can be sent.
        ArchiveError: the archive cannot be searched.
    """
    if watch.problem is not None:
        raise notifications.NotificationError(watch.problem)
    if not watch.notify:
        raise notifications.NotificationError("nobody to notify: set notify_file of the watch or of [notifications]")
    notifications.check_addresses(watch.notify, option="notify_file")
    night = job.started_at.astimezone(JAKARTA).date().isoformat()
    positions = {address: reported.at(address) for address in watch.notify}
    due = {each: at for each, at in positions.items() if reported.night != night or at < reported.position}
    selection = watch.selection(db)
    taken = refused = 0
    for start in set(due.values()):
        message = message_of(db, watch, replace(selection, after=start), job.config.base_url)
        for address in [each for each, at in due.items() if at == start]:
            if message is None:
                positions[address] = max(start, reported.position)
            elif notifications.deliver([address], message.title, message.body):
                taken += 1
                positions[address] = max(message.newest, reported.position)
            else:
                refused += 1
    newest = max(positions.values())
    others = {_digest(address): position for address, position in positions.items() if position != newest}
    return Reported(newest, reported.added_at, night, others), taken, refused
