"""The writer of a crawl: captures with their answers, committed in batches together with frontier, walks and tally.

The raw pages reach the disk first: `Writer.flush` has the WARC file synced before it commits a row.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urlsplit

from scraper.archive import absences, captures, current_state, replacement, rows
from scraper.archive.connection import Database
from scraper.archive.frontier import store, sync, walks
from scraper.archive.fulltext.word_forms import Filing
from scraper.archive.rows import AnsweredCapture
from scraper.clock import now
from scraper.items import FAILURES, OF_THE_PAST, PROBLEMS, Answer
from scraper.urls import article_url, from_key, key_of
from scraper.warc.exchange import Capture

MAX_BATCH = 50
"""Captures at most between two commits."""

MAX_BATCH_SIZE = 4_000_000
"""Bytes that the answers of a batch hold at most, about; the site's articles have some 10 KB."""

_LINK_SIZE = 1_000
"""Bytes that one link or list item takes, about."""

_ABSENT = {"missing", "soft-missing"}

_MAX_REASONS = 10


@dataclass(slots=True)
class Tally:
    """What a run has done so far, counted as it is committed.

    Attributes:
        not_modified: answers 304, which have no article.
        failures: requests for anything that failed.
        failures_for_articles: those of them that were for an article.
        last_failure: which of these was the last, and why.
    """

    captures: int = 0
    articles: int = 0
    not_modified: int = 0
    absent: int = 0
    new: int = 0
    changed: int = 0
    problems: int = 0
    incomplete: int = 0
    lists: int = 0
    failures: int = 0
    failures_for_articles: int = 0
    without_editor: int = 0
    problem_reasons: list[str] = field(default_factory=list)
    last_failure: str = ""

    @property
    def seen(self) -> int:
        """How many articles the site answered for: with the article, or as not modified."""
        return self.articles + self.not_modified

    @property
    def unchanged(self) -> int:
        """How many of these were neither new nor changed."""
        return self.seen - self.new - self.changed


@dataclass(slots=True)
class _Batch:
    """What is committed together; `failures` are keys, errors and whether the next try is postponed."""

    captures: list[AnsweredCapture] = field(default_factory=list)
    failures: list[tuple[int, str, bool]] = field(default_factory=list)
    discovered: list[store.Discovered] = field(default_factory=list)
    size: int = 0


