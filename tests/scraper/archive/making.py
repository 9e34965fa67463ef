"""Makes articles, captures and answers for tests of the archive, by hand and by hypothesis; all text is made up."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from hypothesis import strategies as st

from scraper.archive.changes import Change, ChangedField
from scraper.archive.database import Database, create_or_open, is_fresh
from scraper.archive.schema.tables import RECORD_TABLES
from scraper.archive.writer import Writer
from scraper.items import Answer, Article, Link, ListItem, ListPage
from scraper.urls import article_url, from_key, key_of
from scraper.warc.exchange import Capture

EVERY_FIELD = frozenset(field.name for field in fields(Article))
CARRIES = {
    "mobile": EVERY_FIELD,
    "desktop": EVERY_FIELD - {"category", "category_slug", "translator"},
    "generic": EVERY_FIELD - {"views", "related", "read_also", "popular", "photo_alt", "category", "category_slug"},
}
"""What each template has a place for."""

HOST = "https://m.beritajakarta.id"


def article(key: int = 101, *, template: str = "mobile", **changes: Any) -> Article:
    """Make an article; what the template does not carry stays out of it."""
    lang, id_ = from_key(key)
    slug = changes.pop("slug", "pasar-baru-dibuka")
    values: dict[str, Any] = {
        "title": "Pasar Baru Dibuka",
        "date": "2026-10-01",
        "published_at": "2026-10-01T09:30+07:00",
        "reporter": "Rina Utami",
        "editor": "Joko Santosa",
        "category": "Ekonomi",
        "category_slug": "ekonomi",
        "body": "Pasar itu dibuka pagi ini.\n\nPedagang berdatangan.",
        "views": 12,
        **changes,
    }
    empty: dict[str, object] = {"related": (), "read_also": (), "popular": ()}
    left_out: dict[str, Any] = {name: empty.get(name) for name in EVERY_FIELD - CARRIES[template]}
    return Article(
        lang=lang, id=id_, slug=slug, url=article_url(lang, id_, slug), **{**values, **left_out}, template=template
    )


def link(position: int, key: int | None, *, slug: str | None = "tautan", **printed: Any) -> Link:
    """Make a link to an article, or to something else where there is no key."""
    if key is None:
        return Link(position=position, url=f"https://contoh.example/{position}", **printed)
    lang, id_ = from_key(key)
    return Link(position=position, url=article_url(lang, id_, slug), lang=lang, id=id_, **printed)


def capture(number: int, key: int | None = 101, *, at: str = "2026-10-02T03:00:00.000Z", **changes: Any) -> Capture:
    """Make a capture; its number makes its id."""
    path = "/berita/terkini" if key is None else f"/{'en/' if key < 0 else ''}read/{abs(key)}"
    values: dict[str, Any] = {
        "run": "run-1",
        "source": "site",
        "url": HOST + path,
        "method": "GET",
        "status": 200,
        "redirect_to": None,
        "etag": None,
        "last_modified": None,
        "content_type": "text/html",
        "payload_digest": f"sha256:{number}",
        "truncated": None,
        "warc": "arsip-1.warc.gz",
        "offset": number * 1000,
        "length": 900,
        **changes,
    }
    return Capture(capture=f"urn:uuid:{number:032x}", fetched_at=at, **values)


def answered(read: Article, *, reader: str = "1") -> Answer:
    """Say that an article was read."""
    key = key_of(read.lang, read.id)
    return Answer(outcome="article", key=key, article=read, reader=reader, carries=CARRIES[read.template])


def missing(key: int = 101) -> Answer:
    """Say that the site said so."""
    return Answer(outcome="missing", key=key)


def listed(
    keys: Sequence[int],
    *,
    name: str = "berita/terkini",
    slug: str | None = None,
    next_url: str | None = None,
    **printed: Any,
) -> Answer:
    """Say that a list showed articles."""
    items = [
        ListItem(position=n, url=article_url(*from_key(key), slug), lang=from_key(key)[0], id=abs(key), **printed)
        for n, key in enumerate(keys, 1)
    ]
    return Answer(outcome="list", page=ListPage(items=tuple(items), next_url=next_url), reader="1", list=name)


def change(*differing: tuple[str, str | None, str | None], **others: Any) -> Change:
    """Make a change of an article, of fields with the values before and after."""
    values: dict[str, Any] = {
        "kind": "changed", "key": 101, "lang": "id", "id": 101, "url": "https://www.beritajakarta.id/read/101",
        "title": "Pasar", "date": "2026-10-01", "category": None, "category_slug": None, "version": 2,
        "version_before": 1, "moment": "2026-10-03T00:00:00.000Z", "seen_after": "2026-10-02T00:00:00.000Z",
        "seen_by": "2026-10-03T00:00:00.000Z", "capture": "urn:uuid:1",
    }  # fmt: skip
    named = tuple(ChangedField(name=name, before=before, after=after) for name, before, after in differing)
    return Change(**{**values, **others}, fields=named)


Pair = tuple[Capture, Answer]


def write(db: Database, pairs: Iterable[Pair], *, batch: int = 50) -> Writer:
    """Write captures with their answers, a batch in a transaction."""
    writer = Writer(db, sync=lambda: None)
    for number, (where, answer) in enumerate(pairs, 1):
        writer.add(where, answer)
        if number % batch == 0:
            writer.flush()
    writer.flush()
    return writer


def fill(path: Path, pairs: Iterable[Pair], *, batch: int = 50) -> Path:
    """Make an archive of captures and close it."""
    db = opened(path)
    db.execute("PRAGMA synchronous = OFF")  # no power fails before it is closed
    write(db, pairs, batch=batch)
    db.close()
    return path


@cache
def _blank() -> bytes:
    """A fresh archive's file; copying it is ten times as fast as making it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "blank.db"
        create_or_open(path).close()
        return path.read_bytes()


