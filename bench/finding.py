"""`python -m bench.finding`: compares ways of searching on judged sets; with a large archive it times searches, too.

The first set was at hand while the search was made. The second, the holdout, was written by somebody who had not seen
how it works, and nothing was tuned on it. The third has what people typed and did not find, and was written before the
search was changed for it; `>` stands between what answers a query well and what answers it less well. The fourth has
misspelled words and names of reporters: there the way "as suggested" counts, which searches for the correction that is
offered. Each way ranks the same made-up articles for the same queries. Found is the share of what was judged to answer
a query that a way returns, right the share of what it returns that was judged to; the last figure says how well it
ranks (normalized discounted cumulative gain over the first ten). All are means over the queries.

Of an archive each query is made once in a new process, with the file in the system's memory and nothing in SQLite's;
and then several times, of which the median holds; in turn with the same search that ranks all articles, however many.
The time is the CPU time of `scraper.archive.search.search`: words understood, articles counted and ordered, the first
twenty given with their snippets.
"""

import csv
import math
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory

import click

from bench.large import made_up_capture
from bench.markdown import table
from scraper.archive.database import Database, create_or_open, open_to_read
from scraper.archive.fulltext import word_forms
from scraper.archive.fulltext.stems import tokens
from scraper.archive.rows import record
from scraper.archive.search import ranking, search
from scraper.items import Answer, Article
from scraper.parser import CARRIES, PARSER
from scraper.urls import article_url, from_key
from scraper.warc.exchange import Capture

SETS = {"first": "", "holdout": "holdout-", "typed": "typed-", "misspelled": "misspelled-"}
"""The sets, with what the names of their files begin with."""

_SETS = Path(__file__).parent / "judged"
_DEPTH = 10

Way = Callable[[Database, str], list[int]]
"""Takes an archive and a query, and returns keys of articles, the best first."""


Right = dict[int, int]
"""The keys of the articles that answer a query, with the gain of finding each: more for a better answer."""


def queries(of: str) -> dict[str, Right]:
    """Return each query of a set with the articles that answer it."""
    return {query: _gains(keys.split(">")) for query, keys in _rows(f"{SETS[of]}queries.tsv")}


def _gains(grades: list[str]) -> Right:
    return {int(key): len(grades) - grade for grade, keys in enumerate(grades) for key in keys.split()}


def _rows(name: str) -> list[list[str]]:
    with (_SETS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@contextmanager
def archive(of: str) -> Iterator[Database]:
    """Make an archive of the judged articles of a set."""
    with TemporaryDirectory() as folder, closing(create_or_open(Path(folder) / "archive.db")) as db:
        record(db, [_read(int(key), *texts) for key, *texts in _rows(f"{SETS[of]}articles.tsv")])
        word_forms.refresh(db)
        db.execute("CREATE VIRTUAL TABLE trigrams USING fts5 (title, body, tokenize = 'trigram')")
        db.execute("INSERT INTO trigrams (rowid, title, body) SELECT key, title, body FROM articles")
        yield db


def _read(key: int, title: str, body: str, reporter: str | None = None) -> tuple[Capture, Answer]:
    lang, id_ = from_key(key)
    url = article_url(lang, id_, None)
    article = Article(
        lang=lang, id=id_, slug=None, url=url, title=title, body=body, reporter=reporter,
        date="2026-10-01", template="generic",
    )  # fmt: skip
    capture = made_up_capture(f"urn:uuid:{key % 1000:032x}", url, "2026-10-02T03:00:00.000Z")
    carries = frozenset(CARRIES["generic"])
    return capture, Answer(outcome="article", key=key, article=article, reader=PARSER, carries=carries)


def _matching(index: str, write: Callable[[str], str]) -> Way:
    def way(db: Database, query: str) -> list[int]:
        expression = " AND ".join(write(word) for word in tokens(query) if write(word))
        if not expression:
            return []
        found = db.execute(f"SELECT rowid FROM {index} WHERE {index} MATCH ? ORDER BY rank", [expression])  # noqa: S608
        return [key for (key,) in found]

    return way


def _by_headline_and_age(db: Database, query: str) -> list[int]:
    """Search as where too many articles match to rank them all."""
    limit = ranking.MOST_RANKED
    ranking.MOST_RANKED = 0
    try:
        return WAYS["Arsip"](db, query)
    finally:
        ranking.MOST_RANKED = limit


WAYS: dict[str, Way] = {
    "words as typed": _matching("articles_fts", lambda word: f'"{word}"'),
    "words that begin so": _matching("articles_fts", lambda word: f'"{word}" *'),
    "trigrams": _matching("trigrams", lambda word: f'"{word}"' if len(word) > 2 else ""),  # noqa: PLR2004
    "Arsip, by headline and age": _by_headline_and_age,
    "Arsip": lambda db, query: [hit.key for hit in search(db, query, limit=100).hits],
    "Arsip, as suggested": lambda db, query: WAYS["Arsip"](db, search(db, query, limit=0).suggestion or query),
}


def judged(found: list[int], right: Right) -> tuple[float, float, float]:
    """Return what share of the right was found, what share of the found is right, and how well it is ranked."""
    hits = right.keys() & set(found)
    gained = _discounted([right.get(key, 0) for key in found])
    possible = _discounted(sorted(right.values(), reverse=True))
    return len(hits) / len(right), len(hits) / len(found) if found else 0.0, gained / possible


def _discounted(gains: list[int]) -> float:
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains[:_DEPTH], 1))


