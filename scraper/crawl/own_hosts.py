"""Which addresses belong to the site that is crawled: a redirect, robots.txt or sitemap leads to no others."""

from urllib.parse import SplitResult, urlsplit

from scraper.urls import parse

_PORTS = {"http": 80, "https": 443}


def is_own(url: str, site: str) -> bool:
    """Whether an address is on a host of the site that is crawled.

    The hosts of beritajakarta.id are one site. Of any other site it is the one host that was named, at the port that
    was named; http and https at their usual ports count as one. So nothing that a site answers leads a crawl to another
    site, to a private address or to another service on this machine.

    Args:
        url: any text.
        site: scheme and host that is crawled.
    """
    if parse(site).kind != "elsewhere":
        return parse(url).kind != "elsewhere"
    try:
        parts, own = urlsplit(url), urlsplit(site)
        return parts.scheme in _PORTS and _place(parts) == _place(own)
    except ValueError:
        return False


def _place(parts: SplitResult) -> tuple[str | None, int | None]:
    """Return host and port; the usual port as None."""
    port = None if parts.port in _PORTS.values() else parts.port
    return parts.hostname, port
