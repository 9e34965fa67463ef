"""What holds now is a pure function of the captures: DESIGN's second and third laws, against an oracle in Python."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.archive.absences import ROW_OF_ABSENCES
from scraper.archive.current_state import persons
from scraper.archive.database import Database
from scraper.archive.rows import content_hash, text_hash
from scraper.archive.schema.tables import RECORD_TABLES
from scraper.items import HASHED, Answer, Article, Link, ListItem
from scraper.urls import article_url, parse
from scraper.warc.exchange import Capture
from tests.conftest import examples
from tests.scraper.archive.making import (
    KEYS,
    Pair,
    answered,
    archive,
    article,
    capture,
    histories,
    link,
    listed,
    missing,
    records,
    rows,
    write,
)

ROLES = {"reporter": "reporter", "editor": "editor", "translator": "translator", "photographer": "photo_credit"}


@dataclass
class Spell:
    """A time of being gone, as DESIGN's second law has it."""

    since: str
    capture: str
    answers: int
    gone_at: str | None = None
    until: str | None = None


def past(history: list[Pair], key: int) -> list[Pair]:
    """The captures of one article, in their order."""
    return sorted(((c, a) for c, a in history if a.key == key), key=lambda pair: (pair[0].fetched_at, pair[0].capture))


def readings(history: list[Pair], key: int) -> list[tuple[Any, Answer, Article]]:
    return [(c, a, a.article) for c, a in past(history, key) if a.article is not None]


def versions(history: list[Pair], key: int) -> list[str]:
    """The captures that open a version."""
    read = readings(history, key)
    opened = [read[0][0].capture] if read else []
    for (_, answer_before, before), (where, answer, now) in pairwise(read):
        other_eyes = (before.template, answer_before.reader) != (now.template, answer.reader)
        same_words = text_hash(before) == text_hash(now)
        if content_hash(before) != content_hash(now) and not (other_eyes and same_words):
            opened.append(where.capture)
    return opened


def counts_as_missing(history: list[Pair], where: Any, answer: Answer) -> bool:
    if answer.outcome not in {"missing", "soft-missing"}:
        return False
    run = [(c.fetched_at, a.outcome) for c, a in history if c.run == where.run]
    read = [at for at, outcome in run if outcome in {"article", "unchanged"}]
    before = max((at for at in read if at < where.fetched_at), default="")
    after = min((at for at in read if at > where.fetched_at), default="~")
    row = [at for at, outcome in run if outcome in {"missing", "soft-missing"} and before < at < after]
    is_between = before > "" and after < "~"
    if where.source == "wayback":
        at, day = datetime.fromisoformat(where.fetched_at), timedelta(days=1)
        ends = [datetime.fromisoformat(end) for end in (before, after)] if is_between else []
        return len(row) <= ROW_OF_ABSENCES and is_between and all(at - day <= end <= at + day for end in ends)
    return len(row) <= ROW_OF_ABSENCES and (answer.outcome == "missing" or is_between)


def spells(history: list[Pair], key: int) -> list[Spell]:
    found: list[Spell] = []
    seen = False
    for where, answer in past(history, key):
        if answer.outcome in {"article", "unchanged"}:
            if found and found[-1].until is None:
                found[-1].until = where.fetched_at
            seen = True
        elif seen and counts_as_missing(history, where, answer):
            if not found or found[-1].until is not None:
                found.append(Spell(where.fetched_at, where.capture, 0))
            spell = found[-1]
            spell.answers += 1
            day_later = datetime.fromisoformat(spell.since) + timedelta(days=1)
            if spell.gone_at is None and datetime.fromisoformat(where.fetched_at) >= day_later:
                spell.gone_at = where.fetched_at
    return found if readings(history, key) else []


def carried(read: list[tuple[Any, Answer, Article]], name: str) -> tuple[str, Any]:
    """The newest reading whose template carries a field: its capture, and what it says."""
    for where, answer, one in reversed(read):
        if name in answer.carries:
            return where.capture, getattr(one, name)
    return "", None


