"""Feeds of changes on the pages: their filters, links, entity tags, and what cannot be asked."""

import json

import pytest

from tests.arsip.web.visiting import Visitor


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("q=banjir", ["New: Banjir Surut"]),
        ("kind=removed&kind=returned", ["Returned: Pasar Baru Ramai", "Taken down: Pasar Baru Dibuka"]),
        ("reporter=Agus+Salim", ["New: Banjir Surut"]),
        ("since=2026-10-08&field=title", ["Changed: Pasar Baru Ramai"]),
        ("category=city", ["New: Market Opened"]),
        ("kind=changed&min_words=40", []),
    ],
)
async def test_filters_are_those_of_the_page_of_changes(visitor: Visitor, asked: str, titles: list[str]) -> None:
    page = await visitor.get(f"/feed.json?{asked}")
    assert page.headers["content-type"] == "application/feed+json; charset=utf-8"
    assert [each["title"] for each in json.loads(page.text)["items"]] == titles
    other = await visitor.get(f"/feed.atom?{asked}")
    assert other.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert other.text.count("<entry") == len(titles)


@pytest.mark.parametrize("suffix", ["atom", "json"])
async def test_a_reader_that_has_the_feed_gets_no_other(visitor: Visitor, suffix: str) -> None:
    first = await visitor.get(f"/feed.{suffix}")
    again = await visitor.get(f"/feed.{suffix}", headers={"if-none-match": first.headers["etag"]})
    assert (first.status, again.status, again.body) == (200, 304, b"")


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("/", "/feed.atom"),
        ("/search?q=pasar&lang=id&since=2026-01-01", "/feed.atom?q=pasar&lang=id"),
        ("/changes?kind=removed&q=pasar&reporter=Rina+Utami", "/feed.atom?kind=removed&q=pasar&reporter=Rina+Utami"),
        ("/changes?since=x", "/feed.atom"),
    ],
)
async def test_pages_name_their_feed(visitor: Visitor, page: str, feed: str) -> None:
    answer = await visitor.get(page)
    named = answer.tree.css("link[rel=alternate]")
    assert [each.attributes["href"] for each in named] == [feed, feed.replace(".atom", ".json")]
    if page.startswith(("/search", "/changes?kind")):
        assert feed in answer.links("main a").values()
    assert (await visitor.get(feed)).status == 200


async def test_the_page_of_changes_counts_those_of_the_words_that_are_asked_for(visitor: Visitor) -> None:
    page = await visitor.get("/changes?q=banjir&kind=new")
    assert page.words(".count") == ["1 new article"]


@pytest.mark.parametrize("asked", ["since=kemarin", "kind=gone", "q=..."])
async def test_what_cannot_be_asked_is_said(visitor: Visitor, asked: str) -> None:
    page = await visitor.get(f"/feed.json?{asked}")
    assert page.status == 400
    assert json.loads(page.text)["error"]
