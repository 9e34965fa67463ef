"""Which captures of an index are to be fetched: pages of the site, each content once, or the first and the last."""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from scraper.clock import stamp
from scraper.exit_codes import USAGE, CannotRun
from scraper.items import Lang
from scraper.maintenance.site import Site
from scraper.recover.captures import IndexEntry, Period, Record
from scraper.urls import Address, parse
from scraper.warc.exchange import NOT_MODIFIED

HOSTS = tuple(f"{name}beritajakarta.{ending}" for ending in ("id", "com") for name in ("", "m.", "desain."))
"""The site's hosts; an index finds `www.` with the host without it."""

_PAGES = frozenset({
    "text/html", "application/xhtml+xml", "application/xml", "text/xml", "application/rss+xml", "text/plain",
    "warc/revisit", "unk", "-", "",
})  # fmt: skip
"""Types of pages, lists, feeds and robots.txt, and what indexes say where they do not know."""

SAMPLE = 8
"""Captures that a sample has at most."""

WITHIN = timedelta(days=1)
"""A witness was captured no longer before or after the answer (`scraper.archive.absences`)."""

_Witness = tuple[str, int]

_OK, _GONE = 200, frozenset({404, 410})
_REDIRECTS = frozenset(range(300, 400)) - {NOT_MODIFIED}
"""A 304 answers a question of the web archive's that nobody knows: what has not changed may be no article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What to recover.

    Attributes:
        hosts: to look for, without `www.`.
        only: these hosts alone, as they were named; empty for all.
        there: keys of the articles that the archive and the site have, where only others are selected, and no other
            pages; None for pages of every kind.
        first_last: of each article or other page the first and the last capture, not every content.
        limit: captures to fetch at most; None for no limit.
    """

    hosts: tuple[str, ...] = HOSTS
    only: frozenset[str] = frozenset()
    period: Period = field(default_factory=Period)
    lang: Lang | None = None
    there: Collection[int] | None = None
    first_last: bool = False
    limit: int | None = None

    def has(self, found: IndexEntry) -> bool:
        """Whether a capture may be chosen: a page of the site, or its word that there is none."""
        address, host = parse(found.url, base=found.url), host_and_port(found.url)
        return (
            host.removeprefix("www.") in self.hosts
            and (not self.only or host in self.only)
            and address.kind != "elsewhere"
            and found.url.isprintable()
            and found.mime.partition(";")[0].strip().lower() in _PAGES
            and (found.status in {None, _OK} or found.status in _GONE or found.status in _REDIRECTS)
            and self.period.has(found.moment)
            and (self.lang is None or address.lang == self.lang)
            and (self.there is None or (address.key is not None and address.key not in self.there))
            and (not self.first_last or found.status in {None, _OK})
        )


def site_of_hosts(hosts: Collection[str], site: Site) -> str:
    """Return the site of some hosts, the default one for none.

    Raises:
        CannotRun: where they are of several.
    """
    names = {host: site.name_of(f"https://{host}/") for host in sorted(hosts)}
    name = site.default if site.default in names.values() else next(iter(names.values()), site.default)
    for host in names:
        if not site.contains(f"http://{host}/", name):
            others = next(each for each in names if names[each] == name)
            raise CannotRun(f"{host} is of another site than {others}; an archive is of one site", exit_status=USAGE)
    return name


def on_site(selection: Selection, name: str, site: Site) -> Selection:
    """Return a selection with the hosts of an archive's site.

    Raises:
        CannotRun: where one is not of the site, or none is known of it.
    """
    hosts = tuple(dict.fromkeys(host.removeprefix("www.") for host in sorted(selection.only)))
    if not hosts:
        hosts = HOSTS if name == site.default else ()
    if not hosts:
        raise CannotRun(f"this is an archive of {name}: name its hosts with --hosts", exit_status=USAGE)
    for host in (*hosts, *selection.only):
        if not site.contains(f"http://{host}/", name):
            raise CannotRun(f"{host} is not a host of {name}, which this archive is of", exit_status=USAGE)
    return replace(selection, hosts=hosts)


