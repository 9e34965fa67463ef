"""Every page in `tests/pages/` is read as the JSON beside it says.

A page whose JSON is missing, or names only the request, gets it written and fails once: read it before you keep it.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from scraper.address import parse
from scraper.reader import ReadError, own_url, read
from scraper.reader.lists import read_list

PAGES = Path(__file__).parents[2] / "pages"


def outcome(html: bytes, url: str) -> dict[str, Any]:
    """What reading gives, as it stands in the JSON."""
    try:
        if parse(url, base=url).kind == "list":
            return {"list": asdict(read_list(html, url))}
        return {"article": asdict(read(html, url))}
    except ReadError as error:
        return {"error": f"{type(error).__name__}: {error.reason}"}


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.html")), ids=lambda page: page.stem)
def test_page_reads_as_its_json_says(page: Path) -> None:
    beside = page.with_suffix(".json")
    html = page.read_bytes()
    expected = json.loads(beside.read_text()) if beside.exists() else {"request": own_url(html)}
    found = json.loads(json.dumps(outcome(html, expected["request"])))
    if len(expected) == 1:
        beside.write_text(json.dumps(expected | found, ensure_ascii=False, indent=2) + "\n")
        pytest.fail(f"wrote {beside.name}: compare it with the page by eye, then run again")
    assert {"request": expected["request"]} | found == expected


def test_there_are_pages_and_no_json_without_one() -> None:
    names = {page.stem for page in PAGES.glob("*.html")}
    assert len(names) >= 12
    assert {page.stem for page in PAGES.glob("*.json")} == names
