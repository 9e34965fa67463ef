"""Pages to write into files, and archives to import them into."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from scraper.archive.database import claim_site, create_or_open
from tests.scraper.maintenance.keeping import ORIGIN, Keeper


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Pages of articles and of a list, by their addresses."""
    keeper = Keeper(tmp_path_factory.mktemp("pages"), begin="2026-10-09T03:00:00", seed=2)
    paths = ["/berita/terkini", *keeper.paths]
    found = {ORIGIN + path: keeper.page(path).decoded for path in paths}
    keeper.close()
    return found


@pytest.fixture
def empty(tmp_path: Path) -> Callable[[str], Path]:
    """Makes archives of the replica without a page."""

    def made(name: str) -> Path:
        path = tmp_path / name / "archive.db"
        with closing(create_or_open(path)) as db:
            claim_site(db, "replica")
        return path

    return made