def record(history: list[Pair], key: int) -> dict[str, Any] | None:
    """The row of `articles` by the words of DESIGN."""
    read = readings(history, key)
    if not read:
        return None
    where, _, now = read[-1]
    seen = [c.fetched_at for c, a in past(history, key) if a.outcome in {"article", "unchanged"}]
    absent = [spell for spell in spells(history, key) if spell.until is None]
    gone = bool(absent) and absent[-1].gone_at is not None
    return {
        **{name: carried(read, name)[1] for name in (*HASHED, "category_slug", "views")},
        "key": key,
        "lang": now.lang,
        "id": now.id,
        "slug": slug(history, key),
        "url": article_url(now.lang, now.id, slug(history, key)),
        "template": now.template,
        "fetched_at": where.fetched_at,
        "capture": where.capture,
        "source_url": where.url,
        "content_hash": content_hash(now),
        "version": len(versions(history, key)),
        "first_seen": read[0][0].fetched_at,
        "last_seen": max(seen),
        "status": "gone" if gone else "suspect" if absent else "live",
        "gone_since": absent[-1].since if gone else None,
    }


def slug(history: list[Pair], key: int) -> str | None:
    """The newest that a page of the article has, else the newest of a list or of another article's present link."""
    if own := [one.slug for _, _, one in readings(history, key) if one.slug]:
        return own[-1]
    at = {where.capture: where.fetched_at for where, _ in history}
    listed = [(c.capture, i.url) for c, a in history if a.page for i in a.page.items if key_in(i) == key]
    linked = [(row[6], row[4]) for other in KEYS if other != key for row in links(history, other) if row[3] == key]
    named = sorted((at[name], name, url) for name, url in (*listed, *linked) if parse(url).slug)
    return parse(named[-1][2]).slug if named else None


def links(history: list[Pair], key: int) -> list[tuple[Any, ...]]:
    read = readings(history, key)
    found = []
    for kind in ("related", "read_also"):
        where, shown = carried(read, kind)
        found += [(key, kind, each.position, key_in(each), each.url, each.views, where) for each in shown or ()]
    return sorted(found, key=lambda row: row[:3])


def key_in(to: Link | ListItem) -> int | None:
    return None if to.id is None else -to.id if to.lang == "en" else to.id


def assert_as_the_oracle(db: Database, history: list[Pair]) -> None:
    kept = {row["key"]: row for row in rows(db, "SELECT * FROM articles")}
    expected = {key: row for key in KEYS if (row := record(history, key))}
    assert kept == expected
    assert db.execute("SELECT key, capture FROM versions ORDER BY key, version").fetchall() == [
        (key, opened) for key in sorted(KEYS) for opened in versions(history, key)
    ]
    assert db.execute(
        "SELECT from_key, kind, position, to_key, url, views, capture FROM links ORDER BY 1, 2, 3"
    ).fetchall() == sorted((row for key in KEYS for row in links(history, key)), key=lambda row: row[:3])
    assert db.execute("SELECT * FROM absences ORDER BY key, since, capture").fetchall() == sorted(
        (key, s.since, s.capture, s.answers, s.gone_at, s.until) for key in KEYS for s in spells(history, key)
    )
    assert set(db.execute("SELECT key, role, position, person FROM bylines")) == {
        (key, role, position, person)
        for key, row in expected.items()
        for role, name in ROLES.items()
        for position, person in enumerate(persons(row[name]), 1)
    }


def counters(history: list[Pair]) -> set[tuple[Any, ...]]:
    """Every counter ever printed; of one article's several places in one list, the first."""
    found: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for where, answer in history:
        one = answer.article
        printed = [] if one is None else [("own", None, answer.key, one.views)]
        printed += [("related", each.position, key_in(each), each.views) for each in (one.related if one else ())]
        popular = [("popular", each.position, key_in(each), each.views) for each in (one.popular if one else ())]
        items = answer.page.items if answer.page else ()
        printed += [("list", each.position, -each.id if each.lang == "en" else each.id, each.views) for each in items]
        for source, rank, key, views in [*(row for row in printed if row[3] is not None), *popular]:
            if key is not None:
                found.setdefault(
                    (where.capture, source, key), (key, where.fetched_at, where.capture, source, rank, views)
                )
    return set(found.values())


