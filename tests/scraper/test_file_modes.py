"""The files of an archive are its owner's alone, unless the archive's own mode or an unusual umask says otherwise."""

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from arsip.cli.main import main
from arsip.nightly import metrics
from arsip.nightly.job import NightlyResult
from scraper.archive.copies.publication import publish
from scraper.exit_codes import CannotRun
from tests.conftest import Crawl, Serve
from tests.scraper.maintenance.keeping import Keeper

NOW = datetime(2026, 11, 24, 19, 17, 2, tzinfo=UTC)


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {path.relative_to(folder).as_posix(): stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}


def backed_up(folder: Path) -> set[tuple[bool, int]]:
    """Back an archive up; return whether each path of the backup is a folder, and its mode."""
    place = folder / "backups"
    result = CliRunner().invoke(main, ["backup", str(place), "--db", str(folder / "archive.db")])
    assert result.exit_code == 0, result.output
    return {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in (place, *place.rglob("*"))}


@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize(
    ("mode", "file", "directory"), [(0o600, 0o600, 0o700), (0o640, 0o640, 0o750), (0o644, 0o644, 0o755)]
)
def test_what_is_made_of_an_archive_has_its_mode(tmp_path: Path, mode: int, file: int, directory: int) -> None:
    keeper = Keeper(tmp_path, begin="2026-10-01T03:00:00")
    keeper.keep(keeper.paths[0])
    keeper.close()
    (tmp_path / "archive.db").chmod(mode)
    assert backed_up(tmp_path) == {(False, file), (True, directory)}


@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize(("umask_", "file"), [(0o022, 0o600), (0o027, 0o640), (0o077, 0o600)])
def test_a_new_archive_is_private_unless_the_umask_was_chosen(tmp_path: Path, umask_: int, file: int) -> None:
    keeper = Keeper(tmp_path / "a", begin="2026-10-01T03:00:00")
    keeper.keep(keeper.paths[0])
    keeper.close()
    os.umask(umask_)
    into = tmp_path / "new" / "archive.db"
    result = CliRunner().invoke(main, ["merge", str(tmp_path / "a" / "archive.db"), "--into", str(into)])
    assert result.exit_code == 0, result.output
    found = modes(tmp_path / "new")
    assert found["archive.db"] == found["archive.db.lock"] == file
    assert os.umask(0o022) == umask_


@pytest.mark.usefixtures("umask")
async def test_every_crawl_keeps_its_files_private_and_leaves_the_umask_as_it_was(
    replica: Serve, crawl: Crawl, tmp_path: Path
) -> None:
    """`crawl` runs the spider as `scrapy crawl` does, without the command line of `arsip`."""
    async with replica(articles=5) as running:
        await crawl(running.url, limit=1)
    found = modes(tmp_path)
    assert {found["archive.db"], found["archive.db.lock"]} == {0o600}
    assert found["warc"] == 0o700
    assert {mode for name, mode in found.items() if name.startswith("warc/")} == {0o600}
    with pytest.raises(CannotRun, match="are free"):
        await crawl(running.url, limit=1, settings={"ARSIP_MIN_FREE": 1 << 60})
    assert os.umask(0o022) == 0o022


@pytest.mark.usefixtures("umask")
def test_metrics_can_be_read_by_others_and_keep_the_mode_that_their_owner_gave_them(tmp_path: Path) -> None:
    night = NightlyResult(
        archive=str(tmp_path / "archive.db"), run="r", started_at="2026-11-24T19:17:02.000Z",
        ended_at="2026-11-24T19:18:02.000Z", steps=(),
    )  # fmt: skip
    os.umask(0o077)
    metrics.write(tmp_path / "metrics.prom", night)
    assert modes(tmp_path)["metrics.prom"] == 0o644
    (tmp_path / "metrics.prom").chmod(0o640)
    metrics.write(tmp_path / "metrics.prom", night)
    assert modes(tmp_path)["metrics.prom"] == 0o640


def test_the_copy_to_look_at_is_for_those_who_may_read_the_archive_and_keeps_its_mode(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path, begin="2026-10-01T03:00:00")
    keeper.keep(keeper.paths[0])
    keeper.close()
    (tmp_path / "archive.db").chmod(0o600)
    publish(tmp_path / "archive.db", tmp_path / "browse.db")
    assert modes(tmp_path)["browse.db"] == 0o400
    (tmp_path / "browse.db").chmod(0o444)
    publish(tmp_path / "archive.db", tmp_path / "browse.db")
    assert modes(tmp_path)["browse.db"] == 0o444
