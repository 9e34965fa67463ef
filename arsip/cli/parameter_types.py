"""Amounts and spans as people type them on the command line."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

_UNITS = {"": 1, "k": 1000, "m": 1000**2, "g": 1000**3, "t": 1000**4}
_SIZE = re.compile(r"([0-9]{1,20}(?:\.[0-9]{1,3})?)\s*([kmgt]?)b?", re.ASCII | re.IGNORECASE)

_SECONDS = {"s": 1, "m": 60, "h": 3600}
_SPAN = re.compile(r"([0-9]{1,6})\s*([smh])", re.ASCII | re.IGNORECASE)


class Size(click.ParamType[Any]):
    """A size in bytes, as `5G` or `500M`; units of 1,000."""

    name = "SIZE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - click's
        """Return the bytes."""
        if not isinstance(value, str):
            return value
        match = _SIZE.fullmatch(value.strip())
        if match is None:
            self.fail(f"{value!r} is no size; write it as 5G or 500M", param, ctx)
        return int(float(match[1]) * _UNITS[match[2].lower()])


def min_free_option(help_: str) -> Callable[[F], F]:
    """Make the option `--min-free`, the same wherever there is one.

    Args:
        help_: what it does for the verb.
    """
    return click.option("--min-free", type=Size(), default="5G", show_default=True, help=help_)


class Span(click.ParamType[Any]):
    """A span of time, as `30m`, `90s` or `2h`."""

    name = "TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - click's
        """Return the seconds."""
        if not isinstance(value, str):
            return value
        match = _SPAN.fullmatch(value.strip())
        if match is None:
            self.fail(f"{value!r} is no span of time; write it as 30m, 90s or 2h", param, ctx)
        return int(match[1]) * _SECONDS[match[2].lower()]
