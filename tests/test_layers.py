"""What import-linter cannot see: the time is asked for in one place."""

import ast
from pathlib import Path

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
