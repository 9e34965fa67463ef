"""What wget has kept, with its own deduplication, and what `wacz` has packed of it, comes into an archive."""

import asyncio
import shutil
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from arsip.cli.site import site_of_pages
from scraper.archive.database import claim_site, create_or_open, open_to_read
from scraper.maintenance.imports import import_files
from scraper.maintenance.reparse import reparse
from scraper.maintenance.verify.verification import verify
from tests.conftest import Serve
from tests.interop.conftest import environment
from tests.interop.test_wacz import WACZ
from tests.scraper.archive.making import records

pytestmark = pytest.mark.interop


def archive(folder: Path, *files: Path) -> dict[str, list[tuple[object, ...]]]:
    """Make an archive of some files and check it; return its record tables."""
    path = folder / "archive.db"
    with closing(create_or_open(path)) as db:
        claim_site(db, "replica")
    for file in files:
        assert import_files(path, [file], site_of_pages()).damages == 0
    with closing(open_to_read(path)) as db:
        found = records(db)
    assert verify(path).faults == 0
    assert reparse(path, site_of_pages()).is_whole
    with closing(open_to_read(path)) as db:
        assert records(db) == found
    return found


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")
async def test_pages_that_wget_kept_and_wacz_packed(replica: Serve, tmp_path: Path) -> None:
    async with replica(articles=12) as running:
        pages = [f"{running.url}/read/{id_}/x" for id_ in running.site.ids("id")[:3]]
        for name, more in (("a", ["--warc-cdx"]), ("b", ["--warc-dedup=a.cdx"])):
            command = ["wget", "--no-config", "-q", "-O", "/dev/null", f"--warc-file={name}", *more, *pages]
            process = await asyncio.create_subprocess_exec(*command, cwd=tmp_path)
            assert await process.wait() == 0
    first, again = tmp_path / "a.warc.gz", tmp_path / "b.warc.gz"
    tables = archive(tmp_path / "one", first, again)
    assert len(tables["captures"]) == 6
    assert len(tables["articles"]) == 3
    with closing(open_to_read(tmp_path / "one" / "archive.db")) as db:
        assert db.execute("SELECT count(*) FROM captures WHERE revisit_of IS NOT NULL").fetchone() == (3,)
    assert archive(tmp_path / "other", again, first) == tables
    wacz = environment("wacz", WACZ) / "wacz"
    command = [str(wacz), "create", "-o", str(tmp_path / "a.wacz"), str(first), str(again)]
    await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True, timeout=120)
    assert archive(tmp_path / "packed", tmp_path / "a.wacz") == tables
