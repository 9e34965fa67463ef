"""The table of formats decides what can be exported, and the manual and the command line name all of it."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from arsip.cli.commands.export import export
from export.formats import FORMATS, ExportError, Format, format_of, text_formats
from export.lines import TextFile
from export.request import Job, Written
from tests.scraper.archive.making import answered, article, capture, fill

ROOT = Path(__file__).parents[2]


def write_keys(job: Job) -> Written:
    """A format of one's own: a file with the keys."""
    keys = [str(key) for (key,) in job.request.select(job.db, ["key"])]
    job.target.write_text(" ".join(keys))
    return Written(path=job.target, counts={"keys": len(keys)})


def quoted_keys(job: Job) -> list[TextFile]:
    """A text format of one's own: a key a line."""
    return [TextFile(job.target, job.request, (b"<%d>\n" % key for (key,) in job.request.select(job.db, ["key"])))]


@pytest.fixture
def _two_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMATS, "keys", Format("keys", f"{__name__}:write_keys", options=frozenset({"partition"})))
    monkeypatch.setitem(FORMATS, "quoted", Format("quoted", f"{__name__}:quoted_keys", text=True))
    (choice,) = (each for each in export.params if each.name == "kind")
    monkeypatch.setattr(choice, "type", click.Choice(text_formats()))  # as it is made where the command is imported
    fill(tmp_path / "archive.db", [(capture(n, n), answered(article(n))) for n in (101, 102)])
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("_two_more")
def test_a_format_is_one_module_and_one_line_of_the_table() -> None:
    done = CliRunner().invoke(export, ["a.keys", "--partition"])
    assert (done.exit_code, done.stderr) == (0, "a.keys: 2 keys\n")
    assert Path("a.keys").read_text() == "101 102"
    done = CliRunner().invoke(export, ["a.quoted"])
    assert (done.exit_code, done.stderr) == (0, "a.quoted: 2 articles\n")
    assert Path("a.quoted").read_text() == "<101>\n<102>\n"
    assert CliRunner().invoke(export, ["a.quoted.gz"]).exit_code == 0
    assert CliRunner().invoke(export, ["-", "--format", "quoted"]).stdout == "<101>\n<102>\n"


@pytest.mark.usefixtures("_two_more")
def test_messages_name_it() -> None:
    assert ".csv or .quoted (then .gz" in CliRunner().invoke(export, ["a.xml"]).stderr
    assert ".wacz or .keys" in CliRunner().invoke(export, ["a.xml"]).stderr
    assert "--bom: .keys has no such option, only .csv" in CliRunner().invoke(export, ["a.keys", "--bom"]).stderr
    assert "only .parquet or .keys" in CliRunner().invoke(export, ["a.csv", "--partition"]).stderr
    assert "a .keys is compressed already" in CliRunner().invoke(export, ["a.keys.gz"]).stderr


@pytest.mark.parametrize("document", ["docs/using.md", "arsip export --help"])
def test_every_format_is_documented(document: str) -> None:
    text = CliRunner().invoke(export, ["--help"]).stdout if document.endswith("help") else (ROOT / document).read_text()
    assert [suffix for suffix in FORMATS if f"*.{suffix}" not in text] == []


def test_every_option_of_a_format_is_one_of_the_command() -> None:
    taken = {option for each in FORMATS.values() for option in each.options}
    assert taken <= {parameter.name for parameter in export.params}


@pytest.mark.parametrize(
    ("name", "format_"),
    [
        ("a.json", ("json", False)),
        ("a.json.gz", ("json", True)),
        ("a.b.jsonl", ("jsonl", False)),
        ("a.jsonl.gz", ("jsonl", True)),
        ("a.csv", ("csv", False)),
        ("a.csv.gz", ("csv", True)),
    ],
)
def test_the_name_says_the_format(name: str, format_: tuple[str, bool]) -> None:
    chosen, compressed = format_of(name)
    assert (chosen.suffix, compressed) == format_


@pytest.mark.parametrize("name", ["a.xml", "a", "json", "a.gz", "a.zip.json.xz", "archive.db"])
def test_a_name_that_says_no_format_is_refused(name: str) -> None:
    with pytest.raises(ExportError, match=r"end it in \.json, \.jsonl or \.csv"):
        format_of(name)
