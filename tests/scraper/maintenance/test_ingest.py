"""What is damaged in a file that a killed run left open: everything whole is kept, and the rest is counted."""

import gzip
import shutil
import zlib
from contextlib import closing
from pathlib import Path

import pytest
import zstandard

from scraper.archive.database import create_or_open
from scraper.maintenance import ingest
from scraper.maintenance.ingest import Ingested, interpret_exchange
from scraper.maintenance.verify.verification import verify
from scraper.warc.exchange import Exchange
from scraper.warc.integrity import members
from scraper.warc.writer import OPEN
from tests.scraper.maintenance.keeping import Keeper

COMMITTED, WRITTEN = 2, 3


def killed_run(folder: Path, *, committed: int = COMMITTED) -> Path:
    """Make an archive as a killed run leaves it: so many captures have rows, three stand in the open file alone."""
    run = Keeper(folder / "run", begin="2026-10-01T03:00:00")
    body = run.page(run.paths[0]).body
    kept = [run.keep(path, body=body).capture for path in run.paths[:committed]]
    for path in run.paths[committed : committed + WRITTEN - 1]:
        run.write(path)
    run.write(run.paths[0], body=body, repeats=kept[0] if kept else None)
    shutil.copytree(folder / "run", folder / "killed")
    run.close()
    return folder / "killed" / "archive.db"


def salvaged(path: Path) -> tuple[Ingested, int]:
    """Salvage what was left open; return what was ingested, and how many captures the archive has then."""
    with closing(create_or_open(path)) as db:
        ingested = ingest.salvage(db, path.parent / "warc")
        return ingested, db.execute("SELECT count(*) FROM captures").fetchone()[0]


def damage(path: Path, record: int) -> None:
    """Flip a bit in a record of the file that is open."""
    file = next((path.parent / "warc").glob(f"*{OPEN}"))
    content = bytearray(file.read_bytes())
    start, length = list(members(file))[record]
    content[start + length // 2] ^= 1
    file.write_bytes(content)


def places(path: Path) -> list[tuple[str | None, int | None]]:
    """Return the places that verification names."""
    return sorted({(fault.file, fault.byte) for check in verify(path).checks for fault in check.faults}, key=str)


@pytest.mark.parametrize(("record", "ingested"), [(4, WRITTEN), (-4, WRITTEN), (-3, WRITTEN - 1)])
def test_records_behind_a_damaged_one_are_kept(tmp_path: Path, record: int, ingested: int) -> None:
    path = killed_run(tmp_path)
    damage(path, record)
    assert salvaged(path) == (Ingested(ingested, damages=1), COMMITTED + ingested)
    assert len(places(path)) == 1
    assert salvaged(path) == (Ingested(), COMMITTED + ingested)


def test_a_revisit_of_a_damaged_record_does_not_block_the_start(tmp_path: Path) -> None:
    path = killed_run(tmp_path)
    damage(path, 2)
    assert salvaged(path) == (Ingested(WRITTEN - 1, damages=2), COMMITTED + WRITTEN - 1)


def test_a_file_whose_first_record_is_damaged_is_of_the_run_that_its_rows_name(tmp_path: Path) -> None:
    path = killed_run(tmp_path)
    damage(path, 0)
    assert salvaged(path) == (Ingested(WRITTEN, damages=1), COMMITTED + WRITTEN)


def test_a_file_of_an_unknown_run_is_kept_and_does_not_block_the_start(tmp_path: Path) -> None:
    path = killed_run(tmp_path, committed=0)
    damage(path, 0)
    (left,) = (path.parent / "warc").iterdir()
    content = left.read_bytes()
    assert salvaged(path) == (Ingested(damages=1), 0)
    assert left.with_name(left.name.removesuffix(OPEN)).read_bytes() == content
    assert len(places(path)) > 0


BODY = (b"<h1>Berita</h1>" + bytes(range(256))) * 9
ZSTD = zstandard.compress(BODY)
GZIP = gzip.compress(BODY)


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("identity, gzip", GZIP),
        ("gzip, gzip", gzip.compress(GZIP)),
        ("deflate", zlib.compress(BODY)[2:-4]),
        ("zstd", ZSTD[:12]),
        ("gzip", GZIP[:-8] + bytes(8)),
        ("x" * 100, GZIP),
    ],
)
def test_a_page_whose_content_coding_cannot_be_decoded_says_so(coding: str, body: bytes) -> None:
    assert interpret_exchange(exchange(coding, body)).reason == f"its content coding cannot be decoded: {coding[:80]}"


@pytest.mark.parametrize(("coding", "body"), [("", BODY), ("identity", BODY), ("gzip", GZIP), ("zstd", ZSTD)])
def test_a_page_that_is_decoded_and_is_no_text_does_not_blame_its_coding(coding: str, body: bytes) -> None:
    assert interpret_exchange(exchange(coding, body)).reason == "no known charset fits the page"


def exchange(coding: str, body: bytes) -> Exchange:
    """An article's response with a content coding."""
    return Exchange(
        url="https://m.beritajakarta.id/read/142433",
        method="GET",
        request_headers=(),
        status=200,
        headers=(("Content-Type", "text/html"), ("Content-Encoding", coding)),
        body=body,
        fetched_at="2026-10-01T03:00:00.000Z",
    )
