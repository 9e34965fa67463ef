"""The site's addresses: any URL to edition, id and slug; what is a list, an album, a video, or another site.

Sources: article addresses from saved pages and 767 real URLs; lists, albums and videos from the menus of pages saved in
October 2026, stored pages of 2020 to 2026 and, for www, several independent programs.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from types import MappingProxyType
from typing import Literal, TypeAlias
from unicodedata import normalize
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

from scraper.items import Lang

Kind: TypeAlias = Literal["article", "list", "album", "video", "infographic", "page", "elsewhere"]
"""What an address leads to; `page` is any other page of the site, `elsewhere` another site or no web address at all."""

SITE = "https://www.beritajakarta.id"
MAX_ID = 2**31 - 1
REPLICA = "replica"
"""Name of the made-up site on this machine, which needs no contact."""

_HOSTS = r"(?:(?:www|m|desain)\.)?beritajakarta\.(?:id|com)"
"""`desain.` has the pages of `www.` under the same ids; `.com` was the site's name until about 2017."""

_HOST = re.compile(_HOSTS, re.ASCII | re.IGNORECASE)
_SITE_PORTS = frozenset({None, 80, 443})
_ID = re.compile(r"0*([1-9][0-9]{0,9})", re.ASCII)
_NUMBER = re.compile(r"[0-9]+", re.ASCII)
_PAGE_WORDS = frozenset({"page", "hal", "halaman", "index"})
_PLAIN_SLUG = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_SLUG_SAFE = "!$&'()*+,;=:@"
_PLAIN_HOST = r"[a-z0-9.-]+(?::[0-9]{1,4})?"
_PLAIN_BASE = re.compile(rf"https?://({_PLAIN_HOST})(?=[/?#]|\Z)", re.ASCII)
_PLAIN_ARTICLE = re.compile(
    rf"(?:https?://(?:({_HOSTS})|({_PLAIN_HOST})))?"
    r"(/en)?/read/([1-9][0-9]{0,8})(?:/([A-Za-z0-9_-]*))?(?:#[.\w-]*)?",
    re.ASCII,
)
"""Nearly every link of a page has this form; one match costs a tenth of parsing the URL."""

_MAX_LENGTH = 4_000
"""Characters of an address; a longer text is none."""

_MAX_CACHED_LENGTH = 500
"""Characters of an address in the cache, which must stay small whatever pages say."""

_ORIGIN = re.compile(r"https?://[^/?#\\\s]+", re.ASCII)
"""The part of a page's address that all but relative links are resolved against."""

_UNCLEAR = re.compile(r"[@\\\s\x00-\x20]")
_PLAIN_URL = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(?::[0-9]{1,4})?/[A-Za-z0-9/_.~%=&+-]*", re.ASCII)
"""An absolute address that `urljoin` would not change."""

