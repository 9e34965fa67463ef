"""Reads a whole file of ours for tests, in which nothing may be damaged."""

from collections.abc import Iterator
from pathlib import Path

from scraper.warc.integrity import read_warcinfo
from scraper.warc.reader import Altered, CapturedExchange, Damage, walk_captures
from scraper.warc.records import WarcError


def captures(path: Path) -> Iterator[CapturedExchange]:
    """Read every response of one of our files, in order, as `walk_captures` does.

    Raises:
        WarcError: where the file is not one of ours, or something in it is damaged.
    """
    warcinfo = read_warcinfo(path)
    if warcinfo is None:
        raise WarcError(f"{path}: its first record is no warcinfo of ours")
    for found in walk_captures(path, warcinfo):
        if not isinstance(found, Damage):
            yield found
        elif not isinstance(found, Altered):
            raise WarcError(f"{path}, byte {found.byte:,}: {found.what}")
