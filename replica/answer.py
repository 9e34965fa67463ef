"""Answers of the site and their validators: ETag, Last-Modified and 304 (RFC 9110, 8.8 and 13)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import blake2b
from http import HTTPStatus

from aiohttp import web

from replica.options import Validators

HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site answers.

    Attributes:
        body: text in UTF-8, or whatever its type says.
        modified: when it last changed; None where unknown, and where it is not the requested page.
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
    """A page of HTML."""
    return Answer(status, text.encode())


def validated(answer: Answer, choice: Validators, *, is_compressed: bool) -> dict[str, str]:
    """The validators that an answer carries, as headers; a failure, a redirect or a missing page carries none."""
    headers: dict[str, str] = {}
    if answer.status != HTTPStatus.OK:
        return headers
    if choice in {"etag", "both"}:
        weak = "W/" if is_compressed or answer.mark is not None else ""
        digest = blake2b(answer.body if answer.mark is None else answer.mark, digest_size=10).hexdigest()
        headers["ETag"] = f'{weak}"{digest}"'
    if choice in {"last-modified", "both"} and answer.modified is not None:
        headers["Last-Modified"] = format_datetime(answer.modified.astimezone(UTC).replace(microsecond=0), usegmt=True)
    return headers


def is_unchanged(request: web.BaseRequest, validators: dict[str, str]) -> bool:
    """Whether a request already has what would be answered: If-None-Match decides, if it is there."""
    if not validators:
        return False
    if "If-None-Match" in request.headers:
        own = validators.get("ETag", "").removeprefix("W/")
        asked = request.headers["If-None-Match"].strip() == "*"
        return asked or any(f'"{tag.value}"' == own for tag in request.if_none_match or ())
    since = request.if_modified_since
    if since is None or "Last-Modified" not in validators:
        return False
    return parsedate_to_datetime(validators["Last-Modified"]) <= since
