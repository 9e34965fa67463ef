"""The contestants of the project's own environment do start, and read a page."""

from dataclasses import replace

import pytest

from bench.pages import replica_pages
from bench.peers import Peer, Worker
from bench.reading.memory import enlarged, measure
from bench.reading.rounds import CONTESTANTS
from scraper.parser import parse_article

OURS = [each for each in CONTESTANTS if not each.pins]


@pytest.mark.parametrize("contestant", OURS, ids=lambda each: each.function)
def test_it_reads_a_page(contestant: Peer, tmp_path_factory: pytest.TempPathFactory) -> None:
    asked = tmp_path_factory.mktemp("adapter") / "told.py"
    asked.write_text(
        f"import runpy\nread = runpy.run_path({str(contestant.adapter)!r})[{contestant.function!r}]\n"
        "def extract(html, url): return {'title': str(read(html, url) is not None)}\n"
    )
    source = next(replica_pages("mobile", 1))
    with Worker(replace(contestant, adapter=asked, function="extract")) as worker:
        worker.load([(source.html, source.url)])
        (found,) = worker.extract()
    assert found is not None
    assert found.title == "True"


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
