"""The verb `report`, as a user types it, and the file that it writes."""

import re
import subprocess
import sys
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from arsip.cli.main import main
from scraper.archive.database import create_or_open
from tests.arsip.web.charts.archives import HOSTILE, empty, long, note, small
from tests.scraper.archive.making import answered, article, capture, fill, missing

SITE = "https://www.beritajakarta.id/"


class Page(HTMLParser):
    """What a browser would see of a page: its tags, and its words."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))
        self.text = " ".join("".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: D102 - of the parser
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:  # noqa: D102 - likewise
        self.words.append(data)


@pytest.fixture
def coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    """PNG files of few pixels, which take a tenth of the time."""
    monkeypatch.setattr("arsip.web.charts.render.PNG_ZOOM", 0.5)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small archive."""
    return small(tmp_path_factory.mktemp("small") / "archive.db")


def run(path: Path, *arguments: object) -> Result:
    return CliRunner().invoke(main, ["report", "--db", str(path), *map(str, arguments)])


def test_a_report_says_what_the_archive_is_and_what_became_of_articles(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "reports" / "all.html"
    result = run(path, out)
    assert (result.exit_code, result.stdout) == (0, "")
    assert re.fullmatch(rf"{out}: 9 charts; 1 changed, 1 gone; \d+ kB\n", result.stderr)
    page = Page(out)
    for said in (
        "Beritajakarta.id In all, as the archive stood on 2026-10-06 10:00 in Jakarta",
        "Newest page 2026-10-06 10:00 in Jakarta, by run run-1",
        "Indonesian edition 4 articles, from 1 October 2026 to 3 October 2026",
        "English edition 2 articles, from 1 October 2026 to 2 October 2026",
        "In all, Ekonomi had most articles: 3 of 6.",
        "In all, 1 new version was seen. Pasar Baru Ditutup of 1 October 2026; headline · +1 \N{MINUS SIGN}1 words",
        "Headline Pasar Baru [removed: Dibuka] [added: Ditutup] Version 2, changed between 2026-10-02 10:00 and",
        "and 2026-10-05 01:00, its capture urn:uuid:00000000000000000000000000000007",
        "In all, 1 article was found to be taken down. Pasar Baru Dibuka of 1 October 2026, version 1; taken down",
        "taken down between 2026-10-02 10:00 and 2026-10-04 10:00, confirmed 2026-10-06 10:00,",
        "the capture that first said so urn:uuid:00000000000000000000000000000008",
        "as it stood on 2026-10-06 10:00 (UTC+7) after run run-1, 6 articles.",
    ):
        assert said in page.text
    assert len([attributes for tag, attributes in page.tags if tag == "figure"]) == 9
    assert ("td", {"class": "number"}) in page.tags
    links = [attributes for tag, attributes in page.tags if tag == "a"]
    assert [link["href"] for link in links] == [f"{SITE}read/{key}/pasar-baru-dibuka" for key in (101, 102)]


def test_a_period_and_an_edition_narrow_it(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "few.html"
    assert run(path, out, "--since", "2026-10-05", "--until", "2026-10-05", "--lang", "id").exit_code == 0
    page = Page(out)
    assert "On 5 October 2026, in the Indonesian edition, 1 new version was seen." in page.text
    assert "On 5 October 2026, in the Indonesian edition, no article was found to be taken down." in page.text
    assert "On 5 October 2026, in the Indonesian edition, there are no articles." in page.text
    assert run(path, out, "--lang", "en").exit_code == 0
    assert "In all, in the English edition, no article was seen with another text than before." in Page(out).text


def test_the_same_archive_gives_the_same_bytes_again(path: Path, tmp_path: Path) -> None:
    code = "import sys; from arsip.cli.main import main; main(sys.argv[1:])"
    outs = [tmp_path / name for name in ("a.html", "b.html")]
    run(path, outs[0])
    subprocess.run([sys.executable, "-c", code, "report", str(outs[1]), "--db", str(path)], check=True, cwd=tmp_path)
    assert outs[0].read_bytes() == outs[1].read_bytes()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report on articles with names of all kinds, all of which have changed."""
    folder = tmp_path_factory.mktemp("hostile")
    path = long(folder / "archive.db")
    pairs = []
    for number, name in enumerate(HOSTILE):
        for turn, title in enumerate((name, f"{name} lagi")):
            at = f"2026-11-2{turn + 1}T03:00:00.000Z"
            read = article(9000 + number, title=title, reporter=name, category=name, slug=f"\"'><script>{number}")
            pairs.append((capture(1000 + 2 * number + turn, 9000 + number, at=at), answered(read)))
    fill(path, pairs)
    assert run(path, folder / "hostile.html").exit_code == 0
    return folder / "hostile.html"


def test_nothing_is_loaded_from_elsewhere_and_no_script_is_run(hostile: Path) -> None:
    page = Page(hostile)
    assert len(page.tags) > 1000
    assert {tag for tag, _ in page.tags}.isdisjoint(
        {"script", "link", "iframe", "object", "embed", "img", "base", "form"}
    )
    for tag, attributes in page.tags:
        assert not [
            name for name in attributes if name.startswith("on") or name in {"src", "srcset", "style", "xlink:href"}
        ]
        for name in set(attributes) & {"href", "action", "data"}:
            assert attributes[name].startswith("#" if tag == "use" else SITE)
        for value in attributes.values():
            assert all(target.startswith("#") for target in re.findall(r"url\(([^)]*)\)", value))
    source = hostile.read_text(encoding="utf-8")
    style = source.split("<style>", 1)[1].split("</style>", 1)[0]
    assert "@import" not in style
    assert not re.search(r"url\((?!#|['\"]?data:)", style)
    policy = next(attributes for tag, attributes in page.tags if attributes.get("http-equiv"))["content"]
    assert policy.startswith("default-src 'none';")
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_names_of_the_site_are_text(hostile: Path) -> None:
    text = Page(hostile).text
    for name in (HOSTILE[0], HOSTILE[1], HOSTILE[2], HOSTILE[3], HOSTILE[4], "kontrol kanan lagi", HOSTILE[7]):
        assert name in text


def test_colours_follow_the_reader_s_scheme_and_are_light_on_paper(hostile: Path) -> None:
    style = hostile.read_text(encoding="utf-8").split("<style>", 1)[1].split("</style>", 1)[0]
    dark = style.split("prefers-color-scheme: dark", 1)[1]
    assert "--series-1: #4fc1b8" in dark
    assert "--series-1: #0b6e69" in dark.split("@media print", 1)[1]
    assert "@page" in style


@pytest.mark.usefixtures("coarse")
def test_an_empty_archive_has_a_report_too(tmp_path: Path) -> None:
    result = run(empty(tmp_path / "archive.db"), tmp_path / "empty.html", "--plots", tmp_path / "plots")
    assert result.exit_code == 0
    page = Page(tmp_path / "empty.html")
    assert page.text.count("Nothing to draw") == 18
    assert "In all, no article was found to be taken down." in page.text
    assert "Articles none" in page.text
    assert len(list((tmp_path / "plots").iterdir())) == 18


def test_long_lists_name_the_newest(tmp_path: Path) -> None:
    pairs = []
    for number in range(60):
        for turn in (1, 2):
            at = f"2026-10-0{turn + 1}T03:{number:02d}:00.000Z"
            read = article(500 + number, title=f"Kabar {number} bagian {turn}")
            pairs.append((capture(number * 2 + turn, 500 + number, at=at), answered(read)))
    out = tmp_path / "long.html"
    run(fill(tmp_path / "archive.db", pairs), out)
    page = Page(out)
    assert "In all, 60 new versions were seen; the newest 50 are named." in page.text
    assert "Kabar 59 bagian 2" in page.text
    assert "Kabar 9 bagian 2" not in page.text


def test_an_article_that_was_taken_down_twice_is_one(tmp_path: Path) -> None:
    days = {1: False, 2: True, 4: True, 6: False, 8: True, 10: True}
    pairs = [
        (capture(day, at=f"2026-10-{day:02d}T03:00:00.000Z"), missing() if is_missing else answered(article()))
        for day, is_missing in days.items()
    ]
    result = run(fill(tmp_path / "archive.db", pairs), tmp_path / "twice.html")
    assert "0 changed, 1 gone" in result.stderr
    page = Page(tmp_path / "twice.html")
    assert "In all, 1 article was found to be taken down." in page.text
    assert "confirmed 2026-10-10 10:00" in page.text
    assert "confirmed 2026-10-04 10:00" not in page.text


@pytest.mark.usefixtures("coarse")
def test_an_archive_from_the_first_day_to_the_last_has_a_report_too(tmp_path: Path) -> None:
    moments = ("0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z")
    pairs = [
        (capture(number, at=moment), answered(article(title=f"Kabar {number}")))
        for number, moment in enumerate(moments, 1)
    ]
    path = fill(tmp_path / "archive.db", pairs)
    with closing(create_or_open(path)) as db:
        note(db, "9999-12-31T23:00:00.000Z", minutes=None, status=None, requests=None, new=None)
    result = run(path, tmp_path / "out.html", "--plots", tmp_path / "plots")
    assert (result.exit_code, result.exception) == (0, None)
    page = Page(tmp_path / "out.html")
    assert f"as the archive stood on {moments[1]} in Jakarta" in page.text
    assert "1 time in all; most often after a year." in page.text
    assert "9999-12-31" in page.text


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (["out.pdf"], (2, "out.pdf: a report is an HTML file; give it a name that ends in .html")),
        (
            ["out.html", "--since", "besok"],
            (2, "invalid date 'besok': expected YYYY-MM-DD, today, yesterday or 7d"),
        ),
        (
            ["out.html", "--since", "2026-10-02", "--until", "2026-10-01"],
            (2, "--since: 2026-10-02 is after 2026-10-01"),
        ),
        (["out.html", "--lang", "jv"], (2, "--lang")),
        (["file/out.html"], (1, "file")),
        (["out.html", "--plots", "file"], (2, "Invalid value for '--plots': Directory 'file' is a file.")),
        (["folder.html"], (1, "folder.html: this is a folder; give the name of a file")),
    ],
)
def test_what_cannot_be_is_one_line_and_leaves_nothing(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], answer: tuple[int, str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("a file", encoding="utf-8")
    (tmp_path / "folder.html").mkdir()
    status, said = answer
    result = run(path, *arguments)
    assert result.exit_code == status
    assert said in result.stderr
    assert len([line for line in result.stderr.splitlines() if line.startswith("Error: ")]) == 1
    assert "Traceback" not in result.stderr
    assert {each.name for each in tmp_path.iterdir()} - {"out.html"} == {"file", "folder.html"}


FULL = """
import resource
from arsip.cli.main import main
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
main()
"""


def test_a_disk_that_is_full_names_what_could_not_be_written(path: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", FULL, "report", "--db", str(path), "out.html", "--plots", "plots"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (1, "Error: out.html: File too large\n")
    assert not list(tmp_path.iterdir())


def test_no_archive_is_one_line(tmp_path: Path) -> None:
    result = run(tmp_path / "tidak-ada.db", tmp_path / "out.html")
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
    assert "tidak-ada.db: there is no archive here" in result.stderr
    assert not list(tmp_path.iterdir())


def test_without_the_extra_a_line_says_how_to_get_it(path: Path, tmp_path: Path) -> None:
    (tmp_path / "jinja2").mkdir()
    without = "raise ModuleNotFoundError(\"No module named 'jinja2'\", name='jinja2')\n"
    (tmp_path / "jinja2" / "__init__.py").write_text(without, encoding="utf-8")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from arsip.cli.main import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", code, "report", str(tmp_path / "out.html"), "--db", str(path)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, len(result.stderr.splitlines())) == (1, 1)
    assert "a report needs jinja2, which is not installed: `make web` installs it" in result.stderr
