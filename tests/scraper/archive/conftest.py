"""What tests of the archive need: an archive, empty or filled."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.archive.database import Database
from tests.scraper.archive import making


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name an archive that is not there yet."""
    return tmp_path / "archive.db"


@pytest.fixture
def db(path: Path) -> Iterator[Database]:
    """Open a fresh archive for writing."""
    opened = making.opened(path)
    yield opened
    opened.close()
