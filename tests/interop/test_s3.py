"""Backups go to S3 and come back: a real client against the real server of moto."""

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.interop.conftest import ROOT, environment, pinned
from tests.scraper.maintenance.keeping import everything

pytestmark = pytest.mark.interop

S3FS = next(f"s3fs=={each.partition('==')[2]}" for each in pinned() if each.startswith("fsspec=="))
"""Each version of s3fs asks for the fsspec of the same number."""

WANTED = (*pinned(), "moto[s3,server]", S3FS, "setuptools")

ROUND_TRIP = """
import os, sys
from datetime import datetime, UTC
from pathlib import Path
import boto3
from arsip.nightly.backup.creation import back_up
from arsip.nightly.backup.restore import backups, restore
from arsip.nightly.backup.retention import Retention, prune_backups
from scraper.maintenance.verify.verification import verify

boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"]).create_bucket(Bucket="arsip")
archive, again = Path(sys.argv[1]), Path(sys.argv[2])
first = back_up(archive, "s3://arsip/jakarta", now=datetime(2026, 11, 24, tzinfo=UTC))
second = back_up(archive, "s3://arsip/jakarta", now=datetime(2026, 11, 25, tzinfo=UTC))
assert first.warc_files > 0 == second.warc_files
restore("s3://arsip/jakarta", again, now=datetime(2026, 11, 25, tzinfo=UTC))
assert verify(again).faults == 0
prune_backups("s3://arsip/jakarta", now=datetime(2026, 11, 25, tzinfo=UTC), keep=Retention(1, 0, 0))
assert len(backups("s3://arsip/jakarta")) == 1
print("all well")
"""


@pytest.fixture
def server() -> Iterator[tuple[Path, str]]:
    programs = environment("s3", WANTED)
    own = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--no-deps", str(ROOT)]
    subprocess.run(own, check=True, capture_output=True, timeout=300)
    with subprocess.Popen(
        [str(programs / "moto_server"), "-H", "127.0.0.1", "-p", "5055"], stdout=-3, stderr=-3
    ) as process:
        url = "http://127.0.0.1:5055"
        for _ in range(120):
            try:
                urlopen(url, timeout=1).close()
                break
            except OSError:
                time.sleep(0.25)
        yield programs, url
        process.terminate()


def test_a_backup_in_s3_comes_back_whole(server: tuple[Path, str], tmp_path: Path) -> None:
    programs, url = server
    archive = everything(tmp_path / "site")
    keys = {"AWS_ACCESS_KEY_ID": "made-up", "AWS_SECRET_ACCESS_KEY": "made-up", "AWS_DEFAULT_REGION": "us-east-1"}
    done = subprocess.run(
        [str(programs / "python"), "-c", ROUND_TRIP, str(archive), str(tmp_path / "again" / "archive.db")],
        env={**os.environ, **keys, "AWS_ENDPOINT_URL": url, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.stdout, done.returncode) == ("all well\n", 0), done.stderr
