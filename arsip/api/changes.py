"""The changes of articles as the Python API returns them, with dates and times as such."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from arsip.api.passages import compared
from arsip.api.records import Change
from scraper.archive.changes import ChangeSelection, Kind, stream
from scraper.archive.database import Database
from scraper.items import Lang


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleChange:
    """What was seen of an article at some moment: that it was new, changed, removed, or had returned.

    Attributes:
        title: as it is now, like `url`, `date`, `category` and `category_slug`.
        version: the version that was seen then; of a removed article, the last one.
        version_before: of a changed article; of others None.
        moment: when it became known, UTC: a removal when a second answer confirmed it.
        seen_after: the last capture before it, UTC; None of a new article. The change took place after that,
        seen_by: and at the latest when this first capture of it was made, UTC.
        capture: the raw page of that capture.
        words_added: words that came; those that differ in nothing but case and punctuation have not changed.
        words_removed: words that went.
        fields: what differs from the version before.
    """

    kind: Kind
    key: int
    lang: Lang
    id: int
    url: str
    title: str
    date: dt.date
    category: str | None
    category_slug: str | None
    version: int
    version_before: int | None
    moment: dt.datetime
    seen_after: dt.datetime | None
    seen_by: dt.datetime
    capture: str
    words_added: int
    words_removed: int
    fields: tuple[Change, ...]


def changes(db: Database, selection: ChangeSelection, *, min_words: int, limit: int | None) -> Iterator[ArticleChange]:
    """Yield changes, newest first."""
    for change, comparison in islice(compared(stream(db, selection), min_words=min_words), limit):
        yield ArticleChange(
            kind=change.kind,
            key=change.key,
            lang=change.lang,
            id=change.id,
            url=change.url,
            title=change.title,
            date=dt.date.fromisoformat(change.date),
            category=change.category,
            category_slug=change.category_slug,
            version=change.version,
            version_before=change.version_before,
            moment=dt.datetime.fromisoformat(change.moment),
            seen_after=dt.datetime.fromisoformat(change.seen_after) if change.seen_after else None,
            seen_by=dt.datetime.fromisoformat(change.seen_by),
            capture=change.capture,
            words_added=comparison.added,
            words_removed=comparison.removed,
            fields=tuple(Change(field=each.name, before=each.before, after=each.after) for each in change.fields),
        )
