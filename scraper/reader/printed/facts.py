"""What a short line says about an article: when, how often viewed, by whom; each piece of it told by its form alone.

A byline prints a date, a counter that stands alone, and names behind `Reporter`, `Editor` and the like, in any order,
between icons or marks. What is none of these is kept as `rest`, so that a sentence is never taken for a byline.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from scraper.dates import MONTH_NAMES, WEEKDAY_NAMES, DateError, Moment, read_moment
from scraper.reader.printed.lines import Line, Run

BORDER = "\x1f"
"""Stands between two runs: a border of an element."""

LONGEST = 250
"""Characters of a line that may say facts; what is longer is text."""

_LONGEST_NAME = 80
_MOST_NAMES = 10
"""Words in the names of three persons, `dan` between."""

_GAP = rf"[\s{BORDER}]*"
_EMOJI = "\u2300-\u27bf\U0001f300-\U0001faff"
_SKIP = re.compile(rf"[\s{BORDER}|,;/\u2022\u00b7\u2027\u2013\u2014\u203a\u00bb()\[\]-]*")
_ICON = re.compile(
    r"access_time|remove_red_eye|(?:[a-z]+(?:_[a-z]+)+"
    r"|person|photo|schedule|visibility|today|event|update|history|edit|create|group|image|label|menu)"
    rf"(?![^\W_])(?! ?:)|[{_EMOJI}]\ufe0f?"
)
_LONE_WORD = re.compile(rf"(?!(?:kali|dibaca|dilihat|views?|hits?|wib|dan|and|by)\b)[a-z]{{3,20}}(?={BORDER}|$)")
"""A run that is one word in lower case, such as a label or a headline never is: the name of an icon not known here."""

_EYE = re.compile(r"(?:remove_red_eye|visibility|[\U0001f440\U0001f441]\ufe0f?)$")
_HEAD = re.compile(r"(?:person(?:_[a-z_]+)?|group|[\U0001f464\U0001f465\U0001f9d1]\ufe0f?)$")
_ROLES = {
    "reporter": "reporter", "penulis": "reporter", "wartawan": "reporter", "reported": "reporter",
    "written": "reporter", "editor": "editor", "redaktur": "editor", "penyunting": "editor", "edited": "editor",
    "translator": "translator", "penerjemah": "translator", "translated": "translator",
}  # fmt: skip
_NAMED = r"reporter|penulis|wartawan|editor|redaktur|penyunting|translator|penerjemah"
_DONE = r"reported|written|edited|translated"
_LABEL = re.compile(rf"(?:(?P<role>{_NAMED})|(?P<by>{_DONE})\s+by)(?![^\W_]){_GAP}(?P<colon>:?){_GAP}", re.IGNORECASE)
_ANY_LABEL = re.compile(rf"(?:(?:{_NAMED})|(?:{_DONE})\s+by)(?![^\W_]){_GAP}:?{_GAP}", re.IGNORECASE)
_TIME = (
    r"(?:(?:\s*[,|\u2022\u00b7-])?\s+(?:pukul\s+|jam\s+|at\s+)?[0-9]{1,2}[:.][0-9]{2}(?![0-9.,])"
    r"(?::[0-9]{2})?(?:\s?[ap]m\b)?(?:\s?\(?wib\)?)?)?"
)
_WEEKDAY = rf"(?:(?:jum['\u2019\u02bc`]at|{'|'.join(sorted(WEEKDAY_NAMES, key=len, reverse=True))})\.?(?:,\s*|\s+))?"
_MONTH = rf"(?:{'|'.join(sorted(MONTH_NAMES, key=len, reverse=True))})\.?"
_DATE = re.compile(
    rf"{_WEEKDAY}(?:[0-9]{{1,2}}\s+{_MONTH},?\s+[0-9]{{4}}|{_MONTH}\s+[0-9]{{1,2}},?\s+[0-9]{{4}}"
    rf"|[0-9]{{1,2}}[-/][0-9]{{1,2}}[-/][0-9]{{4}}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:T[0-9:+.]+)?)(?![0-9]){_TIME}",
    re.IGNORECASE,
)
_DATE_LABEL = re.compile(
    rf"(?:(?P<other>di(?:perbarui|perbaharui|mutakhirkan|ubah)|terakhir\s+di\w+|updated|modified|diakses)"
    rf"|di(?:terbitkan|publikasikan|tayangkan|unggah)|terbit|tanggal|waktu|published|posted|date)\b"
    rf"\s*(?:on|pada)?{_GAP}:?{_GAP}",
    re.IGNORECASE,
)
_READ = r"dibaca|dilihat|views?|hits?|pembaca"
_COUNT = re.compile(
    rf"(?P<before>(?:{_READ}|tayang(?:an)?){_GAP}:?{_GAP})?"
    rf"(?P<count>[0-9]{{1,3}}(?:[.,][0-9]{{3}})+|[0-9]{{1,15}})(?![0-9.,]*[0-9])"
    rf"(?P<after>{_GAP}(?:x|kali|tayangan|{_READ})(?![^\W_])(?:{_GAP}(?:dibaca|dilihat))?)?",
    re.IGNORECASE,
)
_AFTER_COUNT = re.compile(rf"[\s{BORDER}]*[|\u2022\u00b7\u2013\u2014()/-]?")
_NAME = re.compile(rf"[^\W\d_][^{BORDER}|:0-9()\u2022\u00b7{_EMOJI}\n]*")
_AFTER_NAME = re.compile(rf"{_ANY_LABEL.pattern}|\b(?:{_READ})\b", re.IGNORECASE)
_WORDS_OF_NAMES = frozenset({"dan", "and", "bin", "binti", "de", "van", "al", "el", "di", "da", "von"})
_NO_NAME = re.compile(
    r"(?:bagikan|share|salin|simpan|komentar|foto|dengarkan|cetak|print|tags?|topik|ikuti|baca|lihat|beranda|home)\b",
    re.IGNORECASE,
)
_MARK = re.compile(r"\s[|\u2022\u00b7\u2013\u2014-]\s")


@dataclass(slots=True)
class Facts:
    """What lines say.

    Attributes:
        moments: dates of publication, in order.
        counts: numbers that stand alone, in order.
        marked_counts: those of them that an eye or a word such as `dibaca` marks as views.
        people: names by role (`reporter`, `editor`, `translator`); None where a label has no name behind it.
        heads: names that nothing but the icon of a head marks.
        rest: what is none of these.
        doubtful: roles that were named twice, differently.
    """

    moments: list[Moment] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    marked_counts: list[int] = field(default_factory=list)
    people: dict[str, str | None] = field(default_factory=dict)
    heads: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)

    @property
    def any(self) -> bool:
        """Whether there is a date, a counter, a label or a name with a mark."""
        return bool(self.moments or self.counts or self.people or self.heads)

    @property
    def silent(self) -> bool:
        """Whether there is nothing at all, but an icon perhaps."""
        return not self.any and not self.rest

    @property
    def pure(self) -> bool:
        """Whether there is something, and nothing besides."""
        return not self.rest and self.any

    @property
    def signs(self) -> bool:
        """Whether it is nothing but a byline, or a part of one that has a date or a label."""
        return self.pure and bool(self.moments or self.people)

    @property
    def views(self) -> int | None:
        """The counter: the one that is marked as views, else the only one."""
        for counts in (set(self.marked_counts), set(self.counts)):
            if len(counts) == 1:
                return counts.pop()
        return None


def facts_of(*lines: Line) -> Facts:
    """Take a line, or several that belong together, apart. The facts are shared, and must not be changed."""
    if any(len(line.text) > LONGEST for line in lines):
        return Facts(rest=[line.text for line in lines])
    return facts_in(runs for line in lines for runs in line.runs)


def facts_in(runs: Iterable[Run]) -> Facts:
    """Take runs apart that belong together. The facts are shared, and must not be changed."""
    return _facts_in(BORDER.join(run.text for run in runs))


def is_name(text: str) -> bool:
    """Whether a text may be one or several persons' names: few words, each with a capital, no sentence."""
    if len(text) > _LONGEST_NAME or _NO_NAME.match(text):
        return False
    words = [word for word in re.split(r"[\s,/&]+", text.strip()) if word]
    return len(words) <= _MOST_NAMES and all(word[0].isupper() or word in _WORDS_OF_NAMES for word in words)


