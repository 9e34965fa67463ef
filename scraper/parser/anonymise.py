"""Replaces the words of a page by made-up ones, so that its markup can be kept as a fixture, and its text is not.

Kept are the markup, byte for byte, the labels that the parser knows, numbers, dates, and of addresses all but the slugs
of articles and the values of queries. Only letters of ASCII are replaced, one for one: whatever charset the page is in,
and however broken it is, it stays so.
"""

import re
from html import unescape
from itertools import accumulate, pairwise

from scraper.parser.made_up_words import KEPT, TOKEN, made_up

_ATTRIBUTE = (
    r"(?P<name>=[^\s/>=]*+|[^\s/>=]++)"
    r"(?:(?P<sign>\s*+=\s*+)(?P<value>\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+|(?=>))|(?!\s*+=))"
)
_REST = re.sub(r"\(\?P<\w+>", "(?:", rf"(?:[\s/]++|{_ATTRIBUTE})*+>")
"""What follows a tag's name, taken apart as browsers do: a quote counts only behind an equals sign."""

_PIECES = re.compile(
    rf"(?P<silent><(?P<name>script|style)(?=[\s/>]){_REST})(?P<code>.*?)(?=</(?P=name)(?=[\s/>])|\Z)"
    rf"|(?P<hidden><span\s[^>]*\bsceditor-[^>]*>(?:\s|&nbsp;)*</span\s*>)"
    rf"|(?P<icon><i\s[^>]*\bmaterial-icons\b[^>]*>[a-z_\s]*</i\s*>)"
    rf"|(?P<inline></?(?:b|i|em|strong|span|font|u|small|mark|sub|sup|wbr)(?=[\s/>]){_REST})"
    rf"|(?P<comment><!--)(?P<aside>.*?)(?=-->|\Z)"
    rf"|(?P<tag></?[A-Za-z][^\s/>]*+{_REST}|<[!?/][^>]*>)",
    re.DOTALL | re.IGNORECASE,
)
_BOOLEAN = frozenset({
    "allowfullscreen", "async", "autoplay", "checked", "controls", "defer", "disabled", "hidden", "itemscope", "loop",
    "multiple", "muted", "novalidate", "open", "readonly", "required", "reversed", "selected",
})  # fmt: skip
"""Attributes that have no value; another one without is mostly the rest of a text that holds a quote."""

_IN_TAG = re.compile(rf"(?P<head></?[A-Za-z][^\s/>]*+)|{_ATTRIBUTE}")
_REFERENCE = r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]*;|(?:nbsp|amp|quot|lt|gt)\b)"
_LETTER = re.compile(rf"(?<![<&/#]){_REFERENCE}")
_TOKEN = re.compile(f"{_REFERENCE}|{TOKEN.pattern}")
_NAME = re.compile(r"[^\s<>]{0,40}")
_TEXTS = frozenset({"alt", "title", "content", "placeholder", "value", "label", "summary", "aria-label"})
_TECHNICAL = re.compile(
    r"http-equiv|(?:name|property)\s*=\s*[\"']?(?:viewport|robots|generator|og:type|og:locale)\b", re.IGNORECASE
)
_ADDRESS = re.compile(r"\s*(?:(?:https?:)?//|\.{0,2}/|\?|[\w.-]+/[0-9])", re.ASCII | re.IGNORECASE)
_SLUG = re.compile(r"(?<![^/])(?P<head>(?:read|album|play)/[0-9]+/)(?P<slug>[^?#\"'<>]*)", re.IGNORECASE)
_QUERY = re.compile(r"(?P<name>[?&;][^=&#]*=)(?P<value>[^&#]*)")
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}|[A-Za-z]+")


class AnonymiseError(ValueError):
    """A page's text cannot be separated from its markup; the message says why."""


def anonymised(html: bytes) -> bytes:
    """The page with made-up words in place of its own.

    Scripts and handlers of events are emptied: they may repeat the text in any form.

    Args:
        html: the page as received, in any charset that has ASCII in it.

    Raises:
        AnonymiseError: the charset is none such.
    """
    if b"\0" in html:
        raise AnonymiseError("the page is in UTF-16 or holds zero bytes, so its words cannot be told")
    return _anonymised(html.decode("latin-1")).encode("latin-1")  # a letter for each byte, and back