def opened(path: Path) -> Database:
    """Open an archive for writing; where there is none, a copy of a blank one, with an id of its own."""
    if not is_fresh(path):
        return create_or_open(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_blank())
    db = create_or_open(path)
    db.execute("UPDATE meta SET value = ? WHERE name = 'archive'", [str(uuid4())])
    return db


@contextmanager
def archive(pairs: Iterable[Pair] = (), *, batch: int = 50) -> Iterator[Database]:
    """Open an archive of some captures in a folder of its own, for one example of hypothesis."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        path.write_bytes(_blank())
        db = create_or_open(path)
        db.execute("PRAGMA synchronous = OFF")  # no power fails between the examples
        try:
            write(db, pairs, batch=batch)
            yield db
        finally:
            db.close()


def file_of(db: Database) -> Path:
    """The file of an open archive."""
    return Path(db.execute("PRAGMA database_list").fetchone()[2])


def record_rows(db: Database, table: str) -> list[tuple[object, ...]]:
    """Every row of a record table in an order that does not depend on how they were written."""
    width = len(db.execute(f"PRAGMA table_info({table})").fetchall())
    order = ", ".join(str(column) for column in range(1, width + 1))
    return db.execute(f"SELECT * FROM {table} ORDER BY {order}").fetchall()


SOURCED = "(SELECT a.*, c.source FROM articles a JOIN captures c ON c.capture = a.capture)"
"""The articles with the one field of a record that they have not, for a FROM."""


def records(db: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every record table."""
    return {table: record_rows(db, table) for table in RECORD_TABLES}


def rows(db: Database, sql: str, *values: object) -> list[dict[str, Any]]:
    """What a SELECT gives, as dictionaries."""
    cursor = db.execute(sql, list(values))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


KEYS = (101, 102, -7)
RUNS = ("run-1", "run-2", "run-3")
SOURCES = {"run-1": "site", "run-2": "site", "run-3": "wayback"}
"""Where the captures of a run are from: all that a web archive has of a host is one run."""

