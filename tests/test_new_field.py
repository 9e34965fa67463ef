"""The way that CONTRIBUTING shows to a new field, from its declaration to the exports, walked in a copy of our code."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scraper.archive.database import open_to_read
from tests.scraper.archive.making import answered, article, capture, fill

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(
    r"^```(?:python|sql)\n(?P<code>(?:    fotografer: |-- Keep whom|    \"fotografer\").*?)^```",
    re.MULTILINE | re.DOTALL,
)

WALK = """
import json, sys
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner

from arsip import Archive
from arsip.cli.main import main
from arsip.web.formatting import FIELDS, byline
from bench.dictionary import dictionary
from scraper.archive.rows import content_hash
from scraper.archive.database import create_or_open
from scraper.archive.schema.check import differences
from scraper.parser import parse_article
from tests.scraper.archive.making import answered, article, capture, rows, write

PAGES = Path(sys.argv[2])


def read(page, last_name, label, drop=""):
    # A fixture page that names a photographer behind the last name of its byline.
    html = (PAGES / f"{page}.html").read_text().replace(last_name, f"{last_name} {label} Sari Dewi", 1)
    found = parse_article(html.replace(drop, "").encode(), json.loads((PAGES / f"{page}.json").read_text())["request"])
    return [found.template, found.reporter, found.fotografer]


old, new = Path(sys.argv[1]), Path(sys.argv[1]).with_name("new.db")
pairs = [(capture(2, at="2026-10-03T03:00:00.000Z"), answered(article(fotografer="Sari Dewi dan Agus")))]


def arsip(*arguments):
    done = CliRunner().invoke(main, [*arguments, "--db", str(old)], env={"COLUMNS": "100"})
    assert done.exit_code == 0, done.output
    return done.stdout


def columns(path):
    with closing(create_or_open(path)) as db:
        return {name: [row[1] for row in db.execute(f"PRAGMA table_info({name})")] for name in ("articles", "texts")}


said = {
    "read": [
        read("mobile-full", "Rukmini Astari", "</span><span>Fotografer :"),
        read("desktop-d4-english-one-line", "Olive Hartanto", "Photographer:"),
        read("mobile-full", "Rukmini Astari", "</span><span>Fotografer :", drop="content-"),
    ]
}
said |= {"columns": [columns(path) for path in (old, new)]}
with closing(create_or_open(old)) as db:
    said["differences"] = [each.what for each in differences(db.conn)]
    said["hash of the old reading"] = content_hash(article())
    write(db, pairs)
    said["kept"] = rows(db, "SELECT t.fotografer FROM captures c JOIN texts t USING (content_hash) ORDER BY fetched_at")
    said["bylines"] = rows(db, "SELECT role, person FROM bylines ORDER BY role, position")
said["csv"] = arsip("export", "-", "--format", "csv")
said["json"] = json.loads(arsip("export", "-", "--format", "json"))
said["diff"] = json.loads(arsip("show", "101", "--diff", "1..2", "--json"))["changed"]
said["shown"] = arsip("show", "101")
with Archive(old) as archive:
    record, latest = archive.article(101), archive.versions(101)[-1]
    said["api"] = [record.fotografer, latest.fotografer, [change.field for change in latest.changes]]
    said["page"] = byline({name: getattr(record, name) for name in ("reporter", "editor", "translator", "fotografer")})
said["label"] = FIELDS["fotografer"]
said["dictionary"] = dictionary()
print(json.dumps(said))
"""


def insert(path: Path, lines: str, *, before: str) -> None:
    """Put lines into a file before the one place that begins with something."""
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, lines + before), encoding="utf-8")


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What an archive of today becomes, and tells, once CONTRIBUTING's field is declared."""
    folder = tmp_path_factory.mktemp("walk")
    copy = folder / "copy"
    for package in ("arsip", "bench", "export", "replica", "scraper", "spiders"):
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    manual = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    declaration, migration, labels = (match["code"] for match in BLOCK.finditer(manual))
    insert(copy / "scraper" / "items.py", declaration, before="    category: Annotated")
    (copy / "scraper" / "archive" / "schema" / "sql" / "m007_fotografer.sql").write_text(migration, encoding="utf-8")
    insert(copy / "scraper" / "parser" / "vocabulary.py", labels, before='    "translator": "translator"')
    path = fill(folder / "old.db", [(capture(1), answered(article()))])
    environment = {**os.environ, "PYTHONPATH": f"{copy}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-P", "-c", WALK, str(path), str(ROOT / "tests" / "pages")]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_an_older_archive_gets_the_columns_of_a_new_one(said: dict[str, Any]) -> None:
    brought_along, new = said["columns"]
    assert brought_along == new
    assert {table: "fotografer" in names for table, names in new.items()} == {"articles": True, "texts": True}
    assert said["differences"] == []


def test_the_hash_of_what_has_no_such_field_stays(said: dict[str, Any], tmp_path: Path) -> None:
    path = fill(tmp_path / "old.db", [(capture(1), answered(article()))])
    ((kept,),) = open_to_read(path).execute("SELECT content_hash FROM texts").fetchall()
    assert said["hash of the old reading"] == kept


def test_it_is_read_by_templates_and_by_the_generic_parser(said: dict[str, Any]) -> None:
    assert said["read"] == [[name, "Damar Lesmana", "Sari Dewi"] for name in ("mobile", "desktop", "generic")]


def test_it_is_kept_and_its_persons_are_parted(said: dict[str, Any]) -> None:
    assert said["kept"] == [{"fotografer": None}, {"fotografer": "Sari Dewi dan Agus"}]
    persons = [each["person"] for each in said["bylines"] if each["role"] == "fotografer"]
    assert persons == ["Sari Dewi", "Agus"]


def test_exports_and_the_api_have_it_where_it_is_declared(said: dict[str, Any]) -> None:
    header = said["csv"].splitlines()[0].replace('"', "").split(",")
    (record,) = said["json"]
    assert header[header.index("translator") + 1] == "fotografer"
    assert [name for name in record if name in header] == header
    assert record["fotografer"] == "Sari Dewi dan Agus"
    assert said["api"] == ["Sari Dewi dan Agus", "Sari Dewi dan Agus", ["fotografer"]]


def test_it_is_compared_and_shown(said: dict[str, Any]) -> None:
    assert said["diff"] == {"fotografer": {"before": None, "after": "Sari Dewi dan Agus"}}
    assert "editor Joko Santosa · photographer Sari Dewi dan Agus" in said["shown"]
    assert said["page"] == ["Rina Utami", "edited by Joko Santosa", "photographed by Sari Dewi dan Agus"]
    assert said["label"] == "Photographer"


def test_the_dictionary_says_what_it_is(said: dict[str, Any]) -> None:
    about = "whom the byline names as photographer, as printed, without the label"
    assert f"| `fotografer` | text | yes | {about} |" in said["dictionary"]
    assert "| `fotografer` | text | yes | as in `articles` |" in said["dictionary"]
