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
