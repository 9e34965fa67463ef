"""Owns validators: the ETag and Last-Modified that answers carry, and when a request gets a 304 (RFC 9110, 8.8, 13)."""

from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import blake2b

from aiohttp import web

from replica.answer import Answer
from replica.options import Validators

_OK = 200


def validated(answer: Answer, choice: Validators, *, is_compressed: bool) -> dict[str, str]:
    """The validators that an answer carries, as headers; a failure, a redirect or a missing page carries none.

    Args:
        answer: the answer.
        choice: which validators the site knows.
        is_compressed: whether the body goes compressed: its bytes are others then, so the ETag is a weak one.
    """
    headers: dict[str, str] = {}
    if answer.status != _OK:
        return headers
    if choice in {"etag", "both"}:
        weak = "W/" if is_compressed or answer.mark is not None else ""
        digest = blake2b(answer.body if answer.mark is None else answer.mark, digest_size=10).hexdigest()
        headers["ETag"] = f'{weak}"{digest}"'
    if choice in {"last-modified", "both"} and answer.modified is not None:
        headers["Last-Modified"] = format_datetime(answer.modified.astimezone(UTC).replace(microsecond=0), usegmt=True)
    return headers


def is_unchanged(request: web.BaseRequest, validators: dict[str, str]) -> bool:
    """Whether a request already has what would be answered: If-None-Match decides, if it is there.

    Args:
        request: GET or HEAD.
        validators: of the answer; with none there is nothing to compare.
    """
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
