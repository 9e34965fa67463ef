"""The grammar of short texts: dates, counters, labels, names and icons, recognised from left to right."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from scraper.dates import MONTH_NAMES, WEEKDAY_NAMES, DateError, moment_at, read_moment
from scraper.parser.text import clean, label_of
from scraper.parser.vocabulary import (
    BUTTON_LABELS,
    DATE_LABELS,
    ICONS,
    LABEL_TITLES,
    NAME_PARTICLES,
    NO_NAMES,
    OTHER_COUNT_LABELS,
    OTHER_DATE_LABELS,
    OTHER_PERSON_LABELS,
    PERSON_LABELS,
    VIEWS_AFTER,
    VIEWS_LABELS,
)

if TYPE_CHECKING:
    from scraper.parser.facts import Facts

BORDER = "\n"
"""Stands between two pieces; no piece has one in it."""

_LONGEST_NAME = 80
_MOST_WORDS = 10
"""Of three persons' names, `dan` between."""

_EMOJI = "\u2300-\u27bf\U0001f300-\U0001faff"
_BULLETS = "\u2022\u00b7\u2027"
_BETWEEN = rf"[\s|,;/{_BULLETS}\u2013\u2014\u203a\u00bb()\[\]]*+"
_GAP = re.compile(rf"{_BETWEEN}(?:-(?![0-9]){_BETWEEN})*")
_COLON = re.compile(r"\s*(?P<colon>:?)\s*")
_ICON = re.compile(
    rf"(?:[a-z]+(?:_[a-z]+)+|bi(?:-[a-z0-9]+)+|{'|'.join(filter(str.isalpha, sorted(ICONS, key=len, reverse=True)))})"
    rf"(?![a-z_])(?! ?:)|[{_EMOJI}]\ufe0f?"
)
"""Glued to what follows at times: `person158`."""

_LONE_WORD = re.compile(rf"[a-z]{{3,20}}(?={BORDER}|\Z)")
"""A piece that is one word in lower case, as a headline never is: the name of an icon not known here."""

_LABELS = {
    **dict.fromkeys(OTHER_PERSON_LABELS, "other-person"),
    **dict.fromkeys(OTHER_COUNT_LABELS, "other-count"),
    **dict.fromkeys(VIEWS_LABELS, "views"),
    **dict.fromkeys(DATE_LABELS, "date"),
    **dict.fromkeys(OTHER_DATE_LABELS, "other-date"),
    **dict.fromkeys(PERSON_LABELS, "person"),
}
_LABEL = re.compile(
    rf"(?:{'|'.join(each.replace(' ', chr(92) + 's+') for each in sorted(_LABELS, key=len, reverse=True))})(?![^\W_])",
    re.IGNORECASE,
)
_DATE_WORDS = WEEKDAY_NAMES | MONTH_NAMES
_FIRST_WORDS = frozenset(each.partition(" ")[0] for each in _LABELS) | _DATE_WORDS
"""Words in lower case that a label or a date may begin with."""

_VIEWS_AFTER = rf"(?:{'|'.join(sorted(VIEWS_AFTER, key=len, reverse=True))})(?![^\W_])"
_COUNT = re.compile(
    r"(?P<count>[0-9]{1,3}(?:[.,][0-9]{3})+|[0-9]{1,15})(?![0-9.,]*[0-9])"
    rf"(?P<mark>[^\S{BORDER}]*{_VIEWS_AFTER}(?:\s+{_VIEWS_AFTER})?|\s*{_VIEWS_AFTER}(?!\s*:?\s*[0-9]))?",
    re.IGNORECASE,
)
_OTHER_COUNTS = rf"(?:{'|'.join(sorted(OTHER_COUNT_LABELS, key=len, reverse=True))})(?![^\W_])"
_OTHER_COUNT_AFTER = re.compile(rf"[^\S{BORDER}]*{_OTHER_COUNTS}|\s*{_OTHER_COUNTS}(?!\s*:?\s*[0-9])", re.IGNORECASE)
_ALONE = re.compile(rf"[^\S{BORDER}]*(?:{BORDER}|\Z|[|{_BULLETS})]|\s[\u2013\u2014/-](?:\s|\Z))")
"""What follows a number that stands alone, or a name."""

