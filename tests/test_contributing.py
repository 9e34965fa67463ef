"""The way that CONTRIBUTING shows, from a failed run to a new template, walked on a replica whose markup changes."""

import importlib.util
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner, Result

from arsip.cli.main import main
from replica.routes import Answer, Routes
from scraper.archive.database import open_to_read
from scraper.parser import TEMPLATES, article
from tests.conftest import Crawl, Serve
from tests.scraper.parser.test_pages import outcome

CONTRIBUTING = Path(__file__).parents[1] / "CONTRIBUTING.md"
_MODULE = re.compile(r"^```python\n(?P<code>\"\"\"The mobile article page of 2027.*?)^```", re.MULTILINE | re.DOTALL)


def test_the_map_names_files_that_exist() -> None:
    table = CONTRIBUTING.read_text(encoding="utf-8").split("## Where do I change", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][2:]
    assert len(rows) >= 10
    for row in rows:
        named = re.findall(r"`([a-z_/]+(?:/|\.\w+))`", row)
        assert 1 <= len(named) <= 4, row
        assert all((CONTRIBUTING.parent / each).exists() for each in named), row


def changed(monkeypatch: pytest.MonkeyPatch, change: Callable[[bytes], bytes]) -> None:
    """Let the replica serve its pages with another markup."""
    answered = Routes.answer

    def answer(self: Routes, path: str, query: str, origin: str) -> Answer:
        answer = answered(self, path, query, origin)
        return replace(answer, body=change(answer.body))

    monkeypatch.setattr(Routes, "answer", answer)


def arsip(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), env={"COLUMNS": "100"})


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    return open_to_read(path / "archive.db").execute(sql).fetchall()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that holds the archive and a place for fixtures."""
    (tmp_path / "tests" / "pages").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def new_template(tmp_path: Path) -> ModuleType:
    """The module that CONTRIBUTING prints."""
    match = _MODULE.search(CONTRIBUTING.read_text(encoding="utf-8"))
    assert match is not None
    path = tmp_path / "mobile_2027.py"
    path.write_text(match["code"], encoding="utf-8")
    spec = importlib.util.spec_from_file_location("mobile_2027", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def test_a_failed_run_names_a_capture_that_inspect_explains(
    replica: Serve, crawl: Crawl, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_date(body: bytes) -> bytes:
        return re.sub(rb"(access_time</i>)[^<]*", rb"\1 kemarin", body, count=1) if b"content-body" in body else body

    changed(monkeypatch, no_date)
    async with replica(articles=60, template="mobile") as running:
        run = await crawl(running.url, limit=6, lang="id")
    assert run.exit_status == 3
    ((capture, key, reason),) = rows(here, "select capture, key, reason from problems where key > 0 limit 1")
    by_capture, by_number = arsip("inspect", capture), arsip("inspect", str(key))
    assert by_capture.exit_code == by_number.exit_code == 0, by_capture.stderr
    assert by_capture.stdout == by_number.stdout
    said = " ".join(by_capture.stdout.split())
    assert f"Not read: unreadable: {reason}" in said
    assert "mobile refuses it: date: the page has none" in said
    assert re.search("byline body > div.news-read > div.content > div.content-info .*»kemarin ", said)
    assert "desktop does not know it: 0 matches of '.col-7.read.mb-4" in said
    assert "body > div.news-read > div.content > h1" in said


async def test_from_a_page_that_the_generic_finder_reads_to_a_template_of_its_own(
    replica: Serve, crawl: Crawl, here: Path, new_template: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(monkeypatch, lambda body: body.replace(b"news-read", b"read-news"))
    async with replica(articles=60, template="mobile") as running:
        run = await crawl(running.url, limit=6, lang="id")
    assert run.exit_status == 0
    assert rows(here, "select distinct template from articles") == [("generic",)]

    keys = [key for (key,) in rows(here, "select key from articles order by key")]
    for key in keys:
        done = arsip("inspect", str(key), "--fixture", f"mobile-2027-{key}")
        assert done.exit_code == 0, done.stderr
        assert "0 matches of 'div.news-read'" in done.stdout
        assert "body > div.read-news > div.content > h1" in " ".join(done.stdout.split())

    monkeypatch.setattr(article, "TEMPLATES", (new_template.MOBILE_2027, *TEMPLATES))
    for key in keys:
        page = here / "tests" / "pages" / f"mobile-2027-{key}.html"
        expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
        request = expected.pop("request")
        assert expected["article"]["template"] == "generic"
        expected["article"]["template"] = "mobile-2027"
        assert json.loads(json.dumps(outcome(page.read_bytes(), request))) == expected
        shown = json.loads(arsip("inspect", str(key), "--json").stdout)
        assert shown["template"] == "mobile-2027"
        assert shown["differs"] == []
