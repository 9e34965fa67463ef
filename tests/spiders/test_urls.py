"""Articles that somebody names are fetched, in whatever form they are named."""

from pathlib import Path

import pytest

from scraper.archive.database import open_to_read
from scraper.exit_codes import CannotRun
from tests.conftest import Crawl, Serve


async def test_every_form_of_address_names_an_article(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    async with replica(articles=60) as running:
        ids, english = running.site.ids("id"), running.site.ids("en")
        forms = [
            f"{ids[0]}",
            f"  en/{english[0]}  ",
            f"https://www.beritajakarta.id/read/{ids[1]}/slug-lama",
            f"http://m.beritajakarta.id/read/{ids[2]}#.XUJa0fIzaHs",
            f"www.beritajakarta.com/en/read/{english[1]}/Jalan_Lama",
            f"{ids[0]}",
            "",
            "# sebuah catatan",
        ]
        named = tmp_path / "named.txt"
        named.write_text("\ufeff" + "\r\n".join(forms), encoding="utf-8")
        run = await crawl(running.url, spider="urls", file=str(named))
        assert run.exit_status == 0
        db = open_to_read(tmp_path / "archive.db")
        kept = [key for (key,) in db.execute("select key from articles order by key")]
        assert kept == sorted([*ids[:3], *(-id_ for id_ in english[:2])])
        assert running.requests is not None
        before = len(running.requests)
        named.write_text(f"{ids[0]}\n{ids[3]}\n999999\n")
        await crawl(running.url, spider="urls", file=str(named))
        asked = [entry["path"] for entry in running.requests[before:] if "read" in entry["path"]]
        assert asked == [f"/read/{999999}", f"/read/{ids[3]}"]


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("142433\nhttps://contoh.example/read/5\n142434\nentah\n", "line 2: .*line 4: "),
        ("https://m.beritajakarta.id/kategori/ekonomi", "line 1"),
        ("# nothing\n\n", "names no article"),
        (b"\xff\xfe1", "it is not a text file in UTF-8"),
        ("\n".join(["salah"] * 9), "and 6 more lines"),
    ],
)
async def test_a_line_that_names_no_article_stops_all(
    crawl: Crawl, tmp_path: Path, content: str | bytes, named: str
) -> None:
    path = tmp_path / "named.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(CannotRun, match=named) as stop:
        await crawl("http://127.0.0.1:9", spider="urls", file=str(path))
    assert stop.value.exit_status == 2
    assert "\n" not in str(stop.value)
    assert [each.name for each in tmp_path.iterdir()] == ["named.txt"]


async def test_a_file_that_is_not_there_is_named(crawl: Crawl, tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match=r"nowhere\.txt"):
        await crawl("http://127.0.0.1:9", spider="urls", file=str(tmp_path / "nowhere.txt"))
