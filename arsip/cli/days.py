"""Days as they are typed on the command line."""

from typing import Any

import click


class Day(click.ParamType[str]):
    """A day in Jakarta, as 2026-10-31."""

    name = "DAY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401 - click's signature
        """Return the day as `YYYY-MM-DD`, or refuse it in a line."""
        from datetime import date

        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2026-10-31", param, ctx)


DAY = Day()
