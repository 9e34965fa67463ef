"""The sitemap: an index, and parts that each name up to 5,000 articles of one edition (sitemaps.org)."""

import gzip
import re
from datetime import datetime
from html import escape

from replica.answer import Answer
from replica.corpus import LANGS, Lang
from replica.pages.frame import Hosts
from replica.site import Site

INDEX = "/sitemap.xml"
PART_SIZE = 5_000
"""Articles of a part, those that are deleted now counted too, so that none moves from one part to another."""

_PART = re.compile(r"/sitemap-(id|en)-([1-9][0-9]{0,4})\.xml(\.gz)?")
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"


def answer(site: Site, path: str, hosts: Hosts) -> Answer | None:
    """Answer with the index or a part; None where the path is neither, or the site has no sitemap."""
    zipped = site.options.sitemap == "gzip"
    if site.options.sitemap == "none":
        return None
    if path == INDEX:
        return _xml(_index(site, hosts.desktop, ".xml.gz" if zipped else ".xml"))
    match = _PART.fullmatch(path)
    if match is None or zipped != bool(match[3]):
        return None
    lang: Lang = "en" if match[1] == "en" else "id"
    places = _parts(site, lang)
    number = int(match[2]) - 1
    if number >= len(places):
        return None
    part = _xml(_part(site, lang, places[number], hosts.desktop))
    # The same bytes each time: without a fixed time the file would hold that of its making.
    return Answer(200, gzip.compress(part.body, mtime=0), "application/gzip") if zipped else part


def _parts(site: Site, lang: Lang) -> list[range]:
    span = site.corpus.span(lang, site.clock.now())
    return [span[start : start + PART_SIZE] for start in range(0, len(span), PART_SIZE)]


def _index(site: Site, origin: str, ending: str) -> str:
    rows = []
    for lang in LANGS:
        edits = site.changes.edits[lang]
        for number, places in enumerate(_parts(site, lang), start=1):
            newest = site.corpus.moment(site.corpus.ordinal(lang, places[-1]))
            modified = max([newest, *(edit.at for index, edit in edits.items() if index in places)])
            rows.append(_row("sitemap", f"{origin}/sitemap-{lang}-{number}{ending}", modified))
    return f'<sitemapindex xmlns="{_SCHEMA}">\n{"".join(rows)}</sitemapindex>\n'


def _part(site: Site, lang: Lang, places: range, origin: str) -> str:
    briefs = (site.at(lang, index) for index in places if index not in site.changes.deleted[lang])
    rows = "".join(_row("url", origin + brief.path, site.modified(brief)) for brief in briefs)
    return f'<urlset xmlns="{_SCHEMA}">\n{rows}</urlset>\n'


def _row(tag: str, address: str, modified: datetime) -> str:
    when = modified.isoformat(timespec="seconds")
    return f"  <{tag}><loc>{escape(address)}</loc><lastmod>{when}</lastmod></{tag}>\n"


def _xml(text: str) -> Answer:
    return Answer(200, (_HEAD + text).encode(), "application/xml; charset=utf-8")
