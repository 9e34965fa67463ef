"""The contestants of the project's own environment do start, and read a page."""

from dataclasses import replace
from pathlib import Path

import pytest

from bench.pages import replica_pages
from bench.peers import Peer, Worker
from bench.reading.memory import enlarged, measure
from bench.reading.rounds import CONTESTANTS
from scraper.parser import parse_article

OURS = [each for each in CONTESTANTS if not each.pins]


def test_each_reads_a_page(tmp_path: Path) -> None:
    names = [each.function for each in OURS]
    adapter = tmp_path / "adapter.py"
    adapter.write_text(
        f"import runpy\nscript = runpy.run_path({str(OURS[0].adapter)!r})\n"
        "def extract(html, url):\n"
        f"    read = [name for name in {names!r} if script[name](html, url) is not None]\n"
        "    return {'title': 'T', 'authors': read}\n"
    )
    assert {each.adapter for each in OURS} == {OURS[0].adapter}
    source = next(replica_pages("mobile", 1))
    with Worker(Peer("ours", adapter)) as worker:
        worker.load([(source.html, source.url)])
        (found,) = worker.extract()
    assert found is not None
    assert list(found.authors) == names


@pytest.mark.parametrize("kind", ["mobile", "desktop"])
def test_an_enlarged_page_is_the_same_article_with_more_text(kind: str) -> None:
    source = next(replica_pages("mobile" if kind == "mobile" else "desktop", 1))
    large = enlarged(source.html)
    assert len(large) == pytest.approx(2_000_000, rel=0.1)
    plain, grown = parse_article(source.html, source.url), parse_article(large, source.url)
    assert replace(grown, body=plain.body) == plain
    assert len(grown.body) > 100 * len(plain.body)


def test_memory_is_measured_in_a_process_of_its_own() -> None:
    source = next(replica_pages("mobile", 1))
    taken = measure(source.html, source.url)
    assert taken.peak > len(source.html)
    assert taken.grown >= 0
