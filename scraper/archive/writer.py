"""Writes captures and what was read in them, a batch in a transaction.

The raw pages reach the disk first: `Writer.flush` calls for the WARC file's sync before it commits a row. The record
tables are filled by `scraper.archive.capture_rows`; here stands what a crawl needs beside: frontier, walks, a tally.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urlsplit

from sqlite_utils import Database

from scraper.archive import capture_rows, current_state, rows
from scraper.archive.capture_rows import PROBLEMS
from scraper.archive.frontier import store, walks
from scraper.archive.frontier.retry_policy import FAILURES
from scraper.archive.fulltext.word_forms import Filing
from scraper.clock import now
from scraper.items import Answer
from scraper.urls import article_url, from_key, key_of
from scraper.warc.exchange import Capture

__all__ = ["MAX_BATCH", "PROBLEMS", "Tally", "Writer"]

MAX_BATCH = 50
"""Captures at most between two commits."""

MAX_BATCH_SIZE = 4_000_000
"""Likewise what the answers hold at most, about, in bytes; the site's articles have some 10 KB."""

_LINK_SIZE = 1_000
"""Bytes that one link or list item takes, about."""


@dataclass(slots=True)
class Tally:
    """What a run has done so far, counted as it is committed."""

    captures: int = 0
    articles: int = 0
    unchanged: int = 0
    absent: int = 0
    new: int = 0
    changed: int = 0
    problems: int = 0
    incomplete: int = 0
    lists: int = 0
    failures: int = 0
    without_editor: int = 0
    problem_reasons: list[str] = field(default_factory=list)
    last_failure: str = ""


