"""The arithmetic of rounds, the turns that contestants take, and that our own ones read a page."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from bench.pages import replica_pages
from bench.peers import Peer, Worker
from bench.reading import CONTESTANTS, enlarged, measure, start, time_rounds, timings_table
from bench.timing import Timing, compare
from scraper.parser import parse_article

OURS = [each for each in CONTESTANTS if not each.pins]


class Clockwork:
    """Stands in for a worker: notes what it is asked, and takes as many seconds as it gets pages."""

    def __init__(self, name: str, log: list[str]) -> None:
        self._name = name
        self._log = log

    def time(self, pages: Sequence[object]) -> float:
        """Read them."""
        self._log.append(f"{self._name} reads {len(pages)}")
        return float(len(pages))


def test_ratios_are_taken_within_a_round_and_then_their_median() -> None:
    rounds = [{"yard": 1.0, "a": 2.0}, {"yard": 10.0, "a": 30.0}, {"yard": 2.0, "a": 10.0}]
    timings = compare(rounds, "yard")
    assert timings["a"] == Timing(seconds=10.0, times=3.0, low=2.5, high=4.0)
    assert timings["yard"] == Timing(seconds=2.0, times=1.0, low=1.0, high=1.0)


def test_one_round_is_its_own_median_and_spread() -> None:
    assert compare([{"yard": 2.0, "a": 3.0}], "yard")["a"] == Timing(3.0, 1.5, 1.5, 1.5)


def test_all_have_the_same_pages_in_a_round_and_the_first_one_is_not_counted() -> None:
    log: list[str] = []
    workers = {name: cast("Worker", Clockwork(name, log)) for name in ("a", "b")}
    page = (b"", "")
    done = time_rounds(workers, lambda number: [page] * (number + 1), 2)
    turns = ["a reads {0}", "b reads {0}"]
    assert log == [turn.format(count) for count in (1, 2, 3) for turn in turns]
    assert done == [{"a": 1.0, "b": 1.0}] * 2  # seconds a page


def test_who_cannot_start_is_left_out_and_named(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.py", tmp_path / "bad.py"
    good.write_text("def extract(html, url): ...")
    bad.write_text("import no_such_package")
    with ExitStack() as stack:
        workers, missing = start([Peer("good", good), Peer("bad", bad)], stack)
        assert list(workers) == ["good"]
        assert workers["good"].time([]) == pytest.approx(0, abs=1)
    assert missing == {"bad": "bad ended: ModuleNotFoundError: No module named 'no_such_package'"}


def test_the_fastest_stands_first_and_who_is_missing_last() -> None:
    measured = {"slow": Timing(0.25, 123.4, 120.0, 130.0), "fast": Timing(0.0005, 1.234, 1.2, 12.34)}
    table = timings_table(measured, {"slow": "1.2", "fast": ""}, {"gone": "gone cannot be installed: a|b"})
    assert table.splitlines()[2:] == [
        "| fast | 0.50 | 1.23 (1.20 to 12.3) | 2,000 |",
        "| slow 1.2 | 250 | 123 (120 to 130) | 4 |",
        "| gone | gone cannot be installed: a/b |  |  |",
    ]


def test_each_reads_a_page(tmp_path: Path) -> None:
    names = [each.function for each in OURS]
    adapter = tmp_path / "adapter.py"
    adapter.write_text(
        f"import runpy\nscript = runpy.run_path({str(OURS[0].script)!r})\n"
        "def extract(html, url):\n"
        f"    read = [name for name in {names!r} if script[name](html, url) is not None]\n"
        "    return {'title': 'T', 'authors': read}\n"
    )
    assert {each.script for each in OURS} == {OURS[0].script}
    source = next(replica_pages("mobile", 1))
    with Worker(Peer("ours", adapter)) as worker:
        (found,) = worker.extract([(source.html, source.url)])
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
