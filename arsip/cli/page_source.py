"""Where a page comes from that someone wants to inspect: a saved file, the archive, or the site itself."""

import sys
import time
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException, IncompleteRead
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import click

from arsip.cli.errors import Failure, open_archive, wrong_usage
from scraper.exit_codes import FAILED, USAGE

if TYPE_CHECKING:
    from email.message import Message

    from protego import Protego

    from scraper.archive.captures import Kept
    from scraper.archive.database import Database

WEB = ("http://", "https://")
_CAPTURE = "urn:uuid:"
_SECONDS = 60
_PAUSE = 2.0
"""Seconds between robots.txt and the page, as between any two requests of a crawl."""

_MAX_BYTES = 32 << 20
"""A page of the site has some 30 KB."""

_pause = time.sleep
"""Waits so many seconds; tests put something quicker in its place."""


@dataclass(frozen=True, slots=True)
class Source:
    """A page and where it is from.

    Attributes:
        html: its bytes, without content-encoding.
        url: the address that was requested.
        charset: as its Content-Type declares it, if it does.
        about: where it is from, for people.
    """

    html: bytes
    url: str
    charset: str | None
    about: str


def file_name(file: str) -> str:
    """Return the name of a file for messages; `-` is standard input."""
    return "standard input" if file == "-" else file


def is_file(name: str) -> bool:
    """Whether an argument names standard input or something on the disk."""
    try:
        return name == "-" or Path(name).exists()
    except (OSError, ValueError):
        return False


def from_file(file: str, url: str | None) -> Source:
    """Return a saved page, or standard input for `-`; without an address given, with the one that it gives itself."""
    from scraper.parser import Refusal, own_url

    name = file_name(file)
    try:
        html = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        is_no_file = isinstance(error, FileNotFoundError | NotADirectoryError | IsADirectoryError | ValueError)
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise Failure(f"{name}: {reason}", USAGE if is_no_file else FAILED) from error
    try:
        address = url or own_url(html)
    except Refusal as error:
        raise Failure(f"{name}: {error.reason}") from error
    if address is None:
        raise Failure(f"{name}: the page does not say which article it is; give its address with --url")
    return Source(html, address, None, name)


def from_archive(db: Path, name: str) -> Source | None:
    """Return the newest page that an archive has, if any, of a capture (`urn:uuid:…`), a URL, or an article.

    It fails where the archive or its WARC file cannot be read, or the name names nothing.
    """
    with open_archive(db) as archive:
        kept = _kept(archive, name)
        return None if kept is None else stored_page(db, kept)


def stored_page(db: Path, kept: "Kept") -> Source:
    """Return the page of a capture from its WARC file in `warc/` beside the archive."""
    from scraper.clock import in_jakarta
    from scraper.parser.classify import charset_of
    from scraper.warc.reader import file_in, read_at

    warc = file_in(db.resolve().parent / "warc", kept.place.warc)
    try:
        exchange = read_at(warc, kept.place.offset)
    except OSError as error:  # FastWARC's, for what is no gzip, names no file
        raise Failure(f"{error.filename or warc}: {error.strerror or str(error) or 'it is damaged'}") from error
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
        raise Failure(f"{name}: there is no such file, and {error}", USAGE) from error


def from_site(url: str, contact: str | None) -> Source:
    """Request a page from the site once, with our User-Agent and if robots.txt allows it, or fail.

    Without a contact, which all but this machine need, it is wrong usage.
    """
    from scraper.crawl.option_types import parse_contact
    from scraper.crawl.site import site_name, user_agent
    from scraper.crawl.transport_errors import cannot_reach, in_words
    from scraper.parser.classify import charset_of
    from scraper.urls import REPLICA

    is_replica = site_name(url) == REPLICA
    if not is_replica and not contact:
        raise click.UsageError(
            "say who you are, so that the site can reach you: --contact you@example.org, or ARSIP_CONTACT=…"
        )
    with wrong_usage(ValueError):
        agent = user_agent(parse_contact(contact) if contact else None)
    try:
        rules = _robots_rules(url, agent)
    except (OSError, HTTPException) as error:
        raise Failure(f"{url}: {cannot_reach(url, error)}") from error
    if not rules.can_fetch(url, agent):
        raise Failure(f"{url}: robots.txt disallows it; save the page and name the file")
    _pause(max(0 if is_replica else _PAUSE, float(rules.crawl_delay(agent) or 0)))
    try:
        status, headers, html = _get(url, agent)
    except (OSError, HTTPException) as error:
        raise Failure(f"{url}: it cannot be fetched: {in_words(error)}") from error
    if status != HTTPStatus.OK:
        leads = f", which leads to {headers['Location']}" if headers["Location"] else ""
        raise Failure(f"{url}: the answer is {status}{leads}")
    return Source(html, url, charset_of(headers["Content-Type"]), "fetched just now")


def _robots_rules(url: str, agent: str) -> "Protego":
    """Return the rules of robots.txt (RFC 9309, 2.3.1): none where it is missing; where it cannot be read, fail."""
    from scraper.crawl.middlewares.robots import ALLOW_ALL, MAX_REDIRECTS, rules_of
    from scraper.crawl.site import is_own

    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    at = f"{origin}/robots.txt"
    unreadable = f"{url}: robots.txt could not be read (%s), so the page is not fetched; save it and name the file"
    for _ in range(MAX_REDIRECTS + 1):
        status, headers, body = _get(at, agent)
        if status < HTTPStatus.MULTIPLE_CHOICES:
            return rules_of(body)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Failure(unreadable % f"status {status}")
        if status >= HTTPStatus.BAD_REQUEST or not headers["Location"]:
            break
        at = urljoin(at, headers["Location"])
        if not is_own(at, origin):
            raise Failure(unreadable % f"it redirects to another site, {at}")
    return ALLOW_ALL


class _NoRedirect(HTTPRedirectHandler):
    """Gives a redirect as an answer, as any other status."""

    def redirect_request(self, *_: object) -> None:
        return None


def _get(url: str, agent: str) -> "tuple[int, Message, bytes]":
    """Request a URL; return the status, the headers and the body of the answer, or raise OSError or HTTPException."""
    from w3lib.url import safe_url_string

    deadline = time.monotonic() + _SECONDS
    request = Request(safe_url_string(url), headers={"User-Agent": agent})  # noqa: S310 - of the web: the caller has looked
    try:
        answer = build_opener(_NoRedirect).open(request, timeout=_SECONDS)
    except HTTPError as error:
        answer = error
    except URLError as error:
        raise (error.reason if isinstance(error.reason, OSError) else error) from None
    body, announced = bytearray(), answer.length  # None where no length is announced
    with answer:
        while part := answer.read1(1 << 16):
            body += part
            if len(body) > _MAX_BYTES:
                raise Failure(f"{url}: more than {_MAX_BYTES >> 20} MB")
            if time.monotonic() > deadline:
                raise TimeoutError(f"longer than {_SECONDS} seconds")
    if announced is not None and len(body) < announced:  # which `read1` does not say
        raise IncompleteRead(bytes(body), announced - len(body))
    return answer.status, answer.headers, bytes(body)
