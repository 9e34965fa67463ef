"""Which backups stay: the newest of each of the last days, weeks and months; and the removal of the others."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from arsip.nightly.backup.destination import Destination
from arsip.nightly.backup.manifest import database_name, made_at, manifest_name, stamp
from scraper.clock import JAKARTA

LEFTOVER = timedelta(days=1)
"""Age at which what a killed backup has left is removed: a younger one may be under way."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days, weeks and months keep their newest backup; those without a backup do not count."""

    daily: int = 7
    weekly: int = 4
    monthly: int = 12


DEFAULT = Retention()


def kept(moments: Iterable[datetime], keep: Retention) -> set[datetime]:
    """Choose the backups that stay, by days, weeks and months in Jakarta; the newest always does."""
    newest_first = sorted(set(moments), reverse=True)
    stay = set(newest_first[:1])
    periods: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (keep.daily, lambda moment: moment.date()),
        (keep.weekly, lambda moment: moment.isocalendar()[:2]),
        (keep.monthly, lambda moment: (moment.year, moment.month)),
    )
    for number, period in periods:
        newest: dict[object, datetime] = {}
        for moment in newest_first:
            newest.setdefault(period(moment.astimezone(JAKARTA)), moment)
        stay.update(islice(newest.values(), number))
    return stay


def prune_backups(target: str, *, now: datetime, keep: Retention = DEFAULT) -> list[str]:
    """Remove the backups that need not stay, and what killed ones have left; never a WARC file.

    Returns:
        names of the backups removed.
    """
    destination = Destination(target)
    with destination.named_errors():
        existing = {manifest.made_at for manifest in destination.manifests()}
        removed = sorted(existing - kept(existing, keep))
        for moment in removed:
            for name in (manifest_name(moment), database_name(moment), f"open/{stamp(moment)}"):
                destination.remove(name)
        for name in destination.names():
            begun = made_at(name)
            if begun is not None and begun not in existing and begun < now - LEFTOVER:
                destination.remove(name)
                destination.remove(f"open/{stamp(begun)}")
    return [database_name(moment).removesuffix(".db.zst") for moment in removed]
