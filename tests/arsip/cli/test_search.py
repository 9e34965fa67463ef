"""`arsip search` and `arsip open`, as a user calls them."""

import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from arsip.cli.main import main
from scraper.archive.database import claim_site, create_or_open
from tests.scraper.archive.making import answered, article, capture, fill, missing

Arsip = Callable[..., Result]


@pytest.fixture
def arsip(tmp_path: Path) -> Arsip:
    """Call arsip on an archive of four articles, one of them gone."""
    pairs = [
        (capture(1), answered(article(title="Petugas Menertibkan Pasar", body="Penertiban pagi ini di Jakut."))),
        (capture(2, 102), answered(article(102, title="Pasar [bold]Ramai[/bold]", body="Warga belanja.", views=1234))),
        (capture(3, -7), answered(article(-7, title="Market Opens", body="Vendors sell fish.", slug="market-opens"))),
        (
            capture(4, 104),
            answered(article(104, body="Pasar lama ditutup.", views=99, date="2026-09-01", published_at=None)),
        ),
        (capture(5, 104, at="2026-10-04T03:00:00.000Z"), missing(104)),
        (capture(6, 104, at="2026-10-09T03:00:00.000Z"), missing(104)),
    ]
    db = fill(tmp_path / "archive.db", pairs)

    def call(*arguments: str) -> Result:
        return CliRunner(env={"ARSIP_DB": str(db)}).invoke(main, arguments)

    return call


def test_what_is_found_is_a_list_for_the_eye(arsip: Arsip) -> None:
    result = arsip("search", "penertiban")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].split(maxsplit=1) == ["101", "Petugas Menertibkan Pasar"]
    assert lines[1].strip() == "1 October 2026 · Ekonomi · Rina Utami · 12 views"
    assert lines[2].strip() == "Penertiban pagi ini di Jakut."
    assert lines[-1] == "1 article. penertiban is also menertibkan."


def test_a_wrong_line_of_the_synonyms_beside_the_archive_is_named(arsip: Arsip, tmp_path: Path) -> None:
    own = tmp_path / "synonyms.txt"
    own.write_text("pasar, bazar\n")
    assert arsip("search", "bazar").stdout.splitlines()[-1] == "3 articles. bazar is also pasar."
    own.write_text("pasar, bazar\npasar\n")
    result = arsip("search", "bazar")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error: synonyms.txt, line 2: one name alone" in result.stderr


def test_words_that_no_article_has_beside_the_others_are_named(arsip: Arsip) -> None:
    result = arsip("search", "pasar", "kereta")
    assert result.stdout.splitlines()[-1].startswith("No article has all of it; 3 articles without kereta")
    assert json.loads(arsip("search", "pasar", "kereta", "--json").stdout)["omitted"] == ["kereta"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ('"ditutup" -lama', "every article with ditutup has lama too"),
        ("-pasar", "'-pasar' only leaves articles out: it needs a word to look for too"),
    ],
)
def test_nothing_found_for_what_is_left_out_says_so(arsip: Arsip, words: str, said: str) -> None:
    assert arsip("search", *words.split()).stderr == f"Error: {said}\n"


def test_the_number_or_address_of_an_article_leads_to_it(arsip: Arsip) -> None:
    result = arsip("search", "https://www.beritajakarta.id/en/read/7/x")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "article en/7: arsip show en/7")
    assert json.loads(arsip("search", "102", "--json").stdout)["article"] == "102"
    assert arsip("search", "999").exit_code == 1
    assert arsip("search", "104").stdout == "article 104: arsip show 104\n", "that no text has it says nothing"


def test_what_is_found_is_sorted_as_asked(arsip: Arsip) -> None:
    def keys(sort: str) -> list[int]:
        return [hit["key"] for hit in json.loads(arsip("search", "pasar", "--json", "--sort", sort).stdout)["hits"]]

    assert keys("views") == [102, 104, 101]
    assert keys("date") == [102, 101, 104]