@examples(40)
@given(histories(max_size=12))
def test_what_holds_is_what_the_captures_say(history: list[Pair]) -> None:
    with archive(history) as db:
        assert_as_the_oracle(db, history)
        assert set(db.execute("SELECT key, fetched_at, capture, source, rank, views FROM view_counts")) == counters(
            history
        )
        assert {row[0] for row in db.execute("SELECT capture FROM captures")} == {c.capture for c, _ in history}
        assert {row[0] for row in db.execute("SELECT capture FROM problems")} == {
            c.capture for c, a in history if a.outcome == "unreadable"
        }
        assert set(db.execute("SELECT capture, position, key, list FROM listings")) == {
            (c.capture, i.position, -i.id if i.lang == "en" else i.id, a.list)
            for c, a in history
            for i in (a.page.items if a.page else ())
        }


@examples(35)
@given(st.data())
def test_neither_order_nor_batches_nor_repetition_make_a_difference(data: st.DataObject) -> None:
    history = data.draw(histories(max_size=12))
    with archive(history, batch=data.draw(st.integers(1, 13))) as one:
        shuffled = data.draw(st.permutations(history))
        again = data.draw(st.lists(st.sampled_from(history), max_size=3)) if history else []
        with archive([*shuffled, *again], batch=data.draw(st.integers(1, 13))) as other:
            for table in RECORD_TABLES:
                assert records(one)[table] == records(other)[table], table
        orphans = one.execute(
            "SELECT count(*) FROM texts WHERE content_hash NOT IN (SELECT content_hash FROM captures"
            " WHERE content_hash IS NOT NULL)"
        )
        assert orphans.fetchone() == (0,)
        assert one.execute("PRAGMA foreign_key_check").fetchall() == []


def at(day: int, hour: int = 0) -> str:
    return f"2026-10-{day:02d}T{hour:02d}:00:00.000Z"


def test_a_then_b_then_a_are_three_versions(db: Database) -> None:
    a, b = article(title="Pasar Dibuka"), article(title="Pasar Batal Dibuka")
    write(db, [(capture(n, at=at(n)), answered(read)) for n, read in ((1, a), (2, b), (3, a), (4, a))])
    assert rows(db, "SELECT version, capture FROM versions") == [
        {"version": n, "capture": capture(n).capture} for n in (1, 2, 3)
    ]
    assert db.execute("SELECT version, title FROM articles").fetchone() == (3, "Pasar Dibuka")
    assert db.execute("SELECT count(*) FROM texts").fetchone() == (2,)


def test_other_eyes_on_the_same_words_are_no_new_version(db: Database) -> None:
    plain = article(body="Pasar itu dibuka. Pedagang datang.", reporter="Rina Utami")
    better = replace(plain, body="Pasar itu dibuka.\n\nPedagang datang.", reporter="Rina U.")
    desktop = article(body=plain.body, template="desktop")
    seen = [answered(plain), answered(better, reader="2"), answered(desktop, reader="2"), answered(plain, reader="2")]
    write(db, [(capture(n, at=at(n)), answer) for n, answer in enumerate(seen, 1)])
    assert db.execute("SELECT version FROM articles").fetchone() == (1,)
    same_eyes = replace(plain, reporter="Rina Utami Sari")
    write(db, [(capture(9, at=at(9)), answered(same_eyes, reader="2"))])
    assert db.execute("SELECT version FROM articles").fetchone() == (2,)


def test_a_better_reader_that_reads_more_words_opens_a_version(db: Database) -> None:
    write(db, [(capture(1, at=at(1)), answered(article(body="Awal.")))])
    write(db, [(capture(2, at=at(2)), answered(article(body="Awal dan akhir."), reader="2"))])
    assert db.execute("SELECT version FROM articles").fetchone() == (2,)


