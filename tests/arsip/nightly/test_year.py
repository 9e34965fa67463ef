"""Two weeks of nights in the suite, and a year in `make soak`: at the end the archive equals the truth of the site."""

from pathlib import Path

import pytest

from scraper.maintenance.verify.verification import verify
from tests.arsip.nightly.year import OUTAGES, Year, year_at


def faults_of(year: Year, nights: int, *, every: int) -> dict[int, str]:
    """Choose the nights on which something goes wrong, and what."""
    kinds = [
        *(f"site down: {kind}" for kind in OUTAGES),
        *(f"site fails in between: {kind}" for kind in OUTAGES),
        *["kill"] * 12,
        "disk full",
        "clock ahead: 3",
        "clock back: 3",
        "clock back: 20",
    ]
    chosen = sorted(year.dice.sample(range(3, nights - 3), nights // every))
    year.dice.shuffle(kinds)
    if nights < len(kinds) * every:
        kinds = ["kill", "disk full", "clock back: 3", *(kind for kind in kinds if kind.startswith("site"))]
    return dict(zip(chosen, (kinds * nights)[: len(chosen)], strict=True))


def spend(year: Year, nights: int, *, every: int) -> None:
    faults = faults_of(year, nights, every=every)
    for number in range(nights):
        year.day(number)
        year.night(faults.get(number))
    for _ in range(3):  # quiet days, on which nothing is edited: all is looked at again, what is in doubt is settled
        year.site.site.clock.advance(days=31 if nights > 90 else 8)
        year.night(None)


def holds(year: Year) -> None:
    truth, (kept, status) = year.truth(), year.kept()
    lost = set(truth) - set(kept) - year.hidden
    invented = set(kept) - set(truth) - {key for key, state in status.items() if state != "live"}
    wrongly_gone = {key for key in truth if status.get(key, "live") != "live"}
    gone = {id_ for _, id_ in year.deleted}
    assert (lost, invented, wrongly_gone) == (set(), set(), set())
    assert {key for key, state in status.items() if state == "gone"} == gone & set(kept)
    versions = year.versions()
    assert {key: seen for key, seen in year.seen.items() if versions.get(key) != seen} == {}
    assert set(versions) == set(year.seen)
    assert {key: kept[key] for key in truth if key in kept and kept[key] != truth[key]} == {}
    report = verify(year.folder / "archive.db")
    assert [fault for check in report.checks for fault in check.faults] == []


@pytest.mark.usefixtures("parse_once")
def test_two_weeks_of_nights_end_with_the_truth(tmp_path: Path) -> None:
    with year_at(tmp_path, seed=7, articles=30) as year:
        spend(year, 14, every=3)
        holds(year)


@pytest.mark.soak
def test_a_year_of_nights_ends_with_the_truth(tmp_path: Path) -> None:
    with year_at(tmp_path, seed=2026) as year:
        spend(year, 365, every=8)
        print(dict(year.nights), dict(year.faults))
        versions = sum(map(len, year.seen.values()))
        print(f"{len(year.seen)} articles, {versions} versions, {len(year.deleted)} deleted, {len(year.hidden)} hidden")
        holds(year)
