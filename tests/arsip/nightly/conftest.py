"""An archive in which something of everything is, to be backed up, damaged and repaired."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from arsip.nightly.backup.creation import back_up

NOW = datetime(2026, 11, 24, 19, 17, 2, tzinfo=UTC)
"""When the backup in `place` was made."""


@pytest.fixture(scope="session")
def backed_up(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one backup of `whole`."""
    folder = tmp_path_factory.mktemp("backed-up")
    back_up(whole / "archive.db", str(folder), now=NOW)
    return folder


@pytest.fixture
def archive(whole: Path, tmp_path: Path) -> Path:
    """A copy of the archive, that a test may damage."""
    shutil.copytree(whole, tmp_path / "site")
    return tmp_path / "site" / "archive.db"


@pytest.fixture
def place(backed_up: Path, tmp_path: Path) -> Path:
    """A copy of the backup, that a test may damage."""
    shutil.copytree(backed_up, tmp_path / "backups")
    return tmp_path / "backups"
