"""Lexbor's bare parse, which the templates stand on."""

from selectolax.lexbor import LexborHTMLParser


def extract(html: bytes, url: str) -> LexborHTMLParser:  # noqa: ARG001 - a tree knows no address
    """Parse a page."""
    return LexborHTMLParser(html)
