"""The same archive and the same choice give the same bytes in every format, whenever and wherever."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from export.request import Options, Records
from export.writer import write
from scraper.archive.database import open_to_read
from tests.scraper.archive.making import answered, article, capture, fill, link

NAMES = ("a.json", "a.jsonl.gz", "a.csv", "a.csv.gz", "a.parquet", "a.xlsx", "a.zip")

AGAIN = """
import sys
from pathlib import Path
from export.request import Options, Records
from export.writer import write
from scraper.archive.database import open_to_read
db = open_to_read(Path(sys.argv[1]))
for name in sys.argv[3:]:
    write(db, Path(sys.argv[2]) / name, Records())
write(db, Path(sys.argv[2]) / "years.parquet", Records(), options=Options(partition=True))
"""


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    related = (link(1, 102), link(2, None))
    pairs = [(capture(n, n), answered(article(n, related=related, body="Kalimat. " * n))) for n in range(101, 140)]
    return fill(tmp_path / "archive.db", pairs)


def test_another_process_at_another_time_and_place_writes_the_same(archive: Path, tmp_path: Path) -> None:
    """Another hash seed, time zone, locale and working directory, and a later second."""
    db = open_to_read(archive)
    for name in NAMES:
        write(db, tmp_path / "here" / name, Records())
    write(db, tmp_path / "here" / "years.parquet", Records(), options=Options(partition=True))
    db.close()
    settings = {"PYTHONHASHSEED": "7", "TZ": "America/St_Johns", "LC_ALL": "C", "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-c", AGAIN, str(archive), str(tmp_path / "there"), *NAMES]
    subprocess.run(command, check=True, env={**settings, "PYTHONPATH": str(Path(__file__).parents[2])}, cwd=tmp_path)
    here, there = dict(files(tmp_path / "here")), dict(files(tmp_path / "there"))
    assert len(here) >= len(NAMES) + 2
    assert list(there) == list(here)
    assert [name for name in here if here[name] != there[name]] == []