def test_a_field_comes_from_the_newest_template_that_has_a_place_for_it(db: Database) -> None:
    old = article(category="Ekonomi", editor="Joko", related=(link(1, 102),))
    write(db, [(capture(1, at=at(1)), answered(old))])
    write(db, [(capture(2, at=at(2)), answered(article(template="generic", editor=None)))])
    now = rows(db, "SELECT template, category, editor, views FROM articles")
    assert now == [{"template": "generic", "category": "Ekonomi", "editor": None, "views": 12}]
    assert rows(db, "SELECT to_key, capture FROM links") == [{"to_key": 102, "capture": capture(1).capture}]
    write(db, [(capture(3, at=at(3)), answered(article(category=None, views=13)))])
    assert rows(db, "SELECT category, views FROM articles") == [{"category": None, "views": 13}]
    assert rows(db, "SELECT * FROM links") == []


def status(db: Database) -> tuple[Any, ...]:
    row: tuple[Any, ...] = db.execute("SELECT status, gone_since FROM articles").fetchone()
    return row


def test_an_article_is_gone_only_when_the_site_says_so_twice_a_day_apart(db: Database) -> None:
    write(db, [(capture(1, at=at(1)), answered(article()))])
    assert status(db) == ("live", None)
    write(db, [(capture(2, at=at(3)), missing())])
    assert status(db) == ("suspect", None)
    write(db, [(capture(3, at=at(3, 23)), missing())])
    assert status(db) == ("suspect", None)
    write(db, [(capture(4, at=at(4)), missing())])
    assert status(db) == ("gone", at(3))
    write(db, [(capture(5, at=at(6)), answered(article()))])
    assert status(db) == ("live", None)
    assert rows(db, "SELECT since, answers, gone_at, until FROM absences") == [
        {"since": at(3), "answers": 3, "gone_at": at(4), "until": at(6)}
    ]


def test_outages_and_blocks_never_make_an_article_doubtful(db: Database) -> None:
    write(db, [(capture(1, at=at(1)), answered(article()))])
    for n, outcome in enumerate(
        ("server-error", "throttled", "refused", "blocked", "maintenance", "login", "truncated"), 2
    ):
        write(db, [(capture(n, at=at(n)), Answer(outcome=outcome, key=101))])  # type: ignore[arg-type]
    assert status(db) == ("live", None)


def test_a_soft_absence_counts_once_the_run_reads_an_article_after_it(db: Database) -> None:
    write(db, [(capture(1, at=at(1)), answered(article()))])
    run = {"run": "run-2"}
    write(db, [(capture(2, 102, at=at(2), **run), answered(article(102)))])
    write(db, [(capture(3, at=at(2, 1), **run), Answer(outcome="soft-missing", key=101))])
    assert db.execute("SELECT status FROM articles WHERE key = 101").fetchone() == ("live",)
    write(db, [(capture(4, 102, at=at(2, 2), **run), answered(article(102)))])
    assert db.execute("SELECT status FROM articles WHERE key = 101").fetchone() == ("suspect",)
    assert db.execute("SELECT state FROM frontier WHERE key = 101").fetchone() == ("suspect",)


