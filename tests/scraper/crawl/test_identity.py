"""Who crawls can be reached: a mail address or a web page."""

import pytest

from scraper.crawl.options import parse_contact
from scraper.exit_codes import CannotRun
from tests.conftest import Crawl


@pytest.mark.parametrize(
    "text",
    ["you@example.org", " you@example.org ", "https://example.org/bot", "example.org", "Dewi, dewi@lab.example.org"],
)
def test_what_reaches_somebody_is_a_contact(text: str) -> None:
    assert parse_contact(text) == text.strip()


@pytest.mark.parametrize("text", ["foo", "", "you@", "@example", "me@example.org\nX-Header: 1", "http://", "..."])
def test_what_reaches_nobody_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="expected a mail address or a web page"):
        parse_contact(text)


async def test_a_crawl_refuses_it_as_wrong_usage(crawl: Crawl) -> None:
    with pytest.raises(CannotRun, match="invalid contact 'foo'") as stop:
        await crawl("http://127.0.0.1:9", settings={"ARSIP_CONTACT": "foo"})
    assert stop.value.exit_status == 2
