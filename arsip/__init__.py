"""An archive of beritajakarta.id: crawl it, keep every version, search and export it.

`from arsip import Archive` reads one in Python; docs/cookbook.md shows how.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arsip.api.archive import Archive
    from arsip.api.changes import ArticleChange
    from arsip.api.records import Change, Count, Hit, Link, Record, Results, Version
    from scraper.archive.database import ArchiveError

__all__ = ["Archive", "ArchiveError", "ArticleChange", "Change", "Count", "Hit", "Link", "Record", "Results", "Version"]

_MODULES = {
    "Archive": "arsip.api.archive",
    "ArchiveError": "scraper.archive.database",
    "ArticleChange": "arsip.api.changes",
}
_RECORDS = "arsip.api.records"
"""Names are imported on first use, so that `arsip --help` need not wait; all others are in `_RECORDS`."""


def __getattr__(name: str) -> object:
    """Import a name on first use."""
    from importlib import import_module  # noqa: PLC0415 - as above

    if name not in __all__:
        raise AttributeError(f"module 'arsip' has no attribute {name!r}")
    return getattr(import_module(_MODULES.get(name, _RECORDS)), name)


def __dir__() -> list[str]:
    """List what can be imported, for completion."""
    return sorted([*globals(), *__all__])
