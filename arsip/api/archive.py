"""`Archive`: an archive opened for reading, and its queries."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count as numbers
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, Unpack

from arsip.api import records
from arsip.api.changes import ArticleChange, changes
from arsip.api.citation import Source, cite
from arsip.api.records import Count, Record, Results, Version
from arsip.api.selection import ChangeConditions, Conditions, change_selection, key, selection
from scraper.archive.changes import ChangeSelection
from scraper.archive.database import (
    ArchiveError,
    Database,
    DatabaseError,
    explain,
    is_corrupt,
    open_to_read,
)
from scraper.archive.records import Selection, count
from scraper.archive.search import Order
from scraper.archive.sql_guard import read_only

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


class Archive:
    """An archive, opened for reading: nothing here can change it, and a crawl may run meanwhile.

    Args:
        path: the SQLite file, or a published copy of it; by default the one that the variable `ARSIP_DB` names, as for
            the command line, else `archive.db` in this folder.

    Raises:
        ArchiveError: where there is none, or it cannot be read.

    An archive is closed at the end of a `with` block, or by `close`:

        >>> from arsip import Archive
        >>> with Archive("archive.db") as archive:
        ...     archive.count(since="2026-10-01")
        3

    Every query about articles takes the same conditions, of which all that are given must hold:

    - `since`, `until`: first and last day of publication, as a `datetime.date` or `2026-10-31`
    - `category`: its slug, or its name as printed
    - `lang`: `id` or `en`
    - `reporter`: a person's name, or a part of it where nobody has it whole
    - `search`: words of a search, as `Archive.search` takes them
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
        """Close the file; closing it again does nothing."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def articles(self, **conditions: Unpack[Conditions]) -> Iterator[Record]:
        """Return articles as they are now, one at a time, in the order of their keys.

        Memory does not grow with their number. All articles of one call are of one moment.

        Raises:
            ArchiveError: where a condition is invalid; so do all methods that take conditions.

        >>> for record in archive.articles(since="2026-10-01", lang="id"):
        ...     print(record.date, record.reporter, record.views, record.title)
        2026-10-01 Rina Utami 12 Pasar Baru Dibuka
        2026-10-03 Dewi Ayu 480 Banjir Rob Surut di Muara Contoh
        """
        with self._open() as db:
            chosen = selection(db, conditions)
        return self._records(chosen)

    def count(self, **conditions: Unpack[Conditions]) -> int:
        """Count articles.

        >>> archive.count(category="ekonomi")
        1
        """
        with self._open() as db:
            return count(db, selection(db, conditions))

    def article(self, article: Record | int | str) -> Record:
        """Return one article.

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
        record = next(self._records(Selection(where=f"key = {key(article):d}")), None)
        if record is None:
            raise ArchiveError(f"article {article} is not in {self._path}; `arsip show` says what is known of it")
        return record

    def search(
        self, words: str, *, order: Order = "relevance", limit: int = 20, **conditions: Unpack[Conditions]
    ) -> Results:
        """Search articles by their words, in any of the forms that Indonesian and English have for them.

        Args:
            words: all of them must occur, or most of them where no article has all; `"air bersih"` in quotation marks
                are words in a row, `-banjir` leaves out, `gorong*` is any word that begins with it, `reporter:dewi`
                is whom an article names. Nothing that can be typed is an error.
            order: `relevance`, `date` (the newest first) or `views` (the most viewed first).
            limit: how many hits to return.
            **conditions: among which articles.

        Raises:
            ArchiveError: where the archive is of an older schema, there is no such order, or `limit` is negative.

        >>> results = archive.search("membuka pasar", until="2026-10-02")
        >>> results.total
        1
        >>> results.hits[0].snippet
        '**Pasar** itu **dibuka** pagi ini. Pedagang berdatangan.'
        """
        if limit < 0:
            raise ArchiveError(f"limit: {limit} is negative")
        with self._open() as db:
            return records.search_results(db, words, selection(db, conditions), order=order, limit=limit)

    def versions(self, article: Record | int | str) -> tuple[Version, ...]:
        """Return the versions of an article, oldest first, and what changed each time.

        >>> for version in archive.versions(102):
        ...     print(version.version, version.fetched_at.date(), version.title)
        ...     for change in version.changes:
        ...         print("  ", change.field, repr(change.before), "->", repr(change.after))
        1 2026-10-03 Banjir Rob di Muara Contoh
        2 2026-10-05 Banjir Rob Surut di Muara Contoh
           title 'Banjir Rob di Muara Contoh' -> 'Banjir Rob Surut di Muara Contoh'
           editor None -> 'Joko Santosa'
        """
        with self._open() as db:
            return records.versions(db, key(article))

    def changes(
        self, *, min_words: int = 0, limit: int | None = None, **conditions: Unpack[ChangeConditions]
    ) -> Iterator[ArticleChange]:
        """Return which articles were new, changed, removed and returned, newest first, as a lazy iterator.

        Args:
            min_words: leave out edits that add and remove fewer words than this together; 3 leaves out small ones.
            limit: how many to return; by default all.
            **conditions: `since` and `until`, days in Jakarta on which it became known; `kinds`, some of `new`,
                `changed`, `removed` and `returned`; `field`, only changes of this one, such as `title`; and which
                articles, by `category`, `lang`, `reporter`, `search` and `where`.

        >>> for change in archive.changes(kinds=["changed", "removed"]):
        ...     print(change.kind, change.key, change.moment.date(), [each.field for each in change.fields])
        changed 102 2026-10-05 ['title', 'editor']
        """
        with self._open() as db:
            chosen = change_selection(db, conditions)
        return self._changes(chosen, min_words, limit)

    def views(self, article: Record | int | str) -> tuple[Count, ...]:
        """Return every view counter of an article that was seen, wherever it stood, oldest first.

        It is what the site shows, and may count crawls too.

        >>> [(count.fetched_at.isoformat(), count.views) for count in archive.views(102) if count.source == "own"]
        [('2026-10-03T03:00:00+00:00', 25), ('2026-10-05T03:00:00+00:00', 480)]
        """
        with self._open() as db:
            return records.counts(db, key(article))

    def cite(self, article: Record | int | str) -> str:
        """Return a line to cite an article by: what it is, where it stood, and what proves it.

        >>> print(archive.cite(101))
        Rina Utami. “Pasar Baru Dibuka.” Beritajakarta.id, 1 October 2026.
        https://www.beritajakarta.id/read/101/pasar-baru-dibuka. Version 1 in Arsip archive
        0f6ad7e2-0000-4000-8000-000000000000: capture urn:uuid:00000000000000000000000000000001, fetched
        2026-10-02 10:00 (UTC+7), content hash 7cace63a0989fc659303edcc87c75f7c5981cadaadf5360df7ff72f0e0ef1586.
        """
        record = article if isinstance(article, Record) else self.article(article)
        with self._open() as db:
            return cite(record, Source.of(db, record.capture))

    def sql(self, statement: str, parameters: Sequence[object] | dict[str, object] = ()) -> Iterator[dict[str, Any]]:
        """Return the rows of a SELECT, one at a time.

        Args:
            statement: in SQL; `docs/data.md` names the tables.
            parameters: for its `?` in their order, or for `:name` by name.

        Yields:
            the values by their names; a repeated name is numbered, as `a:1`.

        Raises:
            ArchiveError: where it is wrong, or would do anything but read.

        >>> list(archive.sql("select reporter, count(*) as articles from articles where lang = ? group by 1", ["id"]))
        [{'reporter': 'Dewi Ayu', 'articles': 1}, {'reporter': 'Rina Utami', 'articles': 1}]
        >>> archive.sql("delete from articles")
        Traceback (most recent call last):
        scraper.archive.database.ArchiveError: only what reads is answered here: not authorized
        """
        with self._open() as db:
            cursor = db.execute(statement, parameters)
        return self._rows(cursor)

    def to_arrow(self, *, fields: Sequence[str] | None = None, **conditions: Unpack[Conditions]) -> "pa.Table":
        """Return articles as an Arrow table, with the types of a Parquet export.

        Args:
            fields: in their order; by default all but the lists of links, which may be named.
            **conditions: which articles.

        Raises:
            ArchiveError: where a field does not exist, or pyarrow is not installed.

        >>> table = archive.to_arrow(fields=["key", "date", "published_at", "views"], lang="id")
        >>> print(*table.schema.types)
        int64 date32[day] timestamp[us, tz=Asia/Jakarta] int64
        >>> table["views"].to_pylist()
        [12, 480]
        """
        with self._open() as db:
            return records.arrow_table(db, selection(db, conditions), fields)

    def to_pandas(self, *, fields: Sequence[str] | None = None, **conditions: Unpack[Conditions]) -> "pd.DataFrame":
        """Return articles as a pandas DataFrame: days and moments as such, whole numbers that may be absent.

        Fields and errors are those of `to_arrow`.

        >>> frame = archive.to_pandas(fields=["key", "date", "reporter", "views"])
        >>> frame.groupby("reporter")["views"].sum().to_dict()
        {'Dewi Ayu': 480, 'Folmer Contoh': 0, 'Rina Utami': 12}
        >>> frame["date"].dt.year.unique().tolist()
        [2026]
        """
        with self._open() as db:
            return records.data_frame(db, selection(db, conditions), fields)

    def _rows(self, cursor: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - SQLite's, whose name is not known here
        given = [column[0] for column in cursor.description or ()]
        names: list[str] = []
        for name in given:
            free = (f"{name}:{number}" for number in numbers(1))
            names.append(next(each for each in free if each not in {*given, *names}) if name in names else name)
        with self._open():
            for row in cursor:
                yield dict(zip(names, row, strict=True))

    def _changes(self, chosen: ChangeSelection, min_words: int, limit: int | None) -> Iterator[ArticleChange]:
        with self._open() as db:
            yield from changes(db, chosen, min_words=min_words, limit=limit)

    def _records(self, selected: Selection) -> Iterator[Record]:
        with self._open() as db:
            yield from records.records(db, selected)

    @contextmanager
    def _open(self) -> Iterator[Database]:
        """Yield the open archive; errors of SQLite, and of Python about values that SQLite cannot take, become ours."""
        if self._db is None:
            raise ArchiveError(f"{self._path}: this archive has been closed")
        try:
            yield self._db
        except (DatabaseError, OverflowError, ValueError) as error:
            if is_corrupt(error):
                raise ArchiveError(f"{self._path}: {explain(error)}") from error
            why = " ".join(str(error).split())
            refused = getattr(error, "sqlite_errorname", None) == "SQLITE_AUTH"
            what = "only what reads is answered here" if refused else "no answer"
            raise ArchiveError(f"{what}: {why}") from error
