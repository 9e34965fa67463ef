"""What is left out of a run of places is skipped, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from replica.corpus import Gaps

PLACES = st.integers(-60, 60)


@given(st.sets(PLACES), PLACES, st.integers(0, 80))
def test_ranks_and_places_are_those_of_counting(left_out: set[int], start: int, length: int) -> None:
    gaps = Gaps(left_out)
    span = range(start, start + length)
    ranks = gaps.ranks(span)
    assert [gaps.place(rank) for rank in ranks] == [place for place in span if place not in left_out]
    assert ranks.stop == gaps.ranks(range(span.stop, span.stop + 1)).start
