"""Feeds of changes: valid whatever the texts hold, with ids and times of captures, and the same bytes each time."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from arsip.api.feeds import Feed, atom, feed_of, json_feed
from scraper.archive.changes import ChangeSelection
from scraper.archive.database import Database
from scraper.archive.records import Selection
from scraper.archive.search import matching
from tests.scraper.archive.making import answered, archive, article, capture, missing, write

ATOM = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
NS = {"a": "http://www.w3.org/2005/Atom"}
HOSTILE = 'Pasar <b>"Baru"</b> & ]]>\x00\x1b\ufffe \N{GRINNING FACE}'


def at(day: int) -> str:
    return f"2026-10-{day:02d}T03:00:00.000Z"


PAIRS = [
    (capture(1, at=at(2)), answered(article(title=HOSTILE, body=f"{HOSTILE}\n\nBanjir rob."))),
    (capture(2, at=at(3)), answered(article(title="Pasar Lama", body="<script>alert(1)</script>\n\nBanjir rob."))),
    (capture(3, at=at(4), status=404), missing()),
    (capture(4, at=at(6), status=404), missing()),
    (capture(5, at=at(8)), answered(article(title="Pasar Lama", body="<script>alert(1)</script>\n\nBanjir rob."))),
    (capture(6, -7, at=at(2)), answered(article(-7, title="Market Opens", category=None, category_slug=None))),
]


@pytest.fixture(scope="module")
def db() -> Iterator[Database]:
    with archive(PAIRS) as opened:
        yield opened


def parsed(feed: Feed) -> tuple[Any, dict[str, Any]]:
    """Write a feed in both forms, validate them, and return what a program reads from them."""
    tree = etree.fromstring(atom(feed))
    ATOM.assertValid(tree)
    table = json.loads(json_feed(feed))
    assert table["version"] == "https://jsonfeed.org/version/1.1"
    assert {"version", "title", "items"} <= table.keys() <= {
        "version", "title", "items", "home_page_url", "feed_url", "authors",
    }  # fmt: skip
    assert all(isinstance(each["id"], str) and each["content_html"] and each["url"] for each in table["items"])
    ids = tree.xpath("a:entry/a:id/text()", namespaces=NS)
    assert ids == [each["id"] for each in table["items"]]
    assert len(set(ids)) == len(ids)
    assert tree.xpath("a:entry/a:content/text()", namespaces=NS) == [each["content_html"] for each in table["items"]]
    return tree, table


def test_every_change_is_a_valid_entry_newest_first_and_markup_stays_text(db: Database) -> None:
    tree, table = parsed(feed_of(db, ChangeSelection()))
    assert [each["title"] for each in table["items"]] == [
        "Returned: Pasar Lama", "Taken down: Pasar Lama", "Changed: Pasar Lama",
        "New: Pasar Lama", "New: Market Opens",
    ]  # fmt: skip
    changed = table["items"][2]
    assert "<del>&lt;b&gt;&quot;Baru&quot;&lt;/b&gt; &amp; ]]&gt; \N{GRINNING FACE}</del>" in changed["content_html"]
    assert "&lt;script&gt;" in changed["content_html"]
    assert "<script>" not in changed["content_html"]
    assert 'Pasar [-<b>"Baru"</b> & ]]> \N{GRINNING FACE}-] {+Lama+}' in changed["content_text"]
    assert (changed["date_published"], changed["tags"], changed["language"]) == (at(3), ["changed", "Ekonomi"], "id")
    assert tree.findtext("a:updated", namespaces=NS) == at(8)
    assert "Banjir" not in table["items"][3]["content_text"]  # of a new article, the first paragraph


def test_the_id_of_an_entry_stays_where_an_older_capture_renumbers_the_versions() -> None:
    with archive(PAIRS[1:]) as opened:
        before = {each.moment: each.id for each in feed_of(opened, ChangeSelection()).entries if each.kind == "new"}
        write(opened, PAIRS[:1])
        after = feed_of(opened, ChangeSelection()).entries
        assert (
            len({each.id for each in after} | set(before.values())) == len(after) + 1
        )  # of the new one, first at at(3)


@pytest.mark.parametrize("write_feed", [atom, json_feed])
def test_the_same_captures_give_the_same_bytes_in_whatever_order_they_came(
    db: Database, write_feed: Callable[[Feed], bytes]
) -> None:
    with archive(reversed(PAIRS), batch=1) as other:
        assert write_feed(feed_of(other, ChangeSelection())) == write_feed(feed_of(db, ChangeSelection()))


def test_pages_of_the_archive_are_linked_where_they_have_an_address(db: Database) -> None:
    selection = ChangeSelection(kinds=frozenset({"changed"}), articles=matching(db, "banjir rob", Selection(lang="id")))
    tree, table = parsed(feed_of(db, selection, base="https://arsip.example.org/"))
    links = {each.get("rel"): each.get("href") for each in tree.xpath("a:link", namespaces=NS)}
    assert links == {
        "alternate": "https://arsip.example.org/changes?kind=changed&q=banjir+rob&lang=id",
        "self": "https://arsip.example.org/feed.atom?kind=changed&q=banjir+rob&lang=id",
    }
    (item,) = table["items"]
    assert item["url"] == "https://arsip.example.org/article/101/changes?from=1&to=2"
    assert item["external_url"] == "https://www.beritajakarta.id/read/101/pasar-baru-dibuka"
    assert table["title"].endswith(": “banjir rob” · changed articles · Indonesian edition")


def test_a_feed_without_entries_has_the_time_of_the_newest_capture(db: Database) -> None:
    tree, _ = parsed(feed_of(db, ChangeSelection(since="2026-11-01")))
    assert tree.findtext("a:updated", namespaces=NS) == at(8)
    with archive() as empty:
        parsed(feed_of(empty, ChangeSelection()))


def test_a_limit_and_small_edits(db: Database) -> None:
    assert len(feed_of(db, ChangeSelection(), limit=2).entries) == 2
    assert [each.kind for each in feed_of(db, ChangeSelection(), min_words=50).entries] == [
        "returned", "removed", "new", "new",
    ]  # fmt: skip
    assert [each.kind for each in feed_of(db, ChangeSelection(), min_words=50, examined=3).entries] == [
        "returned", "removed",
    ]  # fmt: skip
