"""Our pages: what they say of an archive, and what they say where there is nothing."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from scraper.archive.database import create_or_open
from scraper.items import Answer
from tests.arsip.web.visiting import LATER, Visitor, at, story, telling, visiting
from tests.scraper.archive.making import answered, article, capture, fill, link, missing
from tests.scraper.maintenance.keeping import Keeper, everything


async def test_home_says_what_is_in_here(visitor: Visitor) -> None:
    page = await visitor.get("/")
    assert page.status == 200
    assert page.words("h1") == ["3 articles of no site yet"]
    assert page.words(".hero .lead") == [
        "2 in Indonesian, 3 February 2025 to 1 October 2026; 1 in English, 30 September 2026 to 30 September 2026."
    ]
    facts = dict(zip(page.words(".facts dt"), page.words(".facts dd"), strict=True))
    assert facts["Site last fetched"] == "9 October 2026, 10:00"
    assert facts["Articles changed since the first capture"] == "1"
    assert facts["Taken down, and kept here"] == "0"
    assert facts["Raw pages kept"] == "9"
    assert page.links("#newest + ol a") == {
        "Pasar Baru Ramai": "/article/101",
        "Market Opened": "/article/en/7",
        "Banjir Surut": "/article/102",
    }
    assert list(page.links("#most-read + ol a")) == ["Pasar Baru Ramai", "Market Opened"]


async def test_the_strip_says_how_complete_each_month_is(tmp_path: Path) -> None:
    days = {101: "2024-11-30", 102: "2024-12-01", 105: "2025-02-10"}
    pairs = [
        (capture(n, key), answered(article(key, date=day, published_at=None)))
        for n, (key, day) in enumerate(days.items(), 1)
    ]
    with telling(tmp_path, pairs) as visitor:
        page = await visitor.get("/")
    assert page.words(".strip caption") == ["Indonesian: 3 of 3, 2 unknown"]
    cells = {cell.attributes["title"]: cell.attributes for cell in page.tree.css("a.cell")}
    assert list(cells) == [
        "November 2024: 1 of 1", "December 2024: 1 of 1, 1 unknown", "January 2025: 0 of 0, 1 unknown",
        "February 2025: 1 of 1",
    ]  # fmt: skip
    assert [cell["class"] for cell in cells.values()] == ["cell all", "cell all", "cell unknown", "cell all"]
    december = cells["December 2024: 1 of 1, 1 unknown"]["href"] or ""
    with visiting(tmp_path / "archive.db") as again:
        assert (await again.get(december)).words("#count") == ["1 article"]
        february = cells["February 2025: 1 of 1"]["href"] or ""
        assert (await again.get(february)).words("#count") == ["1 article"]


async def test_an_empty_archive_says_so(tmp_path: Path) -> None:
    create_or_open(tmp_path / "archive.db").close()
    with visiting(tmp_path / "archive.db") as visitor:
        for path in (
            "/",
            "/search?q=banjir",
            "/archive",
            "/archive/articles",
            "/dashboard",
            "/search?since=2026-01-01",
        ):
            page = await visitor.get(path)
            assert page.status == 200, path
        assert (await visitor.get("/")).words("h1") == ["0 articles of no site yet"]


async def test_an_article_reads_as_one_would_like_to_read_it(visitor: Visitor) -> None:
    page = await visitor.get("/article/101")
    assert page.words("h1") == ["Pasar Baru Ramai"]
    assert page.words("article .byline") == [
        "Thursday, 1 October 2026, 09:30 WIB · Rina Utami · edited by Joko Santosa · 1,234 views"
    ]
    assert page.words("article .body p") == LATER.split("\n\n")
    assert page.words("blockquote") == ["Ramai sekali"]
    assert page.words("figcaption")[0] == "Keramaian pagi · Photo: Sinta"
    assert page.tree.css_first("article").attributes["lang"] == "id"
    assert not page.tree.css("img")
    read_also, related = page.tree.css("section.links")[:2]
    assert "Di Tempat Lain not archived; on the live site" in " ".join(read_also.text().split())
    assert [a.attributes["href"] for a in related.css("a")] == [
        "/article/en/7",
        "https://www.beritajakarta.id/read/900/tautan",
    ]
    assert page.links("#linked-from + ol a") == {"Market Opened": "/article/en/7"}
    assert page.links("#cite ~ ul a")["The live page"] == "https://www.beritajakarta.id/read/101/pasar-baru-dibuka"
    assert page.links("#cite ~ ul a")["The raw page"] == f"/raw/{capture(5).capture[9:]}"


async def test_its_history_is_told_in_order(visitor: Visitor) -> None:
    events = (await visitor.get("/article/101")).words(".history li")
    assert [event.split(" read by")[0] for event in events] == [
        "1 October 2026, 10:00 Version 1: first read",
        "2 October 2026, 10:00 Version 2: editor, text changed (compare)",
        "3 October 2026, 10:00 Gone, confirmed 5 October 2026, 10:00; back 8 October 2026, 10:00",
        "8 October 2026, 10:00 Version 3: headline, editor changed (compare)",
        "9 October 2026, 10:00 Last seen",
    ]


async def test_what_a_web_archive_captured_is_told_from_what_was_fetched(tmp_path: Path) -> None:
    first, _ = story()[0]
    newest = capture(5, at=at(8))
    pairs = [(replace(first, source="wayback"), story()[0][1]), (newest, answered(article(title="Pasar Lama")))]
    with telling(tmp_path, pairs) as visitor:
        now, then = await visitor.get("/article/101"), await visitor.get("/article/101?version=1")
    history = now.words(".history li")
    assert "captured by a web archive (Wayback Machine) · read by" in history[0]
    assert "captured" not in history[1]
    assert "Fetched" in now.words(".facts dt")
    assert "captured by" not in now.words(".cite")[0]
    assert "captured by a web archive (Wayback Machine) 2026-10-01 10:00 (UTC+7)" in then.words(".cite")[0]
    assert "captured by a web archive" in then.words("pre")[0]
    facts = dict(zip(then.words(".facts dt"), then.words(".facts dd"), strict=True))
    assert facts["Captured"] == "1 October 2026, 10:00, by a web archive (Wayback Machine)"


async def test_its_counters_are_drawn_and_written(visitor: Visitor) -> None:
    page = await visitor.get("/article/101")
    assert page.words(".drawing-wide desc") == [
        "From 10 to 1,234, between 1 October 2026, 10:00 and 8 October 2026, 10:00."
    ]
    assert len(page.tree.css(".drawing-wide circle")) == 3
    assert page.words(".drawing-narrow text") == ["0", "500", "1,000", "1,500", "1 October 2026", "8 October 2026"]
    assert page.words("#views ~ details tbody tr") == [
        "1 October 2026, 10:00 own page 10",
        "2 October 2026, 10:00 own page 40",
        "8 October 2026, 10:00 own page 1,234",
    ]
    assert not (await visitor.get("/article/102")).tree.css(".drawing")


async def test_a_version_has_a_lasting_address(visitor: Visitor) -> None:
    page = await visitor.get("/article/101?version=1")
    assert page.words("h1") == ["Pasar Baru Dibuka"]
    assert page.words(".notice")[0].startswith("This is version 1 of 3, as it was first seen on 1 October 2026, 10:00.")
    assert page.words("article .body p")[0] == "Pasar itu dibuka pagi ini."
    assert page.words(".cite")[0].endswith(page.words(".facts.small .long")[1] + ".")
    assert not page.tree.css("section.links #related")  # only the newest reading's are kept
    newest = await visitor.get("/article/101?version=3")
    assert newest.words("h1") == ["Pasar Baru Ramai"]
    assert not newest.words(".notice")


async def test_it_goes_by_one_address_and_others_lead_there(visitor: Visitor) -> None:
    for other, own in (("id/101", "/article/101"), ("0101", "/article/101"), ("EN/7", "/article/en/7")):
        page = await visitor.get(f"/article/{other}?version=1")
        assert (page.status, page.headers["location"]) == (302, f"{own}?version=1")
    english = await visitor.get("/article/en/7")
    assert english.words(".byline")[0].endswith("· Rina Utami · translated by Made Suarta · 3 views")
    assert english.tree.css_first("article").attributes["lang"] == "en"


async def test_moments_of_no_calendar_in_jakarta_stay_as_they_are(tmp_path: Path) -> None:
    first, last = "0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"
    counted = [answered(article(title=title, views=views)) for title, views in (("Satu", 1), ("Dua", 2), ("Tiga", 3))]
    pairs = list(zip((capture(1, at=first), capture(2, at=at(2)), capture(3, at=last)), counted, strict=True))
    pairs += [(capture(4, 102, at=first), answered(article(102)))]
    pairs += [(capture(n, 102, at=last.replace("59.999", f"5{n}.000"), status=404), missing(102)) for n in (5, 6)]
    with telling(tmp_path, pairs) as visitor:
        for path in ("/", "/search?q=pasar", "/article/102", "/article/101/changes", "/dashboard", "/archive/captures"):
            assert (await visitor.get(path)).status == 200, path
        events = (await visitor.get("/article/101")).words(".history li time")
    assert events == ["1 January 1, 07:00", "2 October 2026, 10:00", last, last]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/article/203", "Its page could not be read (no headline); arsip inspect 203 shows more."),
        ("/article/en/204", "It is not in the archive; echo en/204 | arsip crawl urls - asks the site for it."),
        ("/article/900", "Discovered (related), but not fetched yet; echo 900 | arsip crawl urls - fetches it."),
        ("/article/101?version=4", "Article 101 has no such version."),
        ("/article/101?version=x", "Versions are counted from 1."),
        ("/article/101/changes?from=1&to=9", "Article 101 has no such version."),
        ("/article/102/changes?to=2", "Article 102 has no such version."),
        ("/article/203/changes", "Its page could not be read"),
        ("/article/0", "names no article"),
        ("/article/apa", "names no article"),
        ("/article/101/changes?from=-1", "from: '-1' is not a whole number from 1 to"),
        ("/raw/apa", "The archive has no capture of this name."),
        (f"/raw/{capture(99).capture[9:]}", "The archive has no capture of this name."),
        (f"/raw/{capture(1).capture[9:]}", "That file is not in"),
        (f"/photo/{capture(1).capture[9:]}", "That file is not in"),
        ("/tidak-ada", "There is no such page here."),
        ("/archive/tidak-ada", "Table not found"),
    ],
)
async def test_what_there_is_not_is_said(visitor: Visitor, path: str, said: str) -> None:
    page = await visitor.get(path)
    assert page.status == 404
    assert said in page.words("main")[0]
    assert page.headers["content-security-policy"]


async def test_what_is_gone_says_since_when(tmp_path: Path) -> None:
    with telling(tmp_path, story()[:4]) as visitor:
        page = await visitor.get("/article/101")
        (notice,) = page.words(".notice.bad")
        assert notice.startswith("The site removed this article: it was first missing on 3 October 2026, 10:00.")
        assert notice.endswith("It was last seen on 2 October 2026, 10:00.")
    with telling(tmp_path / "suspect", story()[:3]) as visitor:
        assert (await visitor.get("/article/101")).words(".notice")[0].startswith("The site answered once")


async def test_what_it_takes_to_cite_it_is_there(visitor: Visitor) -> None:
    page = await visitor.get("/article/101")
    (cited,) = page.words(".cite")
    for part in ("Rina Utami. “Pasar Baru Ramai.” Beritajakarta.id, 1 October 2026.", capture(5).capture, "2026-10-08"):
        assert part in cited
    bibtex = page.tree.css_first("pre").text()
    assert bibtex.startswith("@online{beritajakarta-101,\n")
    assert "author       = {{Rina Utami}}," in bibtex
    assert "{Agus Salim} and {Rina Utami}" in (await visitor.get("/article/102")).tree.css_first("pre").text()


async def test_the_raw_page_comes_byte_by_byte_and_harmless(kept: Visitor) -> None:
    rows = (await kept.get("/archive/captures.json?outcome=article&_shape=array")).text
    name = rows.split('"capture": "urn:uuid:', 1)[1].split('"', 1)[0]
    page = await kept.get(f"/raw/{name}")
    assert page.body.lower().startswith(b"<!doctype html>")
    assert page.headers["content-type"] == "text/plain; charset=utf-8"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    saved = await kept.get(f"/raw/{name}?download=1")
    assert saved.body == page.body
    assert saved.headers["content-disposition"] == f'attachment; filename="{name}.html"'
    assert (await kept.get(f"/photo/{name}")).status == 404  # a page of HTML is no picture


async def test_a_charset_that_is_none_is_shown_as_utf_8(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path, begin="2026-10-01T03:00:00")
    odd = ("a\0b", "tidak-ada", "x" * 500, "\xe9")
    kept = [
        keeper.keep(path, headers=(("Content-Type", f"text/html; charset={charset}"),), body=b"<!doctype html>")
        for path, charset in zip(keeper.paths, odd, strict=False)
    ]
    keeper.close()
    with visiting(tmp_path / "archive.db") as visitor:
        for each in kept:
            page = await visitor.get(f"/raw/{each.capture[9:]}")
            assert (page.status, page.headers["content-type"]) == (200, "text/plain; charset=utf-8")
            assert page.body == b"<!doctype html>"


async def test_what_the_site_says_of_a_category_stays_within_its_link(tmp_path: Path) -> None:
    named = article(category="Kota & Desa", category_slug="kota&lang=en")
    with telling(tmp_path, [(capture(1), answered(named))]) as visitor:
        page = await visitor.get("/article/101")
        assert page.links(".over a") == {"Kota & Desa": "/search?category=kota%26lang%3Den"}
        assert (await visitor.get("/search?category=kota%26lang%3Den")).words("#count") == ["1 article"]


async def test_a_reason_shifts_no_code(tmp_path: Path) -> None:
    unreadable = Answer(outcome="unreadable", key=203, reader="1", reason="no `headline")
    with telling(tmp_path, [(capture(1, 203), unreadable)]) as visitor:
        page = await visitor.get("/article/203")
    assert page.words(".lead code") == ["arsip inspect 203"]
    assert page.words(".lead") == ["Its page could not be read (no 'headline); arsip inspect 203 shows more."]


async def test_a_damaged_warc_file_is_named(tmp_path: Path) -> None:
    path = everything(tmp_path / "site")
    for warc in (path.parent / "warc").iterdir():
        warc.write_bytes(b"no gzip" * 100)
    with visiting(path) as visitor:
        name = (await visitor.get("/archive/captures.json?outcome=robots&_shape=array")).text.split("urn:uuid:", 1)[1]
        page = await visitor.get(f"/raw/{name[:36]}")
    assert page.status == 404
    assert "cannot be read" in page.words("main")[0]
    shutil.rmtree(path.parent)


async def test_links_of_an_article_to_itself_and_twice_do_no_harm(tmp_path: Path) -> None:
    own = article(related=(link(1, 101), link(2, 101), link(3, None)))
    with visiting(fill(tmp_path / "archive.db", [(capture(1), answered(own))])) as visitor:
        page = await visitor.get("/article/101")
    assert page.status == 200
    assert not page.tree.css("#linked-from")
