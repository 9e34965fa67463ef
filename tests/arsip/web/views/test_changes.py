"""The page of changes: a card a change, filters, pages, and what it says where nothing is asked for rightly."""

from pathlib import Path

import pytest

from arsip.web.views import changes
from tests.arsip.web.visiting import Visitor, at, telling
from tests.scraper.archive.making import answered, article, capture


async def test_each_change_has_a_card_with_its_passages_newest_first(visitor: Visitor) -> None:
    page = await visitor.get("/changes")
    assert page.status == 200
    assert page.words(".count") == ["2 changes, 1 removal, 1 return"]
    assert (await visitor.get("/changes?kind=")).words(".count") == page.words(".count")
    assert page.words(".day h2") == ["Thursday, 8 October 2026", "Monday, 5 October 2026", "Friday, 2 October 2026"]
    assert page.words(".card .over") == [
        "Returned · Ekonomi",
        "Changed · headline, editor · +3 \N{MINUS SIGN}1 words · Ekonomi",
        "Taken down · Ekonomi",
        "Changed · editor, text · +1 \N{MINUS SIGN}3 words · Ekonomi",
    ]
    assert page.words(".card > .beside") == [
        "There again between 5 October 2026, 10:00 and 8 October 2026, 10:00",
        "Changed between 2 October 2026, 10:00 and 8 October 2026, 10:00 · compare versions 2 and 3",
        "Taken down between 2 October 2026, 10:00 and 3 October 2026, 10:00, confirmed 5 October 2026, 10:00",
        "Changed between 1 October 2026, 10:00 and 2 October 2026, 10:00 · compare versions 1 and 2",
    ]
    assert page.words(".day:last-of-type .card del") == ["[removed: Joko Santosa]", "[removed: pagi ini.]"]
    assert page.words(".day:last-of-type .card ins") == ["[added: kemarin pagi.]"]
    assert page.words(".day:last-of-type .card .context") == ["Pedagang berdatangan."]
    assert page.words(".day:last-of-type .card .unchanged") == ["1 paragraph unchanged"]
    assert page.links(".day:last-of-type .card a") == {
        "Pasar Baru Ramai": "/article/101", "compare versions 1 and 2": "/article/101/changes?from=1&to=2",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "kinds"),
    [
        ("kind=new&lang=en", ["New · City · English edition"]),
        ("kind=removed&kind=returned", ["Returned · Ekonomi", "Taken down · Ekonomi"]),
        ("since=2026-10-03&until=2026-10-07", ["Taken down · Ekonomi"]),
        ("field=body", ["Changed · editor, text · +1 \N{MINUS SIGN}3 words · Ekonomi"]),
        ("min_words=5&kind=changed", ["Changed · headline, editor · +3 \N{MINUS SIGN}1 words · Ekonomi",
                                      "Changed · editor, text · +1 \N{MINUS SIGN}3 words · Ekonomi"]),
        ("q=banjir&kind=new", ["New · Lingkungan"]),
        ("category=lingkungan", []),
    ],
)  # fmt: skip
async def test_filters_choose_among_them(visitor: Visitor, asked: str, kinds: list[str]) -> None:
    page = await visitor.get(f"/changes?{asked}")
    assert page.words(".card .over") == kinds
    assert bool(page.words(".empty")) is (not kinds)
    numbers = [int(word) for line in page.words(".count") for word in line.split() if word.isdecimal()]
    assert sum(numbers) in {0, len(kinds)}


async def test_older_changes_are_on_the_next_page_and_small_edits_can_be_hidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "PAGE_SIZE", 2)
    monkeypatch.setattr(changes, "_EXAMINED", 3)
    titles = ["Satu", "satu!", "Dua", "Tiga kali", "Tiga kali lima puluh", "Enam"]
    pairs = [(capture(n, at=at(n)), answered(article(title=title))) for n, title in enumerate(titles, 1)]
    with telling(tmp_path, pairs) as visitor:
        seen, address = [], "/changes"
        while address:
            page = await visitor.get(address)
            seen.append([each.removeprefix("Headline ") for each in page.words(".card .change")])
            address = page.links(".paging a").get("Older →", "")
        assert seen == [
            ["[removed: Tiga kali lima puluh] [added: Enam]", "Tiga kali [added: lima puluh]"],
            ["[removed: Dua] [added: Tiga kali]", "[removed: satu!] [added: Dua]"],
            ["[removed: Satu] [added: satu!]"],
        ]
        larger = await visitor.get("/changes?min_words=4")
        assert larger.words(".card .over") == ["Changed · headline · +1 \N{MINUS SIGN}4 words · Ekonomi"]
        last = await visitor.get(larger.links(".paging a")["Older →"])
        assert (last.words(".card"), list(last.links(".paging a"))) == ([], ["← Newest"])
        assert last.words(".empty")[0].startswith("No such change is known.")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("since=kemarin", "since: invalid date 'kemarin'"),
        ("kind=gone", "invalid kind 'gone'"),
        ("field=views", "invalid field 'views'"),
        ("min_words=many", "min_words: 'many' is not a number of words"),
        ("before=1", "invalid position '1'"),
        (f"before=2026-11-01T00:00:00.000Z_{10**19 - 1}_1_1", "invalid position"),
        ("q=...", "'...' has no word in it to look for"),
    ],
)
async def test_what_cannot_be_asked_is_said(visitor: Visitor, asked: str, says: str) -> None:
    page = await visitor.get(f"/changes?{asked}")
    assert page.status == 400
    assert page.words(".notice")[0].startswith(says)
