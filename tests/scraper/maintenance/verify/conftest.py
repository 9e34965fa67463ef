"""An archive in which something of everything is, to be verified and damaged."""

import shutil
from functools import lru_cache
from pathlib import Path

import pytest

from scraper.maintenance import ingest
from scraper.maintenance.verify import readings
from tests.scraper.maintenance.keeping import everything


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an archive in which something of everything is."""
    folder = tmp_path_factory.mktemp("whole")
    everything(folder)
    return folder


@pytest.fixture(autouse=True)
def parse_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parse the pages of that archive once: half of what a verification takes, and these tests make two hundred."""
    monkeypatch.setattr(readings, "interpret_exchange", _interpreted)


@pytest.fixture
def path(whole: Path, tmp_path: Path) -> Path:
    """A copy of that archive, to be damaged."""
    shutil.copytree(whole, tmp_path / "copy")
    return tmp_path / "copy" / "archive.db"


_interpreted = lru_cache(ingest.interpret_exchange)  # the parser is pure, and the key is all that it is given
