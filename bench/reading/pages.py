"""The pages that are timed: the two saved from the site, and made-up ones of each template, new in each round."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench import pages

Pages = Sequence[tuple[bytes, str]]

SAVED = Path(__file__).parents[3] / "shared" / "site" / "pages"


@dataclass(frozen=True, slots=True)
class Kind:
    """Pages that a table is about.

    Attributes:
        name: as the table's heading says it.
        pages: those of a round, by its number.
    """

    name: str
    pages: Callable[[int], Pages]


def kinds(count: int) -> list[Kind]:
    """The kinds of pages at hand, each with `count` pages a round; the saved ones only where they are."""
    made = [Kind(f"Made-up {kind} pages", partial(_made_up, kind, count)) for kind in pages.KINDS]
    saved = [(path.read_bytes(), _address(path)) for path in sorted(SAVED.glob("mobile-*.html"))]
    if not saved:
        return made
    again = (saved * count)[:count]
    return [Kind(f"The {len(saved)} mobile pages saved from the site", lambda _: again), *made]


def _address(path: Path) -> str:
    """The address of a saved page, of its name: `mobile-142433.html`."""
    return f"https://m.beritajakarta.id/read/{path.stem.rpartition('-')[2]}/"


def _made_up(kind: pages.Kind, count: int, number: int) -> Pages:
    """Pages of another made-up site in each round, so that no contestant meets one that it has read before."""
    return [(source.html, source.url) for source in pages.replica_pages(kind, count, seed=number)]
