"""The changes of articles as the Python API returns them, with dates and times as such."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from arsip.api.passages import compared
from arsip.api.records import Change
from scraper.archive.changes import FACTS, ChangeFacts, ChangeSelection, stream
from scraper.archive.database import Database

_MOMENTS = ("moment", "seen_after", "seen_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleChange(ChangeFacts[dt.date, dt.datetime]):
    """What was seen of an article at some moment: that it was new, changed or removed, or had returned.

    The change took place after `seen_after` and not after `seen_by`; `moment` is when it became known.

    Attributes:
        words_added: how many; those that differ in nothing but case and punctuation have not changed.
        words_removed: how many.
        fields: what differs from the version before.
    """

    words_added: int
    words_removed: int
    fields: tuple[Change, ...]


def changes(db: Database, selection: ChangeSelection, *, min_words: int, limit: int | None) -> Iterator[ArticleChange]:
    """Yield changes, newest first."""
    for change, comparison in islice(compared(stream(db, selection), min_words=min_words), limit):
        facts: dict[str, Any] = {name: getattr(change, name) for name in FACTS}
        moments = {name: facts[name] and dt.datetime.fromisoformat(facts[name]) for name in _MOMENTS}
        yield ArticleChange(
            **{**facts, **moments, "date": dt.date.fromisoformat(change.date)},
            words_added=comparison.added,
            words_removed=comparison.removed,
            fields=tuple(Change(field=each.name, before=each.before, after=each.after) for each in change.fields),
        )
