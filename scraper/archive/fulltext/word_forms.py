"""Keeps `word_forms`: all words that the full-text index has, by their roots and their sound.

A search looks the other forms of a word up here, and asks the index for all of them. `Filing` takes in the words of
what is being written; `refresh` makes the table anew from the index, which also counts in how many articles each word
stands, and settles by that what the root of a doubtful one is.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from sqlite_utils import Database

from scraper.archive.fulltext.stems import candidates, has_forms, sound, stemmer, tokens

Row: TypeAlias = tuple[str, str, str, int]
"""Kind, root, word, and in how many articles the word stands."""

KINDS = {"id": "Indonesian root", "en": "English root", "sound": "sound"}
"""What a word is looked up by."""

REMEMBERED = 50_000
"""Words that a crawl remembers to have filed: memory stays flat however many there are."""

_INSERT = "INSERT OR IGNORE INTO word_forms (kind, root, word, articles) VALUES (?, ?, ?, ?)"
_OF_ROOT = "SELECT coalesce(sum(articles), 0) FROM word_forms WHERE kind = 'id' AND root = ?"
_KNOWN = "SELECT 1 FROM word_forms WHERE kind = 'id' AND root = ? AND word = ?"


class Filing:
    """Takes in the words of texts that are being written.

    Args:
        db: the archive, open for writing.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: set[str] = set()

    def add(self, texts: Iterable[str]) -> None:
        """Take in the words of some texts that are new here.

        Args:
            texts: of articles that are written in the transaction at hand.
        """
        if len(self._known) > REMEMBERED:
            self._known.clear()
        met = {word for text in texts for word in tokens(text)} - self._known
        new = {word for word in met if has_forms(word) and not is_known(self._db, word)}
        self._known |= met - new  # the new ones only next time: this transaction may yet fail
        for word in sorted(new):
            self._db.conn.executemany(_INSERT, _rows(word, root_of(self._db, word), 1))


def is_known(db: Database, word: str) -> bool:
    """Whether the archive has a word, as `tokens` gives it."""
    return any(db.execute(_KNOWN, [root, word]).fetchone() for root in candidates(word))


def root_of(db: Database, word: str) -> str:
    """Return the Indonesian root of a word: of several that it can have, the one that it goes by in the archive.

    Args:
        db: the archive.
        word: as `tokens` gives it; where the archive has it not, the root of the most other words counts.
    """
    roots = candidates(word)
    if len(roots) == 1:
        return roots[0]

    def weight(root: str) -> tuple[bool, int]:
        known = db.execute(_KNOWN, [root, word]).fetchone() is not None
        return known, int(db.execute(_OF_ROOT, [root]).fetchone()[0])

    return max(roots, key=weight)


def refresh(db: Database) -> None:
    """Make the table anew.

    Args:
        db: the archive, open for writing.
    """
    words = vocabulary(db)
    with db.atomic():
        db.execute("DELETE FROM word_forms")
        db.conn.executemany(_INSERT, rows(words))


def vocabulary(db: Database) -> dict[str, int]:
    """Return the words of the full-text index that can have forms, with the number of articles each stands in.

    Args:
        db: the archive; for reading only is enough.
    """
    db.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab (main, articles_fts, row)")
    counted = db.execute("SELECT term, doc FROM temp.vocabulary")
    found = {word: articles for word, articles in counted if has_forms(word)}
    db.execute("DROP TABLE temp.vocabulary")
    return found


def rows(words: dict[str, int]) -> Iterator[Row]:
    """Return the rows that words make.

    Args:
        words: with the number of articles each stands in.

    Yields:
        each word three times: by its root in either language, and by its sound. Of several Indonesian roots that it
        can have, the one that counts is what the most articles have in words that leave no doubt.
    """
    certain: Counter[str] = Counter()
    for word, articles in words.items():
        root, *others = candidates(word)
        if not others:
            certain[root] += articles
    for word, articles in words.items():
        yield from _rows(word, max(candidates(word), key=lambda root: certain[root]), articles)


def possible(kind: str, word: str) -> tuple[str, ...]:
    """Return by what a word can be looked up.

    Args:
        kind: one of `KINDS`.
        word: as `tokens` gives it.
    """
    if kind == "id":
        return candidates(word)
    return (stemmer("english").stemWord(word) if kind == "en" else sound(word),)


def _rows(word: str, root: str, articles: int) -> Iterator[Row]:
    yield "id", root, word, articles
    for kind in ("en", "sound"):
        yield kind, possible(kind, word)[0], word, articles
