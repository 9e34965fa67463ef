"""Parses a search as people type it, and writes it as an FTS5 expression.

All words must occur, in any of their forms. `"air bersih"` is these words in a row, as they are; `-banjir` leaves out
what has the word; `gorong*` is any word that begins with it; `reporter:dewi` and `editor:"dewi param"` are whom the
byline names, `by:dewi` in any role. Whatever is typed is a query: nothing is an error. `OR` is a word like any other.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice, product

from scraper.archive.connection import Database
from scraper.archive.fulltext.stems import tokens
from scraper.archive.fulltext.word_forms import is_known
from scraper.archive.people import ANY_ROLE, Named
from scraper.archive.records import Selection
from scraper.archive.search.forms import forms_of
from scraper.archive.search.synonyms import Synonyms, SynonymsError, shipped_synonyms, synonyms_of
from scraper.items import ROLES

NEAR = 10
"""Words between others that are near each other, at most."""

MAX_ROWS = 16
"""Ways to write the words of a query in a row, by their synonyms, that are searched."""

MAX_WORDS = 24
"""Words of a query that are read; of a pasted story the beginning is enough."""

PIECE = re.compile(
    rf"(?P<minus>(?<!\S)-)?(?:(?P<role>(?i:{'|'.join((*ROLES, ANY_ROLE))})):\s*(?=\S))?"
    r'(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))'
)
"""A word, a phrase or a person, as typed."""


_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?: \d{3})+", re.ASCII)
_LARGE = re.compile(r"(?!(?:19|20)\d\d$)[1-9]\d{3,14}", re.ASCII)
"""A number that is no year."""

_MOST_DIGITS = 3
"""Digits of the number of a neighbourhood."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase of a query.

    Attributes:
        typed: as it was typed, but for case.
        forms: what an article may have instead, each a word or several in a row; what was typed first, if it may.
        parts: terms that an article may have instead, all of them: the words of a name that has a short form too.
        synonyms: those of the forms that are other names of the same thing, and as good as what was typed.
        source: the piece of the query, letter by letter, with its quotation marks.
    """

    typed: str
    forms: tuple[str, ...] = ()
    parts: "tuple[Term, ...]" = ()
    synonyms: tuple[str, ...] = ()
    source: str = ""

    def expression(self, *, apart: bool = True) -> str:
        """Return the term in FTS5's syntax: each form as a string, so that nothing in it is an operator.

        `apart` lets the parts of a name stand apart from each other.
        """
        ways = list(map(_string, self.forms))
        if self.parts:
            ways.insert(0, f"({_joined(self.parts, ' AND ')})" if apart else _string(self.typed))
        return _either(ways)

    @property
    def names(self) -> tuple[str, ...]:
        """The term as typed, and its synonyms."""
        return self.typed, *self.synonyms

    def exact(self, *, twice: bool = False) -> str:
        """Return the term as typed or by a synonym, in FTS5's syntax; what was typed may count `twice` in a rank."""
        return _either(map(_string, (self.typed, *self.names) if twice else self.names))


def _string(form: str) -> str:
    return f'"{form[:-1]}" *' if form.endswith("*") else f'"{form}"'


def _either(ways: Iterable[str]) -> str:
    every = tuple(ways)
    return every[0] if len(every) == 1 else f"({' OR '.join(every)})"


def _joined(terms: Iterable[Term], operator: str) -> str:
    return operator.join(term.expression() for term in terms)


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: an article must have each of the terms, none of the excluded ones, and the bylines.

    `notice` says what is wrong with the archive's own synonyms, where the query does without them.
    """

    terms: tuple[Term, ...]
    excluded: tuple[Term, ...] = ()
    bylines: tuple[Named, ...] = ()
    notice: str = ""

    @property
    def name(self) -> str | None:
        """What may be a person's name or a part of it: the words of a query that has nothing but words."""
        words = " ".join(term.typed for term in self.terms)
        return None if self.excluded or self.bylines or not words or "*" in words else words

    @property
    def text(self) -> str:
        """The query as it can be typed."""
        left_out = (f"-{term.source}" for term in self.excluded)
        names = (f"{'-' * each.excluded}{each.query}" for each in self.bylines)
        return " ".join((*(term.source for term in self.terms), *left_out, *names))

    def narrowed(self, selection: Selection) -> Selection:
        """Narrow a selection to the articles that match; a query without terms and bylines narrows nothing."""
        return replace(
            selection,
            expression=self.expression() or None,
            excluded=None if self.terms else _joined(self.excluded, " OR ") or None,
            bylines=(*selection.bylines, *self.bylines),
        )

    def expression(self) -> str:
        """Return the query in FTS5's syntax; empty where there is no term."""
        return self._written(_joined(self.terms, " AND "))

    def tiers(self, *, ranked: bool = False, column: str | None = None) -> tuple[str, ...]:
        """Return the query in FTS5's syntax from closest to widest.

        The words as typed or by synonyms in a row, if they are to be `ranked` near each other, and anywhere; in other
        forms; names in parts. What is excluded must be in no column. To be ranked, synonyms in a headline come before
        texts, and after headlines with what was typed.
        """
        ways = []
        if len(self.terms) > 1 and not any(term.typed.endswith("*") for term in self.terms):
            rows = list(islice(product(*(term.names for term in self.terms)), MAX_ROWS))
            ways.append(_either(_string(" ".join(names)) for names in rows))
            ways += [_either(f"NEAR({' '.join(map(_string, names))}, {NEAR})" for names in rows)] if ranked else []
        if ranked and any(term.synonyms for term in self.terms):
            ways.append(f"title : ({' AND '.join(term.exact(twice=True) for term in self.terms)})")
        ways.append(" AND ".join(term.exact() for term in self.terms))
        ways.append(" AND ".join(term.expression(apart=False) for term in self.terms))
        ways.append(_joined(self.terms, " AND "))
        return tuple(self._written(way, column) for way in dict.fromkeys(ways))

    def _written(self, included: str, column: str | None = None) -> str:
        if included and column is not None:
            included = f"{column} : ({included})"
        return f"({included}) NOT ({_joined(self.excluded, ' OR ')})" if included and self.excluded else included


