"""An archive in which something of everything is, to be verified and damaged."""

import shutil
from pathlib import Path

import pytest

from tests.scraper.maintenance.keeping import everything


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an archive in which something of everything is."""
    folder = tmp_path_factory.mktemp("whole")
    everything(folder)
    return folder


@pytest.fixture
def path(whole: Path, tmp_path: Path) -> Path:
    """A copy of that archive, to be damaged."""
    shutil.copytree(whole, tmp_path / "copy")
    return tmp_path / "copy" / "archive.db"
