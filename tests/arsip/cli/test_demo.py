"""The demo shows the whole way, and a second one fetches no article again."""

import csv
import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from click.testing import CliRunner

from arsip.cli.commands.demo import PORT
from arsip.cli.main import main

ARSIP = [sys.executable, "-m", "arsip"]


def demo(folder: Path, articles: int = 12) -> str:
    done = subprocess.run(
        [*ARSIP, "demo", "--articles", str(articles)], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextmanager
def taken(port: int) -> Iterator[None]:
    """Hold a port, if nobody else does, which serves as well."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):
            other.bind(("127.0.0.1", port))
            other.listen()
        yield


def test_twice_and_on_another_port_where_one_is_taken(tmp_path: Path) -> None:
    with taken(PORT):
        shown = demo(tmp_path)
    assert f"Port {PORT} is taken" in shown
    assert "12 articles fetched" in shown
    assert "3 changed" in shown
    assert "The archive calls the missing one suspect" in shown
    changed = re.search(r"show (\S+) --diff", shown)
    assert changed is not None
    diff = CliRunner().invoke(main, ["show", changed[1], "--diff", "--db", str(tmp_path / "archive.db")])
    assert "{+" in diff.stdout
    assert "Six commands to try next" in shown
    records = json.loads((tmp_path / "exports" / "articles.json").read_text())
    assert len(records) == 12
    assert sorted(record["status"] for record in records) == ["live"] * 11 + ["suspect"]
    with (tmp_path / "exports" / "articles.csv").open(newline="") as rows:
        assert len(list(csv.DictReader(rows))) == 12
    assert list((tmp_path / "warc").glob("*.warc.gz"))
    assert "0 articles fetched" in demo(tmp_path, articles=6)
