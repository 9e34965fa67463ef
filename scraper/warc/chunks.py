"""Puts a chunked body together (RFC 9112 7.1), as other programs keep it in WARC files."""


def without_chunks(body: bytes) -> tuple[bytes, bool]:
    """Return a body without its chunked transfer-encoding.

    Args:
        body: as it came over the wire. Some programs put it together and leave the header that says it is not.

    Returns:
        the body, as it stands where it is not chunked; and whether it was whole.
    """
    parts: list[bytes] = []
    position = 0
    while True:
        end = body.find(b"\r\n", position)
        size = _size(body[position:end]) if end >= 0 else None
        if size == 0:
            return b"".join(parts), True
        start = end + 2
        behind = start + (size or 0)
        if size is None or not b"\r\n".startswith(body[behind : behind + 2]):
            return (b"".join(parts), False) if parts else (body, True)
        parts.append(body[start:behind])
        if behind + 2 > len(body):
            return b"".join(parts), False
        position = behind + 2


def _size(line: bytes) -> int | None:
    digits = line.partition(b";")[0].strip()
    try:
        return int(digits, 16) if digits.isalnum() else None
    except ValueError:
        return None
