"""The measurement of exports measures what it says: the same rows everywhere, each in a process of its own."""

import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click import ClickException
from click.testing import CliRunner

from arsip.cli.main import main as arsip
from bench import exporting
from bench.exporting import Contestant, contestants, export, main
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
    with pytest.raises(ClickException, match="exit status 1: tidak bisa"):
        export(Contestant("salah", (sys.executable, "-c", "import sys; sys.exit('tidak bisa')"), ".csv"), archive)


def test_memory_is_that_of_the_process_and_not_of_who_started_it(archive: Path) -> None:
    """This process has pyarrow in it; one that does nothing has not."""
    taken = export(Contestant("diam", (sys.executable, "-I", "-S", "-c", "print('x')"), ".csv"), archive)
    assert taken.size == 2
    assert 1e6 < taken.peak < 30e6


def test_each_of_our_commands_writes_its_file(archive: Path, tmp_path: Path) -> None:
    ours = [each for each in contestants() if "arsip" in each.command]
    assert len(ours) == 8
    for each in ours:
        target = tmp_path / f"out{each.suffix}"
        words = [{"DB": str(archive), "OUT": str(target)}.get(word, word) for word in each.command]
        result = CliRunner().invoke(arsip, words[words.index("arsip") + 1 :])
        assert result.exit_code == 0, result.output
        assert len(target.read_bytes() if "OUT" in each.command else result.stdout_bytes) > 10_000
        target.unlink(missing_ok=True)


def test_the_table_names_everyone_with_what_each_took(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = (sys.executable, "-I", "-S", "-c", "print('x')")
    theirs = Contestant("pyarrow parquet, with links", quick, ".csv")
    ours = Contestant("arsip parquet, with links", quick, ".csv", theirs.name)
    other = Contestant("arsip zip", ("no such command",), ".zip")
    monkeypatch.setattr(exporting, "contestants", lambda: (theirs, ours, other))
    result = CliRunner().invoke(main, ["--articles", "40", "--rounds", "1", "--only", "arsip parquet"])
    assert result.exit_code == 0, result.output
    assert "| pyarrow parquet, with links |" in result.output
    assert "| arsip parquet, with links |" in result.output
    assert "### 40 articles" in result.output
