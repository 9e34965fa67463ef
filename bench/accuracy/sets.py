"""The sets of pages that are read, each page with the truth about it; the two saved pages are known by hashes alone."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from bench.drift.trial import Plan, page
from bench.pages import KINDS, Source, fixture_pages, replica_pages
from bench.score import FIELDS, Verdict
from scraper.items import Article
from scraper.parser import Refusal, parse_article

SAVED = Path(__file__).parents[3] / "shared" / "site" / "pages"
_HASHES = Path(__file__).with_name("saved.json")
_SEED = 1

SAVED_PAGE, FIXTURE, REPLICA = "saved page", "hand-written fixture", "replica's own guess"
TUNING, HOLDOUT = f"{REPLICA}, {FIXTURE}", "holdout's own guess"
"""Where a truth comes from: the markup of a guess is supposed, after what is known of the site."""


@dataclass(frozen=True, slots=True, eq=False)
class PageSet:
    """Pages that belong in one column of a table.

    Attributes:
        name: as the table says it.
        truth: where the truth about the pages comes from.
        pages: with the truth about each.
    """

    name: str
    truth: str
    pages: list[Source]


def known_sets(count: int) -> list[PageSet]:
    """Pages of the known templates: the fixtures and made-up ones.

    Args:
        count: how many made-up pages of each template and edition.
    """
    made = [PageSet(f"made up, {kind}", REPLICA, list(replica_pages(kind, count, seed=_SEED))) for kind in KINDS]
    return [PageSet("fixtures", FIXTURE, fixture_pages()), *made]


def drifted_set(count: int) -> PageSet:
    """Pages of the holdout, each with ten mutations and no class or id."""
    plan = Plan("holdout", 10, strip=True)
    made = (page(plan, number) for number in range(count))
    return PageSet(
        "ten mutations, no class or id",
        HOLDOUT,
        [Source(each.source.name, each.html, each.source.url, each.truth) for each in made],
    )


def saved_pages() -> Iterator[tuple[Source | None, dict[str, Verdict]]]:
    """The pages saved from the site, where they are at hand, each with what the parser makes of it and the verdicts.

    No text of theirs may stand in this project, so their truth is kept as a hash for each field, taken after a person
    had compared the fields with the page. Where every verdict is `right`, what the parser found is the truth.
    """
    for name, hashes in json.loads(_HASHES.read_text()).items():
        path = SAVED / f"{name}.html"
        if not path.exists():
            continue
        html, url = path.read_bytes(), f"https://m.beritajakarta.id/read/{name.rpartition('-')[2]}"
        article = reading(html, url)
        if article is None:
            yield None, dict.fromkeys(FIELDS, "refused")
        else:
            yield Source(name, html, url, article), by_hashes(article, hashes)


def reading(html: bytes, url: str) -> Article | None:
    """What the parser makes of a page; None where it refuses."""
    try:
        return parse_article(html, url)
    except Refusal:
        return None


def by_hashes(got: Article, hashes: dict[str, str]) -> dict[str, Verdict]:
    """Judge each field by the hash of what it should be; a field that has none came later, and should be absent."""
    found = field_hashes(got)
    wanted = {name: hashes.get(name, _hash(None)) for name in FIELDS}
    return {
        name: "right" if found[name] == wanted[name] else "wrong" if getattr(got, name) else "missed" for name in FIELDS
    }


def field_hashes(article: Article) -> dict[str, str]:
    """A hash of each field: SHA-256 over its JSON, cut to 16 hexadecimal digits."""
    told = asdict(article)
    return {name: _hash(told[name]) for name in FIELDS}


def _hash(value: object) -> str:
    return sha256(json.dumps(value).encode()).hexdigest()[:16]
