"""Which record a revisit of another program repeats: a temporary database of all that its files may refer to."""

import sqlite3
import weakref
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from fastwarc import WarcRecord, WarcRecordType

from scraper.warc.foreign import foreign_records
from scraper.warc.reader import Damage
from scraper.warc.records import RESPONSE_TYPES, WarcError, bare, parse_date

_BY_DATE = "SELECT min(name) FROM originals WHERE url = ? AND date = ?"
_BY_DIGEST = (
    "SELECT name FROM originals WHERE url = :url AND digest = :digest "
    "ORDER BY date > :at, iif(date > :at, date, NULL), date DESC, name LIMIT 1"
)


class Originals:
    """Finds the record that a `revisit` repeats where it names only an address and a moment, or only a digest.

    The files in which it may stand are read once, when first needed, into a temporary database: there may be millions
    of records. By a digest it is the newest of that moment or before, else the oldest, of several the one with the
    least id; another file may bring a better one.

    Attributes:
        guesses: revisits that were found by a digest, by the names of their files.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self.guesses: Counter[str] = Counter()
        self._paths = list(paths)
        self._db: sqlite3.Connection | None = None

    def find(self, revisit: WarcRecord, path: Path) -> str | None:
        """Return the id of the record that holds a revisit's payload; None where it is in none of the files."""
        headers = revisit.headers
        if refers_to := bare(headers.get("WARC-Refers-To")):
            return refers_to
        url = bare(headers.get("WARC-Refers-To-Target-URI")) or bare(headers.get("WARC-Target-URI"))
        if self._db is None:
            self._db = self._read()
        if (date := headers.get("WARC-Refers-To-Date")) is not None:
            at = parse_date(date, path, revisit.stream_pos)
            if (found := self._db.execute(_BY_DATE, [url, at]).fetchone()[0]) is not None:
                return str(found)
        digest = headers.get("WARC-Payload-Digest") or ""
        at = parse_date(headers.get("WARC-Date"), path, revisit.stream_pos)
        row = self._db.execute(_BY_DIGEST, {"url": url, "digest": digest, "at": at}).fetchone()
        if row is None:
            return None
        self.guesses[path.name] += 1
        return str(row[0])

    def _read(self) -> sqlite3.Connection:
        db = sqlite3.connect("")  # a file that SQLite removes
        weakref.finalize(self, db.close)
        db.execute("CREATE TABLE originals (url TEXT, date TEXT, digest TEXT, name TEXT)")
        db.executemany("INSERT INTO originals VALUES (?, ?, ?, ?)", self._rows())
        db.execute("CREATE INDEX by_date ON originals (url, date, name)")
        return db

    def _rows(self) -> Iterator[tuple[str, str, str, str]]:
        for path in self._paths:
            for record in foreign_records(path):
                if isinstance(record, Damage) or not record.record_type & RESPONSE_TYPES:
                    continue
                if record.record_type != WarcRecordType.revisit:
                    headers = record.headers
                    with suppress(WarcError):  # what has no date is no capture
                        date = parse_date(headers.get("WARC-Date"), path, record.stream_pos)
                        url = bare(headers.get("WARC-Target-URI"))
                        yield url, date, headers.get("WARC-Payload-Digest") or "-", bare(record.record_id)
