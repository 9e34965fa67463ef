"""`arsip read`: JSON with the keys of Article, a table for the eye, and one line where it cannot."""

import json
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from arsip.cli.main import main
from scraper.items import Article

PAGES = Path(__file__).parents[2] / "pages"
FULL = PAGES / "mobile-full.html"
BARE = PAGES / "mobile-old.html"


def arsip_read(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["read", *arguments], input=stdin)


def test_json_has_the_fields_in_their_order() -> None:
    done = arsip_read(str(FULL), "--url", "https://m.beritajakarta.id/read/140210")
    assert done.exit_code == 0
    assert done.stderr == ""
    article = json.loads(done.stdout)
    assert list(article) == [field.name for field in fields(Article)]
    assert article == json.loads((PAGES / "mobile-full.json").read_text())["article"]
    assert "\u201cPerahu" in done.stdout
    assert done.stdout.startswith('{\n  "lang": "id",')


def test_the_pages_own_address_will_do() -> None:
    assert arsip_read(str(FULL)).stdout == arsip_read("-", stdin=FULL.read_bytes()).stdout != ""


NO_ADDRESS = "the page does not say which article it is; give its address with --url"
OTHER = "https://m.beritajakarta.id/read/7"
OWN = "https://www.beritajakarta.id/read/140210/perahu-sampah-baru-mulai-bekerja-di-kali-contoh"


@pytest.mark.parametrize(
    ("arguments", "stdin", "name", "reason"),
    [
        ((str(BARE),), None, str(BARE), NO_ADDRESS),
        (("-",), b"\x7fELF\x00\x01\xff", "standard input", "no known charset fits the page"),
        (("-",), b"<p>x", "standard input", NO_ADDRESS),
        (
            ("-", "--url", OTHER),
            b"",
            "standard input",
            "no byline and no running text; and it is no page of the site: it links to no article and no list",
        ),
        ((str(FULL), "--url", "https://x.example"), None, str(FULL), "the address asked for is no article's"),
        ((str(FULL), "--url", OTHER), None, str(FULL), f"the page is another article, {OWN}"),
    ],
)
def test_one_line_where_it_cannot(arguments: tuple[str, ...], stdin: bytes | None, name: str, reason: str) -> None:
    done = arsip_read(*arguments, stdin=stdin)
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr == f"Error: {name}: {reason}\n"


@pytest.mark.parametrize(
    ("name", "reason"),
    [("nowhere.html", "no such file or directory"), (str(PAGES), "is a directory"), (f"{FULL}/x", "not a directory")],
)
def test_a_name_of_no_file_is_wrong_usage(name: str, reason: str) -> None:
    done = arsip_read(name)
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", f"Error: {name}: {reason}\n")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("album-desktop", "a photo album, not an article"),
        ("video-mobile", "a video, not an article"),
        ("infographic", "an infographic, not an article"),
        ("list-category", "a list of articles, not an article"),
    ],
)
def test_a_page_that_calls_itself_something_else_is_named_as_that(name: str, reason: str) -> None:
    page = str(PAGES / f"{name}.html")
    done = arsip_read(page)
    assert (done.exit_code, done.stderr) == (1, f"Error: {page}: {reason}\n")


def test_what_is_no_address_is_wrong_usage_that_names_the_option() -> None:
    done = arsip_read(str(FULL), "--url", "foo")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == "Error: Invalid value for '--url': invalid address 'foo': expected https://…"


def test_no_file_is_wrong_usage() -> None:
    assert arsip_read().exit_code == 2


def test_table_fits_80_columns_and_holds_every_field() -> None:
    done = arsip_read(str(FULL), "--table")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert max(len(line) for line in lines) <= 80
    assert "\x1b" not in done.stdout
    words = " ".join(done.stdout.split())
    for field in fields(Article):
        assert field.name in words
    for text in ("Rukmini Astari", "\u201cPerahu ini ringan", "Kali Contoh Dikeruk Tiga Bulan", "2026-09-12", "150866"):
        assert text in words


def test_table_of_a_page_that_has_little() -> None:
    done = arsip_read(str(PAGES / "mobile-sparse.html"), "--table")
    assert "editor         -" in done.stdout
    assert "\nquote" not in done.stdout
