"""Closes the connections of every web archive that a test asks."""

from collections.abc import Iterator
from typing import Any

import pytest

from scraper.recover.session import Session


@pytest.fixture(autouse=True)
def closed_sessions(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close the sessions that a test makes, as the command does, so that no socket is left open."""
    made: list[Session] = []
    init = Session.__init__

    def remember(self: Session, *arguments: Any, **options: Any) -> None:
        init(self, *arguments, **options)
        made.append(self)

    monkeypatch.setattr(Session, "__init__", remember)
    yield
    for session in made:
        session.close()
