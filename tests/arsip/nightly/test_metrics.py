"""What a night counted can be read by Prometheus."""

from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from arsip.nightly import metrics
from tests.arsip.nightly.recorder import a_night


def read(path: Path) -> dict[tuple[str, str], float]:
    return {
        (sample.name, sample.labels.get("step", "") or sample.labels.get("what", "")): sample.value
        for family in text_string_to_metric_families(path.read_text())
        for sample in family.samples
    }


def test_a_good_night_is_told_step_by_step(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    archive.write_bytes(b"x" * 4096)
    metrics.write(tmp_path / "metrics.prom", a_night(well=True, archive=str(archive)))
    told = read(tmp_path / "metrics.prom")
    assert told["arsip_night_exit_status", ""] == 0
    assert told["arsip_night_step_seconds", "crawl"] == 61.5
    assert told["arsip_night_counted", "new"] == 12
    assert told["arsip_archive_articles", ""] == 155_000
    assert told["arsip_archive_bytes", ""] == 4096
    assert told["arsip_night_last_success_timestamp_seconds", ""] == told["arsip_night_end_timestamp_seconds", ""]
    assert told["arsip_disk_free_bytes", ""] > 0


def test_when_the_last_good_night_was_is_kept_over_bad_ones(tmp_path: Path) -> None:
    path = tmp_path / "metrics.prom"
    metrics.write(path, a_night(well=False))
    assert ("arsip_night_last_success_timestamp_seconds", "") not in read(path)
    metrics.write(path, a_night(well=True))
    good = read(path)["arsip_night_last_success_timestamp_seconds", ""]
    metrics.write(path, a_night(well=False))
    assert read(path)["arsip_night_last_success_timestamp_seconds", ""] == good
    assert read(path)["arsip_night_exit_status", ""] == 3
    assert [each.name for each in tmp_path.iterdir()] == ["metrics.prom"]
    path.write_text("no metrics at all {")
    metrics.write(path, a_night(well=False))
    assert ("arsip_night_exit_status", "") in read(path)