def alike(one: object, other: object) -> bool:
    """Whether two readings, as in the JSON of a fixture, are the same but for their words: letter for letter."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[name], other[name]) for name in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, str) and isinstance(other, str):
        return _shape(one) == _shape(other)
    return one == other


def _shape(text: str) -> str:
    return re.sub("[a-z]", "x", re.sub("[A-Z]", "X", text))


def _anonymised(source: str) -> str:
    made: list[str] = []
    texts: dict[int, str] = {}  # since the last border of a block, by their places in `made`
    end = 0
    for piece in _PIECES.finditer(source):
        texts[len(made)] = _without_references(source[end : piece.start()])
        made += "", _anonymised_markup(piece)
        if not (piece["inline"] or piece["hidden"]):
            _replace_words(made, texts)
        end = piece.end()
    texts[len(made)] = _without_references(source[end:])
    made.append("")
    _replace_words(made, texts)
    return "".join(made)


def anonymised_address(url: str) -> str:
    """An address with made-up words in place of an article's slug and of the values of its query."""
    head, mark, query = _SLUG.sub(lambda match: match["head"] + _made_up_part(match["slug"]), url).partition("?")
    return head + _QUERY.sub(lambda match: match["name"] + _made_up_part(match["value"]), f"{mark}{query}")


def _replace_words(made: list[str], texts: dict[int, str]) -> None:
    """Replace the words of texts with no border of a block between them: inline markup may cut a word."""
    borders = list(accumulate(map(len, texts.values())))
    whole = _TOKEN.sub(lambda token: _replaced(token, borders), "".join(texts.values()))
    start = 0
    for place, end in zip(texts, borders, strict=True):
        made[place] = whole[start:end]
        start = end
    texts.clear()


def _replaced(token: re.Match[str], borders: list[int]) -> str:
    """A word replaced; piece by piece where one of its pieces is a label that is glued to a name."""
    if token[0][0] == "&":
        return token[0]
    cuts = [token.start(), *(each for each in borders if token.start() < each < token.end()), token.end()]
    pieces = [token.string[start:end] for start, end in pairwise(cuts)]
    if any(piece.lower() in KEPT for piece in pieces):
        return "".join(_made_up_text(piece) for piece in pieces)
    return made_up(token[0])


def _made_up_text(text: str) -> str:
    return _TOKEN.sub(lambda token: token[0] if token[0][0] == "&" else made_up(token[0]), text)


def _without_references(text: str) -> str:
    """A text without references to letters of ASCII (`&#80;`)."""
    return _LETTER.sub(lambda match: meant if _is_letter(meant := unescape(match[0])) else match[0], text)


def _is_letter(text: str) -> bool:
    return len(text) == 1 and text.isascii() and text.isalpha()


def _anonymised_markup(piece: re.Match[str]) -> str:
    if piece["silent"]:
        return _anonymised_tag(piece["silent"]) + (piece["code"] if piece["name"].lower() == "style" else "")
    if piece["comment"]:
        aside = piece["aside"]
        return piece["comment"] + (aside if _NAME.fullmatch(aside) else _anonymised(aside))
    return piece[0] if piece["icon"] or piece["hidden"] else _anonymised_tag(piece[0])


def _anonymised_tag(tag: str) -> str:
    if tag.startswith(("<!", "<?")):
        return tag
    is_technical = tag[:5].lower() == "<meta" and _TECHNICAL.search(tag) is not None

    def attribute(match: re.Match[str]) -> str:
        if match["head"] or is_technical:
            return match[0]
        name, value = match["name"], match["value"]
        if not value:
            return match[0] if name.lower() in _BOOLEAN else _made_up_text(match[0])
        return f"{name}{match['sign']}{_anonymised_value(name.lower(), value)}"

    return _IN_TAG.sub(attribute, tag)


def _anonymised_value(name: str, value: str) -> str:
    mark = value[0] if value[0] in "\"'" else ""
    inner = value[1:-1] if mark else value
    if name.startswith("on"):
        return mark * 2 if mark else "0"
    is_text = name in _TEXTS or (name.startswith("data-") and " " in inner)
    if _ADDRESS.match(inner) and not (is_text and " " in inner):
        return f"{mark}{anonymised_address(inner)}{mark}"
    return f"{mark}{_made_up_text(_without_references(inner))}{mark}" if is_text else value


def _made_up_part(text: str) -> str:
    """A part of an address with made-up words; its escapes (`%20`) stay."""
    return _ESCAPED.sub(lambda match: match[0] if match[0][0] == "%" else made_up(match[0]), text)
