"""Values of options: hours of the day in Jakarta, and who crawls: a mail address or a web page."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.clock import JAKARTA
from scraper.crawl.option_types import Window, parse_contact
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


TIMES = st.integers(0, 24 * 60 - 1)


def clock_time(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@given(TIMES, TIMES, st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)))  # noqa: DTZ001 - given a zone below
def test_a_window_is_open_from_its_start_to_its_end_in_jakarta(start: int, end: int, moment: datetime) -> None:
    if start == end:
        return
    text, now = f"{clock_time(start)}-{clock_time(end)}", moment.replace(tzinfo=UTC)
    window = Window.parse(text)
    assert str(window) == text
    there = now.astimezone(JAKARTA)
    minutes = there.hour * 60 + there.minute
    inside = start <= minutes < end if start < end else minutes >= start or minutes < end
    opens, closes = window.opens_in(now), window.closes_in(now)
    assert (opens == 0, closes > 0) == (inside, inside)
    edge = (now + timedelta(seconds=closes or opens)).astimezone(JAKARTA) + timedelta(milliseconds=500)
    assert (edge.hour * 60 + edge.minute) == (end if inside else start)


@pytest.mark.parametrize(
    "text", ["", "22-5", "22:00", "25:00-05:00", "22:00-05:60", "05:00-05:00", "a-b", "22:00-05:00-06:00"]
)
def test_what_is_no_window_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="22:00-05:00"):
        Window.parse(text)
