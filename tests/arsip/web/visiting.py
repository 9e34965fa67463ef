"""Serves archives in this process, without a network, and asks them for pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from arsip.web.security_middleware import LOOPBACK
from arsip.web.served_copy import served
from arsip.web.site import Site
from scraper.archive.copies.publication import publish
from scraper.items import Answer
from tests.scraper.archive.making import Pair, answered, article, capture, fill, link, missing

BODY = "Pasar itu dibuka pagi ini.\n\nPedagang berdatangan.\n\nWarga sudah menunggu sejak lama sekali."
LATER = "Pasar itu dibuka kemarin pagi.\n\nPedagang berdatangan.\n\nWarga sudah menunggu sejak lama sekali."


def at(day: int) -> str:
    """A moment of October 2026: ten in the morning in Jakarta."""
    return f"2026-10-{day:02d}T03:00:00.000Z"


def story() -> list[Pair]:
    """What befell article 101: three versions, a spell in which it was gone; and a few others beside it."""
    links = {
        "related": (link(1, -7, title="Market Opened", date="2026-09-30"), link(2, 900, title="Tidak Diarsipkan")),
        "read_also": (link(1, None, title="Di Tempat Lain"),),
    }
    text: dict[str, Any] = {"quote": "Ramai sekali", "photo_alt": "Keramaian pagi", "photo_credit": "Sinta"}
    english = article(
        -7, title="Market Opened", category="City", category_slug="city", editor=None, translator="Made Suarta",
        body="The market was opened.", related=(link(1, 101),), views=3, date="2026-09-30", published_at=None,
    )  # fmt: skip
    flood = article(
        102, title="Banjir Surut", body="Banjir surut di Kampung Melayu.", category="Lingkungan",
        category_slug="lingkungan", reporter="Agus Salim dan Rina Utami", views=500, date="2025-02-03",
        published_at=None,
    )  # fmt: skip
    return [
        (capture(1, at=at(1)), answered(article(body=BODY, views=10, **text))),
        (capture(2, at=at(2)), answered(article(body=LATER, editor=None, views=40, **text))),
        (capture(3, at=at(3), status=404), missing()),
        (capture(4, at=at(5), status=404), missing()),
        (capture(5, at=at(8)), answered(article(title="Pasar Baru Ramai", body=LATER, views=1234, **links, **text))),
        (capture(6, at=at(9), status=304, revisit_of=capture(5).capture), Answer(outcome="unchanged", key=101)),
        (capture(7, -7, at=at(4)), answered(english)),
        (capture(8, 102, at=at(4)), answered(flood)),
        (capture(9, 203, at=at(4)), Answer(outcome="unreadable", key=203, reader="1", reason="no headline")),
    ]


@dataclass(frozen=True)
class Page:
    """An answer.

    Attributes:
        status: of HTTP.
        headers: names in lower case.
        text: the body.
        type: the content type.
    """

    status: int
    headers: dict[str, str]
    text: str
    body: bytes

    @property
    def tree(self) -> LexborHTMLParser:
        """The body as a browser takes it."""
        return LexborHTMLParser(self.text)

    def words(self, selector: str) -> list[str]:
        """The text of each element, blanks folded."""
        return [" ".join(node.text().split()) for node in self.tree.css(selector)]

    def links(self, selector: str = "a") -> dict[str, str]:
        """Where each link leads, by its text."""
        return {" ".join(node.text().split()): node.attributes.get("href") or "" for node in self.tree.css(selector)}


class Visitor:
    """Asks a server for pages."""

    def __init__(self, datasette: Any) -> None:
        self.datasette = datasette

    async def get(self, path: str, **options: Any) -> Page:
        """Ask for a page."""
        return await self.ask("get", path, **options)

    async def ask(self, method: str, path: str, **options: Any) -> Page:
        """Ask by any method."""
        answer = await getattr(self.datasette.client, method)(path, **options)
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Page(answer.status_code, headers, answer.text, answer.content)


@contextmanager
def visiting(archive: Path, *, hosts: frozenset[str] | None = LOOPBACK) -> Iterator[Visitor]:
    """Serve a copy of an archive while the block runs."""
    copy = archive.with_name("browse.db")
    publish(archive, copy)
    with served(Site(copy=copy, warc=archive.parent / "warc", hosts=hosts)) as datasette:
        yield Visitor(datasette)


@contextmanager
def telling(folder: Path, pairs: list[Pair]) -> Iterator[Visitor]:
    """Serve an archive of some captures."""
    with visiting(fill(folder / "archive.db", pairs)) as visitor:
        yield visitor
