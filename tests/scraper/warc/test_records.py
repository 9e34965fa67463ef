"""Chunked bodies are put together, as far as they go, and others stay as they are; dates are read in any zone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.warc.records import WarcError, dechunk, parse_date


@given(
    parts=st.lists(st.binary(min_size=1, max_size=300)), upper=st.booleans(), extension=st.sampled_from([b"", b";a=b"])
)
def test_a_chunked_body_is_put_together(parts: list[bytes], upper: bool, extension: bytes) -> None:
    sizes = [f"{len(part):X}" if upper else f"{len(part):x}" for part in parts]
    sent = b"".join(
        size.encode() + extension + b"\r\n" + part + b"\r\n" for size, part in zip(sizes, parts, strict=True)
    )
    assert dechunk(sent + b"0\r\n\r\n") == (b"".join(parts), True)
    assert dechunk(sent + b"0\r\nExpires: later\r\n\r\n") == (b"".join(parts), True)
    if parts:
        assert dechunk(sent) == (b"".join(parts), False)


@given(cut=st.integers(1, 21))
def test_a_chunked_body_that_was_cut_off_says_so(cut: int) -> None:
    sent = b"5\r\nsatu \r\n3\r\ndua\r\n0\r\n"
    body, whole = dechunk(sent[:-cut])
    assert whole is False or body == sent[:-cut]
    assert b"satu dua".startswith(body) or body == sent[:-cut]


@pytest.mark.parametrize(
    "body", [b"", b"<!doctype html>\r\n<p>dua</p>", b"5\r\nsatu dua tiga", b"-5\r\nsatu \r\n", b"\r\n\r\n"]
)
def test_a_body_that_is_not_chunked_is_left_alone(body: bytes) -> None:
    assert dechunk(body) == (body, True)


@pytest.mark.parametrize("date", ["2020-01-11T00:30:00Z", "2020-01-11T00:30:00", "2020-01-11T07:30:00+07:00"])
def test_a_date_is_the_same_moment_on_any_machine(date: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Jakarta")
    time.tzset()
    try:
        assert parse_date(date, "a.warc", 0) == "2020-01-11T00:30:00.000Z"
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("date", [None, "", "kemarin", "2020-13-01T00:00:00Z", "0001-01-01T00:00:00+14:00"])
def test_what_is_no_date_is_an_error_of_the_record(date: str | None) -> None:
    with pytest.raises(WarcError, match="byte 7 has no date"):
        parse_date(date, "a.warc", 7)
