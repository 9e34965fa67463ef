"""Keeps `word_forms`: all words that the full-text index has, by their roots and their sound.

A search looks the other forms of a word up here, and asks the index for all of them. `add` takes in the words of what
is being written; `refresh` makes the table anew from the index, which also counts in how many articles each word
stands, and settles by that what the root of a doubtful one is.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from sqlite_utils import Database

from scraper.archive.words.roots import candidates, has_forms, sound, stemmer, tokens

Row: TypeAlias = tuple[str, str, str, int]
"""Kind, root, word, and in how many articles the word stands."""

_INSERT = "INSERT OR IGNORE INTO word_forms (kind, root, word, articles) VALUES (?, ?, ?, ?)"
_KNOWN = "SELECT 1 FROM word_forms WHERE kind = 'sound' AND root = ? AND word = ?"
_OF_ROOT = "SELECT coalesce(sum(articles), 0) FROM word_forms WHERE kind = 'id' AND root = ?"


def add(db: Database, texts: Iterable[str]) -> None:
    """Take in the words of some texts that are new here.

    Args:
        db: the archive, in a transaction.
        texts: of articles that are being written.
    """
    words = {word for text in texts for word in tokens(text) if has_forms(word)}
    new = [word for word in sorted(words) if not db.execute(_KNOWN, [sound(word), word]).fetchone()]

    def articles(root: str) -> int:
        return int(db.execute(_OF_ROOT, [root]).fetchone()[0])

    for word in new:
        db.conn.executemany(_INSERT, _rows(word, max(candidates(word), key=articles), 1))


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


def _rows(word: str, root: str, articles: int) -> Iterator[Row]:
    yield "id", root, word, articles
    yield "en", stemmer("english").stemWord(word), word, articles
    yield "sound", sound(word), word, articles