def compare(db: Database, expected: dict[str, Right]) -> dict[str, tuple[float, float, float]]:
    """Return the three means of each way."""
    means = {}
    for name, way in WAYS.items():
        each = [judged(way(db, query), right) for query, right in expected.items()]
        found, right, ranked = map(mean, zip(*each, strict=True))
        means[name] = (found, right, ranked)
    return means


_TIMED = (
    "banjir rob", "sumur resapan", "Rian Rukmana", "satpol pp", "dinas lingkungan hidup", "sertifikat aset",
    "training school", '"sumur resapan" -jakut', "pelayanan kelurahan", "jakarta utara", "pengaduan warga",
    "warga jakarta", "jakarta",
)  # fmt: skip
"""From rare words to one that nearly every article has; of the made-up corpus's vocabulary."""

_AGAIN = 9


def _row(path: Path, query: str) -> list[str]:
    limits = (ranking.MOST_RANKED, sys.maxsize)
    taken: tuple[list[float], list[float]] = ([], [])
    with closing(open_to_read(path)) as db:
        for _ in range(1 + _AGAIN):
            for ranking.MOST_RANKED, times in zip(limits, taken, strict=True):
                began = time.process_time()
                results = search(db, query)
                times.append(1000 * (time.process_time() - began))
    ours, ranked = (median(times[1:]) for times in taken)
    return [
        f"`{query}`",
        f"{results.total:,}",
        f"{taken[0][0]:.0f}",
        f"{ours:.0f}",
        f"{ranked:.0f}",
        f"{ours / ranked:.2f}",
    ]


@click.command()
@click.argument("large", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--misses", is_flag=True, help="Name the queries that are not answered exactly.")
def main(large: Path | None, *, misses: bool) -> None:
    """Print a table a set, and one of the times in a LARGE archive, which `python -m bench.large` makes."""
    for of in SETS:
        expected = queries(of)
        with archive(of) as db:
            rows = [[name, *(f"{each:.2f}" for each in means)] for name, means in compare(db, expected).items()]
            click.echo(table([f"{of}: {len(expected)} queries", "found", "right", "nDCG@10"], rows))
            for query, right in expected.items() if misses else ():
                found = set(WAYS["Arsip"](db, query))
                if found != right.keys():
                    click.echo(f"{query}: missing {sorted(right.keys() - found)}, wrong {sorted(found - right.keys())}")
        click.echo()
    if large is not None:
        with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
            rows = list(pool.map(partial(_row, large), _TIMED))
        click.echo(table(("words", "articles", "first, ms", "again, ms", "all ranked, ms", "ratio"), rows))


if __name__ == "__main__":
    main()
