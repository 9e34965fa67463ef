"""What a night counted, in the Prometheus text format, for the textfile collector of node_exporter."""

import shutil
import stat
from datetime import datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile
from prometheus_client.parser import text_string_to_metric_families

from arsip.nightly.results import Night

_SUCCESS = "arsip_night_last_success_timestamp_seconds"
_READABLE = 0o644
"""Mode of the file at first: node_exporter is another user, and there is nothing private in it."""

_ALREADY = frozenset({"archived", "browse_bytes"})
"""Counts that have a name of their own below."""


def write(path: Path, night: Night) -> None:
    """Write the metrics of a night; when the last good one was is kept over bad ones.

    Args:
        path: the file; it is replaced at one stroke.
        night: what came of it.

    Raises:
        OSError: where it cannot be written.
    """
    registry, numbers = CollectorRegistry(), night.numbers

    def gauge(name: str, about: str, value: float, **labels: str) -> None:
        found = registered.setdefault(name, None) or Gauge(name, about, ["archive", *labels], registry=registry)
        registered[name] = found
        found.labels(night.archive, *labels.values()).set(value)

    registered: dict[str, Gauge | None] = {}
    ended = _seconds(night.ended_at)
    gauge("arsip_night_start_timestamp_seconds", "When the last night began.", _seconds(night.started_at))
    gauge("arsip_night_end_timestamp_seconds", "When the last night ended.", ended)
    gauge("arsip_night_exit_status", "Exit status of the last night, 0 for a good one.", night.status)
    if (success := ended if night.status == 0 else _last_success(path, night.archive)) is not None:
        gauge(_SUCCESS, "When the last good night ended.", success)
    for done in night.steps:
        gauge("arsip_night_step_seconds", "How long a step of the last night took.", done.seconds, step=done.step)
        gauge("arsip_night_step_exit_status", "Exit status of a step of the last night.", done.status, step=done.step)
    for name, number in numbers.items():
        if name not in _ALREADY:
            gauge("arsip_night_counted", "What the last night counted, by what it is.", number, what=name)
    if "archived" in numbers:
        gauge("arsip_archive_articles", "Articles in the archive.", numbers["archived"])
    archive = Path(night.archive)
    if archive.exists():
        gauge("arsip_archive_bytes", "Size of the archive's database.", archive.stat().st_size)
        gauge("arsip_disk_free_bytes", "Free space on the archive's disk.", shutil.disk_usage(archive.parent).free)
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else _READABLE
    write_to_textfile(str(path), registry)
    path.chmod(mode)


def _last_success(path: Path, archive: str) -> float | None:
    """Return when the last good night ended, by the file that is to be replaced; None where it does not say."""
    try:
        families = list(text_string_to_metric_families(path.read_text("utf-8")))
    except (OSError, ValueError):
        return None
    samples = [sample for family in families for sample in family.samples if sample.name == _SUCCESS]
    return next((sample.value for sample in samples if sample.labels.get("archive") == archive), None)


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
