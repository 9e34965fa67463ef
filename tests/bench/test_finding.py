"""What decides how Arsip searches still holds: no other way that was tried finds or ranks better on the judged sets."""

from operator import sub

import pytest

from bench.finding import SETS, WAYS, archive, compare, judged, queries


@pytest.mark.parametrize("of", SETS)
def test_no_other_way_finds_or_ranks_better(of: str) -> None:
    with archive(of) as db:
        means = compare(db, queries(of))
        keys = {key for (key,) in db.execute("SELECT key FROM articles")}
    assert means.keys() == WAYS.keys()
    ours = means.pop("Arsip")
    unranked = means.pop("Arsip, by headline and age")
    assert unranked[:2] == ours[:2]
    assert unranked[2] == pytest.approx(ours[2], abs=0.05)  # by age alone, synonyms stand among the very words
    suggested = means.pop("Arsip, as suggested")
    assert min(map(sub, suggested, ours)) >= 0
    ours = suggested
    for name, theirs in means.items():
        assert ours[0] > theirs[0], name
        assert ours[2] > theirs[2], name
    assert all(right and right.keys() <= keys for right in queries(of).values())


def test_a_perfect_answer_and_none_at_all_are_measured_as_such() -> None:
    assert judged([1, 2], {1: 1, 2: 1}) == (1.0, 1.0, 1.0)
    assert judged([], {1: 1}) == (0.0, 0.0, 0.0)
    found, right, ranked = judged([3, 1], {1: 1, 2: 1})
    assert (found, right) == (0.5, 0.5)
    assert 0 < ranked < 1
    assert judged([2, 1], {1: 2, 2: 1})[2] < judged([1, 2], {1: 2, 2: 1})[2] == 1
