"""Makes a Datasette of a copy of the archive: what it may do, what it says of tables, our pages beside its own."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.database import Database as Served
from datasette.plugins import pm

from arsip.web import plugin
from arsip.web.metadata import metadata_of
from arsip.web.site import NAME, PAGE_MS, Site, enter
from scraper.archive.database import Database, archive_id, open_to_read

HERE = Path(__file__).parent
THREADS = 4

SETTINGS = {
    "default_page_size": 50,
    "max_returned_rows": 1000,
    "num_sql_threads": THREADS,
    "sql_time_limit_ms": PAGE_MS,
    "facet_time_limit_ms": 1500,
    "suggest_facets": False,  # it would group by every column of every article; our table page offers them instead
    "truncate_cells_html": 240,
    "max_csv_mb": 0,
}
"""A limit in milliseconds that the largest archives keep, and rows without limit where all are asked for as CSV."""

_PLUGIN = "arsip"


@contextmanager
def served(site: Site) -> Iterator[Datasette]:
    """Serve a copy while the block runs.

    Args:
        site: what is served.

    Yields:
        a Datasette that answers; nothing listens yet.

    Raises:
        ArchiveError: where the copy is no archive.
    """
    _plug_in()
    with closing(open_to_read(site.copy)) as db:
        metadata, inspected = metadata_of(db), _inspected(db, site.copy)
    datasette = Datasette(
        metadata=metadata,
        settings=SETTINGS,
        inspect_data={NAME: inspected},
        template_dir=str(HERE / "templates"),
        static_mounts=[("assets", str(HERE / "static"))],
    )
    datasette.remove_database("_memory")
    database = Served(datasette, path=str(site.copy), is_mutable=False)
    datasette.add_database(database, name=NAME)
    enter(datasette, site)
    try:
        yield datasette
    finally:
        for connection in database._all_file_connections:  # noqa: SLF001 - what is still read need not be waited for
            connection.interrupt()
        datasette.executor.shutdown()
        database.close()


async def hold(datasette: Datasette) -> None:
    """Open the copy in every thread at once, so that all go on with this one where another takes its place."""
    together = threading.Barrier(THREADS)
    database = datasette.get_database(NAME)
    await asyncio.gather(*(database.execute_fn(lambda _: together.wait()) for _ in range(THREADS)))


def _plug_in() -> None:
    """Register our hooks, once a process.

    Datasette's own way with errors goes: it prints every variable of every frame, for each page that is not found.
    """
    if not pm.is_registered(plugin):
        pm.register(plugin, name=_PLUGIN)
        pm.unregister(name="datasette.handle_exception")


def _inspected(db: Database, copy: Path) -> dict[str, Any]:
    """Return what Datasette else finds out by reading the whole file: how many rows, and a fingerprint.

    ANALYZE has counted the rows when the copy was made: a line an index, with fewer where the index is of some rows
    only, and none for a table without rows.
    """
    counted: dict[str, int] = {}
    for table, stat in db.execute("SELECT tbl, stat FROM sqlite_stat1"):
        counted[table] = max(counted.get(table, 0), int(stat.split()[0]))
    names = db.execute("SELECT name, rootpage FROM sqlite_master WHERE type = 'table'").fetchall()
    there = copy.stat()
    return {
        "hash": f"{archive_id(db)}-{there.st_mtime_ns:x}-{there.st_size:x}",
        "size": there.st_size,
        "tables": {name: {"count": counted.get(name, 0) if rootpage else None} for name, rootpage in names},
    }
