"""Writes captures and what was read in them, a batch in a transaction.

The raw pages reach the disk first: `Writer.flush` calls for the WARC file's sync before it commits a row. Live crawls,
salvage and rebuilding from WARC files all come through here, so the same captures give the same rows.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from sqlite_utils import Database

from scraper.address import article_url, from_key, key_of
from scraper.archive import frontier, rows, settling, walks
from scraper.archive.hashes import content_hash, text_hash
from scraper.archive.schema import TEXT_FIELDS
from scraper.items import Answer, Outcome
from scraper.warc.exchange import Capture

MAX_BATCH = 50
"""Captures at most between two commits."""

PROBLEMS: frozenset[Outcome] = frozenset({"unreadable", "other-article"})
"""Answers that should have been an article or a list and could not be read as one."""

FAILURES: frozenset[Outcome] = frozenset(
    {"truncated", "throttled", "refused", "server-error", "blocked", "maintenance", "login", "elsewhere"}
)
"""Answers that say nothing of the article: it is asked for again later."""


@dataclass(slots=True)
class Tally:
    """What a run has done so far, counted as it is committed."""

    captures: int = 0
    articles: int = 0
    new: int = 0
    changed: int = 0
    problems: int = 0
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
        next_tries: gives the moments at which a failed article is tried again, after one failure, two, and so on.
    """

    def __init__(self, db: Database, *, sync: Callable[[], None], next_tries: Callable[[], list[str]]) -> None:
        self.db = db
        self.tally = Tally()
        self._sync = sync
        self._next_tries = next_tries
        self._batch: list[tuple[Capture, Answer]] = []
        self._failures: list[tuple[int, str, bool]] = []

    def add(self, capture: Capture, answer: Answer) -> None:
        """Take in one capture and its answer; a full batch is committed at once.

        Args:
            capture: where the response stands.
            answer: what it amounts to.
        """
        self._batch.append((capture, answer))
        if len(self._batch) >= MAX_BATCH:
            self.flush()

    def fail(self, key: int, error: str, *, put_off: bool = False) -> None:
        """Note that an article could not be fetched.

        Args:
            key: the article.
            error: what happened, in one line.
            put_off: whether there is no use in trying again soon.
        """
        self._failures.append((key, error, put_off))

    def flush(self) -> None:
        """Sync the raw pages, then commit the batch."""
        if not self._batch and not self._failures:
            return
        self._sync()
        batch, failures = self._batch, self._failures
        with self.db.atomic():
            self._write(batch, failures)
        self._batch, self._failures = [], []

    def _write(self, batch: list[tuple[Capture, Answer]], failures: list[tuple[int, str, bool]]) -> None:
        db = self.db
        readings = [(capture, answer.article) for capture, answer in batch if answer.article]
        _insert(db, "carries", ("template", "reader", "field"), rows.carried(batch))
        hashes = {capture.capture: (content_hash(article), text_hash(article)) for capture, article in readings}
        texts = ((*hashes[c.capture], *(getattr(a, name) for name in TEXT_FIELDS)) for c, a in readings)
        _insert(db, "texts", ("content_hash", "text_hash", *TEXT_FIELDS), texts)
        _insert(db, "captures", rows.CAPTURE, (rows.capture(c, a, hashes.get(c.capture)) for c, a in batch))
        _insert(db, "links", rows.LINK, rows.links(readings))
        _insert(db, "view_counts", rows.COUNTER, rows.counters(batch))
        _insert(db, "problems", rows.PROBLEM, (rows.problem(c, a) for c, a in batch if a.outcome in PROBLEMS))
        for capture, answer in batch:
            if answer.page is not None:
                self._write_list(capture, answer)
        settling.touch(db, (answer.key for _, answer in batch if answer.key is not None))
        before = _versions(db)
        settling.settle(db)
        self._feed_frontier(batch, failures)
        self._count(batch, failures, before, _versions(db))

    def _write_list(self, capture: Capture, answer: Answer) -> None:
        """Keep what a list page shows, and how far its walk has come."""
        assert answer.page is not None
        assert answer.list is not None
        items = answer.page.items
        keys = {key_of(item.lang, item.id) for item in items}
        known = self.db.execute(
            "SELECT count(*) FROM frontier WHERE key IN (SELECT value FROM json_each(?))", [json.dumps(sorted(keys))]
        ).fetchone()[0]
        _insert(self.db, "listings", rows.LISTING, rows.listings(capture, answer.list, items))
        site = f"{urlsplit(capture.url).scheme}://{urlsplit(capture.url).netloc}"
        step = walks.Step(
            site=site,
            list=answer.list,
            url=capture.url,
            head=urlsplit(capture.url).path.strip("/") == answer.list and not urlsplit(capture.url).query,
            page=replace(answer.page, next_url=_on_site(site, answer.page.next_url)),
            fetched_at=capture.fetched_at,
        )
        walks.advance(self.db, step, all_known=known == len(keys))
        heard_of = (frontier.Known(key_of(i.lang, i.id), i.url, i.date, answer.list) for i in items)
        frontier.add(self.db, heard_of)

    def _feed_frontier(self, batch: list[tuple[Capture, Answer]], failures: list[tuple[int, str, bool]]) -> None:
        """Put what was linked on the frontier, and settle what was fetched."""
        frontier.add(self.db, (known for _, answer in batch if answer.article for known in rows.linked(answer.article)))
        frontier.settle(self.db, [state for _, answer in batch if (state := self._state(answer)) is not None])
        frontier.follow(self.db)
        next_tries = self._next_tries()
        for capture, answer in batch:
            if answer.key is not None and answer.outcome in FAILURES:
                frontier.fail(self.db, answer.key, f"{answer.outcome}: status {capture.status}", next_tries)
        for key, error, put_off in failures:
            frontier.fail(self.db, key, error, next_tries[-1:] if put_off else next_tries)

    def _state(self, answer: Answer) -> tuple[int, str, frontier.State] | None:
        """What an answer says of the article asked for; None where it says nothing, or only where to look."""
        if answer.key is None or answer.outcome in FAILURES or answer.outcome == "redirect":
            return None
        if answer.outcome in {"article", "unchanged"}:
            state: frontier.State = "archived"
        elif answer.outcome in {"missing", "soft-missing"}:
            row = self.db.execute("SELECT status FROM articles WHERE key = ?", [answer.key]).fetchone()
            state = "absent" if row is None else {"live": "archived"}.get(row[0], row[0])
        else:
            state = "problem"
        url = answer.article.url if answer.article else article_url(*from_key(answer.key), None)
        return answer.key, url, state

    def _count(
        self,
        batch: list[tuple[Capture, Answer]],
        failures: list[tuple[int, str, bool]],
        before: dict[int, int],
        after: dict[int, int],
    ) -> None:
        tally = self.tally
        tally.captures += len(batch)
        tally.articles += sum(answer.article is not None for _, answer in batch)
        tally.without_editor += sum(answer.article is not None and not answer.article.editor for _, answer in batch)
        tally.lists += sum(answer.page is not None for _, answer in batch)
        tally.new += len(after.keys() - before.keys())
        tally.changed += sum(version > before[key] for key, version in after.items() if key in before)
        tally.failures += len(failures) + sum(answer.outcome in FAILURES for _, answer in batch)
        failed = [f"{c.url}: {a.outcome}, status {c.status}" for c, a in batch if a.outcome in FAILURES]
        failed += [error for _, error, _ in failures]
        tally.last_failure = failed[-1] if failed else tally.last_failure
        reasons = [f"{c.url}: {a.reason}" for c, a in batch if a.outcome in PROBLEMS]
        tally.problems += len(reasons)
        tally.problem_reasons += reasons[: 10 - len(tally.problem_reasons)]


def _insert(db: Database, table: str, columns: tuple[str, ...], values: Iterator[rows.Row]) -> None:
    """Insert rows; one that is there already, from an earlier look at the same capture, stays as it is."""
    marks = ", ".join("?" * len(columns))
    db.conn.executemany(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) ON CONFLICT DO NOTHING",  # noqa: S608 - our names
        values,
    )


def _on_site(site: str, url: str | None) -> str | None:
    """Return an address of the site as one of the host that is walked: www., m., http and https link to each other."""
    if url is None:
        return None
    parts = urlsplit(url)
    return f"{site}{parts.path}" + (f"?{parts.query}" if parts.query else "")


def _versions(db: Database) -> dict[int, int]:
    """Return the version at which each touched article stands."""
    return dict(db.execute("SELECT key, version FROM articles WHERE key IN (SELECT key FROM touched)").fetchall())
