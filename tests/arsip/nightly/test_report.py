"""The report of a night: what came of each step, in Markdown that no title of the site can break."""

import sqlite3
from contextlib import closing
from pathlib import Path

from arsip.nightly.report import text
from replica.options import Options
from scraper.archive.statistics.activity import Activity
from tests.arsip.nightly.harness import Nights, config_at, replica_beside
from tests.arsip.nightly.recorder import a_night
from tests.scraper.archive.making import change

EVIL = "](javascript:alert(1)) <script>x</script> | `a` *b* # c\n# d"


def test_titles_are_no_markup() -> None:
    evil = change(("body", "a b c", f"a b c {EVIL}"), key=7, title=EVIL)
    told = Activity(new={"id": 2}, changed=(evil,), changed_count=3, gone=(), gone_count=0, returned=0, view_counts=9)
    report = text(a_night(well=False), told, title="a")
    assert "<script" not in report.replace("\\<script", "")
    assert "\n# d" not in report
    assert "](javascript" not in report.replace("\\]\\(javascript", "")
    assert "- and 2 more" in report
    assert "Next: `arsip repair --db /data/archive.db`" in report
    assert "Taken down" not in report.partition("## Changed")[2]


def test_it_names_what_changed_and_what_went(tmp_path: Path) -> None:
    with replica_beside(Options(articles=40, template="mobile")) as site:
        nights = Nights(site, config_at(tmp_path, site.url))
        assert nights.spend("crawl").status == 0
        changed, gone, *_ = site.site.ids("id")
        site.site.edit("id", changed, title="Judul baru sekali")
        site.site.delete("id", gone)
        with closing(sqlite3.connect(tmp_path / "archive.db")) as db, db:  # as if that had been long ago
            db.execute("update captures set fetched_at = '2026-09-01T00:00:00.000Z' where outcome = 'article'")
            db.execute("update articles set first_seen = '2026-09-01T00:00:00.000Z'")
        night = nights.spend("recheck", "report")
    (report,) = (tmp_path / "reports").iterdir()
    assert night.status == 0
    assert report.read_text().startswith("# archive.db, night of ")
    assert "| recheck |" in report.read_text()
    assert night.numbers["changes"] == 1
    assert "Judul baru sekali" in report.read_text()
    assert ": headline; +3 \N{MINUS SIGN}" in report.read_text()
