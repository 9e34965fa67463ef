"""`arsip feed`, as a user calls it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from arsip.cli.main import main


def feed(whole: Path, *words: str | Path) -> Result:
    """Call it on an archive with something of everything."""
    return CliRunner(env={"ARSIP_DB": str(whole / "archive.db")}).invoke(main, ["feed", *map(str, words)])


def test_a_feed_is_written_in_either_form_and_is_the_same_each_time(whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "feeds" / "all.atom"
    result = feed(whole, out)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith(f"{out}: ")
    once = out.read_bytes()
    feed(whole, out)
    assert out.read_bytes() == once
    assert (
        feed(
            whole, tmp_path / "new.json", "--kind", "new", "--limit", "2", "--base-url", "http://a.example/b"
        ).exit_code
        == 0
    )
    items = json.loads((tmp_path / "new.json").read_text())["items"]
    assert [each["tags"][0] for each in items] == ["new", "new"]
    assert items[0]["url"].startswith("http://a.example/b/article/")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["a.rss"], "give it a name that ends in .atom or .json"),
        (["a.atom", "--since", "kemarin"], "invalid date 'kemarin'"),
        (["a.atom", "--search", "..."], "has no word in it"),
        (["a.atom", "--category", "nosuch"], "no article has the category 'nosuch'"),
        (["a.atom", "--base-url", "arsip.example.org"], "invalid address"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_line(whole: Path, tmp_path: Path, words: list[str], says: str) -> None:
    result = feed(whole, tmp_path / words[0], *words[1:])
    assert result.exit_code == 2
    assert says in result.stderr
    assert not list(tmp_path.iterdir())
