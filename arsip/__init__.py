"""An archive of beritajakarta.id: crawl it, keep it, take it out.

`from arsip import Archive` reads one in Python; docs/cookbook.md shows how.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arsip.door.archive import Archive
    from arsip.door.finding import Hit, Results
    from arsip.door.past import Change, Count, Version
    from arsip.door.records import Link, Record
    from scraper.archive.opening import ArchiveError

__all__ = ["Archive", "ArchiveError", "Change", "Count", "Hit", "Link", "Record", "Results", "Version"]

_HOMES = {
    "Archive": "arsip.door.archive",
    "ArchiveError": "scraper.archive.opening",
    "Change": "arsip.door.past",
    "Count": "arsip.door.past",
    "Hit": "arsip.door.finding",
    "Link": "arsip.door.records",
    "Record": "arsip.door.records",
    "Results": "arsip.door.finding",
    "Version": "arsip.door.past",
}
"""Where each name is at home: it is imported when it is first asked for, so that `arsip --help` need not wait."""


def __getattr__(name: str) -> object:
    """Import a name when it is first asked for."""
    from importlib import import_module  # noqa: PLC0415 - as above

    if name not in _HOMES:
        raise AttributeError(f"module 'arsip' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """Name what can be imported, for those who look with Tab."""
    return sorted([*globals(), *__all__])