@pytest.mark.parametrize(("hours", "status"), [(23, "gone"), (25, "live")])
def test_a_removal_by_a_web_archive_needs_an_article_read_within_a_day(db: Database, hours: int, status: str) -> None:
    """Its captures of a host are one run of many years: some article was always read before and after."""
    began = datetime(2019, 3, 1, 12, tzinfo=UTC)

    def seen(number: int, key: int, days: int, more: int, answer: Answer) -> Pair:
        moment = (began + timedelta(days=days, hours=more)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return replace(capture(number, key, at=moment, run="web archive"), source="wayback"), answer

    write(db, [seen(1, 101, -100, 0, answered(article()))])
    for number, days in enumerate((0, 10), 1):
        write(db, [seen(10 * number, 101, days, 0, missing())])
        write(db, [seen(10 * number + 1, 102, days, hours, answered(article(102)))])
        write(db, [seen(10 * number + 2, 102, days, -hours, answered(article(102)))])
    assert db.execute("SELECT status FROM articles WHERE key = 101").fetchone() == (status,)
    assert db.execute("SELECT state FROM frontier WHERE key = 101").fetchone() == (
        "archived" if status == "live" else status,
    )


def test_an_id_that_never_was_an_article_is_absent(db: Database) -> None:
    write(db, [(capture(1, 555), missing(555)), (capture(2, 556), Answer(outcome="soft-missing", key=556))])
    assert dict(db.execute("SELECT key, state FROM frontier")) == {555: "absent", 556: "pending"}
    assert db.execute("SELECT count(*) FROM absences").fetchone() == (0,)


def hours(*answers: Answer, run: str = "run-1", first: int = 1) -> list[tuple[Capture, Answer]]:
    """One answer a minute of one run."""
    return [
        (capture(n, answer.key, at=f"2026-10-02T03:{n:02d}:00.000Z", run=run), answer)
        for n, answer in enumerate(answers, first)
    ]


def soft(key: int) -> Answer:
    return Answer(outcome="soft-missing", key=key)


def states(db: Database) -> dict[int, str]:
    return dict(db.execute("SELECT key, state FROM frontier").fetchall())


@pytest.mark.parametrize("batch", [1, 2, 50])
def test_a_page_without_an_article_is_believed_between_two_articles_only(db: Database, batch: int) -> None:
    read = [answered(article(key)) for key in (101, 102)]
    write(db, hours(soft(555), read[0], soft(556), soft(557)), batch=batch)
    assert {key: states(db)[key] for key in (555, 556, 557)} == dict.fromkeys((555, 556, 557), "pending")
    write(db, hours(read[1], first=10), batch=batch)
    assert {key: states(db)[key] for key in (555, 556, 557)} == {555: "pending", 556: "absent", 557: "absent"}


@pytest.mark.parametrize("said", [missing, soft])
@pytest.mark.parametrize("between", [ROW_OF_ABSENCES, ROW_OF_ABSENCES + 1])
@pytest.mark.parametrize("batch", [1, 50])
def test_an_outage_makes_no_article_suspect(
    db: Database, said: Callable[[int], Answer], between: int, batch: int
) -> None:
    keys = range(101, 101 + between)
    write(db, [(capture(900 + key, key, at="2026-10-01T00:00:00.000Z"), answered(article(key))) for key in keys])
    ends = [answered(article(key)) for key in (501, 502)]
    write(db, hours(ends[0], *(said(key) for key in keys), ends[1], run="run-2"), batch=batch)
    statuses = {status for (status,) in db.execute("SELECT status FROM articles WHERE key < 500")}
    assert statuses == ({"suspect"} if between <= ROW_OF_ABSENCES else {"live"})


def address(db: Database, key: int = 101) -> tuple[Any, ...]:
    row: tuple[Any, ...] = db.execute("SELECT slug, url FROM articles WHERE key = ?", [key]).fetchone()
    return row


def test_a_slug_comes_from_the_page_else_from_who_names_it_and_never_from_the_request(db: Database) -> None:
    asked = {"url": "https://www.beritajakarta.id/read/101/potret-jakarta"}
    write(db, [(capture(1, at=at(1), **asked), answered(article(slug=None)))])
    assert address(db) == (None, "https://www.beritajakarta.id/read/101")
    write(db, [(capture(2, None, at=at(2)), listed([101, 102], slug="pasar-dibuka"))])
    assert address(db) == ("pasar-dibuka", "https://www.beritajakarta.id/read/101/pasar-dibuka")
    write(db, [(capture(3, 102, at=at(3)), answered(article(102, related=(link(1, 101, slug="Pasar Dibuka"),))))])
    assert address(db) == ("Pasar Dibuka", "https://www.beritajakarta.id/read/101/Pasar%20Dibuka")
    write(db, [(capture(4, 102, at=at(4)), answered(article(102)))])
    assert address(db)[0] == "pasar-dibuka"
    write(db, [(capture(5, at=at(5)), answered(article(slug="pasar-baru-dibuka")))])
    write(db, [(capture(6, at=at(6), **asked), answered(article(slug=None)))])
    assert address(db)[0] == "pasar-baru-dibuka"
    assert db.execute("SELECT count(*) FROM articles WHERE key = 101").fetchone() == (1,)


def test_a_link_of_an_article_to_itself_names_no_slug(db: Database) -> None:
    write(db, [(capture(1), answered(article(slug=None, related=(link(1, 101, slug="video"),))))])
    assert address(db)[0] is None
