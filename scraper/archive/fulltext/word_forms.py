"""The table `word_forms`: all words of the full-text index by their roots and their sound.

A search looks up the other forms of a word here, and asks the index for all of them. `Filing` adds the words of what is
being written; `refresh` makes the table anew from the index, which also counts the articles that each word is in, and
by that chooses among the possible roots of a word.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from scraper.archive.connection import Database
from scraper.archive.fulltext.stems import candidates, has_forms, sound, stemmer, tokens
from scraper.archive.schema.tables import FULL_TEXT, declarations

Row: TypeAlias = tuple[str, str, str, int]
"""Kind, root, word, and in how many articles the word stands."""

KINDS = {"id": "Indonesian root", "en": "English root", "sound": "sound"}
"""What a word is looked up by."""

REMEMBERED = 50_000
"""Words that a crawl remembers to have added: memory stays flat however many there are."""

_INSERT = "INSERT OR IGNORE INTO word_forms (kind, root, word, articles) VALUES (?, ?, ?, ?)"
_OF_ROOT = "SELECT coalesce(sum(articles), 0) FROM word_forms WHERE kind = 'id' AND root = ?"
_KNOWN = "SELECT 1 FROM word_forms WHERE kind = 'id' AND root = ? AND word = ?"


class Filing:
    """Adds the words of texts that are being written."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: set[str] = set()

    def add(self, texts: Iterable[str]) -> None:
        """Add the new words of some texts, which are written in the same transaction."""
        if len(self._known) > REMEMBERED:
            self._known.clear()
        met = {word for text in texts for word in tokens(text)} - self._known
        new = {word for word in met if has_forms(word) and not is_known(self._db, word)}
        self._known |= met - new  # the new ones only next time: this transaction may yet fail
        for word in sorted(new):
            self._db.conn.executemany(_INSERT, _rows(word, root_of(self._db, word), 1))


def suspend_index(db: Database) -> None:
    """Drop the triggers that keep the full-text indexes true, until `rebuild_index`: they cost five times as much."""
    for name in _triggers():
        db.execute(f"DROP TRIGGER IF EXISTS main.{name}")


def rebuild_index(db: Database) -> None:
    """Index all articles again, and keep the indexes true from now on."""
    suspend_index(db)
    with db.atomic():
        for index in FULL_TEXT:
            db.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")  # noqa: S608 - our names
        for declaration in _triggers().values():
            db.execute(declaration)
    refresh(db)


def _triggers() -> dict[str, str]:
    return {name: sql for name, (kind, sql) in declarations().items() if kind == "trigger"}


def is_known(db: Database, word: str) -> bool:
    """Whether the archive has a word, as `tokens` gives it."""
    return any(db.execute(_KNOWN, [root, word]).fetchone() for root in candidates(word))


def root_of(db: Database, word: str) -> str:
    """Return the Indonesian root of a word: of several possible ones, that under which the archive has the word.

    Where it does not have the word, the root of the most other words counts.
    """
    roots = candidates(word)
    if len(roots) == 1:
        return roots[0]

    def weight(root: str) -> tuple[bool, int]:
        known = db.execute(_KNOWN, [root, word]).fetchone() is not None
        return known, int(db.execute(_OF_ROOT, [root]).fetchone()[0])

    return max(roots, key=weight)


def refresh(db: Database) -> None:
    """Rebuild the table."""
    words = vocabulary(db)
    with db.atomic():
        db.execute("DELETE FROM word_forms")
        db.conn.executemany(_INSERT, rows(words))


def vocabulary(db: Database) -> dict[str, int]:
    """Return the words of the full-text index that can have forms, with the number of articles each is in."""
    db.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab (main, articles_fts, row)")
    counted = db.execute("SELECT term, doc FROM temp.vocabulary")
    found = {word: articles for word, articles in counted if has_forms(word)}
    db.execute("DROP TABLE temp.vocabulary")
    return found


def rows(words: dict[str, int]) -> Iterator[Row]:
    """Yield the rows of words, given with the number of articles each is in: by either root, and by sound.

    Of several possible Indonesian roots, the one counts that the most articles have in words with a certain root.
    """
    certain: Counter[str] = Counter()
    for word, articles in words.items():
        root, *others = candidates(word)
        if not others:
            certain[root] += articles
    for word, articles in words.items():
        yield from _rows(word, max(candidates(word), key=lambda root: certain[root]), articles)


def possible(kind: str, word: str) -> tuple[str, ...]:
    """Return the roots or the sound (`kind`, one of `KINDS`) by which a word, as `tokens` gives it, is looked up."""
    if kind == "id":
        return candidates(word)
    return (stemmer("english").stemWord(word) if kind == "en" else sound(word),)


def _rows(word: str, root: str, articles: int) -> Iterator[Row]:
    yield "id", root, word, articles
    for kind in ("en", "sound"):
        yield kind, possible(kind, word)[0], word, articles
