"""A WACZ is valid to the real `wacz`, indexed as cdxj-indexer would index it, and replayed by the real pywb."""

import asyncio
import subprocess
from pathlib import Path
from zipfile import ZipFile

import aiohttp
import pytest

from export.request import Records
from export.writer import write
from scraper.archive.database import open_to_read
from tests.conftest import Crawl, Serve
from tests.export.test_wacz import ADDRESSES
from tests.interop.conftest import environment
from tests.interop.test_pywb import fetch, moment, replaying
from tests.scraper.warc.reading import captures

pytestmark = pytest.mark.interop

WACZ = ("wacz==0.6.0", "cdxj-indexer==1.5.0", "surt==0.3.1")


@pytest.fixture(scope="session")
def wacz() -> Path:
    """Return the folder of the programs of Webrecorder."""
    return environment("wacz", WACZ)


@pytest.fixture
async def packed(replica: Serve, crawl: Crawl, tmp_path: Path) -> Path:
    """Crawl a site twice, photos too, and pack what was kept."""
    async with replica(articles=12, validators="etag") as running:
        (tmp_path / "named").write_text("1\n")
        await crawl(running.url, spider="urls", file=str(tmp_path / "named"))
        await crawl(running.url, photos="1")
    db = open_to_read(tmp_path / "archive.db")
    (written,) = write(db, tmp_path / "a.wacz", Records())
    assert written.counts == {"articles": 12}
    db.close()
    return tmp_path / "a.wacz"


def run(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


async def test_it_is_valid(wacz: Path, packed: Path) -> None:
    said = await asyncio.to_thread(run, wacz / "wacz", "validate", "-f", packed)
    assert "Validation succeeded" in said
    broken = packed.with_name("broken.wacz")
    with ZipFile(packed) as whole, ZipFile(broken, "w") as other:
        for name in whole.namelist():
            other.writestr(name, whole.read(name) + (b"x" if name.startswith("pages/") else b""))
    with pytest.raises(AssertionError, match="Validation failed"):
        await asyncio.to_thread(run, wacz / "wacz", "validate", "-f", broken)


async def test_its_index_is_what_an_indexer_makes_of_the_files(wacz: Path, packed: Path) -> None:
    files = sorted((packed.parent / "warc").iterdir())
    theirs = await asyncio.to_thread(run, wacz / "cdxj-indexer", *files)
    with ZipFile(packed) as whole:
        ours = whole.read("indexes/index.cdx").decode()
    assert sorted(ours.splitlines()) == sorted(theirs.splitlines())
    assert len(ours.splitlines()) > 24


def test_keys_of_addresses_are_those_of_the_package_surt(wacz: Path) -> None:
    code = "import sys, surt; print('\\n'.join(map(surt.surt, sys.argv[1:])))"
    assert run(wacz / "python", "-c", code, *ADDRESSES).splitlines() == list(ADDRESSES.values())


async def test_pywb_replays_it(pywb: Path, packed: Path, tmp_path: Path) -> None:
    kept = [pair for path in sorted((tmp_path / "warc").iterdir()) for pair in captures(path)]
    home = tmp_path / "replay"
    home.mkdir()
    for arguments in (["init", "arsip"], ["add", "--unpack-wacz", "arsip", str(packed)]):
        await asyncio.to_thread(subprocess.run, [pywb / "wb-manager", *arguments], cwd=home, check=True)
    async with replaying(pywb, home) as collection, aiohttp.ClientSession(auto_decompress=False) as session:
        for capture, exchange in kept:
            answer = await fetch(session, f"{collection}/{moment(capture)}id_/{capture.url}")
            assert answer == (capture.status, exchange.header("content-encoding"), exchange.body), capture
