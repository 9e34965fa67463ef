"""Checks what was read: captures against their pages, fields of templates, and texts against their hashes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from scraper.archive import rows
from scraper.archive.database import Database
from scraper.archive.rows import content_hash, text_hash
from scraper.items import HASHED, Answer, Article
from scraper.maintenance.ingest import complete, interpret_exchange
from scraper.maintenance.verify.check import REPARSE, RESTORE_WARC, Check, Share, named, shown
from scraper.maintenance.verify.database import snapshot
from scraper.parser import CARRIES, PARSER
from scraper.warc.exchange import Capture
from scraper.warc.reader import CapturedExchange
from scraper.warc.records import WarcError

if TYPE_CHECKING:
    from collections.abc import Iterable

TEXTS = 2_000
"""Texts that are checked at once, at most."""

_OF_LINKS = "from_key IN (SELECT key FROM captures WHERE capture IN (SELECT value FROM json_each(?1)))"
"""By which an index finds the links of some captures."""

_CURRENT = """
    SELECT c.capture, f.column1 FROM captures c, (VALUES ('related'), ('read_also')) f
    WHERE c.capture IN (SELECT value FROM json_each(?)) AND c.outcome = 'article' AND c.capture = (
        SELECT n.capture FROM captures n
        JOIN carries k ON k.template = n.template AND k.reader = n.reader AND k.field = f.column1
        WHERE n.key = c.key AND n.outcome = 'article' ORDER BY n.fetched_at DESC, n.capture DESC LIMIT 1)
"""
"""The captures whose links are those that hold now, by the kind of link."""


def check_readings(
    db: Database, check: Check, folder: Path, kept: list[tuple[CapturedExchange, dict[str, object]]]
) -> None:
    """Check the rows that were read in some captures against what today's parser reads in their pages.

    The check counts, but does not compare, captures that were read by an older parser.
    """
    results: list[tuple[Capture, Answer]] = []
    for (capture, exchange), row in kept:
        if not _is_of_today(check, capture, row["reader"]):
            continue
        try:
            answer = interpret_exchange(complete(db, folder, capture, exchange))
        except (WarcError, OSError) as error:
            what = f"its page cannot be read: {error}"
            check.fault(what, RESTORE_WARC, table="captures", row=f"capture {capture.capture}")
            continue
        results.append((capture, answer))
        check.looked_at += 1
        article = answer.article
        hashes = (content_hash(article), text_hash(article)) if article else None
        expected = dict(zip(rows.CAPTURE, rows.capture(capture, answer, hashes), strict=True))
        of_page = {column: value for column, value in expected.items() if column not in rows.RECORD}
        check.compare_capture(capture, row, of_page, "its page")
    _check_details(db, check, results)


def _is_of_today(check: Check, capture: Capture, reader: object) -> bool:
    """Whether today's parser read a capture, or none had to; else note which did."""
    if reader in {None, PARSER}:
        return True
    version = str(reader)
    if version.isdecimal() and int(version) < int(PARSER):
        check.older[version] += 1
    else:
        what = f"it is {shown(reader)}, and this program's parser is {PARSER}; a newer Arsip may know it"
        check.fault(what, REPARSE, table="captures", row=f"capture {capture.capture}", column="reader")
    return False


def _check_details(db: Database, check: Check, results: list[tuple[Capture, Answer]]) -> None:
    names = json.dumps([capture.capture for capture, _ in results])
    current = set(db.execute(_CURRENT, [names]))
    for table, (columns, rows_of) in rows.DETAILS.items():
        should_be: Iterable[rows.Row] = rows_of(results)
        if table == "links":
            should_be = (link for link in should_be if (link[0], link[2]) in current)
        has = db.execute(
            f"SELECT {', '.join(columns)} FROM {table} "  # noqa: S608 - our names
            f"WHERE {_OF_LINKS if table == 'links' else 1} AND capture IN (SELECT value FROM json_each(?1))",
            [names],
        )
        check.compare_rows(db, table, columns, has, should_be, source="its page")


def check_carries(db: Database) -> Check:
    """Compare the stored fields of each template with what the parser declares."""
    check = Check("readings")
    has = set(db.execute("SELECT template, reader, field FROM carries"))
    used = set(db.execute("SELECT DISTINCT template, reader FROM captures WHERE outcome = 'article'"))
    declared = {(template, reader) for template, reader, _ in has}
    expected = {(t, r, name) for t, r in used if r == PARSER for name in CARRIES.get(t, ())}
    unknown = {row for row in has if row[:2] not in used or (row[1] == PARSER and row not in expected)}
    missing = (expected - has) | {(t, r, "title") for t, r in used - declared}
    for found, what in (
        (unknown, "no reading has it from its template"),
        (missing, "its template carries it, and the row is missing"),
    ):
        for row in sorted(found):
            check.fault(what, REPARSE, table="carries", row=named(("template", "reader", "field"), row))
    return check


def text_ranges(db: Database) -> Iterator[tuple[int, int]]:
    """Yield first and last rowid of each range of texts to be checked at once."""
    first, last = db.execute("SELECT min(rowid), max(rowid) FROM texts").fetchone()
    if first is not None:
        yield from ((start, min(start + TEXTS - 1, last)) for start in range(first, last + 1, TEXTS))


def check_texts(path: Path, share: Share, rowids: tuple[int, int]) -> Check:
    """Compute the hashes of the texts again whose rowids lie in a range, of those in the share."""
    found = Check("texts")
    statement = f"SELECT content_hash, text_hash, {', '.join(HASHED)} FROM texts WHERE rowid BETWEEN ? AND ?"  # noqa: S608 - our names
    with snapshot(path) as db:
        for kept, kept_text, *values in db.execute(statement, rowids):
            if not share.has(kept):
                continue
            found.looked_at += 1
            text = dict(zip(HASHED, values, strict=True))
            article = Article(lang="id", id=1, slug=None, url="", template="", **text)
            row = f"content_hash {kept}"
            if (computed := content_hash(article)) != kept:
                what = (
                    f"this is not the hash of what the row says, beginning {shown(text['title'])}; that is {computed}"
                )
                found.fault(what, REPARSE, table="texts", row=row)
            else:
                found.compare(kept_text, text_hash(article), "its words", table="texts", row=row, column="text_hash")
    return found


def check_unused_texts(db: Database) -> Check:
    """Find texts that no reading has: nothing leaves them behind."""
    found = Check("texts")
    unused = db.execute(
        "SELECT content_hash, title FROM texts WHERE content_hash NOT IN "
        "(SELECT content_hash FROM captures WHERE content_hash IS NOT NULL)"
    )
    for kept, title in unused:
        found.fault(f"no capture says this, {shown(title)}", REPARSE, table="texts", row=f"content_hash {kept}")
    return found
