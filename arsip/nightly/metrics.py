"""What a nightly run counted, in the Prometheus text format, for the textfile collector of node_exporter."""

import os
import shutil
import stat
from datetime import datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from arsip.nightly.job import NightlyResult
from scraper.atomic_file import replace_file

_SUCCESS = "arsip_night_last_success_timestamp_seconds"
_READABLE = 0o644
"""Mode of a new file: node_exporter is another user, and there is nothing private in it."""

_NAMED_APART = frozenset({"archived", "browse_bytes"})
"""Counts that are no `arsip_night_counted`."""


def write(path: Path, result: NightlyResult) -> None:
    """Replace the file of metrics; the time of the last success stays over failures.

    Raises:
        OSError: where it cannot be written.
    """
    registry = CollectorRegistry()
    gauges: dict[str, Gauge] = {}

    def gauge(name: str, documentation: str, value: float, **labels: str) -> None:
        if name not in gauges:
            gauges[name] = Gauge(name, documentation, ["archive", *labels], registry=registry)
        gauges[name].labels(result.archive, *labels.values()).set(value)

    ended = _seconds(result.ended_at)
    gauge("arsip_night_start_timestamp_seconds", "When the last nightly run began.", _seconds(result.started_at))
    gauge("arsip_night_end_timestamp_seconds", "When the last nightly run ended.", ended)
    gauge("arsip_night_exit_status", "Exit status of the last nightly run, 0 for success.", result.status)
    if (success := ended if result.status == 0 else _last_success(path, result.archive)) is not None:
        gauge(_SUCCESS, "When the last successful nightly run ended.", success)
    for step in result.steps:
        gauge("arsip_night_step_seconds", "Duration of a step of the last nightly run.", step.seconds, step=step.step)
        gauge("arsip_night_step_exit_status", "Exit status of a step of it.", step.status, step=step.step)
    for name, number in result.numbers.items():
        if name not in _NAMED_APART:
            gauge("arsip_night_counted", "Counts of the last nightly run.", number, what=name)
    if "archived" in result.numbers:
        gauge("arsip_archive_articles", "Articles in the archive.", result.numbers["archived"])
    archive = Path(result.archive)
    if archive.exists():
        gauge("arsip_archive_bytes", "Size of the archive's database.", archive.stat().st_size)
        gauge("arsip_disk_free_bytes", "Free space on the archive's disk.", shutil.disk_usage(archive.parent).free)
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else _READABLE
    with replace_file(path) as file:
        os.fchmod(file.fileno(), mode)
        file.write(generate_latest(registry))


def _last_success(path: Path, archive: str) -> float | None:
    """Return when the last successful run ended, by the file that is to be replaced; None where it does not say."""
    try:
        families = list(text_string_to_metric_families(path.read_text("utf-8")))
    except (OSError, ValueError):
        return None
    samples = [sample for family in families for sample in family.samples if sample.name == _SUCCESS]
    return next((sample.value for sample in samples if sample.labels.get("archive") == archive), None)


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