@lru_cache(maxsize=1024)
def _facts_in(text: str) -> Facts:
    """Take a text apart in which `BORDER` stands between runs."""
    facts = Facts()
    at, icon, begins = 0, "", True
    while True:
        gap = _SKIP.match(text, at)
        assert gap is not None  # it may be empty
        begins = begins or bool(gap[0].strip())
        at = gap.end()
        if at >= len(text):
            return facts
        mark = _ICON.match(text, at) if begins else None
        if mark is None and (at == 0 or text[at - 1] == BORDER):
            mark = _LONE_WORD.match(text, at)
        if mark is not None:
            at, icon = mark.end(), mark[0]
            continue
        at, icon, begins = _take(facts, text, at, icon), "", True


def _take(facts: Facts, text: str, at: int, icon: str) -> int:
    """Take the next piece; return where it ends."""
    end = _date(facts, text, at) or _label(facts, text, at) or _count(facts, text, at, icon)
    if end:
        return end
    end = text.find(BORDER, at)
    end = len(text) if end < 0 else end
    mark = _MARK.search(text, at, end)
    if mark is not None:
        end = mark.end()
    piece = text[at:end].strip(" |,;/-\u2022\u00b7\u2013\u2014")
    if piece:
        (facts.heads if _HEAD.match(icon) and is_name(piece) else facts.rest).append(piece)
    return end


