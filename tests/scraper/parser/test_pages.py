"""Every page in `tests/pages/` is read as the JSON beside it says.

The JSON is the specification, written by hand from the page. One that says only `{"request": "https://…"}` is completed
with what the parser makes of the page, and the test fails once: read it before you keep it.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from scraper.parser import Refusal, parse_article, parse_list
from scraper.urls import parse

PAGES = Path(__file__).parents[2] / "pages"


def outcome(html: bytes, url: str) -> dict[str, Any]:
    """What the parser makes of a page, as it stands in the JSON."""
    try:
        if parse(url, base=url).kind == "list":
            return {"list": asdict(parse_list(html, url))}
        return {"article": asdict(parse_article(html, url))}
    except Refusal as refusal:
        return {"error": f"{refusal.kind}: {refusal.reason}"}


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.html")), ids=lambda page: page.stem)
def test_page_is_read_as_its_json_says(page: Path) -> None:
    beside = page.with_suffix(".json")
    expected = json.loads(beside.read_text())
    found = json.loads(json.dumps(outcome(page.read_bytes(), expected["request"])))
    if len(expected) == 1:
        beside.write_text(json.dumps(expected | found, ensure_ascii=False, indent=2) + "\n")
        pytest.fail(f"completed {beside.name}: compare it with the page by eye, then run again")
    assert known(found) == known({name: value for name, value in expected.items() if name != "request"})


def known(outcome: dict[str, Any]) -> dict[str, Any]:
    """An outcome without the fields that an article lacks, which its JSON may leave out."""
    if "article" not in outcome:
        return outcome
    return {"article": {name: value for name, value in outcome["article"].items() if value not in (None, [])}}


def test_each_page_has_its_json_and_each_json_its_page() -> None:
    pages = {page.stem for page in PAGES.glob("*.html")}
    assert len(pages) > 150
    assert {beside.stem for beside in PAGES.glob("*.json")} == pages