def test_markup_in_a_headline_is_printed_as_it_is(arsip: Arsip) -> None:
    assert "Pasar [bold]Ramai[/bold]" in arsip("search", "ramai").stdout


def test_words_can_be_given_one_by_one_or_left_out(arsip: Arsip) -> None:
    assert "2 articles" in arsip("search", "pasar", "-ramai").stdout.splitlines()[-1]
    assert "gone from the site" in arsip("search", '"pasar lama"').stdout


def test_a_search_is_narrowed_by_options(arsip: Arsip) -> None:
    def keys(*options: str) -> list[int]:
        return [hit["key"] for hit in json.loads(arsip("search", "pasar", "--json", *options).stdout)["hits"]]

    assert set(keys()) == {101, 102, 104}
    assert keys("--until", "2026-09-30") == [104]
    assert set(keys("--since", "2026-10-01")) == {101, 102}
    assert keys("--lang", "en") == []
    assert set(keys("--category", "EKONOMI", "--reporter", "rina utami")) == {101, 102, 104}


def test_json_says_what_was_asked_and_found(arsip: Arsip) -> None:
    told = json.loads(arsip("search", "menertibkan", "pasar", "--json").stdout)
    assert (told["words"], told["total"], told["omitted"]) == ("menertibkan pasar", 1, [])
    assert told["hits"][0]["title"] == "Petugas Menertibkan Pasar"
    assert {"text": "Penertiban", "hit": True} in told["hits"][0]["snippet"]
    assert told["terms"][0]["forms"] == ["menertibkan", "penertiban"]


def test_people_are_named_with_the_command_that_finds_their_articles(arsip: Arsip) -> None:
    lines = arsip("search", "rina utami").stdout.splitlines()
    assert lines[0] == "4 articles by Rina Utami: arsip search 'reporter:\"Rina Utami\"'"
    assert lines[-1] == "No text has these words; they are in the bylines of 4 articles."
    assert "4 articles" in arsip("search", "reporter:Rina Utami").stdout.splitlines()[-1]
    told = json.loads(arsip("search", 'reporter:"rina ut"', "pasar", "--json").stdout)
    assert (told["total"], told["only_people"]) == (3, False)
    assert told["people"] == [{"name": "Rina Utami", "role": "reporter", "articles": 4}]
    assert arsip("search", "pasar", "reporter:nobody").exit_code == 2
    assert arsip("search", "pasar", "editor:rina").exit_code == 2


def test_what_is_offered_names_the_archive_as_the_command_did(arsip: Arsip, tmp_path: Path) -> None:
    db = str(tmp_path / "archive.db")
    assert arsip("search", "psaar", "--db", db).stderr.endswith(f"Did you mean pasar? arsip search pasar --db {db}\n")
    assert arsip("search", "104", "--db", db).stdout == f"article 104: arsip show 104 --db {db}\n"


def test_what_is_meant_is_offered(arsip: Arsip) -> None:
    result = arsip("search", "psaar", "ramai")
    assert result.stdout.splitlines()[-1] == "Did you mean pasar ramai? arsip search pasar ramai"
    nothing = arsip("search", "psaar")
    assert (nothing.exit_code, nothing.stdout) == (1, "")
    assert nothing.stderr == "Error: no article has psaar. Did you mean pasar? arsip search pasar\n"


@pytest.mark.parametrize("by", ["reporter:rina", 'by:"rina ut"'])
def test_the_command_that_is_offered_finds_what_was_meant(arsip: Arsip, by: str) -> None:
    (offered,) = [line for line in arsip("search", by, "psaar").stderr.splitlines() if "Did you mean" in line]
    _, _, command = offered.partition("? arsip ")
    assert "3 articles" in arsip(*shlex.split(command)).stdout.splitlines()[-1]
    assert json.loads(arsip("search", "psaar", "--json").stdout)["suggestion"] == "pasar"


