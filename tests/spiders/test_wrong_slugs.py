"""The site serves an article under any slug: one that was asked for so is still one article, with its own slug."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from replica.server import Running
from scraper.archive.database import claim_site, create_or_open, open_to_read
from scraper.archive.frontier import store
from scraper.urls import article_url, from_key, key_of, parse
from tests.conftest import Crawl, Serve

SLUGS = ("potret-jakarta", " Judul Apa Saja, 1.543", "Judul_Lama", None)


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    return open_to_read(folder / "archive.db").execute(sql).fetchall()


def keys(running: Running) -> list[int]:
    return [key_of(lang, id_) for lang in ("id", "en") for id_ in running.site.ids(lang)]  # type: ignore[arg-type]


def asked(running: Running) -> Counter[int | None]:
    """How often each article was asked for, under whatever slug."""
    assert running.requests is not None
    addresses = (parse(running.url + entry["path"], base=running.url) for entry in running.requests)
    return Counter(address.key for address in addresses if address.kind == "article")


def know_by_wrong_slugs(folder: Path, known: list[int]) -> None:
    db = create_or_open(folder / "archive.db")
    claim_site(db, "replica")
    for number, key in enumerate(known):
        url = article_url(*from_key(key), SLUGS[number % len(SLUGS)])
        store.add_discovered(db, [store.Discovered(key, url, None, "related")])
    db.close()


@pytest.mark.parametrize("own_address", [True, False])
async def test_relative_links_under_wrong_slugs_make_no_second_request_or_row(
    replica: Serve, crawl: Crawl, tmp_path: Path, own_address: bool
) -> None:
    async with replica(articles=60, template="desktop", relative_links=True, own_address=own_address) as running:
        known = keys(running)
        know_by_wrong_slugs(tmp_path, known[::2])
        run = await crawl(running.url)
        assert run.exit_status == 0
        assert running.requests is not None
        paths = {entry["path"].rpartition("/")[2] for entry in running.requests}
        assert {"potret-jakarta", "%20Judul%20Apa%20Saja,%201.543", "Judul_Lama"} <= paths
        assert asked(running) == dict.fromkeys(known, 1)
        assert (await crawl(running.url)).exit_status == 0
        assert asked(running) == dict.fromkeys(known, 1)
        slugs = {key: running.site.brief(*from_key(key)).slug for key in known}
    assert sorted(key for (key,) in rows(tmp_path, "select key from frontier")) == sorted(known)
    assert dict(rows(tmp_path, "select key, slug from articles")) == slugs
    own = "select count(*) filter (where slug is null) = 0 from captures where outcome = 'article' and key > 0"
    assert rows(tmp_path, own) == [(own_address,)]


async def test_where_nothing_names_a_slug_there_is_none(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    async with replica(articles=30, template="desktop", own_address=False) as running:
        oldest = min(running.site.ids("id"))
        await crawl(running.url, spider="sweep", from_id=oldest, to_id=oldest)
    address = f"https://www.beritajakarta.id/read/{oldest}"
    assert rows(tmp_path, "select key, slug, url from articles") == [(oldest, None, address)]