_LISTS = re.compile(
    r"""(?:en/)?(?:
        berita/(?:terkini|utama|terpopuler) | latest-news | siaran-pers | dprd
      | kategori/[0-9]*[^/0-9][^/]* | wilayah/[0-9]*[^/0-9][^/]*
      | rubrik/[0-9]+(?:/[0-9]*[^/0-9][^/]*)? | category/[0-9]+
      | news/search | news_index(?:/search)?
    )""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
_ENGLISH_LIST = "latest-news"
_SEARCHES = frozenset({"news/search", "news_index/search"})
_NUMBERED: Mapping[tuple[str, ...], Kind] = MappingProxyType(
    {
        ("read",): "article",
        ("potret-jakarta", "album"): "album",
        ("potret-wilayah", "album"): "album",
        ("potret", "album"): "album",
        ("video", "play"): "video",
    }
)
"""Paths that a number follows, and mostly a slug."""


@dataclass(frozen=True, slots=True)
class Address:
    """What a URL leads to.

    Attributes:
        kind: see `Kind`.
        lang: the edition; None elsewhere.
        id: the number of an article, an album or a video, each numbered by itself; else None.
        slug: the decoded slug of an article, an album or a video; the name of a list, without its page number
            (`kategori/ekonomi`), a search's with its words (`news/search?q=air+bersih`); never an empty string.
    """

    kind: Kind
    lang: Lang | None = None
    id: int | None = None
    slug: str | None = None

    @property
    def key(self) -> int | None:
        """The key of an article in the archive; None for anything else."""
        if self.kind != "article" or self.lang is None or self.id is None:
            return None
        return key_of(self.lang, self.id)

    @property
    def url(self) -> str | None:
        """The canonical address of an article; None for anything else."""
        return None if self.key is None else article_url(*from_key(self.key), self.slug)


ELSEWHERE = Address("elsewhere")


def parse(url: str, *, base: str | None = None) -> Address:
    """Parse a URL; never raises. Blanks around it and its fragment do not count, nor does its query but for a search.

    `base` is the address of the page the URL stood on. A relative URL resolves against it, and its own host counts as
    the site too, so that a replica is read like the site. Without it a URL needs a host, but no scheme.
    """
    if len(url) + len(base or "") <= _MAX_CACHED_LENGTH:
        plain = _plain_article(url, None if base is None else _own_host(base))
        if plain is not None:
            return plain
    if len(url) > _MAX_LENGTH:
        return ELSEWHERE
    origin = _ORIGIN.match(base) if base is not None and url.startswith(("/", "http://", "https://")) else None
    base = origin[0] if origin is not None else base
    try:
        return _cached_parse(url, base) if len(url) + len(base or "") <= _MAX_CACHED_LENGTH else _parse(url, base)
    except ValueError:  # urllib raises it for a host such as `[`
        return ELSEWHERE


def resolve(url: str, base: str) -> str | None:
    """Make a URL absolute; None where it is not of the web (`javascript:`, `mailto:`, `data:`) or invalid."""
    if len(url) > _MAX_LENGTH:
        return None
    if _PLAIN_URL.fullmatch(url):
        return url
    try:
        absolute = urljoin(base.strip(), _tidy(url))
        parts = urlsplit(absolute)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return None
    except ValueError:
        return None
    return absolute


def host_of(url: str) -> str:
    """Return the host that any text names as an address, in small letters; empty where it names none or is invalid.

    Invalid are a user name, backslashes and blanks too: programs differ in what host these leave.
    """
    try:
        parts = urlsplit(url)
        is_valid = parts.port != 0 and not _UNCLEAR.search(parts.netloc)
    except ValueError:  # as for `https://[::1/`, and for a port above 65,535
        return ""
    return parts.hostname or "" if is_valid else ""


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself, which nobody else can reach."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def search_name(path: str, words: str) -> str:
    """The name of the list of a search's results: its path, and the words with single blanks."""
    words = " ".join(words.split())
    return f"{path}?{urlencode({'q': words})}" if words else path


def article_url(lang: Lang, id: int, slug: str | None) -> str:  # noqa: A002 - the field's name
    """The article's own address, on the desktop host, whatever address it was found by."""
    head = f"{SITE}/en/read/{id}" if lang == "en" else f"{SITE}/read/{id}"
    if not slug:
        return head
    return f"{head}/{slug if _PLAIN_SLUG.fullmatch(slug) else quote(slug, safe=_SLUG_SAFE, errors='replace')}"


def key_of(lang: Lang, id: int) -> int:  # noqa: A002 - the field's name
    """The archive's key of an article: its id, negative for the English edition."""
    return -id if lang == "en" else id


def from_key(key: int) -> tuple[Lang, int]:
    """The edition and id that a key stands for.

    Raises:
        ValueError: the key is 0, which no article has.
    """
    if key == 0:
        raise ValueError("0 is not the key of an article")
    return ("en", -key) if key < 0 else ("id", key)


def article_name(key: int) -> str:
    """The short name of an article, which `reference` reads: `142433` or `en/43425`."""
    return f"en/{-key}" if key < 0 else str(key)


def reference(text: str) -> tuple[Lang, int]:
    """Parse an article's name: `142433`, `en/43425` or any of its URLs.

    Raises:
        ValueError: it names no article; the message says what does.
    """
    name = text.strip()
    lang: Lang = "en" if name.lower().startswith("en/") else "id"
    number = _number(name[3:] if name.lower().startswith(("en/", "id/")) else name)
    if number is not None:
        return lang, number
    key = parse(name).key
    if key is not None:
        return from_key(key)
    shown = f"{name[:77]}..." if len(name) > 80 else name  # noqa: PLR2004 - a line of a terminal
    raise ValueError(f"{shown!r} names no article: give its number (142433), en/ and its number (en/43425), or its URL")


@lru_cache(maxsize=256)
def _own_host(base: str) -> str | None:
    """The host, with its port, of a page's address in the common form."""
    match = _PLAIN_BASE.match(base)
    return match[1] if match else None


@lru_cache(maxsize=4096)
def _plain_article(url: str, own: str | None) -> Address | None:
    """Parse an address in the common form; of no host or that of its page, `own`, it is the site's, too.

    Cached: pages of one day link to the same few articles.
    """
    match = _PLAIN_ARTICLE.fullmatch(url)
    if match is None:
        return None
    site, host, english, number, slug = match.groups()
    if site is None and (own is None or host not in {None, own}):
        return None
    return Address("article", "en" if english else "id", int(number), slug or None)


def _parse(url: str, base: str | None) -> Address:
    target = _tidy(url)
    own = ""
    if base is not None:
        base = base.strip()
        own = urlsplit(base).netloc.lower()
        target = urljoin(base, target)
    elif _HOST.match(target):
        target = f"https://{target}"
    parts = urlsplit(target)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ELSEWHERE
    is_site = _HOST.fullmatch(parts.hostname) and parts.port in _SITE_PORTS
    if "@" in parts.netloc or (not is_site and parts.netloc.lower() != own):
        return ELSEWHERE
    return _of_path([_clean(segment) for segment in parts.path.split("/") if segment], parts.query)


_cached_parse = lru_cache(maxsize=4096)(_parse)
"""Pages of the site have the same menus, and each link is parsed several times."""


def _of_path(segments: list[str], query: str) -> Address:
    words = [segment.lower() for segment in segments]
    lang: Lang = "en" if words[:1] == ["en"] else "id"
    start = 1 if lang == "en" else 0
    for end in (start + 1, start + 2):
        if (kind := _NUMBERED.get(tuple(words[start:end]))) is not None:
            return _numbered(kind, lang, segments[end:])
    if words[start : start + 1] == ["infografis"]:
        return Address("infographic", lang)
    name = "/".join(_without_paging(words))
    if _LISTS.fullmatch(name):
        if name in _SEARCHES:
            name = search_name(name, next((value for key, value in parse_qsl(query) if key == "q"), ""))
        return Address("list", "en" if name.endswith(_ENGLISH_LIST) else lang, None, name)
    return Address("page", lang)


def _numbered(kind: Kind, lang: Lang, rest: list[str]) -> Address:
    number = _number(rest[0]) if rest else None
    if number is None:
        return Address("page", lang)
    slug = rest[1] if len(rest) > 1 else ""
    return Address(kind, lang, number, None if slug in {"", ".", ".."} else slug)


def _without_paging(words: list[str]) -> list[str]:
    """Drop `/2` or `/page/2` at the end of a list's path; `rubrik/2` and `category/2` are lists by number."""
    if len(words) > 1 and _NUMBER.fullmatch(words[-1]) and words[-2] not in {"rubrik", "category"}:
        return words[:-2] if words[-2] in _PAGE_WORDS else words[:-1]
    return words


def _number(text: str) -> int | None:
    match = _ID.fullmatch(text)
    number = int(match[1]) if match else 0
    return number if 0 < number <= MAX_ID else None


def _tidy(url: str) -> str:
    """Normalise a URL as a browser does: no blanks around it, no line breaks, no backslashes in its path."""
    text = re.sub(r"[\t\r\n]", "", url.strip())
    end = re.search(r"[?#]", text)
    cut = end.start() if end else len(text)
    return text[:cut].replace("\\", "/") + text[cut:]


def _clean(segment: str) -> str:
    """Decode a segment of a path: blanks folded, in NFC, without invisible characters."""
    text = unquote(segment, errors="replace")
    if text.isascii() and text.isprintable() and " " not in text:
        return text
    seen = "".join(char if char.isprintable() else " " if char.isspace() else "" for char in text)
    return normalize("NFC", " ".join(seen.split()))
