"""The page that compares two versions: which ones, in which layout, and the strip of all captures."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from arsip.api import passages
from arsip.api.text_diff import Diff, Unchanged, diff_paragraphs
from arsip.web.charts import captures
from tests.arsip.web.visiting import Visitor, at, telling
from tests.scraper.archive.making import answered, article, capture, missing


async def test_what_changed_is_marked_by_the_word(visitor: Visitor) -> None:
    page = await visitor.get("/article/101/changes?from=1&to=2")
    assert page.words("h1") == ["What changed from version 1 to 2"]
    assert page.words(".change h2") == ["Editor", "Text"]
    assert page.words(".change del") == ["[removed: Joko Santosa]", "[removed: pagi ini.]"]
    assert page.words(".change ins") == ["[added: kemarin pagi.]"]
    assert page.words(".unchanged") == ["1 paragraph unchanged"]
    assert (await visitor.get("/article/101/changes")).words("h1") == ["What changed from version 2 to 3"]
    assert (await visitor.get("/article/101/changes?from=3&to=1")).words("h1") == ["What changed from version 1 to 3"]
    same = await visitor.get("/article/101/changes?from=2&to=2")
    assert same.words(".lead") == ["These versions are the same."]


async def test_what_takes_too_long_to_compare_is_told_whole_and_keeps_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    within: list[threading.Thread] = []

    def noted(before: str, after: str, **options: int) -> Iterator[Unchanged | Diff]:
        within.append(threading.current_thread())
        return diff_paragraphs(before, after, **options)

    monkeypatch.setattr("arsip.api.passages.diff_paragraphs", noted)
    bodies = [" ".join(f"dan {mark}{number}" for number in range(1_000)) for mark in "ab"]
    pairs = [(capture(n, at=at(n)), answered(article(body=body))) for n, body in enumerate(bodies, 1)]
    with telling(tmp_path, pairs) as visitor:
        page = await visitor.get("/article/101/changes")
    assert page.words(".unchanged") == ["Too long to compare by the word: all removed text, then all added text"]
    assert page.words(".change del") == [f"[removed: {bodies[0]}]"]
    assert page.words(".change ins") == [f"[added: {bodies[1]}]"]
    assert within
    assert threading.main_thread() not in within


async def test_any_two_versions_can_be_chosen_and_removals_between_them_are_told(visitor: Visitor) -> None:
    page = await visitor.get("/article/101/changes?from=1&to=3")
    assert page.words(".change h2") == ["Headline", "Text"]
    assert page.words("#from option[selected]") == ["1 · 1 October 2026, 10:00"]
    assert page.words("#to option[selected]") == [
        "3 · 8 October 2026, 10:00 · headline, editor · +3 \N{MINUS SIGN}1 words"
    ]
    assert page.words(".notice") == [
        "Taken down between 2 October 2026, 10:00 and 3 October 2026, 10:00, confirmed 5 October 2026, 10:00",
        "There again between 5 October 2026, 10:00 and 8 October 2026, 10:00",
    ]
    assert not (await visitor.get("/article/101/changes?from=1&to=2")).words(".notice")
    assert page.links(".paging a") == {}
    middle = await visitor.get("/article/101/changes?from=1&to=2&view=side")
    assert middle.links(".paging a") == {
        "First to last": "/article/101/changes?from=1&to=3&view=side",
        "2 to 3 →": "/article/101/changes?from=2&to=3&view=side",
    }


async def test_what_replaced_a_text_stands_beside_it(visitor: Visitor) -> None:
    page = await visitor.get("/article/101/changes?from=1&to=2&view=side")
    assert page.words(".change .sides > p:first-child") == [
        "[removed: Joko Santosa]", "Pasar itu dibuka [removed: pagi ini.]", "Pedagang berdatangan.",
    ]  # fmt: skip
    assert page.words(".change .sides > p:last-child") == [
        "",
        "Pasar itu dibuka [added: kemarin pagi.]",
        "Pedagang berdatangan.",
    ]


async def test_each_capture_has_a_mark_that_leads_to_what_it_showed(visitor: Visitor) -> None:
    page = await visitor.get("/article/101/changes")
    assert page.words("#chart-captures tbody td") == [
        "first version", "1", "", "", "new version", "2", "4", "before", "missing", "2", "", "",
        "taken down", "2", "", "", "returned with a new version", "3", "4", "after", "unchanged", "3", "", "",
    ]  # fmt: skip
    assert list(page.links("#chart-captures tbody th a").values()) == [
        f"/raw/{capture(1).capture[9:]}", "/article/101/changes?from=1&to=2", f"/raw/{capture(3).capture[9:]}",
        f"/raw/{capture(4).capture[9:]}", "/article/101/changes?from=2&to=3", f"/raw/{capture(6).capture[9:]}",
    ]  # fmt: skip
    drawn = page.tree.css(".drawing-wide a")
    assert [node.attributes["href"] for node in drawn] == list(page.links("#chart-captures tbody th a").values())


async def test_versions_that_take_too_long_to_compare_are_counted_in_the_caption(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "The changed words of 1 version are not counted: that would take too long."
    assert said not in (await visitor.get("/article/101/changes")).text
    monkeypatch.setattr(passages, "_MOST_COMPARED", 1)
    page = await visitor.get("/article/101/changes")
    assert said in page.text
    assert page.words("#chart-captures tbody td")[4:8] == ["new version", "2", "4", "before"]


async def test_an_article_of_one_version_has_its_captures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(captures, "MOST_MARKS", 3)
    pairs = [(capture(1, at=at(1), status=404), missing())]
    pairs += [(capture(n, at=at(n)), answered(article())) for n in range(2, 6)]
    pairs += [(capture(n, at=at(n), status=404), missing()) for n in (6, 8)]
    with telling(tmp_path, pairs) as visitor:
        page = await visitor.get("/article/101/changes")
        assert page.words("h1") == ["The only version, and its captures"]
        assert page.words(".notice")[0].startswith("Taken down between 5 October 2026, 10:00 and 6 October 2026")
        assert page.words("#chart-captures tbody td:nth-child(2)") == [
            "unchanged (3 captures)",
            "missing",
            "taken down",
        ]
        assert "/article/101/changes" in (await visitor.get("/article/101")).links().values()


async def test_captures_of_one_day_name_it_once(tmp_path: Path) -> None:
    pairs = [(capture(n, at=f"2026-10-01T0{n}:00:00.000Z"), answered(article())) for n in (1, 2)]
    with telling(tmp_path, pairs) as visitor:
        page = await visitor.get("/article/101/changes")
    assert page.words("#chart-captures figcaption p") == [
        "2 captures on 1 October 2026: 1 first version and 1 unchanged."
    ]
