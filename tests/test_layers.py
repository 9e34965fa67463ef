"""What import-linter cannot see: the time is asked for in one place, and who only reads waits for no heavy import."""

import ast
import subprocess
import sys
from pathlib import Path

from tests.scraper.archive.making import answered, article, capture, fill

ROOT = Path(__file__).parents[1]
OURS = ("scraper", "spiders", "export", "arsip")
ASKING = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}


def test_the_clock_is_asked_in_one_place() -> None:
    asked = {
        path.relative_to(ROOT).as_posix()
        for folder in OURS
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (node.value.id, node.attr) in ASKING
    }
    assert asked == {"scraper/clock.py"}


HEAVY = {
    "scrapy",
    "twisted",
    "bs4",
    "lxml",
    "selectolax",
    "sqlite_utils",
    "pandas",
    "pyarrow",
    "datasette",
    "w3lib",
    "ssl",
}

READ = """
import sys
from arsip.cli.main import main

for typed in ("info", "search pasar", "search pasar --json", "show 101", "runs", "gaps", "open 101 --print"):
    main([*typed.split(), "--db", sys.argv[1]], standalone_mode=False)
print(*sys.modules)
"""


def test_commands_that_read_an_archive_import_no_heavy_package(tmp_path: Path) -> None:
    path = fill(tmp_path / "archive.db", [(capture(1), answered(article()))])
    done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    assert not HEAVY.intersection(done.stdout.splitlines()[-1].split())


OPEN = """
import sys
from pathlib import Path
from scraper.archive.database import create_or_open

create_or_open(Path(sys.argv[1])).close()
print(*sys.modules)
"""


def test_only_what_migrates_an_archive_imports_sqlite_utils(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OPEN, str(tmp_path / "archive.db")]
    first, second = (subprocess.run(command, capture_output=True, check=True, text=True).stdout for _ in range(2))
    assert HEAVY.intersection(first.split()) == {"sqlite_utils"}
    assert not HEAVY.intersection(second.split())
