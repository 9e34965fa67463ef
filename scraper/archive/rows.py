"""The rows that captures and their answers make in the record tables, their hashes, and their insertion.

Crawls, recovery after a kill and rebuilds insert by these functions, so the same captures give the same rows.
"""

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from types import MappingProxyType
from typing import TypeAlias

from scraper.archive import current_state
from scraper.archive.connection import Database
from scraper.archive.frontier.store import Discovered
from scraper.fields import FIRST_SCHEMA
from scraper.items import (
    ARTICLE_FIELDS,
    HASHED,
    LINK_FIELDS,
    PROBLEMS,
    SEARCHED,
    Answer,
    Article,
    Link,
    Outcome,
)
from scraper.urls import key_of, parse
from scraper.warc.exchange import Capture

_READ: frozenset[Outcome] = frozenset({"article", "list"})

AnsweredCapture: TypeAlias = tuple[Capture, Answer]
Row: TypeAlias = tuple[object, ...]

RECORD = tuple(column.name for column in fields(Capture))
"""The columns of `captures` that the record holds; the others say what was read in the page."""

_PRINTED = tuple(name for name in LINK_FIELDS if name not in {"lang", "id"})
_ANNOUNCED = ("title", "teaser", "date", "published_at", "reporter", "url")

_NO_LETTER = re.compile(r"[\W_]+")
"""What is neither letter nor digit: all for which `str.isalnum` is false, at six times its speed."""

_NO_ASCII_LETTER = bytes(code for code in range(128) if not chr(code).isalnum())
"""The same within ASCII, whose bytes stand for nothing else in UTF-8: to delete these takes a twentieth of the time."""

_ALWAYS = {name for name in HASHED if ARTICLE_FIELDS[name].about.since == FIRST_SCHEMA}
"""Fields that are in the canonical JSON though a page has none: the hashes of older readings know no other."""

CAPTURE = (*RECORD, "key", "outcome", "template", "reader", "content_hash", "text_hash", "slug", "category_slug")


def content_hash(article: Article) -> str:
    """Return the SHA-256, in hex, over the canonical JSON of the fields that make up a version.

    Canonical JSON: keys sorted, no blanks between tokens, characters as themselves in UTF-8.
    """
    values = {name: getattr(article, name) for name in HASHED}
    fields = {name: value for name, value in values.items() if value is not None or name in _ALWAYS}
    canonical = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def text_hash(article: Article) -> str:
    """Return the SHA-256, in hex, over the casefolded letters and digits of title, quote and body.

    It stays the same where two versions of the parser set blanks, quotation marks or paragraphs in another way.
    """
    words = "\n".join(part for part in (article.title, article.quote, article.body) if part).casefold()
    letters = words.encode().translate(None, _NO_ASCII_LETTER)
    if not letters.isascii():
        letters = _NO_LETTER.sub("", letters.decode()).encode()
    return hashlib.sha256(letters).hexdigest()


def record(db: Database, batch: list[AnsweredCapture]) -> None:
    """Insert captures with what was read in them, in one transaction; one that is there already stays as it is."""

    def write(some: list[AnsweredCapture]) -> None:
        insert(db, some)
        current_state.refresh(db)

    commit(db, batch, write)


def commit(db: Database, batch: list[AnsweredCapture], write: Callable[[list[AnsweredCapture]], None]) -> None:
    """Write a batch in one transaction; where the schema refuses it, each capture by itself.

    One odd page must not end a run: it becomes a problem if its reading is refused.
    """
    try:
        with db.atomic():
            write(batch)
    except sqlite3.IntegrityError as error:
        if len(batch) > 1:
            for each in batch:
                commit(db, [each], write)
            return
        ((where, answer),) = batch
        reason = f"the archive refuses what was read of it: {error}"
        refused = Answer(outcome="unreadable", key=answer.key, reader=answer.reader or "-", reason=reason)
        with db.atomic():
            write([(where, refused)])


def insert(db: Database, batch: list[AnsweredCapture], *, also: Sequence[int] = ()) -> None:
    """Insert the rows of some captures, in a transaction; mark the articles that they affect, and others, as dirty."""
    readings = [(where, answer.article) for where, answer in batch if answer.article]
    hashes = {where.capture: (content_hash(article), text_hash(article)) for where, article in readings}
    texts = ((*hashes[where.capture], *(getattr(article, name) for name in HASHED)) for where, article in readings)
    _insert(db, "carries", ("template", "reader", "field"), _carries(batch))
    _insert(db, "texts", ("content_hash", "text_hash", *HASHED), texts)
    _insert(db, "captures", CAPTURE, (capture(where, answer, hashes.get(where.capture)) for where, answer in batch))
    for table, (columns, rows_of) in DETAILS.items():
        _insert(db, table, columns, rows_of(batch))
    keys = [answer.key for _, answer in batch if answer.key is not None]
    current_state.mark_dirty(db, [*keys, *also], (where.capture for where, _ in batch))


