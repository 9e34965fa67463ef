"""Where a page comes from that someone wants to look at: a saved file, the archive, or the site itself."""

import asyncio
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import click

if TYPE_CHECKING:
    import aiohttp
    from protego import Protego
    from sqlite_utils import Database

    from scraper.archive.captures import Kept

WEB = ("http://", "https://")
_CAPTURE = "urn:uuid:"
_SECONDS = 60
_PAUSE = 2.0
"""Seconds between robots.txt and the page, as between any two requests of a crawl."""

_MAX_BYTES = 32 << 20
"""A page of the site has some 30 KB."""

_pause = asyncio.sleep
"""Waits so many seconds; tests put something quicker in its place."""


class PageError(Exception):
    """The page cannot be had; the text is one line, `exit_status` what the verb ends with."""

    exit_status = 1


@dataclass(frozen=True, slots=True)
class Source:
    """A page as it came.

    Attributes:
        html: its bytes, without content-encoding.
        url: the address it was asked for by; None where that is not known.
        charset: what its Content-Type declared, if anything.
        about: where it is from, for the eye.
    """

    html: bytes
    url: str | None
    charset: str | None
    about: str


def bytes_of(file: str) -> bytes:
    """The bytes of a file, or, for `-`, of standard input.

    Raises:
        PageError: they cannot be read.
    """
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise PageError((error.strerror or str(error)).lower()) from error
    except ValueError as error:  # a NUL in the name
        raise PageError(str(error)) from error


def is_file(name: str) -> bool:
    """Whether an argument names standard input or something on the disk."""
    try:
        return name == "-" or Path(name).exists()
    except (OSError, ValueError):
        return False


def from_archive(db: Path, name: str) -> Source | None:
    """The page that an archive keeps under a name: the newest, where it has several.

    Args:
        db: the archive's file; `warc/` stands beside it.
        name: a capture (`urn:uuid:…`), any address, or an article as it is named on the command line.

    Returns:
        None where the archive has no page of that name.

    Raises:
        PageError: the archive or its WARC file cannot be read, or the name is of nothing.
    """
    from scraper.archive.database import ArchiveError, DatabaseError, WrongArchiveError, open_to_read
    from scraper.clock import in_jakarta
    from scraper.exit_codes import USAGE
    from scraper.parser.classify import charset_of
    from scraper.warc.reader import file_in, read_at
    from scraper.warc.records import WarcError

    try:
        with closing(open_to_read(db)) as archive:
            kept = _kept(archive, name)
        if kept is None:
            return None
        warc = file_in(db.resolve().parent / "warc", kept.place.warc)
        exchange = read_at(warc, kept.place.offset)
    except OSError as error:  # FastWARC's, for what is no gzip, names no file
        why = error.strerror or str(error) or "it is damaged"
        raise PageError(f"{error.filename or warc}: {why.lower()}") from error
    except WrongArchiveError as error:
        failure = PageError(str(error))
        failure.exit_status = USAGE
        raise failure from error
    except (ArchiveError, WarcError) as error:
        raise PageError(str(error)) from error
    except DatabaseError as error:
        raise PageError(f"{db}: {error}") from error
    about = f"{db}, {kept.capture}, fetched {in_jakarta(kept.fetched_at)} (Jakarta), outcome {kept.outcome}"
    return Source(exchange.decoded, kept.url, charset_of(exchange.header("content-type")), about)


def _kept(archive: "Database", name: str) -> "Kept | None":
    from scraper.archive.captures import kept_as, newest_at, newest_of
    from scraper.archive.database import site_of
    from scraper.crawl.site import site_name
    from scraper.urls import key_of, parse, reference

    if name.startswith(_CAPTURE):
        return kept_as(archive, name)
    if name.startswith(WEB):
        key = parse(name, base=name).key if site_name(name) == site_of(archive) else None
        return newest_at(archive, name) or (newest_of(archive, key) if key is not None else None)
    try:
        return newest_of(archive, key_of(*reference(name)))
    except ValueError as error:
        raise PageError(f"there is no such file, and {error}") from error


def from_site(url: str, contact: str | None) -> Source:
    """The page at an address, asked for once, with our User-Agent and if robots.txt allows it.

    Args:
        url: a web address.
        contact: mail address or web page of whoever asks; nothing but this machine is asked without.

    Raises:
        PageError: it cannot be had.
        click.UsageError: there is no contact.
    """
    from scraper.crawl.options import parse_contact
    from scraper.crawl.site import site_name, user_agent
    from scraper.urls import REPLICA

    ours = site_name(url) == REPLICA
    if not ours and not contact:
        raise click.UsageError(
            "say who asks, so that the site can reach you: --contact you@example.org, or ARSIP_CONTACT=…"
        )
    try:
        contact = parse_contact(contact) if contact else None
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    return asyncio.run(_fetched(url, user_agent(contact), pause=0 if ours else _PAUSE))


async def _fetched(url: str, agent: str, *, pause: float) -> Source:
    import aiohttp

    from scraper.crawl.transport_errors import in_words
    from scraper.parser.classify import charset_of

    limit = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with aiohttp.ClientSession(headers={"User-Agent": agent}, timeout=limit, trust_env=True) as session:
            rules = await _rules(session, url)
            if not rules.can_fetch(url, agent):
                raise PageError("robots.txt disallows it; save the page and name the file")
            await _pause(max(pause, float(rules.crawl_delay(agent) or 0)))
            async with session.get(url, allow_redirects=False) as response:
                if response.status != 200:  # noqa: PLR2004 - OK, the one status with a page
                    leads = response.headers.get("Location")
                    raise PageError(f"the answer is {response.status}" + (f", which leads to {leads}" if leads else ""))
                html = await _body(response)
                return Source(html, url, charset_of(response.headers.get("Content-Type")), "asked for just now")
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise PageError(f"it cannot be fetched: {in_words(error)}") from error


async def _rules(session: "aiohttp.ClientSession", url: str) -> "Protego":
    """The rules of robots.txt; one that cannot be read forbids everything, and one that is not there nothing."""
    import aiohttp

    from scraper.crawl.middlewares.robots import ALLOW_ALL, MAX_REDIRECTS, rules_of
    from scraper.crawl.site import is_own
    from scraper.crawl.transport_errors import cannot_reach

    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    at = f"{origin}/robots.txt"
    try:
        for _ in range(MAX_REDIRECTS + 1):
            async with session.get(at, allow_redirects=False) as response:
                if response.ok and response.status < 300:  # noqa: PLR2004 - RFC 9309 2.3.1.1
                    return rules_of(await _body(response))
                if response.status >= 500:  # noqa: PLR2004 - RFC 9309 2.3.1.4
                    raise RulesError(f"status {response.status}")
                location = response.headers.get("Location") if response.status < 400 else None  # noqa: PLR2004
            if location is None:
                return ALLOW_ALL
            at = urljoin(at, location)
            if not is_own(at, origin):
                raise RulesError(f"it redirects to another site, {at}")
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise PageError(cannot_reach(at, error)) from error
    return ALLOW_ALL


class RulesError(PageError):
    """robots.txt could not be read, though its host answers."""

    def __init__(self, why: str) -> None:
        super().__init__(f"robots.txt could not be read ({why}), so nothing is asked for; save the page, name the file")


async def _body(response: "aiohttp.ClientResponse") -> bytes:
    parts = bytearray()
    async for part in response.content.iter_chunked(1 << 16):
        parts += part
        if len(parts) > _MAX_BYTES:
            raise PageError(f"{response.url}: more than {_MAX_BYTES >> 20} MB")
    return bytes(parts)
