"""`arsip changes`, as a user calls it."""

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from arsip.cli.main import main
from tests.scraper.archive.making import answered, article, capture, fill, missing

Arsip = Callable[..., Result]


def at(day: int) -> str:
    return f"2026-10-{day:02d}T03:00:00.000Z"


@pytest.fixture(scope="module")
def arsip(tmp_path_factory: pytest.TempPathFactory) -> Arsip:
    """Call `arsip changes` on an archive in which two articles were edited, and one was removed and is back."""
    text = "Pasar itu dibuka pagi ini.\n\nPedagang berdatangan.\n\nWarga senang.\n\nJalan ditutup."
    pairs = [
        (capture(1, at=at(2)), answered(article(body=text))),
        (capture(2, at=at(5)), answered(article(title="Pasar [b]Baru Ditutup", body=f"{text} Sampai sore nanti."))),
        (capture(3, -7, at=at(2)), answered(article(-7, title="Market Opens"))),
        (capture(4, -7, at=at(3)), answered(article(-7, title="Market opens!", category="Market"))),
        (capture(5, -7, at=at(4), status=404), missing(-7)),
        (capture(6, -7, at=at(6), status=404), missing(-7)),
        (capture(7, -7, at=at(8)), answered(article(-7, title="Market opens!", category="Market"))),
    ]
    db = fill(tmp_path_factory.mktemp("changes") / "archive.db", pairs)

    def call(*arguments: str) -> Result:
        return CliRunner(env={"ARSIP_DB": str(db)}).invoke(main, ["changes", *arguments])

    return call


def test_changes_are_told_with_their_passages_newest_first(arsip: Arsip) -> None:
    result = arsip()
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "en/7      Market opens!",
        "          returned · between 2026-10-06 10:00 and 2026-10-08 10:00",
        "",
        "en/7      Market opens!",
        "          removed · between 2026-10-03 10:00 and 2026-10-04 10:00 · confirmed 2026-10-06 10:00",
        "",
        "101       Pasar [b]Baru Ditutup",
        "          changed · between 2026-10-02 10:00 and 2026-10-05 10:00 · version 1 to 2 · +5 \N{MINUS SIGN}2 words",
        "          Headline",
        "            Pasar [-Baru Dibuka-] {+[b]Baru Ditutup+}",
        "          Text",
        "            … 2 paragraphs unchanged",
        "            Warga senang.",
        "            Jalan ditutup. {+Sampai sore nanti.+}",
        "",
        "en/7      Market opens!",
        "          changed · between 2026-10-02 10:00 and 2026-10-03 10:00 · version 1 to 2 · +1 \N{MINUS SIGN}1 words",
        "          Headline",
        "            Market [-Opens-] {+opens!+}",
        "          Category",
        "            [-Ekonomi-] {+Market+}",
        "",
        "4 changes. Times are Jakarta's.",
    ]


def test_options_choose_among_them(arsip: Arsip) -> None:
    def found(*options: str) -> list[tuple[str, int]]:
        return [(each["kind"], each["key"]) for each in json.loads(arsip("--json", *options).stdout)]

    assert found("--kind", "new") == [("new", 101), ("new", -7)]
    assert found("--since", "2026-10-04", "--until", "2026-10-06") == [("removed", -7), ("changed", 101)]
    assert found("--field", "body") == [("changed", 101)]
    assert found("--kind", "changed", "--min-words", "3") == [("changed", 101), ("changed", -7)]  # by its category
    assert found("--kind", "changed", "--min-words", "4") == [("changed", 101)]
    assert found("--kind", "changed", "--lang", "en") == [("changed", -7)]
    assert found("--kind", "changed", "--search", "jalan ditutup") == [("changed", 101)]
    assert found("--limit", "1") == [("returned", -7)]
    assert "1 change, the newest; `--limit` shows more." in arsip("--limit", "1").stdout
    assert arsip("--since", "2026-12-01").stdout == "No such change is known.\n"


def test_json_says_all_that_is_known(arsip: Arsip) -> None:
    (change,) = json.loads(arsip("--json", "--field", "body").stdout)
    assert (change["seen_after"], change["seen_by"], change["moment"]) == (at(2), at(5), at(5))
    assert (change["version_before"], change["version"], change["words_added"], change["words_removed"]) == (1, 2, 5, 2)
    assert change["changed"]["title"] == {"before": "Pasar Baru Dibuka", "after": "Pasar [b]Baru Ditutup"}
    assert list(change["changed"]) == ["title", "body"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--category", "ekonomy"), "no article has the category 'ekonomy'; did you mean ekonomi?"),
        (("--since", "2026-10-05", "--until", "2026-10-04"), "--since: 2026-10-05 is after 2026-10-04"),
        (("--search", "..."), "'...' has no word in it to look for"),
        (("--field", "views"), "'views' is not one of"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_line(arsip: Arsip, options: tuple[str, ...], says: str) -> None:
    result = arsip(*options)
    assert result.exit_code == 2
    assert says in result.stderr
