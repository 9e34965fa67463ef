"""Every code block of docs/cookbook.md, and every query of docs/data.md, runs and gives something."""

import asyncio
import io
import os
import re
import subprocess
import sys
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings

from arsip import Archive
from replica.clock import Clock
from replica.options import Options
from replica.server import serve
from replica.site import Site
from scraper import clock

ROOT = Path(__file__).parents[1]
_BLOCK = re.compile(r"^```(?P<language>\w*)\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A code block of a page of the manual."""

    page: str
    line: int
    language: str
    body: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}-{self.language}"


def blocks(page: str, *languages: str) -> list[Block]:
    """The code blocks of a page that are in these languages."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    found = [
        Block(page, text.count("\n", 0, match.start("body")), match["language"], match["body"])
        for match in _BLOCK.finditer(text)
    ]
    return [block for block in found if block.language in languages]


async def fill(folder: Path) -> None:
    """Crawl the made-up site of `arsip demo` on its own day, let it change, and look again twice."""

    def crawler_settings() -> Settings:
        given = Settings()
        given.setmodule("scraper.settings", priority="project")
        ours = {"TWISTED_REACTOR_ENABLED": False, "ARSIP_DB": str(folder / "archive.db"), "ARSIP_DELAY": 0}
        given.update({**ours, "CONCURRENT_REQUESTS": 8}, priority="cmdline")
        return given

    async def crawl(spider: str, **arguments: str) -> None:
        runner = AsyncCrawlerRunner(crawler_settings())
        await runner.crawl(runner.create_crawler(spider), **arguments)

    site = Site(Options(articles=90), Clock(frozen=True))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", site.clock.now)
        async with serve(site, port=0) as running:
            await crawl("articles", site=running.url, photos="1")
            changed, deleted, other, *_ = site.ids("id")
            site.delete("id", deleted)
            for number in (changed, other):
                site.edit("id", number, title=f"Judul Lain Sejak Kemarin {number}", editor="Wulan Contoh")
            for days in (3, 2):
                site.clock.advance(seconds=days * 86_400)
                await crawl("recheck", site=running.url, older_than="1d")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive in which something has changed, gone and grown."""
    folder = tmp_path_factory.mktemp("cookbook")
    asyncio.run(fill(folder))
    return folder


SQL = [*blocks("cookbook.md", "sql"), *blocks("data.md", "sql")]
PYTHON = blocks("cookbook.md", "python")
SHELL = [*blocks("cookbook.md", "sh"), *blocks("data.md", "sh")]


def test_there_are_blocks_of_each_kind_and_of_no_other() -> None:
    assert (len(SQL) > 20, len(PYTHON) > 10, len(SHELL) >= 5) == (True, True, True)
    assert len(blocks("cookbook.md", "sql", "python", "sh")) == len(_BLOCK.findall(text_of("cookbook.md")))


def text_of(page: str) -> str:
    return (ROOT / "docs" / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("block", SQL, ids=str)
def test_a_query_gives_rows(folder: Path, block: Block) -> None:
    with Archive(folder / "archive.db") as archive:
        rows = list(archive.sql(block.body))
    assert rows
    assert [name for name in rows[0] if all(row[name] is None for row in rows)] == []


@pytest.fixture
def here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the archive, as the one one stands in, with our programs at hand."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    return folder


@pytest.mark.parametrize("block", SHELL, ids=str)
def test_commands_print_or_write_something(here: Path, block: Block) -> None:
    before = {path: path.stat().st_mtime_ns for path in here.rglob("*")}
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", block.body], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    written = [path for path in here.rglob("*") if path.is_file() and path.stat().st_mtime_ns != before.get(path)]
    assert done.stdout.strip() or any(path.stat().st_size for path in written)


@pytest.mark.parametrize("block", PYTHON, ids=str)
def test_python_prints_something(here: Path, block: Block) -> None:
    if "exports/articles.parquet" in block.body and not (here / "exports" / "articles.parquet").exists():
        subprocess.run(["arsip", "export", "exports/articles.parquet"], check=True, capture_output=True, timeout=60)
    out = io.StringIO()
    with redirect_stdout(out):
        exec(compile(block.body, str(block), "exec"), {"__name__": "__main__"})  # noqa: S102 - code of our own manual
    assert len(out.getvalue().strip()) > 10
