"""The measurements of crawls: all contestants request the same pages, and the archives get the same articles."""

from pathlib import Path

from bench.crawling import BARE, Race, Turn, contestants, rows
from bench.known import crawl_into, fill_frontier
from bench.site import served


def test_each_requests_what_arsip_requests(tmp_path: Path) -> None:
    log = tmp_path / "requests.jsonl"
    arsip, _, by_hand, *_ = contestants()
    fill_frontier(tmp_path / "known.db", 30)
    with served(20, "--log", str(log)) as site:
        race = Race(site)
        turns = [race.turn(each) for each in (arsip, by_hand)]
        paths = [line.split('"path": "')[1].split('"')[0] for line in log.read_text().splitlines()]
        usage = crawl_into(tmp_path / "known.db", site, 10)
    assert len(race.paths) > 20
    assert sorted(paths) == sorted(race.paths * 2)
    for turn in turns:
        assert 0 < turn.start_cpu < turn.cpu * len(race.paths)
    assert usage.cpu > 0


def test_the_table_has_the_fastest_first() -> None:
    fast, slow = (Turn(seconds=0.1, cpu=cpu, peak=90_000_000, first_request=1.0, start_cpu=0.9) for cpu in (0.1, 0.2))
    table = list(rows([{"slow": slow, BARE: fast}]))
    assert [row[0] for row in table] == [BARE, "slow"]
    assert table[1] == ["slow", "200.00", "2.00 (2.00 to 2.00)", "10", "90", "1.00", "0.90"]
