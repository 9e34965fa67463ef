"""Feeds of changes, as Atom 1.0 (RFC 4287) and as JSON Feed 1.1 (jsonfeed.org/version/1.1).

The same archive gives the same bytes: each time in a feed is that of a capture.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from arsip.api.entries import TAG, Entry, entries, without_controls
from scraper.archive.changes import KINDS, ChangeSelection, Kind
from scraper.archive.database import Database, archive_id, site_of
from scraper.items import ARTICLE_FIELDS, EDITION_NAMES
from scraper.urls import SITE

LIMIT = 50
"""Entries of a feed by default."""

_ATOM = "http://www.w3.org/2005/Atom"
_JSON_FEED = "https://jsonfeed.org/version/1.1"
_EPOCH = "1970-01-01T00:00:00.000Z"
_NEWEST_CAPTURE = "SELECT max(fetched_at) FROM captures"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The newest changes of a selection.

    Attributes:
        id: a URI that is the feed's own, whatever its address.
        site: the archive's, such as `beritajakarta.id`.
        title: the site, and what of it.
        base: address of the pages of the archive, without a slash at its end; None where they have none.
        kinds: of the changes.
        parameters: what selects the changes, as a query string.
        updated: moment of the newest entry; of a feed without any, of the newest capture.
        entries: newest first.
    """

    id: str
    site: str
    title: str
    base: str | None
    kinds: frozenset[Kind]
    parameters: str
    updated: str
    entries: tuple[Entry, ...]

    @property
    def home(self) -> str:
        """Where people read the same."""
        if self.base is None:
            return f"{SITE}/"
        kinds = _kinds(self.kinds) if self.kinds == set(KINDS) else ""  # the page leaves out new ones by itself
        return f"{self.base}/changes{_query('&'.join(filter(None, [kinds, self.parameters])))}"

    def own_address(self, suffix: str) -> str | None:
        """Return the feed's own address, if it has one."""
        return None if self.base is None else f"{self.base}/feed{suffix}{_query(self.parameters)}"

    def address(self, entry: Entry) -> str:
        """Return where an entry is read: in the archive, if its pages have an address, else on the site."""
        return entry.url if self.base is None else f"{self.base}{entry.page}"


def feed_of(
    db: Database,
    selection: ChangeSelection,
    *,
    min_words: int = 0,
    examined: int | None = None,
    limit: int = LIMIT,
    base: str | None = None,
) -> Feed:
    """Read the newest changes of a selection, without edits of fewer than `min_words`, of the newest `examined` ones.

    Raises:
        ArchiveError: the condition on the articles is invalid, or the archive is damaged.
    """
    found = tuple(islice(entries(db, selection, min_words=min_words, examined=examined), limit))
    site = site_of(db) or "Arsip"
    parameters = parameters_of(selection, min_words)
    return Feed(
        id=f"{TAG}{archive_id(db)}/feed{_query(parameters)}",
        site=site,
        title=without_controls(f"{site}: {_described(selection)}"),
        base=None if base is None else base.rstrip("/"),
        kinds=selection.kinds,
        parameters=parameters,
        updated=found[0].moment if found else db.execute(_NEWEST_CAPTURE).fetchone()[0] or _EPOCH,
        entries=found,
    )


def parameters_of(selection: ChangeSelection, min_words: int = 0) -> str:
    """Return a selection as the query string of `/feed.atom`, always in the same order."""
    articles = selection.articles
    values = {
        "q": articles.search, "since": selection.since, "until": selection.until, "field": selection.field,
        "min_words": min_words, "category": articles.category, "lang": articles.lang, "reporter": articles.reporter,
    }  # fmt: skip
    kinds = "" if selection.kinds == set(KINDS) else _kinds(selection.kinds)
    rest = urlencode({name: value for name, value in values.items() if value})
    return "&".join(filter(None, [kinds, rest]))


def _kinds(kinds: frozenset[Kind]) -> str:
    return urlencode([("kind", kind) for kind in KINDS if kind in kinds])


def atom(feed: Feed) -> bytes:
    """Write a feed as Atom."""
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "en"})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", feed.updated)
    _add(_add(root, "author"), "name", feed.site)
    _add(root, "link", rel="alternate", type="text/html", href=feed.home)
    if (address := feed.own_address(".atom")) is not None:
        _add(root, "link", rel="self", type="application/atom+xml", href=address)
    for each in feed.entries:
        entry = _add(root, "entry", **{"xml:lang": each.lang})
        _add(entry, "id", each.id)
        _add(entry, "title", each.title)
        _add(entry, "updated", each.moment)
        _add(entry, "link", rel="alternate", type="text/html", href=feed.address(each))
        if feed.base is not None:
            _add(entry, "link", rel="related", type="text/html", href=each.url)
        for term in _terms(each):
            _add(entry, "category", term=term)
        _add(entry, "content", each.html, type="html")
    ET.indent(root, space="")
    return b'<?xml version="1.0" encoding="utf-8"?>\n%b\n' % ET.tostring(root, encoding="unicode").encode()


def json_feed(feed: Feed) -> bytes:
    """Write a feed as JSON Feed."""
    items = [
        {
            "id": each.id,
            "url": feed.address(each),
            **({} if feed.base is None else {"external_url": each.url}),
            "title": each.title,
            "content_html": each.html,
            "content_text": each.text,
            "date_published": each.moment,
            "language": each.lang,
            "tags": _terms(each),
        }
        for each in feed.entries
    ]
    address = feed.own_address(".json")
    table = {
        "version": _JSON_FEED,
        "title": feed.title,
        "home_page_url": feed.home,
        **({} if address is None else {"feed_url": address}),
        "authors": [{"name": feed.site}],
        "items": items,
    }
    return json.dumps(table, ensure_ascii=False, indent=1).encode() + b"\n"


FORMS: dict[str, Callable[[Feed], bytes]] = {".atom": atom, ".json": json_feed}
"""What writes a feed, by the ending of its name."""


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, name, attributes)
    element.text = text
    return element


def _terms(entry: Entry) -> list[str]:
    return [entry.kind, *filter(None, [entry.category])]


def _query(parameters: str) -> str:
    return f"?{parameters}" if parameters else ""


def _described(selection: ChangeSelection) -> str:
    articles = selection.articles
    field = ARTICLE_FIELDS[selection.field].about.label if selection.field else None
    lang = f"{EDITION_NAMES[articles.lang]} edition" if articles.lang else None
    words = f"“{articles.search}”" if articles.search else None
    kinds = [kind for kind in KINDS if kind in selection.kinds]
    what = f"{' and '.join([', '.join(kinds[:-1]), kinds[-1]] if kinds[1:] else kinds)} articles"
    return " · ".join(filter(None, [words, what, articles.category, articles.reporter, lang, field]))
