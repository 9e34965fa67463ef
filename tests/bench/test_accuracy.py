"""The tables say what was counted, go between their markers, and judge other programs kindly but truly."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench.accuracy import __main__ as program
from bench.accuracy import beside, measure, tables
from bench.accuracy.measure import REPLICA, PageSet, by_hashes, field_hashes
from bench.pages import KINDS, Kind, fixture_pages, replica_pages
from bench.peers import Found, Peer
from bench.score import FIELDS, Tally


@pytest.mark.parametrize("kind", KINDS)
def test_known_templates_are_read_to_the_last_field(kind: Kind) -> None:
    pages = PageSet(kind, REPLICA, list(replica_pages(kind, 8, seed=3)))
    tally = measure.known([pages])[pages]
    assert (tally.pages, tally.whole, tally.wrong_pages, tally.refused, tally.f1) == (8, 8, 0, 0, 8.0)


def test_a_row_says_what_went_wrong_and_where_the_truth_is_from() -> None:
    source = next(each for each in fixture_pages() if each.truth.editor and not each.truth.translator)
    tally = Tally()
    tally.add(source.truth, source.truth)
    tally.add(replace(source.truth, editor=None), source.truth)
    tally.add(replace(source.truth, editor="X"), source.truth)
    tally.add(None, source.truth)
    line = tables.known({PageSet("set", REPLICA, [source]): tally}).splitlines()[-1]
    row = ["set", "4", "replica's own guess", "25.00 %", "1", "1", "0.7500", "`editor` 25.00 % (1 missed, 1 wrong)"]
    assert line == f"| {' | '.join(row)} |"


def test_only_all_of_them_are_a_hundred_per_cent() -> None:
    source = fixture_pages()[0]
    tally = Tally(99_999, whole=99_999, f1=99_999.0)
    for name in FIELDS:
        tally.counts[name]["right"] = 99_999
    tally.count(dict.fromkeys(FIELDS, "refused"), 0.0)
    table = tables.stacked({("ten stacked", "holdout"): tally})
    assert "| every field right | 99.99 % |" in table
    assert "| truth | holdout's own guess |" in table
    assert source.truth.title not in table


def test_saved_pages_are_judged_by_hashes() -> None:
    truth = next(each for each in fixture_pages() if each.truth.editor).truth
    hashes = field_hashes(truth)
    assert set(by_hashes(truth, hashes).values()) == {"right"}
    verdicts = by_hashes(replace(truth, editor=None, title="X"), hashes)
    assert (verdicts["editor"], verdicts["title"], verdicts["body"]) == ("missed", "wrong", "right")


def test_other_programs_are_judged_kindly() -> None:
    (page,) = (each for each in fixture_pages() if each.name == "mobile-full")
    truth = page.truth
    assert truth.reporter
    assert truth.editor
    loose = Found(
        title=f" {truth.title.replace(' ', '  ')}",
        date=truth.date,
        authors=(truth.editor, truth.reporter.upper()),
        body=truth.body.replace("\n\n", "\n"),
    )
    marks = beside.judged([loose, None, replace(loose, authors=("Redaksi",), title="X")], [page] * 3)
    assert {name: dict(marks.counts[name]) for name in ("title", "authors", "body")} == {
        "title": {"right": 1, "missed": 1, "wrong": 1},
        "authors": {"right": 1, "missed": 1, "wrong": 1},
        "body": {"right": 2, "missed": 1},
    }
    assert marks.f1 == 2.0
    table = tables.beside({"P": marks}, {"P": "1.2"}).splitlines()
    assert table[0] == "| field | P 1.2 |"
    assert "| title | 33 %, 33 % wrong |" in table
    assert "| views | \N{EN DASH} |" in table


def test_reporters_apart() -> None:
    page = replace(
        fixture_pages()[0], truth=replace(fixture_pages()[0].truth, reporter="Ani, Budi dan Cica", editor=None)
    )
    found = [
        Found(authors=("Cica", "ani", "Budi")),
        Found(authors=("Ani",)),
        Found(authors=("Ani", "Budi", "Cica", "Dodi")),
    ]
    assert beside.judged(found, [page] * 3).counts["authors"] == {"right": 1, "wrong": 2}


def test_a_program_that_cannot_be_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(peer: Peer) -> None:
        raise beside.PeerError(f"{peer.name} cannot be installed: no network")

    monkeypatch.setattr(beside, "Worker", fail)
    marks, missing = beside.compare(fixture_pages()[:1], [Peer("nobody", Path("nowhere.py"), pins=("nobody==1",))])
    assert set(marks) == {beside.OWN}
    assert marks[beside.OWN].counts["title"] == {"right": 1}
    assert missing == {"nobody": "nobody cannot be installed: no network"}


def test_the_run_rewrites_the_page_only_between_its_markers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manual = tmp_path / "accuracy.md"
    manual.write_text("# Before\n<!-- accuracy begin -->\nstale words\n<!-- accuracy end -->\nafter\n")
    monkeypatch.setattr(program, "MANUAL", manual)
    monkeypatch.setattr(measure, "MUTATIONS", ("cards", "pretty"))  # the others take their time
    done = CliRunner().invoke(program.main, ["--pages", "1", "--no-peers"])
    assert done.exit_code == 0, done.output
    text = manual.read_text()
    assert text.startswith("# Before\n<!-- accuracy begin -->\nMeasured on 20")
    assert text.endswith("<!-- accuracy end -->\nafter\n")
    assert "stale" not in text
    assert '`make accuracy ARGS="--pages 1 --no-peers"`' in text
    assert "| `pretty` |" in text


def test_the_manual_has_its_markers() -> None:
    text = program.MANUAL.read_text()
    assert text.index("<!-- accuracy begin -->") < text.index("<!-- accuracy end -->")


def test_a_page_without_markers_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manual = tmp_path / "accuracy.md"
    manual.write_text("# Nothing here\n")
    monkeypatch.setattr(program, "MANUAL", manual)
    done = CliRunner().invoke(program.main, ["--pages", "3", "--no-peers"])
    assert (done.exit_code, len(done.output.splitlines())) == (1, 1)
    assert done.output.startswith("Error: accuracy.md: no one place between")
    assert manual.read_text() == "# Nothing here\n"
