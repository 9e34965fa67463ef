"""What is chosen of an index: pages of the site alone, each content once and first of all, or the ends of its life."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.clock import stamp
from scraper.recover.captures import IndexEntry, Period, moment_of, timestamp_of
from scraper.recover.selection import HOSTS, Plan, Selection

ANY = Selection()


def found(url: str = "https://www.beritajakarta.id/read/7/a", **changes: object) -> IndexEntry:
    values = {"moment": moment_of("20190102030405"), "status": 200, "mime": "text/html", "digest": "A", **changes}
    return IndexEntry(url=url, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("host", ["www.", "m.", "desain.", ""])
@pytest.mark.parametrize("ending", ["id", "com"])
@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    "path", ["/read/7/x", "/en/read/7/x", "/berita/terkini", "/potret-jakarta/album/7/x", "/", "/rss"]
)
def test_every_form_of_address_is_of_the_site(scheme: str, host: str, ending: str, path: str) -> None:
    assert ANY.has(found(f"{scheme}://{host}beritajakarta.{ending}{path}"))
    assert f"{host}beritajakarta.{ending}".removeprefix("www.") in HOSTS


@pytest.mark.parametrize(
    "other",
    [
        found("https://multimedia.beritajakarta.id/read/7/x"),
        found("https://contoh.example/read/7/x"),
        found("https://www.beritajakarta.id:8080/read/7/x"),
        found("://["),
        found("https://m.beritajakarta.id/read/7/x\x00"),
        found(mime="image/jpeg"),
        found(mime="text/css"),
        *(found(status=status) for status in (304, 401, 403, 429, 500, 503)),
    ],
    ids=str,
)
def test_what_is_no_page_of_the_site_or_no_word_of_it_is_not_chosen(other: IndexEntry) -> None:
    assert not ANY.has(other)


def test_editions_hosts_days_and_missing_articles_are_told_apart() -> None:
    english = found("https://www.beritajakarta.id/en/read/7/a")
    assert [Selection(lang="en").has(each) for each in (found(), english)] == [False, True]
    assert [Selection(there={7}).has(each) for each in (found(), english)] == [False, True]
    assert not Selection(there=()).has(found("https://www.beritajakarta.id/berita/terkini"))
    assert not Selection(only=frozenset({"m.beritajakarta.id"})).has(found())
    assert Selection(only=frozenset({"www.beritajakarta.id"})).has(found("http://www.beritajakarta.id:80/read/7/a"))
    day = Period(since="2019-01-02T03:04:05.000Z", until="2019-01-02T03:04:05.999Z")
    assert Selection(period=day).has(found())
    assert not Selection(period=day).has(found(moment=moment_of("20190102030406")))


MOMENTS = st.integers(0, 40).map(lambda n: moment_of(f"2019{1 + n // 20:02d}{1 + n % 20:02d}000000"))
LINES = st.builds(
    found,
    st.sampled_from([
        "https://www.beritajakarta.id/read/7/a",
        "http://beritajakarta.id/read/7/b",
        "https://m.beritajakarta.id/read/7/a",
        "https://m.beritajakarta.id/berita/terkini",
        "https://m.beritajakarta.id/berita/terkini?page=2",
    ]),
    moment=MOMENTS,
    digest=st.sampled_from(["A", "B", ""]),
    status=st.sampled_from([200, 200, None, 404, 301]),
)  # fmt: skip


def subject(each: IndexEntry) -> str:
    """Name what a capture is of, as a person would: one article of a host, or one page."""
    host = each.url.partition("://")[2].removeprefix("www.")
    return host.rpartition("/")[0] if "/read/" in host else host


def is_daily(each: IndexEntry) -> bool:
    """Whether the site may have said that there is no such article: such answers may all have one digest."""
    return each.status == 404 or (each.status == 301 and "/read/" in each.url)


def is_article(each: IndexEntry) -> bool:
    return each.status in {200, None} and "/read/" in each.url


def host_of(each: IndexEntry) -> str:
    return each.url.split("/")[2].removeprefix("www.")


def witnesses(answer: IndexEntry, lines: list[IndexEntry]) -> set[tuple[str, str]]:
    """Return host and moment of the articles captured last before and first after an answer, within a day."""
    host, at = host_of(answer), datetime.fromisoformat(answer.moment)
    moments = [datetime.fromisoformat(each.moment) for each in lines if is_article(each) and host_of(each) == host]
    near = [max((each for each in moments if each < at), default=None)]
    near += [min((each for each in moments if each > at), default=None)]
    return {(host, stamp(each)) for each in near if each is not None and abs(each - at) <= timedelta(days=1)}


def content(each: IndexEntry) -> tuple[str, str]:
    return subject(each), each.digest


@given(
    st.lists(LINES, max_size=30, unique_by=lambda each: (each.url, each.moment[:19])).map(
        lambda lines: sorted(lines, key=lambda each: each.moment)
    )
)
def test_each_content_is_chosen_first_of_all_and_of_an_article_last(lines: list[IndexEntry]) -> None:
    with Plan(ANY, Path()) as plan:
        for each in lines:
            plan.add(each)
        chosen = list(plan.chosen())
    pages = [[each for each in some if not is_daily(each) and each.digest] for some in (lines, chosen)]
    first = {content(each): each.moment for each in reversed(pages[0])}
    last = {content(each): each.moment for each in pages[0] if each.status != 301 and "/read/" in each.url}
    got: dict[tuple[str, str], set[str]] = {}
    for each in pages[1]:
        got.setdefault(content(each), set()).add(each.moment)
    ends = {name: {moment, last.get(name, moment)} for name, moment in first.items()}
    removals = [each for each in chosen if is_daily(each) and "/read/" in each.url]
    beside = {(host, at) for each in removals for host, at in witnesses(each, lines)}
    read = {(host_of(each), each.moment) for each in chosen if is_article(each)}
    assert beside <= read
    assert got.keys() == ends.keys()
    for name, moments in got.items():
        assert moments >= ends[name]
        assert {(name[0].split("/")[0], at) for at in moments - ends[name]} <= beside
    assert len(pages[1]) == sum(map(len, got.values())), "none twice"
    answers = [
        [(subject(each), each.status, each.url.partition(":")[0], each.moment[:10]) for each in some if is_daily(each)]
        for some in (lines, chosen)
    ]
    assert sorted(answers[1], key=str) == sorted(set(answers[0]), key=str)


@given(st.lists(LINES, max_size=30))
def test_first_and_last_are_the_ends_of_each_page(lines: list[IndexEntry]) -> None:
    with Plan(Selection(first_last=True), Path()) as plan:
        for each in lines:
            plan.add(each)
        chosen = list(plan.chosen())
    spans: dict[str, list[str]] = {}
    for each in lines:
        if each.status in {200, None}:
            spans.setdefault(subject(each), []).append(each.moment)
    got: dict[str, set[str]] = {}
    for each in chosen:
        got.setdefault(subject(each), set()).add(each.moment)
    assert got == {name: {min(moments), max(moments)} for name, moments in spans.items()}


@pytest.mark.parametrize("choice", [{"there": {8, -9}}, {"lang": "id", "there": {8}}, {"lang": "id"}], ids=str)
def test_witnesses_of_a_removal_are_chosen_though_others_like_them_are_not(
    choice: dict[str, Any], tmp_path: Path
) -> None:
    english, other = "https://www.beritajakarta.id/en/read/9/b", "https://www.beritajakarta.id/read/8/c"
    before, after = (found(english, moment=moment_of(f"201901{day:02d}000000"), digest="E") for day in (2, 4))
    removal = found(moment=moment_of("20190103000000"), status=404)
    beside = found(other, moment=moment_of("20190103120000"))
    far = [found(url, moment=moment_of("20190201000000")) for url in (english, other)]
    with Plan(Selection(**choice), tmp_path) as plan:
        for each in (before, removal, beside, after, *far):
            plan.add(each)
        chosen = list(plan.chosen())
    assert chosen[:3] == [before, removal, beside]
    assert chosen[3:] == [each for each in (after, *far) if Selection(**choice).has(each)]


def test_moments_are_written_both_ways() -> None:
    assert moment_of("20190102030405") == "2019-01-02T03:04:05.000Z"
    assert timestamp_of("2019-01-02T03:04:05.678Z") == "20190102030405"
    with pytest.raises(ValueError, match="does not match"):
        moment_of("2019")


@pytest.mark.parametrize("first_last", [False, True])
def test_of_two_lines_that_would_be_one_capture_the_first_is_chosen(*, first_last: bool) -> None:
    with Plan(Selection(first_last=first_last), None) as plan:
        for digest in "ABA":
            plan.add(found(digest=digest))
        assert [each.digest for each in plan.chosen()] == ["A"]
