"""Types of option values: time spans, shares, days, texts and addresses."""

import re
from collections.abc import Callable
from math import inf
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scraper.clock import parse_day

if TYPE_CHECKING:
    from datetime import time
    from fractions import Fraction

T = TypeVar("T")

_AMOUNT = re.compile(r"([0-9]{1,20}(?:\.[0-9]{1,3})?)\s*([a-z]*)", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "h": 3600}


MOST = click.IntRange(1, 1_000_000_000)
"""How many of something, at most; SQLite and Python count much further."""


class Parsed(click.ParamType[T]):
    """A value that a function parses from text, and refuses with a ValueError."""

    def __init__(self, name: str, parse: Callable[[str], T]) -> None:
        self.name = name
        self._parse = parse

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - click's
        """Parse a text; anything else is a default that was parsed before."""
        if not isinstance(value, str):
            return value
        try:
            return self._parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


def _span(text: str) -> int:
    match = _AMOUNT.fullmatch(text.strip().lower())
    if match is None or match[2] not in _SECONDS:
        raise ValueError(f"invalid time span {text!r}: expected 30m, 90s or 2h, for example")
    return int(float(match[1]) * _SECONDS[match[2]])


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < inf:  # nor NaN
        raise ValueError(f"invalid number of seconds {text!r}: expected one above 0, such as 90 or 0.5")
    return seconds


def _time(text: str) -> "time":
    from arsip.nightly.schedules.schedule import parse_time

    return parse_time(text)


def _share(text: str) -> "Fraction":
    from fractions import Fraction

    try:
        share = Fraction(text.strip().removesuffix("%")) / 100
    except (ValueError, ZeroDivisionError):
        share = Fraction(0)
    if not 0 < share <= 1:
        raise ValueError(f"invalid share {text!r}: expected a percentage above 0 and up to 100, such as 5%")
    return share


def _text(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError("this is not UTF-8 text") from error
    return text


def _web_address(text: str) -> str:
    from scraper.urls import host_of

    if not text.startswith(("http://", "https://")) or not host_of(text) or not text.isprintable() or " " in text:
        raise ValueError(f"invalid address {text!r}: expected https://…")
    return text


def _server_address(text: str) -> str:
    if "?" in _web_address(text) or "#" in text:
        raise ValueError(f"invalid address {text!r}: expected one without ? and #, to which a path can be added")
    return text


def _contact(text: str) -> str:
    from scraper.crawl.option_types import parse_contact

    return parse_contact(text)


def _export_name(text: str) -> str:
    from export.formats import ExportError, format_of

    if "/" in text:
        raise ValueError(f"invalid name {text!r}: expected one without a folder, such as articles.parquet")
    try:
        format_of(text)
    except ExportError as error:
        raise ValueError(str(error)) from error
    return text


def _feed_name(text: str) -> str:
    if "/" in text or not text.endswith((".atom", ".json")):
        raise ValueError(f"invalid name {text!r}: expected one without a folder that ends in .atom or .json")
    return text


SPAN = Parsed("TIME", _span)
"""Seconds, as `30m`, `90s` or `2h`."""

SECONDS = Parsed("SECONDS", _seconds)
"""Seconds alone, as `90` or `0.5`."""

TIME = Parsed("TIME", _time)
"""A time of day, as `02:17`."""

SHARE = Parsed("N%", _share)
"""A fraction of 1, as `5%` or `5`."""

TEXT = Parsed("TEXT", _text)
"""Text that can be encoded."""

DAY = Parsed("DAY", parse_day)
"""A day in Jakarta, as `2026-10-31`, `today`, `yesterday` or `7d`."""

EXPORT_NAME = Parsed("NAME", _export_name)
"""The name of a file that an export can write."""

FEED_NAME = Parsed("NAME", _feed_name)
"""The name of a file that is a feed."""

WEB_ADDRESS = Parsed("URL", _web_address)
"""An address that begins with http:// or https://."""

SERVER_ADDRESS = Parsed("URL", _server_address)
"""An address to which a path can be added."""

CONTACT = Parsed("WHO", _contact)
"""A mail address or a web page."""
