"""Owns what the site answers to a request, before it goes on the wire."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site answers.

    Attributes:
        status: of HTTP.
        body: text in UTF-8, or whatever its type says.
        content_type: with the charset.
        location: where a redirect leads.
        headers: what else goes with it.
        modified: when it last changed; None where nobody can say, and where it is not what was asked for.
        mark: what its ETag is made from, if not from the body.
    """

    status: int = 200
    body: bytes = field(default=b"", repr=False)
    content_type: str = HTML
    location: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    modified: datetime | None = None
    mark: bytes | None = field(default=None, repr=False)


def html_page(text: str, status: int = 200) -> Answer:
    """Answer with a page of HTML."""
    return Answer(status, text.encode())
