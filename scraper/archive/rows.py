"""Turns what was read into rows: one function a table, columns named beside it."""

from collections.abc import Iterator
from dataclasses import fields
from typing import TypeAlias

from scraper.archive.frontier.store import Discovered
from scraper.items import LINK_FIELDS, SEARCHED, Answer, Article, Link, ListItem
from scraper.urls import key_of, parse
from scraper.warc.exchange import Capture

Row: TypeAlias = tuple[object, ...]

_KEPT = tuple(column.name for column in fields(Capture))
_PRINTED = tuple(name for name in LINK_FIELDS if name not in {"lang", "id"})
_ANNOUNCED = ("title", "teaser", "date", "published_at", "reporter", "url")

CAPTURE = (*_KEPT, "key", "outcome", "template", "reader", "content_hash", "text_hash", "slug", "category_slug")
LINK = ("capture", "from_key", "kind", "to_key", *_PRINTED)
COUNTER = ("capture", "fetched_at", "key", "source", "rank", "views")
LISTING = ("capture", "position", "key", "fetched_at", "list", "category", "region", "page", *_ANNOUNCED)
PROBLEM = ("capture", "key", "url", "fetched_at", "reader", "reason")


def carried(batch: list[tuple[Capture, Answer]]) -> Iterator[Row]:
    """What the templates of a batch's readings carry, as the parser declares it."""
    declared = {(a.article.template, a.reader, a.carries) for _, a in batch if a.article and a.reader}
    return ((template, reader, name) for template, reader, carries in declared for name in carries)


def capture(kept: Capture, answer: Answer, hashes: tuple[str, str] | None) -> Row:
    """A capture with its reading; `hashes` are those of the content and of the text, where an article was read."""
    article = answer.article
    reading = (
        (article.template, answer.reader, *hashes, article.slug, article.category_slug)
        if article and hashes
        else (None, answer.reader, None, None, None, None)
    )
    return (*(getattr(kept, name) for name in _KEPT), answer.key, answer.outcome, *reading)


def links(readings: list[tuple[Capture, Article]]) -> Iterator[Row]:
    """The related and read-also links of each reading."""
    for kept, article in readings:
        for kind, found in (("related", article.related), ("read_also", article.read_also)):
            for link in found:
                printed = (getattr(link, name) for name in _PRINTED)
                yield (kept.capture, key_of(article.lang, article.id), kind, _key(link), *printed)


def counters(batch: list[tuple[Capture, Answer]]) -> Iterator[Row]:
    """Every counter on a page; of an article that one list shows twice, the first."""
    for kept, answer in batch:
        at = (kept.capture, kept.fetched_at)
        if (article := answer.article) is not None:
            if article.views is not None:
                yield (*at, answer.key, "own", None, article.views)
            for link in article.related:
                if _key(link) is not None and link.views is not None:
                    yield (*at, _key(link), "related", link.position, link.views)
            for link in article.popular:
                if _key(link) is not None:
                    yield (*at, _key(link), "popular", link.position, link.views)
        for item in answer.page.items if answer.page else ():
            if item.views is not None:
                yield (*at, key_of(item.lang, item.id), "list", item.position, item.views)


def linked(article: Article) -> Iterator[Discovered]:
    """The articles that one links to."""
    for kind, found in (("related", article.related), ("read_also", article.read_also), ("popular", article.popular)):
        for link in found:
            if link.lang and link.id and parse(link.url).kind == "article":
                yield Discovered(key_of(link.lang, link.id), link.url, link.date, kind)


def listings(kept: Capture, name: str, items: tuple[ListItem, ...]) -> Iterator[Row]:
    """Where a list page showed its articles; the list's own name says which category or region it is of.

    The desktop's `rubrik/1/ekonomi` is the mobile site's `kategori/ekonomi`.
    """
    group, _, of = name.partition("/")
    if group == "rubrik":
        group, of = "kategori", of.partition("/")[2]
    category, region = (of or None if group == "kategori" else None), (of if group == "wilayah" else None)
    for item in items:
        at = (kept.capture, item.position, key_of(item.lang, item.id), kept.fetched_at)
        yield (*at, name, category, region, kept.url, *(getattr(item, column) for column in _ANNOUNCED))


def searched(batch: list[tuple[Capture, Answer]]) -> Iterator[str]:
    """Return the texts of what was read that a search looks through."""
    for _, answer in batch:
        if (article := answer.article) is not None:
            yield from (text for name in SEARCHED if (text := getattr(article, name)))


def problem(kept: Capture, answer: Answer) -> Row:
    """A page that could not be read, and why."""
    return (kept.capture, answer.key, kept.url, kept.fetched_at, answer.reader, answer.reason)


def _key(link: Link) -> int | None:
    return None if link.lang is None or link.id is None else key_of(link.lang, link.id)
