"""Servers that several tests ask: of an archive made by hand, and of one with its WARC files."""

from collections.abc import Iterator

import pytest

from tests.arsip.web.visiting import Visitor, story, telling, visiting
from tests.scraper.maintenance.keeping import everything


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """An archive made by hand, without WARC files."""
    with telling(tmp_path_factory.mktemp("story"), story()) as found:
        yield found


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """An archive of the replica with its WARC files."""
    with visiting(everything(tmp_path_factory.mktemp("kept"))) as found:
        yield found
