"""Reads what somebody types into a search, and writes it as an expression that FTS5 understands.

All words have to be there, in any of their forms. `"air bersih"` is these words in a row, as they are; `-banjir` leaves
out what has the word; `gorong*` is any word that begins so. Whatever is typed is a search: nothing is an error.
"""

import re
from dataclasses import dataclass

from sqlite_utils import Database

from scraper.archive.fulltext.stems import has_forms, tokens
from scraper.archive.fulltext.word_forms import is_known, possible, root_of
from scraper.archive.search.offices import LONGEST, other_forms

MOST_FORMS = 40
"""Other forms of a word that are looked for, the most frequent first."""

MOST_WORDS = 24
"""Words that are looked for; who pastes a whole story is served by its beginning."""

_TYPED = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is looked for.

    Attributes:
        typed: as it was typed, but for case.
        forms: what an article may have instead, each a word or several in a row; what was typed first, if it may.
        parts: terms that an article may have instead, all of them: the words of a name that has a short form too.
    """

    typed: str
    forms: tuple[str, ...] = ()
    parts: "tuple[Term, ...]" = ()

    def expression(self) -> str:
        """Return the term as FTS5 takes it: each form as a string, so that nothing in it is an operator."""
        ways = [f'"{form[:-1]}" *' if form.endswith("*") else f'"{form}"' for form in self.forms]
        if self.parts:
            ways.insert(0, f"({_joined(self.parts, ' AND ')})")
        return ways[0] if len(ways) == 1 else f"({' OR '.join(ways)})"


def _joined(terms: tuple[Term, ...], operator: str) -> str:
    return operator.join(term.expression() for term in terms)


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for.

    Attributes:
        terms: an article has to have each of them.
        without: and none of these.
    """

    terms: tuple[Term, ...]
    without: tuple[Term, ...] = ()

    def expression(self, *, every: bool = True) -> str:
        """Return the question as FTS5 takes it; empty where there is nothing to look for.

        Args:
            every: whether an article has to have every term, or any.
        """
        wanted = _joined(self.terms, " AND " if every else " OR ")
        return f"({wanted}) NOT ({_joined(self.without, ' OR ')})" if wanted and self.without else wanted


def understand(db: Database, typed: str) -> Question:
    """Read a search.

    Args:
        db: the archive, whose own words are the forms looked for.
        typed: by somebody.
    """
    wanted: list[Term] = []
    without: list[Term] = []
    loose: list[str] = []
    for found in list(_TYPED.finditer(typed))[:MOST_WORDS]:
        words = tokens(found["phrase"] if found["phrase"] is not None else found["word"])
        if not words:
            continue
        plain = found["word"] is not None and not found["minus"]
        if plain and len(words) == 1 and not found["word"].endswith("*"):
            loose += words
            continue
        wanted += _loose(db, loose)
        loose = []
        star = "*" if found["word"] is not None and found["word"].endswith("*") else ""
        (without if found["minus"] else wanted).append(Term(" ".join(words) + star, (" ".join(words) + star,)))
    return Question(tuple(wanted + _loose(db, loose)), tuple(without))


def _loose(db: Database, words: list[str]) -> list[Term]:
    """Return the terms of words that stand side by side: a name by all its names too, a word by all its forms."""
    found: list[Term] = []
    at = 0
    while at < len(words):
        names: list[str] = []
        for length in range(min(LONGEST, len(words) - at), 0, -1):
            some = tuple(words[at : at + length])
            names = [" ".join(each) for each in other_forms(some)]
            if length == 2 and is_known(db, "".join(some)):  # noqa: PLR2004 - `tanjung priok` is `tanjungpriok`
                names.append("".join(some))
            if names:
                break
        each_by_itself = tuple(Term(word, (word, *forms_of(db, word))) for word in some)
        if length == 1:
            found.append(Term(some[0], (*each_by_itself[0].forms, *names)))
        else:
            found.append(Term(" ".join(some), tuple(names), each_by_itself))
        at += length
    return found


def forms_of(db: Database, word: str) -> list[str]:
    """Return the forms of a word that the archive has: by its root in either language, by its sound, written apart.

    Args:
        db: the archive.
        word: as `tokens` gives it.
    """
    if not has_forms(word):
        return []
    asked = (("id", root_of(db, word)), *((kind, possible(kind, word)[0]) for kind in ("en", "sound")))
    found: dict[str, int] = {}
    for kind, root in asked:
        found |= dict(db.execute("SELECT word, articles FROM word_forms WHERE kind = ? AND root = ?", [kind, root]))
    found.pop(word, None)
    most = sorted(found, key=lambda form: (-found[form], form))[:MOST_FORMS]
    return [*most, *_apart(db, word)]


def _apart(db: Database, word: str) -> list[str]:
    """Return a word as two in a row, where the archive knows both: `tanjungpriok` is `tanjung priok`."""
    halves = ((word[:at], word[at:]) for at in range(3, len(word) - 2))
    return [f"{left} {right}" for left, right in halves if is_known(db, left) and is_known(db, right)]
