"""An archive in which something of everything is, to be backed up, damaged and repaired."""

import shutil
from pathlib import Path

import pytest

from tests.scraper.maintenance.keeping import everything


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of such an archive."""
    folder = tmp_path_factory.mktemp("whole")
    everything(folder)
    return folder


@pytest.fixture
def archive(whole: Path, tmp_path: Path) -> Path:
    """A copy of it, that a test may damage."""
    shutil.copytree(whole, tmp_path / "site")
    return tmp_path / "site" / "archive.db"