class Writer:
    """Collects captures with their answers and commits them in batches.

    `sync` puts the raw pages of every capture given so far on the disk; it is called before each commit.
    """

    def __init__(self, db: Database, *, sync: Callable[[], None]) -> None:
        self.db = db
        self.tally = Tally()
        self._sync = sync
        self._batch = _Batch()
        self._filing = Filing(db)

    def add(self, capture: Capture, answer: Answer) -> None:
        """Add a capture and its answer; a full batch is committed at once."""
        self._batch.captures.append((capture, answer))
        self._batch.size += _size(answer)
        if len(self._batch.captures) >= MAX_BATCH or self._batch.size >= MAX_BATCH_SIZE:
            self.flush()

    def fail(self, key: int, error: str, *, postponed: bool = False) -> None:
        """Add an article that could not be fetched, with an error in one line.

        `postponed`: there is no use in trying again soon.
        """
        self._batch.failures.append((key, error, postponed))

    def add_discovered(self, discovered: Iterable[store.Discovered]) -> None:
        """Add articles discovered elsewhere than on an archived page's links, such as in a sitemap."""
        self._batch.discovered += discovered

    def flush(self) -> None:
        """Sync the raw pages, then commit the batch."""
        batch = self._batch
        if not batch.captures and not batch.failures and not batch.discovered:
            return
        self._sync()
        batch.captures = self._replace_known(batch.captures)
        try:
            self._commit(batch)
        except sqlite3.IntegrityError:
            rows.commit(self.db, batch.captures, lambda some: self._commit(_Batch(some)))
            self._commit(replace(batch, captures=[]))
        self._batch = _Batch()

    def _replace_known(self, batch: list[AnsweredCapture]) -> list[AnsweredCapture]:
        """Put records in the place of those of the same captures that count behind them; return the new captures.

        Imported files may have a capture that is then recovered.
        """
        known = captures.places(self.db, [capture.capture for capture, _ in batch])
        if better := [each for each in batch if each[0].capture in known and captures.counts(each[0], known)]:
            replacement.replace(self.db, better)
        return [each for each in batch if each[0].capture not in known]

    def _commit(self, batch: _Batch) -> None:
        db = self.db
        with db.atomic():
            store.add_discovered(db, batch.discovered)
            rows.insert(db, batch.captures)
            for capture, answer in batch.captures:
                if answer.page is not None:
                    self._add_listed(capture, answer)
            before = _versions(db)
            current_state.refresh(db)
            self._filing.add(rows.searched(batch.captures))
            self._update_frontier(batch)
            self._count(batch, before, _versions(db))

    def _add_listed(self, capture: Capture, answer: Answer) -> None:
        """Add the articles that a list shows, and record how far its walk has come; an archived list is no walk."""
        assert answer.page is not None
        if not _is_of_today(capture):
            self._discover_listed(answer)
            return
        assert answer.list is not None
        items = answer.page.items
        keys = {key_of(item.lang, item.id) for item in items}
        known = self.db.execute(
            "SELECT count(*) FROM frontier WHERE key IN (SELECT value FROM json_each(?))", [json.dumps(sorted(keys))]
        ).fetchone()[0]
        address = urlsplit(capture.url)
        site = f"{address.scheme}://{address.netloc}"
        next_url = answer.page.next_url
        if next_url is not None:  # on the host that is walked: www., m., http and https link to each other
            next_url = urlsplit(next_url)._replace(scheme=address.scheme, netloc=address.netloc, fragment="").geturl()
        step = walks.Step(
            site=site,
            list=answer.list,
            url=capture.url,
            head=_is_head(capture.url, answer.list),
            page=replace(answer.page, next_url=next_url),
            fetched_at=capture.fetched_at,
        )
        walks.advance(self.db, step, all_known=known == len(keys))
        self._discover_listed(answer)
        store.retry_listed(self.db, keys, seen_at=capture.fetched_at)

    def _discover_listed(self, answer: Answer) -> None:
        assert answer.page is not None
        assert answer.list is not None
        items = answer.page.items
        found = (store.Discovered(key_of(item.lang, item.id), item.url, item.date, answer.list) for item in items)
        store.add_discovered(self.db, found)

    def _update_frontier(self, batch: _Batch) -> None:
        db, moment = self.db, now()
        articles = (answer.article for _, answer in batch.captures if answer.article)
        store.add_discovered(db, (each for article in articles for each in rows.linked(article)))
        states = [state for each in batch.captures if (state := self._state(*each)) is not None]
        store.record_states(db, states)
        sync.match_articles(db, condition=absences.DIRTY)
        for capture, answer in filter(lambda each: _is_of_today(each[0]), batch.captures):
            if answer.key is not None and answer.outcome in FAILURES:
                store.record_failure(db, answer.key, f"{answer.outcome}: status {capture.status}", now=moment)
            elif answer.key is not None and answer.outcome == "soft-missing" and self._status(answer.key) is None:
                error = "the site shows no article there; not yet certain"
                store.record_failure(db, answer.key, error, now=moment, postponed=True)
        store.mark_absent(db, absences.never_there(db))
        for key, error, postponed in batch.failures:
            store.record_failure(db, key, error, now=moment, postponed=postponed)

    def _state(self, capture: Capture, answer: Answer) -> tuple[int, str, store.State] | None:
        """Return key, URL and state of the requested article; None where the answer does not decide the state."""
        if answer.key is None or answer.outcome in FAILURES or answer.outcome == "redirect":
            return None
        if answer.article is None and not _is_of_today(capture):
            return None
        status = self._status(answer.key)
        if answer.outcome in {"unchanged", "soft-missing"} and status is None:
            return None
        if answer.outcome in {"article", "unchanged"}:
            state: store.State = "archived"
        elif answer.outcome in _ABSENT:
            state = "absent" if status is None else "archived" if status == "live" else status
        else:
            state = "problem"
        url = answer.article.url if answer.article else article_url(*from_key(answer.key), None)
        return answer.key, url, state

    def _status(self, key: int) -> Literal["live", "suspect", "gone"] | None:
        row = self.db.execute("SELECT status FROM articles WHERE key = ?", [key]).fetchone()
        return None if row is None else row[0]

    def _count(self, batch: _Batch, before: dict[int, int], after: dict[int, int]) -> None:
        tally = self.tally
        tally.new += len(after.keys() - before.keys())
        tally.changed += sum(version > before[key] for key, version in after.items() if key in before)
        tally.captures += len(batch.captures)
        for capture, answer in batch.captures:
            tally.not_modified += answer.outcome == "unchanged"
            tally.absent += answer.key is not None and answer.outcome in _ABSENT  # not robots.txt or a sitemap
            tally.articles += answer.article is not None
            tally.without_editor += answer.article is not None and not answer.article.editor
            tally.lists += answer.page is not None
            tally.incomplete += rows.is_incomplete(answer)
            if answer.outcome in FAILURES:
                tally.failures += 1
                if answer.key is not None:
                    tally.failures_for_articles += 1
                    tally.last_failure = f"{capture.url}: {answer.outcome}, status {capture.status}"
            if answer.outcome in PROBLEMS:
                tally.problems += 1
                if len(tally.problem_reasons) < _MAX_REASONS:
                    tally.problem_reasons.append(f"{capture.url}: {answer.reason}")
        for _, error, _ in batch.failures:
            tally.failures += 1
            tally.failures_for_articles += 1
            tally.last_failure = error


def _size(answer: Answer) -> int:
    article, page = answer.article, answer.page
    links = len(page.items) if page is not None else 0
    if article is None:
        return links * _LINK_SIZE
    links += len(article.related) + len(article.read_also) + len(article.popular)
    return len(article.body) + len(article.quote or "") + len(article.title) + links * _LINK_SIZE


def _is_of_today(capture: Capture) -> bool:
    """Whether a capture says what to ask the site for: what others kept of its past does not."""
    return capture.source not in OF_THE_PAST


def _is_head(url: str, name: str) -> bool:
    parts = urlsplit(url)
    return parts.path.strip("/") + (f"?{parts.query}" if parts.query else "") == name


def _versions(db: Database) -> dict[int, int]:
    return dict(db.execute("SELECT key, version FROM articles WHERE key IN (SELECT key FROM touched)").fetchall())
