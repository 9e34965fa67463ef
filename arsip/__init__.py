"""An archive of beritajakarta.id: crawl it, keep it, take it out.

`from arsip import Archive` reads one in Python; docs/cookbook.md shows how.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arsip.api.archive import Archive
    from arsip.api.history import Change, Count, Version
    from arsip.api.records import Link, Record
    from arsip.api.search_hits import Hit, Results
    from scraper.archive.database import ArchiveError

__all__ = ["Archive", "ArchiveError", "Change", "Count", "Hit", "Link", "Record", "Results", "Version"]

_HOMES = {
    "Archive": "arsip.api.archive",
    "ArchiveError": "scraper.archive.database",
    "Change": "arsip.api.history",
    "Count": "arsip.api.history",
    "Hit": "arsip.api.search_hits",
    "Link": "arsip.api.records",
    "Record": "arsip.api.records",
    "Results": "arsip.api.search_hits",
    "Version": "arsip.api.history",
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
