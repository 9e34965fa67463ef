"""Reads the arguments of a spider, from the command line or `-a`; a bad one is named, never defaulted."""

import re
from collections.abc import Callable
from inspect import signature
from ipaddress import ip_address
from typing import cast
from urllib.parse import urlsplit

from scraper.archive.frontier.store import Scope
from scraper.clock import parse_optional_day
from scraper.crawl.own_hosts import is_own
from scraper.items import Lang
from scraper.urls import REPLICA, parse

SITE = "https://m.beritajakarta.id"
"""The mobile site: its markup and its lists are the ones known for sure."""

CATEGORIES = (
    "ekonomi",
    "pembangunan",
    "pemerintahan",
    "kesra",
    "pendidikan",
    "fokus",
    "lintas-kota",
    "wisata",
    "kesehatan",
    "pemberdayaan-perempuan",
    "jakarta-hari-ini",
    "olahraga",
    "transportasi",
    "bumd",
    "legislatif",
)
"""The categories in the menu of the mobile site, October 2026."""


def _day(name: str, text: str | None) -> str | None:
    """Read a day.

    Args:
        name: of the argument, for the error.
        text: as `parse_day` takes it; None or empty where it was not given.

    Returns:
        the day, `YYYY-MM-DD`.

    Raises:
        ValueError: where it is no day.
    """
    return parse_optional_day(name, text or None)


def _category(text: str | None) -> str | None:
    """Read a category: its slug, or its name as the site's menu prints it; case does not matter.

    Returns:
        the slug.

    Raises:
        ValueError: where the site has none of that name; names those it has.
    """
    if not text:
        return None
    slug = "-".join(text.casefold().replace("-", " ").split())
    if slug not in CATEGORIES:
        raise ValueError(f"category: the site has no {text!r}; it has {', '.join(CATEGORIES)}")
    return slug


def edition(text: str | None) -> Lang | None:
    """Read an edition.

    Raises:
        ValueError: where it is neither `id` nor `en`.
    """
    if not text:
        return None
    if text not in ("id", "en"):
        raise ValueError(f"lang: {text!r} is no edition; write id or en")
    return cast("Lang", text)


def limit(text: str | int | None) -> int | None:
    """Read a number of articles.

    Raises:
        ValueError: where it is no whole number above 0.
    """
    if text is None or text == "":
        return None
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise ValueError(f"limit: {text!r} is no whole number above 0")
    return number


def number(name: str, text: str | int | None, *, most: int) -> int:
    """Read a whole number above 0.

    Args:
        name: of the argument, for the error.
        text: the number.
        most: the highest there may be.

    Raises:
        ValueError: where it is missing, no whole number, or out of range; names it.
    """
    if text is None or text == "":
        raise ValueError(f"{name}: say which")
    try:
        read = int(text)
    except ValueError:
        read = 0
    if not 0 < read <= most:
        raise ValueError(f"{name}: {text!r} is no whole number from 1 to {most}")
    return read


def switch(name: str, text: str | bool | None) -> bool:
    """Read a switch: `1` or `0`, `true` or `false`.

    Raises:
        ValueError: where it is neither; names it.
    """
    words = {"": False, "none": False, "0": False, "false": False, "no": False, "1": True, "true": True, "yes": True}
    try:
        return words[str(text).lower()]
    except KeyError as error:
        raise ValueError(f"{name}: {text!r} is neither 1 nor 0") from error


_DAYS = {"h": 1 / 24, "d": 1.0, "w": 7.0}
_DURATION = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)\s*([hdw])", re.ASCII)


def days(name: str, text: str | None) -> float | None:
    """Read a span of time: `36h`, `30d`, `2w`.

    Args:
        name: of the argument, for the error.
        text: the span; None or empty where it was not given.

    Returns:
        days.

    Raises:
        ValueError: where it is none; names it.
    """
    if not text:
        return None
    match = _DURATION.fullmatch(text.strip().lower())
    if match is None:
        raise ValueError(f"{name}: {text!r} is no span of time; write it as 36h, 30d or 2w")
    return float(match[1]) * _DAYS[match[2]]


def names(function: Callable[..., None]) -> set[str]:
    """Name the arguments that a function takes."""
    return set(signature(function).parameters)


def scope(*, since: str | None, until: str | None, category: str | None, lang: str | None) -> Scope:
    """Read which articles a crawl is about.

    Raises:
        ValueError: where one of them is not what it should be, or they contradict each other; names it.
    """
    first, last = _day("since", since), _day("until", until)
    read = Scope(since=first, until=last, lang=edition(lang), category=_category(category))
    if read.category and read.lang == "en":
        raise ValueError("category: the English edition has no category lists; leave out lang or category")
    if read.since and read.until and read.since > read.until:
        raise ValueError(f"since: {read.since} is after until, {read.until}")
    return read


def is_photo_host(url: str, site: str) -> bool:
    """Whether photos may be fetched from an address: the host that is crawled, or one of the site's own.

    Args:
        url: of the photo.
        site: scheme and host that is crawled.
    """
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    if site_name(site) == "beritajakarta.id":
        return host.endswith((".beritajakarta.id", ".beritajakarta.com"))
    return is_own(url, site)


def site(text: str | None) -> str:
    """Read the address of a site.

    Returns:
        scheme and host, without a slash at the end.

    Raises:
        ValueError: where it is no web address, or has a path.
    """
    text = (text or SITE).strip()
    try:
        parts = urlsplit(text.rstrip("/"))
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
        parts = urlsplit("")
    odd = parts.path or parts.query or parts.fragment or parts.username is not None or not text.isprintable()
    if parts.scheme not in ("http", "https") or not host or odd:
        raise ValueError(f"site: {text!r} is no address of a site; write it as {SITE}")
    usual = port in (None, {"http": 80, "https": 443}[parts.scheme])
    bracketed = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{bracketed}" + ("" if usual else f":{port}")


def site_name(address: str) -> str:
    """Name the site that an address belongs to: one archive keeps one site.

    Args:
        address: scheme and host.

    Returns:
        `beritajakarta.id` for all its hosts, `replica` for this machine, else the host.
    """
    if parse(address).kind != "elsewhere":
        return "beritajakarta.id"
    host = urlsplit(address).hostname or ""
    try:
        loopback = ip_address(host).is_loopback
    except ValueError:
        loopback = host == "localhost"
    return REPLICA if loopback else host