def test_nothing_found_is_one_line_and_exit_status_1(arsip: Arsip) -> None:
    result = arsip("search", "kereta", "--since", "2026-01-01")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: no article has kereta; try it without --since\n"
    assert arsip("search", "...").stderr == "Error: '...' has no word in it to look for\n"
    empty = arsip("search", "kereta", "--json")
    assert (empty.exit_code, json.loads(empty.stdout)["total"]) == (1, 0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("search",), "Missing argument"),
        (
            ("search", "x", "--since", "the day before"),
            "'--since': invalid date 'the day before': expected YYYY-MM-DD, today, yesterday or 7d",
        ),
        (("search", "x", "--limit", "0"), "--limit"),
        (("search", "--frm", "x"), "No such option '--frm'"),
        (("search", "pasar", "--category", "ekonomy"), "no article has the category 'ekonomy'; did you mean ekonomi?"),
        (("search", "pasar", "--reporter", "Rina Utammi"), "did you mean Rina Utami?"),
        (("search", "pasar", "--reporter", ""), "no article names ''"),
        (("open", "x"), "x"),
        (("open", "101", "--served", "localhost:8001"), "--served: invalid address 'localhost:8001'"),
        (("open", "101", "--served", "http://"), "--served: invalid address 'http://'"),
        (("open", "101", "--served", "http://x y/"), "--served: invalid address 'http://x y/'"),
        (("search", "x", "--limit", "99999999999999999999"), "--limit"),
    ],
)
def test_a_wrong_call_is_refused_in_a_line(arsip: Arsip, arguments: tuple[str, ...], said: str) -> None:
    result = arsip(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_half_a_character_is_one_line_and_no_traceback(arsip: Arsip) -> None:
    result = arsip("search", "pasar", "--reporter", "\udcff")
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == "Error: Invalid value for '--reporter': this is not UTF-8 text"


def test_a_full_disk_behind_a_pipe_is_one_line(tmp_path: Path) -> None:
    db = fill(tmp_path / "archive.db", [(capture(1), answered(article()))])
    command = [sys.executable, "-m", "arsip", "search", "pasar", "--db", str(db)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
    assert "No space left on device" in done.stderr


def test_no_archive_is_one_line(tmp_path: Path) -> None:
    for call in (["search", "x"], ["open", "1"]):
        result = CliRunner().invoke(main, [*call, "--db", str(tmp_path / "none.db")])
        assert result.exit_code == 2
        assert "there is no archive here" in result.stderr


def test_open_prints_the_address_and_says_what_is_known(arsip: Arsip) -> None:
    there = arsip("open", "en/7", "--print")
    assert (there.stdout, there.stderr) == ("https://www.beritajakarta.id/en/read/7/market-opens\n", "")
    gone = arsip("open", "104", "--print")
    assert gone.stdout == "https://www.beritajakarta.id/read/104/pasar-baru-dibuka\n"
    assert "no longer has article 104" in gone.stderr
    unknown = arsip("open", "999", "--print")
    assert unknown.stdout == "https://www.beritajakarta.id/read/999\n"
    assert "article 999 is not in archive.db" in unknown.stderr


def test_open_can_lead_to_a_served_archive(arsip: Arsip) -> None:
    result = arsip("open", "https://m.beritajakarta.id/en/read/7/x", "--served", "http://127.0.0.1:8001/", "--print")
    assert result.stdout == "http://127.0.0.1:8001/article/en/7\n"


def test_open_starts_the_browser_that_the_user_has_named(
    arsip: Arsip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, told = tmp_path / "browser", tmp_path / "told"
    browser.write_text(f'#!/bin/sh\necho "$1" >> {told}\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(browser))
    assert arsip("open", "101").exit_code == 0
    assert told.read_text() == "https://www.beritajakarta.id/read/101/pasar-baru-dibuka\n"


def test_no_made_up_article_is_opened_on_the_real_site(tmp_path: Path) -> None:
    path = fill(tmp_path / "archive.db", [(capture(1), answered(article()))])
    with closing(create_or_open(path)) as db:
        claim_site(db, "replica")
    result = CliRunner().invoke(main, ["open", "101", "--db", str(path)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "made-up site, which is not on the web; open it with --served" in result.stderr
