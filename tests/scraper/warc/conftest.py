"""What tests of WARC files need: a writer into a folder of the test's own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scraper.warc.writer import WarcWriter
from tests.scraper.warc import making

Write = Callable[..., WarcWriter]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Name a folder for WARC files that is not there yet."""
    return tmp_path / "warc"


@pytest.fixture
def writer(folder: Path) -> Write:
    """Return what makes writers into `folder`."""
    return lambda **options: making.writer(folder, **options)
