"""Checks the full-text indexes, and the forms by which their words are found.

SQLite's own check of an index has to write, and an archive is only read here. So it is made on a copy of each index, in
the connection's temporary database, beside a view of the articles.
"""

from scraper.archive.database import Database, DatabaseError, refuse_interrupted
from scraper.archive.fulltext import word_forms
from scraper.archive.fulltext.stems import has_forms, tokens
from scraper.archive.schema.tables import FULL_TEXT, declarations
from scraper.counts import count
from scraper.maintenance.verify.check import REPARSE, Check, shown

_PARTS = ("data", "idx", "docsize", "config")
"""Tables that an FTS5 index consists of, beside what it is made of."""

_FILED = """
    SELECT key, 'it is not in the index' FROM articles WHERE key NOT IN (SELECT id FROM {0}_docsize)
    UNION ALL
    SELECT id, 'the index has it, and there is no such article' FROM {0}_docsize
    WHERE id NOT IN (SELECT key FROM articles)
    ORDER BY 1
"""


def check(db: Database, *, quick: bool) -> Check:
    """Check the indexes; if quick, not whether each word is where they say, which takes most of the time."""
    found = Check("search")
    for index in FULL_TEXT:
        for key, what in db.execute(_FILED.format(index)):
            found.fault(what, REPARSE, table=index, row=f"key {key}")
        if not quick:
            _check_words(db, found, index)
    found.looked_at = int(db.execute("SELECT count(*) FROM articles_fts_docsize").fetchone()[0])
    if not quick and not found.faults:
        _check_forms(db, found)  # which reads the index
    return found


def _check_words(db: Database, found: Check, index: str) -> None:
    db.execute("CREATE TEMP VIEW articles AS SELECT * FROM main.articles")
    db.execute(declarations()[index][1].replace(f" {index} ", f" temp.{index} ", 1))
    try:
        for part in _PARTS:
            db.execute(f"DELETE FROM temp.{index}_{part}")  # noqa: S608 - our names
            db.execute(f"INSERT INTO temp.{index}_{part} SELECT * FROM main.{index}_{part}")  # noqa: S608
        db.execute(f"INSERT INTO temp.{index} ({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
    except DatabaseError as error:
        refuse_interrupted(error)
        found.fault(f"it does not say what the articles say ({error})", REPARSE, table=index)
    finally:
        db.execute(f"DROP TABLE temp.{index}")
        db.execute("DROP VIEW temp.articles")


def _check_forms(db: Database, found: Check) -> None:
    """Check that each word of the index is found by its other forms, and no other.

    Words that no article has any more stay, and how many have one is counted now and then only: neither is a fault.
    """
    kept: dict[str, set[str]] = {kind: set() for kind in word_forms.KINDS}
    most = int(db.execute("SELECT count(*) FROM articles").fetchone()[0])
    for kind, root, word, articles in db.execute("SELECT kind, root, word, articles FROM word_forms"):
        wrong = _wrong(kind, root, word, kept)
        if wrong is None and not (isinstance(articles, int) and 1 <= articles <= most):
            wrong = f"it is {shown(articles)}, but there are {count(most, 'article')}", "articles"
        if wrong is not None:
            row = f"kind {shown(kind)}, word {shown(word)}"
            found.fault(wrong[0], REPARSE, table="word_forms", row=row, column=wrong[1])
        if kind in kept and isinstance(word, str):
            kept[kind].add(word)
    there = word_forms.vocabulary(db).keys()
    for kind, words in kept.items():
        for word in sorted(there - words):
            what = "its other forms do not lead to this word"
            found.fault(what, REPARSE, table="word_forms", row=f"kind {kind}, word {word}")


def _wrong(kind: object, root: object, word: object, kept: dict[str, set[str]]) -> tuple[str, str] | None:
    """Return what is wrong with a row of any values, and in which column; None where nothing is."""
    if not isinstance(kind, str) or kind not in kept:
        return f"there is no kind {shown(kind)}", "kind"
    if not isinstance(word, str) or not has_forms(word) or tokens(word) != [word]:
        return "this is not a word that has forms", "word"
    if word in kept[kind]:
        return f"this word is there twice, with another {word_forms.KINDS[kind]}", "root"
    if root not in word_forms.possible(kind, word):
        return f"it is {shown(root)}, which is no {word_forms.KINDS[kind]} of this word", "root"
    return None
