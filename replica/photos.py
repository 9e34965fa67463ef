"""Owns the photos: small JPEG files, each made from its name, of flat squares of colour (ITU-T T.81, baseline).

A square of eight pixels that has one colour is a single number in JPEG, the difference to the square before. So two
code tables of a dozen entries are enough, and no library is needed.
"""

import struct
from functools import lru_cache

from replica.dice import Dice

WIDTH, HEIGHT = 240, 160
_SQUARE = 8
_COLUMNS, _ROWS = WIDTH // _SQUARE, HEIGHT // _SQUARE
_HALF = 1 << 7

_FLAT = bytes([_SQUARE]) + bytes([1]) * 63
"""The quantisation table: a flat square's coefficient is eight times its level, so that levels are whole numbers."""

_SIZES = 12
_SIZE_BITS = 4
"""Every size of a difference has a code of four bits, the size itself; the code 1111 must not be used, and is not."""


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


_HEAD = b"".join(
    [
        b"\xff\xd8",
        _segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        _segment(0xDB, b"\0" + _FLAT),
        _segment(0xC0, struct.pack(">BHHB", 8, HEIGHT, WIDTH, 3) + b"".join(bytes([n, 0x11, 0]) for n in (1, 2, 3))),
        _segment(0xC4, b"\x00" + bytes([0, 0, 0, _SIZES]) + bytes(12) + bytes(range(_SIZES))),
        _segment(0xC4, b"\x10" + bytes([1]) + bytes(15) + b"\0"),
        _segment(0xDA, b"\x03" + b"".join(bytes([n, 0]) for n in (1, 2, 3)) + b"\x00\x3f\x00"),
    ]
)


@lru_cache(64)
def photo(name: str) -> bytes:
    """Make a photo: sky, town and street in the colours its name decides.

    Args:
        name: anything that tells it from others.

    Returns:
        A JPEG file of 240 by 160 pixels.
    """
    dice = Dice("photo", name)
    sky, town, street = (tuple(dice.below(2 * _HALF) - _HALF for _ in range(3)) for _ in range(3))
    skyline = [dice.between(_ROWS // 4, _ROWS * 3 // 4) for _ in range(_COLUMNS)]
    bits = _Bits()
    before = [0, 0, 0]
    for row in range(_ROWS):
        for column in range(_COLUMNS):
            colour = street if row >= _ROWS * 4 // 5 else town if row >= skyline[column] else sky
            for channel, level in enumerate(colour):
                bits.difference(level - before[channel])
                before[channel] = level
    return _HEAD + bits.done() + b"\xff\xd9"


class _Bits:
    """The picture's data: codes of any length, one after the other."""

    def __init__(self) -> None:
        self._value = 1

    def difference(self, value: int) -> None:
        """Add a square: the difference of its level to the one before, and that nothing else is in it."""
        size = abs(value).bit_length()
        shown = value if value >= 0 else value + (1 << size) - 1
        self._value = (((self._value << _SIZE_BITS | size) << size) | shown) << 1

    def done(self) -> bytes:
        """All bits as bytes, filled up with ones; a byte of ones only is followed by a zero, being no marker."""
        spare = -(self._value.bit_length() - 1) % 8
        filled = (self._value + 1 << spare) - 1
        length = (filled.bit_length() - 1) // 8
        return (filled & ((1 << length * 8) - 1)).to_bytes(length, "big").replace(b"\xff", b"\xff\0")
