"""Trafilatura, as its documentation calls it for a page and its metadata, without comments."""

from typing import Any

from trafilatura import bare_extraction


def extract(html: bytes, url: str) -> dict[str, Any]:
    """Read a page."""
    found = bare_extraction(html, url=url, with_metadata=True, include_comments=False)
    authors = (found.author or "").split("; ")
    return {
        "title": found.title, "moment": found.date, "authors": authors, "text": found.text, "photo_url": found.image,
    }  # fmt: skip
