"""Every byte of a WARC file is accounted for, and no bit of it can change unseen."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from scraper.warc.exchange import Exchange
from scraper.warc.integrity import Damaged, Whole, members, members_at, read_warcinfo, walk
from scraper.warc.writer import WarcWriter
from tests.conftest import examples

RUN = "11111111-1111-4111-8111-111111111111"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with records of many sizes."""
    writer = WarcWriter(
        tmp_path_factory.mktemp("warc"),
        archive="a" * 36,
        run=RUN,
        source="site",
        user_agent="arsip",
        robots="obey",
        software="arsip",
        now=lambda: "2026-10-01T00:00:00.000Z",
    )
    for number in range(12):
        writer.write(
            Exchange(
                url=f"http://127.0.0.1/{number}",
                method="GET",
                request_headers=(),
                status=200,
                headers=(("X-Number", "7" * number),),
                body=bytes(range(number * 9)),
                fetched_at="2026-10-01T00:00:00.000Z",
            )
        )
    (path,) = writer.unfinished
    writer.close()
    return path.with_suffix("")


def test_a_whole_file_is_whole(file: Path) -> None:
    walked = list(walk(file))
    assert [(each.start, each.end - each.start) for each in walked] == list(members(file))
    assert all(isinstance(each, Whole) and each.altered is None and each.record() is not None for each in walked)
    said = read_warcinfo(file)
    assert said is not None
    assert (said.run, said.source) == (RUN, "site")


@examples(300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0))
def test_any_flipped_bit_shows_at_its_record_and_leaves_no_gap(file: Path, tmp_path: Path, bit: int) -> None:
    data = bytearray(file.read_bytes())
    bit %= len(data) * 8
    data[bit // 8] ^= 1 << bit % 8
    spoilt = tmp_path / "spoilt.warc.gz"
    spoilt.write_bytes(data)
    walked = list(walk(spoilt, 0, None))
    assert (walked[0].start, walked[-1].end) == (0, len(data))
    assert all(one.end == other.start for one, other in pairwise(walked))
    noted = [each for each in walked if isinstance(each, Damaged) or each.altered is not None]
    in_first_header = bit // 8 < 10  # which tells the others by which system they are written
    assert any(each.start <= bit // 8 < each.end for each in noted) or (noted and in_first_header)


@examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_parts_of_a_file_are_walked_like_the_whole(file: Path, tmp_path: Path, data: st.DataObject) -> None:
    """Wherever it is cut, and whatever is damaged: within a record, or what follows on it."""
    content = bytearray(file.read_bytes())
    for at in data.draw(st.sets(st.integers(10, len(content) - 1), max_size=2)):
        content[at] ^= 255
    damaged = tmp_path / "damaged.warc.gz"
    damaged.write_bytes(content)
    cuts = sorted(data.draw(st.sets(st.integers(1, len(content) - 1), max_size=4)))
    parts = [each for since, until in pairwise([0, *cuts, None]) for each in walk(damaged, since or 0, until)]
    assert parts == list(walk(damaged))


def test_members_are_read_where_they_begin(file: Path) -> None:
    assert list(members_at(file, [start for start, _ in members(file)])) == list(walk(file))


def test_where_no_record_begins_there_is_damage(file: Path) -> None:
    size = file.stat().st_size
    assert list(members_at(file, [-7, 1, size, size + 10])) == [Damaged(at, at) for at in (-7, 1, size, size + 10)]


def test_a_file_that_does_not_begin_with_our_warcinfo_says_nothing_of_itself(file: Path, tmp_path: Path) -> None:
    (_, first), *_ = members(file)
    (tmp_path / "headless.warc.gz").write_bytes(file.read_bytes()[first:])
    (tmp_path / "empty.warc.gz").touch()
    assert read_warcinfo(tmp_path / "headless.warc.gz") is None
    assert read_warcinfo(tmp_path / "empty.warc.gz") is None