_WORD = re.compile(r"[^\W\d_]+")
_NAME = re.compile(
    rf"[^\W\d_](?:[^{BORDER}|:0-9(){_BULLETS}\u2013\u2014{_EMOJI}-]|-(?=\w)|\([^():0-9{BORDER}]{{1,40}}\))"
    rf"{{,{_LONGEST_NAME + 20}}}"
)
_NAME_WORD = re.compile(r"[^\s,/&]+")
_MARK = re.compile(rf"\s[|{_BULLETS}\u2013\u2014-]\s")
_STRAY = " |,;/-\u2013\u2014" + _BULLETS
_NO_NAMES = NO_NAMES | _DATE_WORDS


def is_name(text: str) -> bool:
    """Whether a text may be one or several persons' names: few words, each with a capital, and no label."""
    return len(text) <= _LONGEST_NAME and _is_name(text)


@lru_cache(maxsize=2048)
def _is_name(text: str) -> bool:
    """The same of a short text: few people write for the site."""
    words = _NAME_WORD.findall(text)
    return (
        0 < len(words) <= _MOST_WORDS
        and all(word[0].isupper() or word in NAME_PARTICLES for word in words)
        and not NAME_PARTICLES.issuperset(words)
        and label_of(text) not in _NO_NAMES
        and words[0].lower() not in BUTTON_LABELS
    )


def parse(text: str, facts: "Facts") -> None:
    """Take a text apart, in which `BORDER` stands between pieces, and put what it says into facts that are empty."""
    _Lexer(text, facts).read()


class _Name(NamedTuple):
    """A name within a text: where it ends, and why that is uncertain."""

    text: str
    end: int
    doubt: str | None


