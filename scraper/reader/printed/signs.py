"""What kind of line a line is, by its words: a sentence, a headline, a label, a part of the page's frame."""

import re

from bs4.element import Tag

from scraper.address import Address, parse, resolve
from scraper.reader.page import Page
from scraper.reader.printed.lines import Line
from scraper.reader.printed.soup import around

SECTIONS = frozenset(
    {
        "ekonomi", "pembangunan", "pemerintahan", "kesra", "pendidikan", "fokus", "lintas kota", "wisata", "kesehatan",
        "pemberdayaan perempuan", "jakarta hari ini", "olahraga", "transportasi", "bumd", "legislatif", "dprd",
        "english", "jakarta pusat", "jakarta utara", "jakarta barat", "jakarta selatan", "jakarta timur",
        "kepulauan seribu", "siaran pers", "berita", "foto", "video", "infografis", "indeks", "terbaru", "terkini",
        "populer", "news",
    }
)  # fmt: skip
"""What stands where a name might: the site's categories and regions, and kinds of pieces."""

LONGEST_LABEL = 80
"""Characters that a label or a headline in a box has at most."""

_SENTENCE = re.compile(r"(?:\S+\s+){3}.*[.!?\u2026][\"'\u201d\u2019)]*")
"""Four words and a full stop."""

_LONG_SLUG = 60
"""Characters from which on the site may have cut a slug short."""

_FRAME = frozenset({"nav", "footer"})
_ASIDE = _FRAME | {"form", "aside", "dialog", "header"}


def is_sentence(text: str) -> bool:
    """Whether a text has four words or more, and a full stop."""
    return _SENTENCE.fullmatch(text) is not None


def is_prose(line: Line) -> bool:
    """Whether a line is a sentence or several, and not for a good part links."""
    text = line.text
    return line.linked * 3 < len(text) and (len(text) > LONGEST_LABEL or is_sentence(text))


def is_framed(line: Line) -> bool:
    """Whether a line stands in a menu or at the foot of the page."""
    return any(each.name in _FRAME for each in around(line.block))


def is_aside(line: Line) -> bool:
    """Whether a line stands in an element that no text of an article stands in."""
    return any(each.name in _ASIDE for each in around(line.block))


def words_of(text: str) -> str:
    """The words alone, in lower case."""
    return " ".join(re.findall(r"[^\W\d_]+", text.casefold()))


def letters(text: str | None) -> str:
    """Letters and digits alone, in lower case: what a headline and its slug have in common."""
    return "".join(filter(str.isalnum, (text or "").casefold()))


def is_titled(text: str, slug: str | None) -> bool:
    """Whether a headline gave an address its slug."""
    title, made = letters(text), letters(slug)
    return bool(title) and (title == made or (len(made) > _LONG_SLUG and title.startswith(made)))


def leads_nowhere(page: Page, anchor: Tag | None) -> bool:
    """Whether a link has an address that is none, or none of the web."""
    href = anchor.get("href") if anchor is not None else None
    return isinstance(href, str) and (not href.strip() or resolve(href, page.url) is None)


def article_of(page: Page, anchor: Tag | None) -> Address | None:
    """The article that a link leads to; None where it leads elsewhere, or to a place on this very page."""
    href = anchor.get("href") if anchor is not None else None
    if not isinstance(href, str) or href.lstrip()[:1] in {"", "#"}:
        return None
    address = parse(href, base=page.url)
    return address if address.kind == "article" else None