MOMENTS = tuple(f"2026-10-{day:02d}T{hour:02d}:00:00.000Z" for day in (2, 3, 4, 6) for hour in (0, 12))
"""So few that captures share a moment now and then."""

SLUGS = {None: "tautan", 5: "tautan-lain", 8: None}
"""Of links with a counter; some have none."""

_LINKS = st.lists(st.tuples(st.sampled_from((101, 102, -7, 900, None)), st.sampled_from((None, 5, 8))), max_size=3)


@st.composite
def articles(draw: st.DrawFn, key: int) -> Article:
    """Readings of one article: few variants of each field, some of which differ in blanks and case only."""
    links = {
        name: tuple(link(n, to, views=views, slug=SLUGS[views]) for n, (to, views) in enumerate(draw(_LINKS), 1))
        for name in ("related", "read_also", "popular")
    }
    return article(
        key,
        template=draw(st.sampled_from(sorted(CARRIES))),
        slug=draw(st.sampled_from((None, "pasar", "pasar-baru"))),
        title=draw(st.sampled_from(("Pasar Dibuka", "pasar dibuka!"))),
        body=draw(st.sampled_from(("Isi lama, pendek.", "Isi lama pendek", "Isi baru."))),
        editor=draw(st.sampled_from((None, "Joko Santosa", "Dewi Lestari, Agus Salim"))),
        category=draw(st.sampled_from((None, "Ekonomi"))),
        photo_alt=draw(st.sampled_from((None, "Keramaian pagi"))),
        views=draw(st.sampled_from((None, 0, 9))),
        **links,
    )


@st.composite
def answers(draw: st.DrawFn) -> tuple[int | None, Answer]:
    """What the site answers: mostly articles, and anything that may befall one."""
    key = draw(st.sampled_from(KEYS))
    kind = draw(st.sampled_from(("article", "article", "article", "missing", "soft-missing", "unchanged", "other")))
    if kind == "article":
        return key, answered(draw(articles(key)), reader=draw(st.sampled_from(("1", "2"))))
    if kind in {"missing", "soft-missing", "unchanged"}:
        return key, Answer(outcome=kind, key=key)
    other = draw(st.sampled_from(("unreadable", "redirect", "throttled", "list", "photo")))
    if other == "list":
        keys = draw(st.lists(st.sampled_from((*KEYS, 900, 901)), min_size=1, max_size=4))
        name = draw(st.sampled_from(("berita/terkini", "kategori/ekonomi", "wilayah/jakarta-barat")))
        slug, views = draw(st.sampled_from((None, "pasar-lama", "pasar-baru"))), draw(st.sampled_from((None, 4)))
        return None, listed(keys, name=name, slug=slug, views=views, teaser="Kutipan singkat")
    if other == "photo":
        return None, Answer(outcome="photo")
    reason = "no headline" if other == "unreadable" else None
    return key, Answer(outcome=other, key=key, reader="1" if reason else None, reason=reason)


@st.composite
def histories(draw: st.DrawFn, *, max_size: int = 12) -> list[Pair]:
    """Sets of captures with their answers, in no order; some repeat the payload of another, which may be in no part."""
    drawn = draw(st.lists(st.tuples(answers(), st.sampled_from(RUNS), st.sampled_from(MOMENTS)), max_size=max_size))
    numbers = draw(st.permutations(range(1, len(drawn) + 1)))
    repeated = st.sampled_from((None, None, *(capture(n).capture for n in range(1, len(drawn) + 1))))
    return [
        (replace(capture(n, key, at=at, run=run, revisit_of=draw(repeated), **_where(said)), source=SOURCES[run]), said)
        for n, ((key, said), run, at) in zip(numbers, drawn, strict=True)
    ]


def _where(said: Answer) -> dict[str, str]:
    return {"url": f"{HOST}/images/1.jpg", "content_type": "image/jpeg"} if said.outcome == "photo" else {}
