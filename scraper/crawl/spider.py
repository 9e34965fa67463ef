"""What a run asks of a spider whose answers it archives."""

from typing import Protocol, runtime_checkable

from scraper.archive.database import Database


@runtime_checkable
class ArchivingSpider(Protocol):
    """A spider whose answers are archived.

    Attributes:
        name: the spider's.
        site: scheme and host that it fetches from.
        site_name: of the site that the archive is of.
        arguments: as given, for `runs`.
        needs_archive: whether it has nothing to fetch where there is no archive yet.
    """

    name: str
    site: str
    site_name: str
    arguments: dict[str, object]
    needs_archive: bool

    def check(self, db: Database) -> None:
        """Raise ValueError, which names the argument, where the archive shows that it cannot be meant so."""
