"""The table of word forms keeps up with the full-text index, and says the same however it came about."""

from hypothesis import given
from hypothesis import strategies as st

from scraper.archive.database import Database
from scraper.archive.fulltext import word_forms
from scraper.archive.schema.tables import FULL_TEXT
from scraper.maintenance.verify import fulltext
from tests.conftest import examples
from tests.scraper.archive.making import Pair, answered, archive, article, capture, missing, write

WORDS = [
    "tulis",
    "menulis",
    "tulisan",
    "ulis",
    "kelola",
    "mengelola",
    "dikelola",
    "Soekarno",
    "sukarno",
    "Café",
    "RT/RW",
]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)


@st.composite
def histories(draw: st.DrawFn) -> list[Pair]:
    """Captures of a few articles: read, read again otherwise, gone."""
    pairs = []
    for number in range(draw(st.integers(1, 8))):
        key = draw(st.sampled_from([101, 102, -101]))
        at = f"2026-10-{number + 1:02d}T03:00:00.000Z"
        where = capture(number, key, at=at)
        read = answered(article(key, body=draw(TEXTS), title=draw(TEXTS), quote=draw(st.none() | TEXTS)))
        pairs.append((where, read if draw(st.booleans()) else missing(key)))
    return pairs


def kept(db: Database) -> set[tuple[str, str]]:
    return {(kind, word) for kind, word in db.execute("SELECT kind, word FROM word_forms")}


@examples(60)
@given(histories(), st.integers(1, 4))
def test_after_any_history_every_word_is_filed_and_the_index_is_true(pairs: list[Pair], batch: int) -> None:
    with archive([]) as db:
        write(db, pairs, batch=batch)
        assert not fulltext.check(db, quick=False).faults
        filed = kept(db)
        word_forms.refresh(db)
        assert kept(db) <= filed
        once = db.execute("SELECT * FROM word_forms ORDER BY 1, 2, 3").fetchall()
        word_forms.refresh(db)
        assert db.execute("SELECT * FROM word_forms ORDER BY 1, 2, 3").fetchall() == once


@examples(30)
@given(histories())
def test_an_index_made_at_once_is_the_one_that_grew(pairs: list[Pair]) -> None:
    with archive([]) as grown, archive([]) as made:
        write(grown, pairs, batch=1)
        word_forms.refresh(grown)
        word_forms.suspend_index(made)
        write(made, pairs)
        word_forms.rebuild_index(made)
        for index in FULL_TEXT:
            for db in (grown, made):
                db.execute(f"CREATE VIRTUAL TABLE temp.{index}_told USING fts5vocab (main, {index}, instance)")
            told = f"SELECT term, doc, col, offset FROM temp.{index}_told ORDER BY 1, 2, 3, 4"
            assert made.execute(told).fetchall() == grown.execute(told).fetchall()
        assert (
            made.execute("SELECT * FROM word_forms").fetchall() == grown.execute("SELECT * FROM word_forms").fetchall()
        )
        triggers = {name for (name,) in made.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")}
        assert triggers == {f"{index}_{event}" for index in FULL_TEXT for event in ("insert", "delete", "update")}


def test_a_doubtful_word_goes_by_the_root_of_the_others() -> None:
    words = {"mengukur": 5, "ukuran": 3, "kukur": 1, "mengirim": 5, "dikirim": 2, "kiriman": 1}
    roots = {word: root for kind, root, word, _ in word_forms.rows(words) if kind == "id"}
    assert roots["mengukur"] == roots["ukuran"] == "ukur"
    assert roots["mengirim"] == roots["dikirim"] == "kirim"


def test_a_new_counter_alone_does_not_touch_the_index() -> None:
    with archive([(capture(1), answered(article(views=1)))]) as db:
        before = db.execute("SELECT total(length(block)) FROM articles_fts_data").fetchone()
        changes = db.execute("SELECT count(*) FROM articles_fts_data").fetchone()
        for n in range(2, 40):
            write(db, [(capture(n, at=f"2026-11-01T03:00:{n:02d}.000Z"), answered(article(views=n)))])
        assert db.execute("SELECT views FROM articles").fetchone() == (39,)
        assert db.execute("SELECT total(length(block)) FROM articles_fts_data").fetchone() == before
        assert db.execute("SELECT count(*) FROM articles_fts_data").fetchone() == changes
