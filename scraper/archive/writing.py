"""Writes captures and what was read in them, a batch in a transaction.

The raw pages reach the disk first: `Writer.flush` calls for the WARC file's sync before it commits a row. Live crawls,
salvage and rebuilding from WARC files all come through here, so the same captures give the same rows.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from urllib.parse import urlsplit

from sqlite_utils import Database

from scraper.address import article_url, from_key, key_of, parse
from scraper.archive import frontier, settling, walks
from scraper.archive.hashes import content_hash, text_hash
from scraper.archive.schema import TEXT_FIELDS
from scraper.items import Answer, Article, Link, Outcome
from scraper.warc.exchange import Capture

MAX_BATCH = 50
"""Captures at most between two commits."""

_CAPTURE = tuple(column.name for column in fields(Capture))
_READING = ("key", "outcome", "template", "reader", "content_hash", "text_hash", "slug", "category_slug")
_ANNOUNCED = ("title", "teaser", "date", "published_at", "reporter")
_LISTING = ("capture", "position", "key", "fetched_at", "list", "category", "region", "page", *_ANNOUNCED)
_LINK = ("position", "url", "title", "photo_alt", "date", "published_at", "views", "reporter")

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
        _insert(db, "carries", ("template", "reader", "field"), _carried(batch))
        hashes = {capture.capture: (content_hash(article), text_hash(article)) for capture, article in readings}
        texts = ((*hashes[c.capture], *(getattr(a, name) for name in TEXT_FIELDS)) for c, a in readings)
        _insert(db, "texts", ("content_hash", "text_hash", *TEXT_FIELDS), texts)
        _insert(db, "captures", (*_CAPTURE, *_READING), (_capture_row(c, a, hashes.get(c.capture)) for c, a in batch))
        _insert(db, "links", ("capture", "from_key", "kind", "to_key", *_LINK), _link_rows(readings))
        _insert(db, "view_counts", ("capture", "fetched_at", "key", "source", "rank", "views"), _counter_rows(batch))
        _insert(
            db,
            "problems",
            ("capture", "key", "url", "fetched_at", "reader", "reason"),
            ((c.capture, a.key, c.url, c.fetched_at, a.reader, a.reason) for c, a in batch if a.outcome in PROBLEMS),
        )
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
        group, _, name = answer.list.partition("/")
        items = answer.page.items
        known = {
            key
            for (key,) in self.db.execute(
                f"SELECT key FROM frontier WHERE key IN ({', '.join('?' * len(items))})",  # noqa: S608 - marks only
                [key_of(item.lang, item.id) for item in items],
            )
        }
        _insert(
            self.db,
            "listings",
            _LISTING,
            (
                (
                    capture.capture,
                    item.position,
                    key_of(item.lang, item.id),
                    capture.fetched_at,
                    answer.list,
                    name if group == "kategori" else None,
                    name if group == "wilayah" else None,
                    capture.url,
                    *(getattr(item, name) for name in _ANNOUNCED),
                )
                for item in items
            ),
        )
        step = walks.Step(
            site=f"{urlsplit(capture.url).scheme}://{urlsplit(capture.url).netloc}",
            list=answer.list,
            url=capture.url,
            head=urlsplit(capture.url).path.strip("/") == answer.list and not urlsplit(capture.url).query,
            page=answer.page,
            fetched_at=capture.fetched_at,
        )
        walks.advance(self.db, step, all_known=len(known) == len({key_of(i.lang, i.id) for i in items}))
        heard_of = (frontier.Known(key_of(i.lang, i.id), i.url, i.date, answer.list) for i in items)
        frontier.add(self.db, heard_of)

    def _feed_frontier(self, batch: list[tuple[Capture, Answer]], failures: list[tuple[int, str, bool]]) -> None:
        """Put what was linked on the frontier, and settle what was fetched."""
        frontier.add(self.db, (known for _, answer in batch if answer.article for known in _linked(answer.article)))
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
        reasons = [f"{c.url}: {a.reason}" for c, a in batch if a.outcome in PROBLEMS]
        tally.problems += len(reasons)
        tally.problem_reasons += reasons[: 10 - len(tally.problem_reasons)]


def _insert(db: Database, table: str, columns: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> None:
    """Insert rows; one that is there already, from an earlier look at the same capture, stays as it is."""
    marks = ", ".join("?" * len(columns))
    db.conn.executemany(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) ON CONFLICT DO NOTHING",  # noqa: S608 - our names
        rows,
    )


def _versions(db: Database) -> dict[int, int]:
    """Return the version at which each touched article stands."""
    return dict(db.execute("SELECT key, version FROM articles WHERE key IN (SELECT key FROM touched)").fetchall())


def _carried(batch: list[tuple[Capture, Answer]]) -> Iterator[tuple[str, str, str]]:
    declared = {(a.article.template, a.reader, a.carries) for _, a in batch if a.article and a.reader}
    return ((template, reader, name) for template, reader, carries in declared for name in carries)


def _capture_row(capture: Capture, answer: Answer, hashes: tuple[str, str] | None) -> tuple[object, ...]:
    article = answer.article
    reading = (
        (article.template, answer.reader, *hashes, article.slug, article.category_slug)
        if article and hashes
        else (None, answer.reader, None, None, None, None)
    )
    return (*(getattr(capture, name) for name in _CAPTURE), answer.key, answer.outcome, *reading)


def _key(link: Link) -> int | None:
    return None if link.lang is None or link.id is None else key_of(link.lang, link.id)


def _link_rows(readings: list[tuple[Capture, Article]]) -> Iterator[tuple[object, ...]]:
    for capture, article in readings:
        for kind, links in (("related", article.related), ("read_also", article.read_also)):
            for link in links:
                printed = (getattr(link, name) for name in _LINK)
                yield (capture.capture, key_of(article.lang, article.id), kind, _key(link), *printed)


def _counter_rows(batch: list[tuple[Capture, Answer]]) -> Iterator[tuple[object, ...]]:
    """Every counter on a page; of an article that one list shows twice, the first."""
    for capture, answer in batch:
        at = (capture.capture, capture.fetched_at)
        if (article := answer.article) is not None:
            if article.views is not None:
                yield (*at, answer.key, "own", None, article.views)
            for link in article.related:
                if _key(link) is not None and link.views is not None:
                    yield (*at, _key(link), "related", link.position, link.views)
            for link in article.popular:
                if _key(link) is not None:
                    yield (*at, _key(link), "popular", link.position, link.views)
        for item in answer.page.items if answer.page else ():
            if item.views is not None:
                yield (*at, key_of(item.lang, item.id), "list", item.position, item.views)


def _linked(article: Article) -> Iterator[frontier.Known]:
    """The articles that one links to."""
    for kind, links in (("related", article.related), ("read_also", article.read_also), ("popular", article.popular)):
        for link in links:
            if link.lang and link.id and parse(link.url).kind == "article":
                yield frontier.Known(key_of(link.lang, link.id), link.url, link.date, kind)
