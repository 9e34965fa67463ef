"""Options that several verbs share."""

from pathlib import Path

import click

archive_to_read = click.option(
    "--db",
    type=click.Path(path_type=Path),
    envvar="ARSIP_DB",
    default=Path("archive.db"),
    show_default=True,
    help="The archive.",
)
"""`--db` of the verbs that only read an archive."""


def remembered_contact(db: Path) -> str | None:
    """Return the contact with which an archive was last crawled; None where there is none, or no archive yet."""
    from contextlib import closing

    from scraper.archive.database import ArchiveError, contact_of, open_to_read

    try:
        with closing(open_to_read(db)) as archive:
            return contact_of(archive)
    except ArchiveError:
        return None
