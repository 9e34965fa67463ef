"""Photos: one small grey JPEG picture (ITU-T T.81, baseline), with its name in a comment so that each file differs."""

from base64 import b64decode
from hashlib import blake2b

_PICTURE = b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
    "AQEBAQEBAQH/wAALCAAIAAgBAREA/8QAFAAAAQAAAAAAAAAAAAAAAAAAAP/EABQQAAEAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AD//Z"
)
"""A flat square of 8 by 8 pixels."""

_COMMENT_AT = 20
"""Where the JFIF header ends."""


def photo(name: str) -> bytes:
    """Return a JPEG file, the same for the same name and for no other."""
    comment = blake2b(name.encode(), digest_size=16).hexdigest().encode()
    segment = b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment
    return _PICTURE[:_COMMENT_AT] + segment + _PICTURE[_COMMENT_AT:]
