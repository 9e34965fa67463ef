"""What the container promises, held against its files and scripts."""

import os
import re
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"


@pytest.fixture
def nights() -> dict[str, Any]:
    service: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]["nights"]
    return service


def test_the_service_may_do_nothing_but_write_the_archive(nights: dict[str, Any]) -> None:
    assert nights["read_only"] is True
    assert nights["cap_drop"] == ["ALL"]
    assert nights["security_opt"] == ["no-new-privileges:true"]
    assert nights["user"] == "10001:10001"
    assert nights["volumes"] == ["archive:/data"]
    assert {"mem_limit", "pids_limit", "stop_grace_period"} <= nights.keys()
    assert "privileged" not in nights


def test_every_file_named_is_there() -> None:
    named = set(re.findall(r"deploy/([a-z.]+)", (DEPLOY / "Containerfile").read_text()))
    named |= set(re.findall(r"deploy/([a-zA-Z.]+)", (DEPLOY / "compose.yaml").read_text())) - {".env"}
    assert named
    assert all((DEPLOY / name).exists() for name in named)
    image = (DEPLOY / "Containerfile").read_text()
    assert "\nUSER 10001:10001\n" in image
    assert "HEALTHCHECK" in image


def healthy(path: Path) -> subprocess.CompletedProcess[str]:
    command = ["sh", str(DEPLOY / "healthy.sh"), str(path), "180000"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("hours", "status"), [(1, 0), (49, 0), (51, 1)])
def test_it_is_healthy_while_a_good_night_is_not_long_ago(tmp_path: Path, hours: int, status: int) -> None:
    path = tmp_path / "metrics.prom"
    ended = f"{time.time() - hours * 3600:.9e}"
    path.write_text(f'arsip_night_last_success_timestamp_seconds{{archive="/data/archive.db"}} {ended}\n')
    assert healthy(path).returncode == status


def test_it_is_not_healthy_before_the_first_good_night(tmp_path: Path) -> None:
    (tmp_path / "metrics.prom").write_text('arsip_night_exit_status{archive="x"} 3.0\n')
    done = healthy(tmp_path / "metrics.prom")
    assert (done.returncode, "no successful nightly run yet" in done.stderr) == (1, True)
    assert healthy(tmp_path / "none").returncode != 0


def test_the_script_makes_up_for_a_missed_night_and_waits_for_the_hour(tmp_path: Path) -> None:
    fake = tmp_path / "bin"
    fake.mkdir()
    for name, script in {
        "arsip": f'echo "$@" >> {tmp_path}/calls; exit 3',
        "sleep": f'echo "$1" >> {tmp_path}/sleeps; exec /bin/sleep 30',
        "date": "echo 1795500000",  # 2026-11-24 06:00 UTC, 13:00 in Jakarta
    }.items():
        (fake / name).write_text(f"#!/bin/sh\n{script}\n")
        (fake / name).chmod(0o755)
    command = ["sh", str(DEPLOY / "nights.sh"), "02:17", "--photos"]
    with subprocess.Popen(command, env={**os.environ, "PATH": f"{fake}:/usr/bin:/bin"}, stderr=subprocess.PIPE) as run:
        deadline = time.monotonic() + 20
        while not (tmp_path / "sleeps").exists() or not (tmp_path / "sleeps").read_text():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        run.terminate()
        _, said = run.communicate(timeout=20)
    assert run.returncode == 0
    assert (tmp_path / "calls").read_text() == "nightly --if-missed --photos\n"
    assert b"ended with status 3" in said
    assert int((tmp_path / "sleeps").read_text()) == (13 * 60 + 17) * 60


def test_actions_and_the_base_image_are_pinned_by_digest() -> None:
    """A tag can be moved to other code; Dependabot proposes newer digests."""
    github = DEPLOY.parent / ".github"
    used = re.findall(r"uses: (.+)", (github / "workflows" / "ci.yml").read_text())
    assert used
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[0-9.]+", each) for each in used)
    (base,) = re.findall(r"^FROM (.+)", (DEPLOY / "Containerfile").read_text(), flags=re.MULTILINE)
    assert re.fullmatch(r"[\w./:-]+@sha256:[0-9a-f]{64}", base)
    kept = yaml.safe_load((github / "dependabot.yml").read_text())["updates"]
    assert {each["package-ecosystem"] for each in kept} == {"github-actions", "docker"}