class _Lexer:
    """Takes a text apart from its beginning to its end, without going back."""

    def __init__(self, text: str, facts: "Facts") -> None:
        self._text = text
        self._facts = facts
        self._icon = ""
        self._labelled: tuple[int, str] | None = None  # where the last name behind a label ended, and its field
        self._unnamed: tuple[int, str] | None = None  # where the last label without a name ended, and its field
        self._far: set[str] = set()  # fields whose name is in the piece after a label without a colon
        self._numbered: tuple[str, int] | None = None  # a field, and the number right behind its name
        self._dated = -2  # where the last date ended

    def read(self) -> None:
        text, at = self._text, 0
        while True:
            gap = _GAP.match(text, at)
            assert gap is not None  # it may be empty
            at = gap.end()
            if at >= len(text):
                self._end()
                return
            icon = self._icon_at(at)
            if icon:
                self._icon = ICONS.get(icon.rstrip("\ufe0f"), "other")
                at += len(icon)
                continue
            word = _WORD.match(text, at)
            first = word[0].lower() if word else text[at]
            is_known = first in _FIRST_WORDS or first.isdigit()
            at = (
                (is_known and (self._date(at) or (self._label(at) if word else self._count(at))))
                or (word and self._name(at))
                or self._other(at, is_dated=is_known or self._icon == "date")
            )
            self._icon = ""

    def _end(self) -> None:
        """Say what is in doubt once all is known."""
        facts = self._facts
        if self._numbered is not None and facts.marked_counts and self._numbered[1] not in facts.marked_counts:
            role, number = self._numbered
            facts.clashes.setdefault(role, f"a number stands behind {facts.people[role]!r}: {number}")

    def _icon_at(self, at: int) -> str:
        """The name of the icon that begins there, '' where none does."""
        if "!" < self._text[at : at + 1] < "a":
            return ""  # a digit or a capital
        icon = _ICON.match(self._text, at)
        if icon is None and (at == 0 or self._text[at - 1] == BORDER):
            icon = _LONE_WORD.match(self._text, at)
            if icon is not None and (icon[0] in _FIRST_WORDS or icon[0] in VIEWS_AFTER or icon[0] in NAME_PARTICLES):
                icon = None
        return icon[0] if icon else ""

    def _date(self, at: int, *, is_other: bool = False) -> int:
        """Take a date; 0 where none begins there."""
        try:
            found = moment_at(self._text, at)
        except DateError as error:
            if not is_other:
                self._facts.clashes.setdefault("date", str(error))
            return at + len(error.text)
        if found is None:
            return 0
        if not is_other:
            self._facts.moments.append(found[0])
            self._dated = found[1]
        return found[1]

    def _label(self, at: int) -> int:
        """Take a label with what stands behind it; 0 where no label begins there."""
        label = _LABEL.match(self._text, at)
        if label is None:
            return 0
        colon = _COLON.match(self._text, label.end())
        assert colon is not None  # it may be empty
        name, start = label_of(label[0]), colon.end()
        kind = _LABELS[name]
        is_label = bool(colon["colon"]) or BORDER in colon[0] or start == len(self._text)
        if kind == "person":
            is_label = is_label or name.endswith((" by", " oleh"))
            if not is_label and self._unnamed and not self._text[self._unnamed[0] : at].strip(" "):
                self._facts.clashes.setdefault(self._unnamed[1], "a label may be its name")
            return self._person(PERSON_LABELS[name], start, is_label, colon[0])
        if kind == "other-person":
            other = self._name_at(start) if colon["colon"] else None
            self._facts.others.extend([other.text] if other else [])
            return other.end if other else start if colon["colon"] else 0
        if kind == "other-count":
            return self._other_count(at, start)
        if kind == "views":
            return self._count(start, is_marked=True) or (start if is_label else 0)
        return self._date(start, is_other=kind == "other-date") or (start if is_label else 0)

    def _person(self, role: str, start: int, is_label: bool, between: str) -> int:
        """Take the name behind a person's label; 0 where the word is no label, as at the head of a sentence."""
        name = self._name_at(start)
        is_near = BORDER not in between
        if name is not None and not is_name(name.text) and not (is_label and is_near and _is_short(name.text)):
            if is_label and is_near:
                self._facts.clashes.setdefault(role, f"{name.text[:_LONGEST_NAME]!r} is no name")
            name = None
        if name is None:
            if not is_label:
                return 0
            if self._far and self._facts.names and ":" not in between:
                self._facts.clashes.setdefault(role, "its label may stand behind a name, as others may")
            self._facts.unnamed.add(role)
            self._unnamed = start, role
            return start
        if name.doubt:
            self._facts.clashes.setdefault(role, name.doubt)
        title = name.text.rpartition(" ")[2]
        if title.lower() in LABEL_TITLES and _LABEL.match(self._text, name.end + 1) and self._text[name.end] == " ":
            self._facts.clashes.setdefault(role, f"{title!r} may belong to the label behind it")
        if not is_near and ":" not in between:
            self._far.add(role)
        known = self._facts.people.setdefault(role, name.text)
        if known != name.text:
            self._facts.clashes.setdefault(role, f"more than one: {known}, {name.text}")
        self._labelled = name.end, role
        return name.end

    def _count(self, at: int, *, is_marked: bool = False) -> int:
        """Take a number that stands alone, or is marked as views; 0 where none begins there."""
        count = _COUNT.match(self._text, at)
        if count is None:
            return 0
        is_marked = is_marked or bool(count["mark"]) or self._icon == "views"
        is_behind_date = at - 1 == self._dated and self._text[self._dated] == " "
        other = _OTHER_COUNT_AFTER.match(self._text, count.end())
        if not other and not self._is_end(count.end()) and not (is_behind_date and self._ends_in_name(count.end())):
            return 0
        if other or (self._icon == "other-count" and not is_marked):
            end = other.end() if other else count.end()
            self._facts.rest.append(clean(self._text[at:end]))
            return end
        number = int(count["count"].replace(".", "").replace(",", ""))
        if self._labelled and not is_marked and self._text[self._labelled[0] : at] in {"", " "}:
            self._numbered = self._labelled[1], number
        self._facts.counts.append(number)
        if is_marked:
            self._facts.marked_counts.append(number)
        return count.end()

    def _other_count(self, at: int, start: int) -> int:
        """Take a number that a label before it marks as none of views; 0 where no number follows."""
        count = _COUNT.match(self._text, start)
        if count is None or count["mark"] or not self._is_end(count.end()):
            return 0
        self._facts.rest.append(clean(self._text[at : count.end()]))
        return count.end()

    def _is_end(self, at: int) -> bool:
        """Whether a number or a name may end there: at a border, a mark, a label, a date or an icon."""
        if self._text[at : at + 1] in {"", BORDER} or _ALONE.match(self._text, at):
            return True
        while self._text[at] == " ":
            at += 1
        return self._begins(at) or bool(self._icon_at(at))

    def _ends_in_name(self, at: int) -> bool:
        """Whether the piece goes on with a name and nothing else."""
        return is_name(self._text[at:].partition(BORDER)[0])

    def _begins(self, at: int) -> bool:
        """Whether a date begins there, or a label with what stands behind it."""
        word = _WORD.match(self._text, at)
        if word is not None and word[0].lower() not in _FIRST_WORDS:
            return False
        label = _LABEL.match(self._text, at) if word else None
        if label is None:
            return self._is_date(at)
        colon = _COLON.match(self._text, label.end())
        assert colon is not None  # it may be empty
        kind, behind = _LABELS[label_of(label[0])], colon.end()
        return (
            kind == "person"
            or bool(colon["colon"])
            or (kind in {"views", "other-count"} and _COUNT.match(self._text, behind) is not None)
            or (kind in {"date", "other-date"} and self._is_date(behind))
        )

    def _is_date(self, at: int) -> bool:
        try:
            return moment_at(self._text, at) is not None
        except DateError:
            return True

    def _name(self, at: int) -> int:
        """Take a name without a label; 0 where none begins there."""
        is_marked = self._icon == "person"
        name = self._name_at(at, has_capitals=not is_marked)
        if name is None or name.doubt or self._icon == "date":
            return 0
        if not (is_name(name.text) or (is_marked and _is_short(name.text) and label_of(name.text) not in _NO_NAMES)):
            return 0
        if not (self._is_end(name.end) or self._is_counted(name.end)):
            return 0
        between = self._text[self._labelled[0] : at].strip(" ,;/&+") if self._labelled else ""
        if self._labelled and between in {BORDER, "|", "-", "\u2013", "\u2014"} and not self._icon:
            self._facts.clashes.setdefault(self._labelled[1], f"{name.text!r} may belong to the name before it")
        names = self._facts.others if self._icon == "photo" else self._facts.names
        names.append(name.text)
        if is_marked:
            self._facts.marked_names.append(name.text)
        return name.end

    def _is_counted(self, at: int) -> bool:
        """Whether a number that stands alone follows."""
        count = _COUNT.match(self._text, at + (self._text[at] == " "))
        return count is not None and self._is_end(count.end())

    def _name_at(self, start: int, *, has_capitals: bool = False) -> _Name | None:
        """What may be a name there, up to a label, a date, a number or a mark; with capitals, if it must have them."""
        text = self._text
        match = None if self._icon_at(start) else _NAME.match(text, start)
        if match is None or not match[0][0].isalpha():
            return None  # an exponent, say, counts as part of a word in an expression
        end, doubt = match.end(), None
        for word in _WORD.finditer(text, start, end):
            at, letters = word.start(), word[0]
            if (letters.lower() in _FIRST_WORDS and self._begins(at)) or (letters.islower() and _ICON.match(text, at)):
                end = at
                break
            if has_capitals and letters.islower() and letters not in NAME_PARTICLES:
                return None
        else:
            following = text[end : end + 1]
            if following == ":":
                doubt = f"an unknown label stands in {text[start:end]!r}"
            elif following.isdigit() and not (self._is_counted(end) or self._begins(end)):
                doubt = f"a number stands in {text[start : end + 10]!r}"
        name = text[start:end].rstrip(_STRAY)
        return _Name(name, start + len(name), doubt) if name else None

    def _other(self, at: int, *, is_dated: bool) -> int:
        """Take what is not understood, up to a border or a mark; a date in a rare form is."""
        end = self._text.find(BORDER, at)
        end = len(self._text) if end < 0 else end
        mark = _MARK.search(self._text, at, end)
        piece = self._text[at : mark.start() if mark else end].strip(_STRAY)
        try:
            self._facts.moments.append(read_moment(piece if is_dated else ""))
        except DateError as error:
            if self._icon == "date":
                self._facts.clashes.setdefault("date", str(error))
            elif self._icon == "views":
                self._facts.clashes.setdefault("views", f"{piece!r} is no whole number")
            self._facts.rest.extend([piece] if piece else [])
        return mark.end() if mark else max(end, at + 1)


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST_NAME and text.count(" ") < _MOST_WORDS
