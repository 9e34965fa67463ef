"""The site that is crawled: its address, name and hosts, and the User-Agent that it sees."""

from importlib.metadata import version
from urllib.parse import SplitResult, urlsplit

from scraper.urls import REPLICA, host_of, is_loopback, parse

SITE = "https://m.beritajakarta.id"
"""The mobile site: its markup and its lists are the ones known for sure."""

NO_CONTACT = "no contact given"

_PORTS = {"http": 80, "https": 443}


def user_agent(contact: str | None) -> str:
    """Return the User-Agent, with the mail address or web page of whoever crawls."""
    return f"Arsip/{version('arsip')} (news archive; {contact or NO_CONTACT})"


def is_anonymous(agent: str) -> bool:
    """Whether a User-Agent of ours has no contact."""
    return NO_CONTACT in agent


def parse_site(text: str) -> str:
    """Parse the address of a site; return scheme and host, and the port unless it is the usual one.

    Raises:
        ValueError: where it is no web address, or has a path.
    """
    text = text.strip()
    try:
        parts = urlsplit(text.rstrip("/"))
        host, port = parts.hostname, parts.port
    except ValueError:
        parts, host, port = urlsplit(""), None, None
    more = parts.path or parts.query or parts.fragment or parts.username is not None or not text.isprintable()
    if parts.scheme not in _PORTS or not host or more:
        raise ValueError(f"invalid address {text!r}: expected scheme and host, such as {SITE}")
    bracketed = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{bracketed}" + ("" if port in (None, _PORTS[parts.scheme]) else f":{port}")


def site_name(address: str) -> str:
    """Return the name of the site that an address belongs to: one archive keeps one site.

    It is `beritajakarta.id` for all its hosts, `replica` for this machine, else the host; empty where the text, which
    may be any, is no address with a host.
    """
    if parse(address).kind != "elsewhere":
        return "beritajakarta.id"
    host = host_of(address)
    return REPLICA if is_loopback(host) else host


def is_own(url: str, site: str) -> bool:
    """Whether an address is on a host of the site: a redirect, robots.txt or sitemap leads a crawl to no others.

    The hosts of beritajakarta.id are one site. Of any other site it is the one host that was named, at the port that
    was named; http and https at their usual ports count as one. So nothing that a site answers leads a crawl to another
    site, to a private address or to another service on this machine.

    Args:
        url: any text.
        site: scheme and host that is crawled.
    """
    if parse(site).kind != "elsewhere":
        return bool(host_of(url)) and parse(url).kind != "elsewhere"  # `parse` takes a host without a scheme too
    try:
        parts, own = urlsplit(url), urlsplit(site)
        return parts.scheme in _PORTS and _host_and_port(parts) == _host_and_port(own)
    except ValueError:
        return False


def is_photo_host(url: str, site: str) -> bool:
    """Whether photos may be fetched from an address: the host that is crawled, or one of the site's own."""
    if site_name(site) == "beritajakarta.id":
        is_usual = host_of(url) and _host_and_port(urlsplit(url))[1] is None
        return bool(is_usual) and host_of(url).endswith((".beritajakarta.id", ".beritajakarta.com"))
    return is_own(url, site)


def _host_and_port(parts: SplitResult) -> tuple[str | None, int | None]:
    """Return host and port; the usual port as None."""
    return parts.hostname, None if parts.port in _PORTS.values() else parts.port
