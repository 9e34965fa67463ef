"""The lines that name what is damaged in WARC files."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scraper.maintenance.damage_report import DamageReport

SHOWN = 10
"""Places of damage that are printed."""


def damage_lines(report: "DamageReport") -> Iterator[str]:
    """Name the first places that could not be read, and say how many others there are."""
    yield from (f"warc/{damage.file}, byte {damage.byte:,}: {damage.what}." for damage in report.damaged[:SHOWN])
    if report.damages > SHOWN:
        yield f"Other places that cannot be read: {report.damages - SHOWN:,}."
