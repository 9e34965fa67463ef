"""The demo shows the whole way, and a second one fetches no article again."""

import csv
import json
import re
import socket
import subprocess
import sys
from pathlib import Path

ARSIP = [sys.executable, "-m", "arsip"]


def demo(folder: Path) -> str:
    done = subprocess.run([*ARSIP, "demo", "--articles", "12"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_twice(tmp_path: Path) -> None:
    shown = demo(tmp_path)
    assert "12 articles fetched" in shown
    assert "3 changed" in shown
    assert "The archive calls the one that is missing suspect" in shown
    changed = re.search(r"show (\S+) --diff", shown)
    assert changed is not None
    told = subprocess.run(
        [*ARSIP, "show", changed[1], "--diff"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "{+" in told.stdout
    assert "Six commands to try next" in shown
    records = json.loads((tmp_path / "exports" / "articles.json").read_text())
    assert len(records) == 12
    assert sorted(record["status"] for record in records) == ["live"] * 11 + ["suspect"]
    with (tmp_path / "exports" / "articles.csv").open(newline="") as rows:
        assert len(list(csv.DictReader(rows))) == 12
    assert list((tmp_path / "warc").glob("*.warc.gz"))
    assert "0 articles fetched" in demo(tmp_path)


def test_a_taken_port_is_no_hindrance(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            other.bind(("127.0.0.1", 8899))
            other.listen()
        except OSError:
            pass  # somebody else holds it, which serves as well
        shown = demo(tmp_path)
    assert "Port 8899 is taken" in shown
    assert "12 articles fetched" in shown