class Writer:
    """Collects captures with their answers and commits them in batches.

    Args:
        db: the archive, open for writing.
        sync: puts the raw pages of every capture given so far on the disk; called before each commit.
    """

    def __init__(self, db: Database, *, sync: Callable[[], None]) -> None:
        self.db = db
        self.tally = Tally()
        self._sync = sync
        self._batch: list[tuple[Capture, Answer]] = []
        self._batch_size = 0
        self._failures: list[tuple[int, str, bool]] = []
        self._heard_of: list[store.Discovered] = []
        self._filing = Filing(db)

    def add(self, capture: Capture, answer: Answer) -> None:
        """Take in one capture and its answer; a full batch is committed at once.

        Args:
            capture: where the response stands.
            answer: what it amounts to.
        """
        self._batch.append((capture, answer))
        self._batch_size += _size(answer)
        if len(self._batch) >= MAX_BATCH or self._batch_size >= MAX_BATCH_SIZE:
            self.flush()

    def fail(self, key: int, error: str, *, postponed: bool = False) -> None:
        """Note that an article could not be fetched.

        Args:
            key: the article.
            error: what happened, in one line.
            postponed: whether there is no use in trying again soon.
        """
        self._failures.append((key, error, postponed))

    def add_discovered(self, known: Iterable[store.Discovered]) -> None:
        """Take in articles heard of elsewhere than on an archived page's links, such as in a sitemap."""
        self._heard_of += known

    def flush(self) -> None:
        """Sync the raw pages, then commit the batch."""
        if not self._batch and not self._failures and not self._heard_of:
            return
        self._sync()
        batch, failures, heard_of = self._batch, self._failures, self._heard_of
        try:
            self._commit(batch, failures, heard_of)
        except sqlite3.IntegrityError:
            capture_rows.one_by_one(lambda some: self._commit(some, [], []), batch)
            self._commit([], failures, heard_of)
        self._batch, self._failures, self._heard_of, self._batch_size = [], [], [], 0

    def _commit(
        self,
        batch: list[tuple[Capture, Answer]],
        failures: list[tuple[int, str, bool]],
        heard_of: list[store.Discovered],
    ) -> None:
        with self.db.atomic():
            store.add_discovered(self.db, heard_of)
            self._write(batch, failures)

    def _write(self, batch: list[tuple[Capture, Answer]], failures: list[tuple[int, str, bool]]) -> None:
        db = self.db
        capture_rows.insert(db, batch)
        for capture, answer in batch:
            if answer.page is not None:
                self._walk_on(capture, answer)
        before = _versions(db)
        current_state.refresh(db)
        self._filing.add(rows.searched(batch))
        self._feed_frontier(batch, failures)
        self._count(batch, failures, before, _versions(db))

    def _walk_on(self, capture: Capture, answer: Answer) -> None:
        """Keep how far the walk of a list has come, and hear of what it shows."""
        assert answer.page is not None
        assert answer.list is not None
        items = answer.page.items
        keys = {key_of(item.lang, item.id) for item in items}
        known = self.db.execute(
            "SELECT count(*) FROM frontier WHERE key IN (SELECT value FROM json_each(?))", [json.dumps(sorted(keys))]
        ).fetchone()[0]
        site = f"{urlsplit(capture.url).scheme}://{urlsplit(capture.url).netloc}"
        step = walks.Step(
            site=site,
            list=answer.list,
            url=capture.url,
            head=_is_head(capture.url, answer.list),
            page=replace(answer.page, next_url=_on_site(site, answer.page.next_url)),
            fetched_at=capture.fetched_at,
        )
        walks.advance(self.db, step, all_known=known == len(keys))
        heard_of = (store.Discovered(key_of(i.lang, i.id), i.url, i.date, answer.list) for i in items)
        store.add_discovered(self.db, heard_of)
        store.retry_listed(self.db, keys, seen_at=capture.fetched_at)

    def _feed_frontier(self, batch: list[tuple[Capture, Answer]], failures: list[tuple[int, str, bool]]) -> None:
        """Put what was linked on the frontier, and settle what was fetched."""
        store.add_discovered(
            self.db, (known for _, answer in batch if answer.article for known in rows.linked(answer.article))
        )
        store.record_states(self.db, [state for _, answer in batch if (state := self._state(answer)) is not None])
        store.refresh_states(self.db)
        moment = now()
        for capture, answer in batch:
            if answer.key is not None and answer.outcome in FAILURES:
                store.record_failure(self.db, answer.key, f"{answer.outcome}: status {capture.status}", now=moment)
            elif answer.key is not None and answer.outcome == "soft-missing" and self._status(answer.key) is None:
                error = "the site shows no article there; not yet certain"
                store.record_failure(self.db, answer.key, error, now=moment, postponed=True)
        store.mark_absent(self.db, current_state.never_there(self.db))
        for key, error, postponed in failures:
            store.record_failure(self.db, key, error, now=moment, postponed=postponed)

    def _state(self, answer: Answer) -> tuple[int, str, store.State] | None:
        """What an answer says of the article asked for; None where it says nothing, or only where to look."""
        if answer.key is None or answer.outcome in FAILURES or answer.outcome == "redirect":
            return None
        if answer.outcome == "unchanged" and self._status(answer.key) is None:
            return None
        if answer.outcome in {"article", "unchanged"}:
            state: store.State = "archived"
        elif answer.outcome in {"missing", "soft-missing"}:
            status = self._status(answer.key)
            if status is None and answer.outcome == "soft-missing":
                return None
            state = "absent" if status is None else "archived" if status == "live" else status
        else:
            state = "problem"
        url = answer.article.url if answer.article else article_url(*from_key(answer.key), None)
        return answer.key, url, state

    def _status(self, key: int) -> Literal["live", "suspect", "gone"] | None:
        """Whether an article is there, as far as the archive knows; None where it knows none."""
        row = self.db.execute("SELECT status FROM articles WHERE key = ?", [key]).fetchone()
        return None if row is None else row[0]

    def _count(
        self,
        batch: list[tuple[Capture, Answer]],
        failures: list[tuple[int, str, bool]],
        before: dict[int, int],
        after: dict[int, int],
    ) -> None:
        tally = self.tally
        tally.captures += len(batch)
        tally.unchanged += sum(answer.outcome == "unchanged" for _, answer in batch)
        absent = {"missing", "soft-missing"}  # of an article: a robots.txt or sitemap may be missing too
        tally.absent += sum(answer.key is not None and answer.outcome in absent for _, answer in batch)
        tally.articles += sum(answer.article is not None for _, answer in batch)
        tally.without_editor += sum(answer.article is not None and not answer.article.editor for _, answer in batch)
        tally.lists += sum(answer.page is not None for _, answer in batch)
        tally.new += len(after.keys() - before.keys())
        tally.changed += sum(version > before[key] for key, version in after.items() if key in before)
        tally.failures += len(failures) + sum(answer.outcome in FAILURES for _, answer in batch)
        failed = [f"{c.url}: {a.outcome}, status {c.status}" for c, a in batch if a.outcome in FAILURES]
        failed += [error for _, error, _ in failures]
        tally.last_failure = failed[-1] if failed else tally.last_failure
        tally.incomplete += sum(capture_rows.is_incomplete(answer) for _, answer in batch)
        reasons = [f"{c.url}: {a.reason}" for c, a in batch if a.outcome in PROBLEMS]
        tally.problems += len(reasons)
        tally.problem_reasons += reasons[: 10 - len(tally.problem_reasons)]


def _size(answer: Answer) -> int:
    """Return about how many bytes an answer holds."""
    article, page = answer.article, answer.page
    links = len(page.items) if page is not None else 0
    if article is None:
        return links * _LINK_SIZE
    links += len(article.related) + len(article.read_also) + len(article.popular)
    return len(article.body) + len(article.quote or "") + len(article.title) + links * _LINK_SIZE


def _is_head(url: str, name: str) -> bool:
    """Whether an address is that of a list's first page."""
    parts = urlsplit(url)
    return parts.path.strip("/") + (f"?{parts.query}" if parts.query else "") == name


def _on_site(site: str, url: str | None) -> str | None:
    """Return an address of the site as one of the host that is walked: www., m., http and https link to each other."""
    if url is None:
        return None
    parts = urlsplit(url)
    return f"{site}{parts.path}" + (f"?{parts.query}" if parts.query else "")


def _versions(db: Database) -> dict[int, int]:
    """Return the version at which each touched article stands."""
    return dict(db.execute("SELECT key, version FROM articles WHERE key IN (SELECT key FROM touched)").fetchall())
