"""Times the pages of `arsip serve`: python -m bench.serving COPY [--rounds N].

COPY is what `arsip serve` makes of an archive (`browse.db`). Each page is asked for in this process, without a network:
first by a server that has just been started and remembers nothing, then again. The file is in the system's cache both
times, as a second visit finds it.
"""

import argparse
import asyncio
import statistics
import time
from contextlib import closing
from pathlib import Path

from arsip.web.canned import QUERIES
from arsip.web.serving import served
from arsip.web.site import NAME, Site
from scraper.archive.database import open_to_read

PAGES = {
    "home": "/",
    "search, two words": "/search?q=banjir+jakarta",
    "search, a frequent word": "/search?q=jakarta",
    "search by category and year": "/search?q=banjir&category=pemerintahan&since=2024-01-01&until=2024-12-31",
    "all of a reporter": "/search?reporter={person}",
    "article": "/article/{key}",
    "article, first version": "/article/{key}?version=1",
    "what changed": "/article/{key}/changes",
    "dashboard": "/dashboard",
    "dashboard of a month": "/dashboard?since={month}-01&until={month}-31",
    "table with four facets": f"/{NAME}/articles",
    "table of a search": f"/{NAME}/articles?_search=banjir&lang=id",
    "captures": f"/{NAME}/captures",
    "tables": f"/{NAME}",
}

_ANY = """
    SELECT (SELECT key FROM articles WHERE version > 1 ORDER BY date DESC LIMIT 1),
           (SELECT person FROM bylines WHERE role = 'reporter' LIMIT 1),
           (SELECT substr(max(date), 1, 7) FROM articles)
"""
_GIVEN = {
    "two-names-in-the-text": "?one=Dinas+Gulkarmat&other=Jakarta+Timur",
    "words-by-month": "?words=banjir",
    "two-people-in-bylines": "?person={person}",
}


async def seconds(site: Site, path: str, rounds: int) -> list[float]:
    """Return how long a fresh server takes for a page, and how long each time after."""
    with served(site) as datasette:
        taken = []
        for _ in range(rounds + 1):
            began = time.perf_counter()
            answer = await datasette.client.get(path)
            taken.append(time.perf_counter() - began)
            assert answer.status_code in {200, 302}, (path, answer.status_code, answer.text[:300])
        return taken


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("copy", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="pages whose name has this in it")
    given = parser.parse_args()
    copy = given.copy.resolve()
    site = Site(copy=copy, warc=copy.parent / "warc", hosts=None)
    with closing(open_to_read(copy)) as db:
        key, person, month = db.execute(_ANY).fetchone()
    names = {"key": key if key > 0 else f"en/{-key}", "person": person.replace(" ", "+"), "month": month}
    questions = {f"question: {query.title}": f"/{NAME}/{name}{_GIVEN.get(name, '')}" for name, query in QUERIES.items()}
    print("| page | first, ms | then, ms |\n|---|---|---|")
    for name, path in (PAGES | questions).items():
        if given.only in name:
            first, *then = asyncio.run(seconds(site, path.format_map(names), given.rounds))
            print(f"| {name} | {first * 1000:.0f} | {statistics.median(then) * 1000:.0f} |", flush=True)


if __name__ == "__main__":
    main()
