"""What is damaged in the WARC files of an archive, as far as reading them has shown."""

from dataclasses import dataclass, field

from scraper.warc.reader import Damage

MAX_DAMAGES = 100
"""Damages that a report keeps; all are counted."""


@dataclass(slots=True)
class DamageReport:
    """A result of reading WARC files.

    Attributes:
        damages: how many places could not be read.
        damaged: the first of them.
    """

    damages: int = 0
    damaged: list[Damage] = field(default_factory=list)

    def add_damage(self, damage: Damage) -> None:
        """Count a place that could not be read."""
        self.damages += 1
        if len(self.damaged) < MAX_DAMAGES:
            self.damaged.append(damage)