def role_of(typed: str) -> str | None:
    """Return the role that stands before a name; None for any."""
    return None if typed.lower() == ANY_ROLE else typed.lower()


def is_selective(typed: str) -> bool:
    """Whether a query has a term that is not excluded, or a condition on bylines."""
    pieces = list(PIECE.finditer(typed))[:MAX_WORDS]
    return any((each["role"] or not each["minus"]) and tokens(each["phrase"] or each["word"] or "") for each in pieces)


def parse_query(db: Database, typed: str, *, lenient: bool = False) -> Query:
    """Parse a query; the forms of its words come from the archive's own vocabulary.

    Raises:
        SynonymsError: where a line of the archive's own file of synonyms is wrong, unless the query is to be `lenient`
            and do without that file.
    """
    notice = ""
    try:
        synonyms = synonyms_of(db)
    except SynonymsError as error:
        if not lenient:
            raise
        synonyms, notice = shipped_synonyms(), str(error)
    terms: list[Term] = []
    excluded: list[Term] = []
    bylines: list[Named] = []
    plain: list[tuple[str, str]] = []
    for found in list(PIECE.finditer(typed))[:MAX_WORDS]:
        word = found["word"]
        text = found["phrase"] if word is None else word
        words = tokens(text)
        if not words:
            continue
        if found["role"]:
            bylines.append(Named(text, role_of(found["role"]), excluded=bool(found["minus"])))
            continue
        is_prefix = word is not None and word.endswith("*")
        if word is not None and not found["minus"] and not is_prefix:
            is_list = "/" in word and any(map(str.isalpha, word))  # RT 05/RW 01
            plain += [(each, each) for each in words] if is_list else [(" ".join(words), word)]
            continue
        terms += _plain_terms(db, synonyms, plain)
        plain = []
        source = f'"{text}"' if word is None else word
        text = " ".join(words) + ("*" if is_prefix else "")
        (excluded if found["minus"] else terms).append(Term(text, (text,), source=source))
    return Query((*terms, *_plain_terms(db, synonyms, plain)), tuple(excluded), tuple(bylines), notice)


def _plain_terms(db: Database, synonyms: Synonyms, plain: list[tuple[str, str]]) -> list[Term]:
    """Return the terms of consecutive words, each with its source: a name with its synonyms, a word with its forms.

    A word such as `kanak-kanak` is two words in a row.
    """
    words = [word for word, _ in plain]
    terms: list[Term] = []
    at = 0
    while at < len(words):
        others: tuple[str, ...] = ()
        for length in range(min(synonyms.longest, len(words) - at), 0, -1):
            name = words[at : at + length]
            others = synonyms.others(" ".join(name))
            if length == 2 and "".join(name).isalnum() and is_known(db, "".join(name)):  # noqa: PLR2004 - `tanjung priok` is `tanjungpriok`
                others = (*others, *({"".join(name)} - {*others}))
            if others:
                break
        single = tuple(Term(word, (word, *(() if " " in word else forms_of(db, word)))) for word in name)
        if length == 1:
            others = (*others, *_same_number(name[0], after=words[at - 1] if at else ""))
        source = " ".join(source for _, source in plain[at : at + length])
        if length == 1:
            forms = tuple(dict.fromkeys((*single[0].forms, *others)))
            terms.append(Term(name[0], forms, synonyms=others, source=source))
        else:
            terms.append(Term(" ".join(name), others, single, others, source))
        at += length
    return terms


def _same_number(word: str, *, after: str) -> tuple[str, ...]:
    """Return other ways to write a number: 4400 and 4.400, whose dot parts words; RT 5 and RT 05."""
    digits = word.replace(" ", "")
    if _THOUSANDS.fullmatch(word):
        return (digits,)
    if not word.isdecimal():
        return ()
    if after in {"rt", "rw"} and len(word) <= _MOST_DIGITS:
        ways = (word.lstrip("0").rjust(length, "0") for length in range(1, _MOST_DIGITS + 1))
        return tuple(way for way in dict.fromkeys(ways) if way != word)
    return (f"{int(word):,}".replace(",", " "),) if _LARGE.fullmatch(word) else ()