class Plan:
    """The captures that are to be fetched, in a temporary file, in a folder or the system's: there may be a million.

    By default each content of a page is chosen when it was first captured, of an article's address also when it was
    last: what stands there may be the site's word that there is none, which counts when it comes again. Answers that
    say so by their status, and redirects of an article's address, are chosen once a day, and of each host the article
    that was captured last before and first after it, within a day, of whatever edition, and though the archive has it:
    without these witnesses it says nothing.
    """

    def __init__(self, selection: Selection, folder: Path | None) -> None:
        self._selection = selection
        self._beside = replace(selection, lang=None, there=None)
        self._seen: set[int] = set()
        self._ends: dict[int, tuple[str, str]] = {}
        self._last: dict[int, tuple[str, int]] = {}
        self._lines = 0
        self._removals: dict[str, set[str]] = {}
        self._file = TemporaryFile("w+", encoding="utf-8", dir=folder)  # noqa: SIM115 - closed by `__exit__`

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def add(self, found: IndexEntry) -> None:
        """Add a line of the index; of several of one URL and second, which would be one capture, the first counts."""
        capture = hash((found.url, found.moment[:19]))
        if capture in self._seen:
            return
        if not self._selection.has(found):
            if not self._selection.first_last and _is_page_of_article(found) and self._beside.has(found):
                self._seen.add(capture)
                self._keep(found, is_new=False)
            return
        self._seen.add(capture)
        subject, is_new = _subject(found.url), True
        if self._selection.first_last:
            first, last = self._ends.get(hash(subject), (found.moment, found.moment))
            self._ends[hash(subject)] = (min(first, found.moment), max(last, found.moment))
        else:
            content = hash((*subject, *_content(found)))
            once = hash((content, found.moment))
            is_new = content not in self._seen
            if is_new and _may_be_removal(found) and isinstance(subject[1], int):
                self._removals.setdefault(subject[0], set()).add(found.moment)
            if not is_new and (once in self._seen or not _is_page_of_article(found)):
                return
            if not is_new:
                self._last[content] = max(self._last.get(content, ("", 0)), (found.moment, self._lines))
            self._seen |= {content, once}
        self._keep(found, is_new=is_new)

    def _keep(self, found: IndexEntry, *, is_new: bool) -> None:
        self._file.write(json.dumps({**asdict(found), "is_new": is_new}) + "\n")
        self._lines += 1

    def chosen(self) -> Iterator[IndexEntry]:
        """Yield what is to be fetched, in the order of the index."""
        needed = {number for _, number in self._last.values()} | self._witnesses()
        for number, is_new, found in self._read():
            if not is_new and number not in needed:
                continue
            if not self._selection.first_last or found.moment in self._ends[hash(_subject(found.url))]:
                yield found

    def _witnesses(self) -> set[int]:
        """Return the lines of the articles that were captured next to the answers that may be removals."""
        if not self._removals:
            return set()
        found = {host: Witnesses(sorted(moments)) for host, moments in self._removals.items()}
        for number, _, each in self._read():
            if _is_page_of_article(each) and (of := found.get(_subject(each.url)[0])) is not None:
                of.add(each.moment, number)
        return {number for of in found.values() for number in of.chosen()}

    def _read(self) -> Iterator[tuple[int, bool, IndexEntry]]:
        """Yield each line with its number, and whether it is of a content that was not seen before."""
        self._file.seek(0)
        for number, line in enumerate(self._file):
            values = json.loads(line)
            is_new, record = values.pop("is_new"), values.pop("record")
            yield number, is_new, IndexEntry(**values, record=None if record is None else Record(**record))


class Witnesses:
    """Finds the last capture before and the first one after each answer, among captures in any order.

    The answers are given by their moments, in order.
    """

    def __init__(self, answers: Sequence[str]) -> None:
        self._answers = answers
        self._before: dict[int, _Witness] = {}
        self._after: dict[int, _Witness] = {}

    def add(self, moment: str, number: int) -> None:
        """Add a capture of an article by its moment and its number, which tells it from others."""
        following = bisect_right(self._answers, moment)
        self._before[following] = max(self._before.get(following, (moment, number)), (moment, number))
        preceding = bisect_left(self._answers, moment) - 1
        self._after[preceding] = min(self._after.get(preceding, (moment, number)), (moment, number))

    def chosen(self) -> Iterator[int]:
        """Yield the numbers of those that are near enough to an answer, of some more than once."""
        last: _Witness | None = None
        for at, answer in enumerate(self._answers):
            last = self._before.get(at, last)
            if last is not None and last[0] >= _shifted(answer, -WITHIN):
                yield last[1]
        first: _Witness | None = None
        for at, answer in reversed(list(enumerate(self._answers))):
            first = self._after.get(at, first)
            if first is not None and first[0] <= _shifted(answer, WITHIN):
                yield first[1]


@dataclass(slots=True)
class Sample:
    """A few of many captures, spread over their whole order; `count` says how many these are."""

    count: int = 0
    kept: list[IndexEntry] = field(default_factory=list)
    _step: int = 1

    def add(self, found: IndexEntry) -> None:
        """Add a capture, which may be kept until there are more."""
        if self.count % self._step == 0:
            self.kept.append(found)
        if len(self.kept) > SAMPLE:
            self.kept, self._step = self.kept[::2], 2 * self._step
        self.count += 1


def _subject(url: str) -> tuple[str, str | int]:
    """Return what a capture is of: an article on its host, or a page, by whatever scheme and `www.` or not."""
    address: Address = parse(url, base=url)
    parts = urlsplit(url)
    host = host_and_port(url).removeprefix("www.")
    return host, parts.path + (f"?{parts.query}" if parts.query else "") if address.key is None else address.key


def _content(found: IndexEntry) -> tuple[object, ...]:
    """Return what tells captures of one subject apart; empty bodies have one digest, whatever the answer."""
    if _may_be_removal(found):
        return found.status, urlsplit(found.url).scheme, found.moment[:10]
    return (found.digest or found.moment,)


def _may_be_removal(found: IndexEntry) -> bool:
    """Whether the site may say by its status that an article is gone; a redirect may lead home."""
    return found.status in _GONE or (found.status in _REDIRECTS and parse(found.url, base=found.url).key is not None)


def _is_page_of_article(found: IndexEntry) -> bool:
    return found.status in {None, _OK} and parse(found.url, base=found.url).key is not None


def host_and_port(url: str) -> str:
    """Return the host of a URL, with its port unless that is the usual one; empty where there is none."""
    try:
        return urlsplit(url).netloc.lower().removesuffix(":80").removesuffix(":443")
    except ValueError:
        return ""


def _shifted(moment: str, by: timedelta) -> str:
    return stamp(datetime.fromisoformat(moment) + by)
