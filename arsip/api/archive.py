"""`Archive`: an archive opened for reading, and the questions that it answers."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count as numbers
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, Unpack

from arsip.api import history, records
from arsip.api.citation import Source, cite
from arsip.api.frames import arrow_table, data_frame
from arsip.api.history import Count, Version
from arsip.api.records import Record
from arsip.api.search_hits import Results, find
from arsip.api.selection import Which, key, selection
from scraper.archive.database import ArchiveError, Database, DatabaseError, open_to_read
from scraper.archive.read_only_sql import read_only
from scraper.archive.records import Selection, count

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


class Archive:
    """An archive, opened for reading: nothing that is done here can change it, and a crawl may be under way.

    Args:
        path: the SQLite file, or a published copy of it; where none is given, the one that the variable `ARSIP_DB`
            names, as for the command line, else `archive.db` in this folder.

    Raises:
        ArchiveError: where there is none, or it cannot be read.

    An archive is closed at the end of a `with` block, or by `close`:

        >>> from arsip import Archive
        >>> with Archive("archive.db") as archive:
        ...     archive.count(since="2026-10-01")
        3

    Every question about articles takes the same conditions, of which all that are given must hold:

    - `since`, `until`: first and last day of publication, as a `datetime.date` or `2026-10-31`
    - `category`: its slug, or its name as printed
    - `lang`: `id` or `en`
    - `reporter`: a person's name
    - `changed_since`: new, changed or gone since a day or moment
    - `where`: anything else, in SQL on the columns of `articles`
    """

    def __init__(self, path: str | PathLike[str] | None = None) -> None:
        self._path = Path(path or os.environ.get("ARSIP_DB") or "archive.db")
        self._db: Database | None = open_to_read(self._path)
        read_only(self._db)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Archive({str(self._path)!r})"

    def close(self) -> None:
        """Close the file; to do so twice does no harm."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def articles(self, **which: Unpack[Which]) -> Iterator[Record]:
        """Give articles as they are now, one at a time, in the order of their keys.

        Memory does not grow with their number. As long as it goes on, all that it gives is of one moment.

        Args:
            **which: which articles, by the conditions above; without any, all of them.

        Raises:
            ArchiveError: where a condition is none.

        >>> for record in archive.articles(since="2026-10-01", lang="id"):
        ...     print(record.date, record.reporter, record.views, record.title)
        2026-10-01 Rina Utami 12 Pasar Baru Dibuka
        2026-10-03 Dewi Ayu 480 Banjir Rob Surut di Muara Contoh
        """
        return self._records(selection(which))

    def count(self, **which: Unpack[Which]) -> int:
        """Count articles.

        >>> archive.count(category="ekonomi")
        1
        """
        with self._answering() as db:
            return count(db, selection(which))

    def article(self, article: Record | int | str) -> Record:
        """Give one article.

        Args:
            article: its number, `142433` or `en/43425`, any of its addresses, or its key.

        Raises:
            ArchiveError: where the archive does not have it, or it names no article.

        >>> record = archive.article("https://m.beritajakarta.id/read/102/banjir-rob-surut")
        >>> record.title, record.published_at.isoformat(), record.status
        ('Banjir Rob Surut di Muara Contoh', '2026-10-03T09:30:00+07:00', 'live')
        >>> [link.title for link in record.related]
        ['Pasar Baru Dibuka']
        >>> archive.article("en/7").title
        'New Market Opens'
        """
        number = key(article)
        record = next(self._records(Selection(where=f"key = {number:d}")), None)
        if record is None:
            raise ArchiveError(f"{self._path}: there is no article {article} in it; `arsip show` says what is known")
        return record

    def search(self, words: str, *, limit: int = 20, **which: Unpack[Which]) -> Results:
        """Find articles by their words, in any of the forms that Indonesian and English have for them.

        Args:
            words: all of them have to be there; `"air bersih"` in quotation marks are words in a row, `-banjir` leaves
                out, `gorong*` is any word that begins so. Nothing that can be typed is an error.
            limit: how many hits to give.
            **which: among which articles.

        Raises:
            ArchiveError: where a condition is none, or the archive is of an older schema.

        >>> results = archive.search("membuka pasar", until="2026-10-02")
        >>> results.total
        1
        >>> results.hits[0].snippet
        '**Pasar** itu **dibuka** pagi ini. Pedagang berdatangan.'
        """
        with self._answering() as db:
            return find(db, words, selection(which), limit=limit)

    def versions(self, article: Record | int | str) -> tuple[Version, ...]:
        """Give what an article has said, oldest first, and what changed each time.

        Args:
            article: as for `article`.

        >>> for version in archive.versions(102):
        ...     print(version.version, version.fetched_at.date(), version.title)
        ...     for change in version.changes:
        ...         print("  ", change.field, repr(change.before), "->", repr(change.after))
        1 2026-10-03 Banjir Rob di Muara Contoh
        2 2026-10-05 Banjir Rob Surut di Muara Contoh
           title 'Banjir Rob di Muara Contoh' -> 'Banjir Rob Surut di Muara Contoh'
           editor None -> 'Joko Santosa'
        """
        with self._answering() as db:
            return history.versions(db, key(article))

    def views(self, article: Record | int | str) -> tuple[Count, ...]:
        """Give every counter of an article that was seen, wherever it stood, oldest first.

        It is what the site shows, and may count crawls too.

        Args:
            article: as for `article`.

        >>> [(count.fetched_at.isoformat(), count.views) for count in archive.views(102) if count.source == "own"]
        [('2026-10-03T03:00:00+00:00', 25), ('2026-10-05T03:00:00+00:00', 480)]
        """
        with self._answering() as db:
            return history.counts(db, key(article))

    def cite(self, article: Record | int | str) -> str:
        """Give a line to cite an article by: what it is, where it stood, and what proves it.

        Args:
            article: as for `article`.

        >>> print(archive.cite(101))
        Rina Utami. “Pasar Baru Dibuka.” Beritajakarta.id, 1 October 2026.
        https://www.beritajakarta.id/read/101/pasar-baru-dibuka. Version 1 in Arsip archive
        0f6ad7e2-0000-4000-8000-000000000000: capture urn:uuid:00000000000000000000000000000001, fetched
        2026-10-02 10:00 (UTC+7), content hash 7cace63a0989fc659303edcc87c75f7c5981cadaadf5360df7ff72f0e0ef1586.
        """
        record = article if isinstance(article, Record) else self.article(article)
        with self._answering() as db:
            return cite(record, Source.of(db))

    def sql(self, statement: str, parameters: Sequence[object] | dict[str, object] = ()) -> Iterator[dict[str, Any]]:
        """Give the rows of a SELECT, one at a time.

        Args:
            statement: in SQL; `docs/data.md` names the tables.
            parameters: for its `?` in their order, or for `:name` by name.

        Yields:
            the values by their names; a name that comes again is numbered, as `a:1`.

        Raises:
            ArchiveError: where it is wrong, or would do anything but read.

        >>> list(archive.sql("select reporter, count(*) as articles from articles where lang = ? group by 1", ["id"]))
        [{'reporter': 'Dewi Ayu', 'articles': 1}, {'reporter': 'Rina Utami', 'articles': 1}]
        >>> archive.sql("delete from articles")
        Traceback (most recent call last):
        scraper.archive.database.ArchiveError: only what reads is answered here: not authorized
        """
        with self._answering() as db:
            cursor = db.execute(statement, parameters)
        return self._rows(cursor)

    def to_arrow(self, *, fields: Sequence[str] | None = None, **which: Unpack[Which]) -> "pa.Table":
        """Give articles as an Arrow table, with the types of a Parquet export.

        Args:
            fields: what of each, in order; without it all but the lists of links, which may be named.
            **which: which articles.

        Raises:
            ArchiveError: where a condition is none, a field is not there, or pyarrow is not installed.

        >>> table = archive.to_arrow(fields=["key", "date", "published_at", "views"], lang="id")
        >>> print(*table.schema.types)
        int64 date32[day] timestamp[us, tz=Asia/Jakarta] int64
        >>> table["views"].to_pylist()
        [12, 480]
        """
        with self._answering() as db:
            return arrow_table(db, selection(which), fields)

    def to_pandas(self, *, fields: Sequence[str] | None = None, **which: Unpack[Which]) -> "pd.DataFrame":
        """Give articles as a pandas DataFrame: days and moments as such, whole numbers that may be absent.

        Args:
            fields: as for `to_arrow`.
            **which: which articles.

        Raises:
            ArchiveError: where a condition is none, a field is not there, or pandas is not installed.

        >>> frame = archive.to_pandas(fields=["key", "date", "reporter", "views"])
        >>> frame.groupby("reporter")["views"].sum().to_dict()
        {'Dewi Ayu': 480, 'Folmer Contoh': 0, 'Rina Utami': 12}
        >>> frame["date"].dt.year.unique().tolist()
        [2026]
        """
        with self._answering() as db:
            return data_frame(db, selection(which), fields)

    def _rows(self, cursor: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - SQLite's, whose name is not known here
        given = [column[0] for column in cursor.description or ()]
        names: list[str] = []
        for name in given:
            free = (f"{name}:{number}" for number in numbers(1))
            names.append(next(each for each in free if each not in {*given, *names}) if name in names else name)
        with self._answering():
            for row in cursor:
                yield dict(zip(names, row, strict=True))

    def _records(self, chosen: Selection) -> Iterator[Record]:
        with self._answering() as db:
            yield from records.records(db, chosen)

    @contextmanager
    def _answering(self) -> Iterator[Database]:
        """Give the open archive; what SQLite raises, or Python of what SQLite cannot take, becomes an error of ours."""
        if self._db is None:
            raise ArchiveError(f"{self._path}: this archive has been closed")
        try:
            yield self._db
        except (DatabaseError, OverflowError, ValueError) as error:
            why = " ".join(str(error).split())
            refused = getattr(error, "sqlite_errorname", None) == "SQLITE_AUTH"
            told = "only what reads is answered here" if refused else "no answer"
            raise ArchiveError(f"{told}: {why}") from error