def _date(facts: Facts, text: str, at: int) -> int:
    label = _DATE_LABEL.match(text, at)
    match = _DATE.match(text, label.end() if label else at)
    if match is None:
        return 0
    try:
        moment = read_moment(match[0])
    except DateError:
        return 0
    if not (label and label["other"]):
        facts.moments.append(moment)
    return match.end()


def _label(facts: Facts, text: str, at: int) -> int:
    label = _LABEL.match(text, at)
    if label is None:
        return 0
    start = label.end()
    name = _name_at(text, start)
    is_alone = BORDER in text[label.start() : start] or start == len(text)
    if not (label["colon"] or label["by"] or is_alone) and (name is None or not is_name(name)):
        return 0  # `Reporter` at the head of a sentence
    if name is not None and not is_name(name):
        name = None
    role = _ROLES[(label["role"] or label["by"]).lower()]
    if facts.people.get(role) not in {None, name}:
        facts.doubtful.add(role)
    facts.people[role] = name or facts.people.get(role)
    return start + len(name) if name else max(start, at + 1)


def _name_at(text: str, start: int) -> str | None:
    match = None if _ICON.match(text, start) else _NAME.match(text, start)
    if match is None or _DATE.match(text, start) or _ANY_LABEL.match(text, start):
        return None
    name = match[0]
    following = next((each for each in _AFTER_NAME.finditer(name) if each.start() > 0), None)
    if following is not None:
        name = name[: following.start()]
    for blank in re.finditer(r"\s+", name):
        if _DATE.match(text, start + blank.end()):
            name = name[: blank.start()]
            break
    return name.rstrip(" ,;/-\u2013\u2014") or None


def _count(facts: Facts, text: str, at: int, icon: str) -> int:
    match = _COUNT.match(text, at)
    if match is None:
        return 0
    end = match.end()
    after = _AFTER_COUNT.match(text, end)
    assert after is not None  # it may be empty
    is_lone = after.end() == len(text) or bool(after[0].strip()) or BORDER in after[0]
    is_lone = is_lone or any(part.match(text, after.end()) for part in (_ANY_LABEL, _DATE, _ICON))
    if not is_lone and not (facts.moments and is_name(text[after.end() :].partition(BORDER)[0])):
        return 0
    count = int(match["count"].replace(".", "").replace(",", ""))
    facts.counts.append(count)
    if match["before"] or match["after"] or _EYE.match(icon):
        facts.marked_counts.append(count)
    return end
