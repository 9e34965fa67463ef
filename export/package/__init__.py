"""A Frictionless Data Package: tables as CSV, what they mean and how they hang together, all in one `.zip`.

The same archive and the same selection give the same bytes: nothing in it says when or where it was made.
"""

from pathlib import Path
from zipfile import ZipFile

from export.output import Count, Watch, Written, counted, pieces, replacing
from export.package.descriptor import descriptor
from export.package.readme import readme
from export.package.tables import TABLES, columns_of, count_of, lines_of, required_of
from export.profile import HASHED, survey
from export.provenance import provenance
from export.request import Asked, Records
from export.zip_writer import pack_lines
from scraper.archive.database import Database


def write(db: Database, target: Path, asked: Asked, *, watch: Watch | None = None) -> Written:
    """Write a package.

    Args:
        db: the archive, inside a transaction.
        target: the file.
        asked: which records.
        watch: told of progress.

    Returns:
        what was written.

    Raises:
        scraper.archive.database.ArchiveError: where the selection's SQL is wrong.
        OSError: where the file cannot be written.
    """
    assert isinstance(asked, Records)
    found = survey(db, asked)
    origin = provenance(db, asked, found)
    counts: dict[str, int] = {}
    total = 0 if watch is None else sum(count_of(db, table, asked.selection) for table in TABLES)
    described = []
    with replacing(target, compressed=False) as out, ZipFile(out, "w") as archive:
        for table in TABLES:
            count = Count(counted(watch, "writing", total, before=sum(counts.values())))
            lines = lines_of(db, table, asked.selection)
            file = pack_lines(archive, f"{table.name}.csv", pieces(lines, count))
            counts[table.name] = count.lines - 1  # the header is no row
            described.append((table, columns_of(db, table), file))
        pack_lines(archive, "README.md", [readme(origin, described, counts, hashed=HASHED)])
        required = {table.name: required_of(db, table) for table in TABLES}
        pack_lines(archive, "datapackage.json", [descriptor(origin, described, required=required)])
    return Written(path=target, counts=counts)
