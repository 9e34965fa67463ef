"""The measurement of exports measures what it says: the same rows everywhere, each in a process of its own."""

import sys
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from bench.exporting import Contestant, export, main
from bench.large import fill
from bench.pyarrow_peer import main as pyarrow_peer
from export.request import Records
from export.writer import write
from scraper.archive.database import open_to_read


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench") / "40.db"
    fill(path, 40)
    return path


def plain(row: dict[str, Any]) -> tuple[Any, ...]:
    links = [(each["position"], each["id"], each["title"]) for each in row["related"]]
    return row["key"], row["title"], row["body"], str(row["date"]), links


def test_pyarrow_writes_what_we_write(archive: Path, tmp_path: Path) -> None:
    pyarrow_peer(str(archive), str(tmp_path / "theirs.parquet"), "links")
    db = open_to_read(archive)
    write(db, tmp_path / "ours.parquet", Records())
    db.close()
    ours, theirs = (pq.read_table(tmp_path / f"{name}.parquet") for name in ("ours", "theirs"))
    assert ours.schema.names == theirs.schema.names
    assert [plain(row) for row in ours.to_pylist()] == [plain(row) for row in theirs.to_pylist()]


def test_a_contestant_that_fails_is_told(archive: Path) -> None:
    with pytest.raises(CalledProcessError) as failed:
        export(Contestant("salah", (sys.executable, "-c", "import sys; sys.exit('tidak bisa')"), ".csv"), archive)
    assert failed.value.stderr == "tidak bisa\n"


def test_memory_is_that_of_the_process_and_not_of_who_started_it(archive: Path) -> None:
    """This process has pyarrow in it; one that does nothing has not."""
    taken = export(Contestant("diam", (sys.executable, "-I", "-S", "-c", "print('x')"), ".csv"), archive)
    assert taken.size == 2
    assert 1e6 < taken.peak < 30e6


def test_the_table_names_everyone_with_what_each_took() -> None:
    only = ("--only", "arsip jsonl", "--only", "pyarrow parquet")
    result = CliRunner().invoke(main, ["--articles", "40", "--rounds", "1", *only])
    assert result.exit_code == 0, result.output
    assert "| pyarrow parquet, with links |" in result.output
    assert "### 40 articles" in result.output