def _insert(db: Database, table: str, columns: tuple[str, ...], rows: Iterator[Row]) -> None:
    """Insert rows; one that is there already, from an earlier reading of the same capture, stays as it is."""
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608 - our names
    db.conn.executemany(statement, rows)


def is_incomplete(answer: Answer) -> bool:
    """Whether an answer was read but for something that had to be left out."""
    return answer.outcome in _READ and answer.reason is not None


def _carries(batch: list[AnsweredCapture]) -> Iterator[Row]:
    declared = {(a.article.template, a.reader, a.carries) for _, a in batch if a.article and a.reader}
    return ((template, reader, name) for template, reader, carries in declared for name in carries)


def capture(where: Capture, answer: Answer, hashes: tuple[str, str] | None) -> Row:
    """Return the row of a capture; `hashes` are those of the content and of the text, where an article was read."""
    article = answer.article
    reading: Row = (None, answer.reader, None, None, None, None)
    if article and hashes:
        reading = (article.template, answer.reader, *hashes, article.slug, article.category_slug)
    return (*(getattr(where, name) for name in RECORD), answer.key, answer.outcome, *reading)


def _links(batch: list[AnsweredCapture]) -> Iterator[Row]:
    for where, answer in batch:
        if (article := answer.article) is not None:
            for kind, found in (("related", article.related), ("read_also", article.read_also)):
                for link in found:
                    printed = (getattr(link, name) for name in _PRINTED)
                    yield (where.capture, key_of(article.lang, article.id), kind, _key(link), *printed)


def _counters(batch: list[AnsweredCapture]) -> Iterator[Row]:
    """Yield every counter on a page; of an article that one list shows twice, the first counts."""
    for where, answer in batch:
        at = (where.capture, where.fetched_at)
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


def _listings(batch: list[AnsweredCapture]) -> Iterator[Row]:
    """Yield where list pages showed their articles; the list's own name tells the category or region.

    The desktop's `rubrik/1/ekonomi` is the mobile site's `kategori/ekonomi`.
    """
    for where, answer in batch:
        if answer.page is None or answer.list is None:
            continue
        group, _, of = answer.list.partition("/")
        if group == "rubrik":
            group, of = "kategori", of.partition("/")[2]
        category, region = (of or None if group == "kategori" else None), (of if group == "wilayah" else None)
        for item in answer.page.items:
            at = (where.capture, item.position, key_of(item.lang, item.id), where.fetched_at)
            announced = (getattr(item, column) for column in _ANNOUNCED)
            yield (*at, answer.list, category, region, where.url, *announced)


def _problems(batch: list[AnsweredCapture]) -> Iterator[Row]:
    """Yield what should have been an article or a list, and could not be read, or not to the last item."""
    for where, answer in batch:
        if answer.outcome in PROBLEMS or is_incomplete(answer):
            yield (where.capture, answer.key, where.url, where.fetched_at, answer.reader, answer.reason)


DETAILS: Mapping[str, tuple[tuple[str, ...], Callable[[list[AnsweredCapture]], Iterator[Row]]]] = MappingProxyType(
    {
        "links": (("capture", "from_key", "kind", "to_key", *_PRINTED), _links),
        "view_counts": (("capture", "fetched_at", "key", "source", "rank", "views"), _counters),
        "listings": (
            ("capture", "position", "key", "fetched_at", "list", "category", "region", "page", *_ANNOUNCED),
            _listings,
        ),
        "problems": (("capture", "key", "url", "fetched_at", "reader", "reason"), _problems),
    }
)
"""The tables whose rows were read in one capture and name it: their columns, and what gives their rows."""


def linked(article: Article) -> Iterator[Discovered]:
    """Yield the articles that one links to."""
    for kind, found in (("related", article.related), ("read_also", article.read_also), ("popular", article.popular)):
        for link in found:
            if link.lang and link.id and parse(link.url).kind == "article":
                yield Discovered(key_of(link.lang, link.id), link.url, link.date, kind)


def searched(batch: list[AnsweredCapture]) -> Iterator[str]:
    """Yield the texts of the articles read that a search looks through."""
    for _, answer in batch:
        if (article := answer.article) is not None:
            yield from (text for name in SEARCHED if (text := getattr(article, name)))


def _key(link: Link) -> int | None:
    return None if link.lang is None or link.id is None else key_of(link.lang, link.id)
