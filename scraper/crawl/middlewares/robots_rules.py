"""The rules in a robots.txt, by Protego."""

from protego import Protego

MAX_BYTES = 500 * 1024
"""What a crawler has to read of a robots.txt at least (RFC 9309 2.5)."""

MAX_REDIRECTS = 5
"""How many redirects of a robots.txt a crawler should follow (RFC 9309 2.3.1.2)."""

ALLOW_ALL = Protego.parse("")


def rules_of(body: bytes) -> Protego:
    """Read the body of a robots.txt that was answered with a 2xx.

    Args:
        body: without its content-encoding.
    """
    return Protego.parse(body[:MAX_BYTES].decode("utf-8-sig", "replace"))
