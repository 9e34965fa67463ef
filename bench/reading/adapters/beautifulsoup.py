"""BeautifulSoup's parse of the whole page, on lxml, which the generic finder stands on."""

from bs4 import BeautifulSoup


def extract(html: bytes, url: str) -> BeautifulSoup:  # noqa: ARG001 - a soup knows no address
    """Parse a page."""
    return BeautifulSoup(html, "lxml")
