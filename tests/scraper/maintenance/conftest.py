"""Parses each page once: these tests archive, verify and rebuild the same few pages over and over."""

import pytest


@pytest.fixture(autouse=True)
def _parse_once(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("parse_once")
