"""`python -m bench.large large.db`: fills an archive with made-up articles, without a crawl and without WARC files.

155,000 articles take some minutes. What other measurements look at is in it: every
article read once, soon after it was published; one in five a second time, with another counter; some of them edited,
some taken down; and a year of nightly runs. The raw pages are not in it: `arsip verify` has nothing to hold it against.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from bench.pages import truth_of
from replica.clock import Clock
from replica.options import Options
from replica.site import Site
from scraper.archive import current_state, runs
from scraper.archive.database import Database, claim_site, create_or_open
from scraper.archive.frontier import store
from scraper.archive.fulltext import word_forms
from scraper.archive.rows import AnsweredCapture, insert
from scraper.clock import stamp
from scraper.items import Answer, Article
from scraper.parser import CARRIES, PARSER
from scraper.urls import key_of
from scraper.warc.exchange import Capture

_BATCH = 250
_NIGHTS = 365
_AGAIN, _EDITED, _GONE = 5, 50, 200
"""One article in so many is read again; is edited by then; is gone by then."""


def fill(path: Path, articles: int) -> None:
    """Make an archive of so many articles, both editions together; its file must not exist."""
    site = Site(Options(articles=articles, canonical_host=True), Clock(frozen=True))
    db = create_or_open(path)
    claim_site(db, "replica")
    db.execute("PRAGMA synchronous = OFF")
    word_forms.suspend_index(db)
    for batch in _batches(site):
        with db.atomic():
            insert(db, batch)
            current_state.refresh(db)
            read = {key_of(each.lang, each.id): each for _, answer in batch if (each := answer.article)}
            found = (store.Discovered(key, each.url, each.date, "berita/terkini") for key, each in read.items())
            store.add_discovered(db, found)
            store.record_states(db, [(key, "", "archived") for key in read])
    _record_nights(db, site.clock.now())
    word_forms.rebuild_index(db)
    db.execute("ANALYZE")
    db.close()


def _batches(site: Site) -> Iterator[list[AnsweredCapture]]:
    batch: list[AnsweredCapture] = []
    for lang in ("id", "en"):
        for number, id_ in enumerate(site.ids(lang)):
            batch += _captures(truth_of(site, site.brief(lang, id_)), number)
            if len(batch) >= _BATCH:
                yield batch
                batch = []
    yield batch


def _captures(article: Article, number: int) -> Iterator[AnsweredCapture]:
    """Yield the captures of one article: read, perhaps read again, perhaps missing twice."""
    assert article.published_at or article.date
    published = datetime.fromisoformat(article.published_at or f"{article.date}T12:00+07:00")
    key = key_of(article.lang, article.id)
    views = article.views or 0

    def captured(after: timedelta, status: int = 200) -> Capture:
        at = stamp((published + after).astimezone(UTC))
        name = sha256(f"{key} {at}".encode()).hexdigest()
        return made_up_capture(
            f"urn:uuid:{name[:8]}-{name[8:12]}-{name[12:16]}-{name[16:20]}-{name[20:32]}",
            article.url,
            at,
            status=status,
            run=f"bench-{at[:10]}",
            payload_digest=f"sha256:{name}",
            warc=f"arsip-bench-{at[:7]}.warc.gz",
            offset=number * 10_000,
        )

    def read(seen: Article) -> Answer:
        carries = frozenset(CARRIES[seen.template])
        return Answer(outcome="article", key=key, article=seen, reader=PARSER, carries=carries)

    hours = 3 + number % 20
    yield captured(timedelta(hours=hours)), read(replace(article, views=views // 3))
    if number % _AGAIN == 0:
        edited = number % _EDITED == 0
        body = f"{article.body}\n\nBerita ini telah diperbarui." if edited else article.body
        yield captured(timedelta(days=2, hours=hours)), read(replace(article, views=views, body=body))
    if number % _GONE == 1:
        for days in (9, 12):
            yield captured(timedelta(days=days, hours=hours), status=404), Answer(outcome="missing", key=key)


def made_up_capture(name: str, url: str, fetched_at: str, **others: Any) -> Capture:  # noqa: ANN401 - by field
    """The capture of a page that nobody fetched, with whatever else is given by field."""
    values: dict[str, Any] = {
        "run": "bench", "source": "site", "method": "GET", "status": 200, "redirect_to": None, "etag": None,
        "last_modified": None, "content_type": "text/html", "payload_digest": "sha256:0", "truncated": None,
        "warc": "bench.warc.gz", "offset": 0, "length": 9_000,
    }  # fmt: skip
    return Capture(capture=name, url=url, fetched_at=fetched_at, **(values | others))


def _record_nights(db: Database, now: datetime) -> None:
    """Record a year of nightly runs: all but a few of them good."""
    for nth in range(_NIGHTS):
        began = now - timedelta(days=_NIGHTS - nth)
        status = {7: 1, 90: 3, 211: 4}.get(nth, 0)
        run = f"00000000-0000-4000-8000-{nth:012d}"
        new = runs.NewRun(
            run=run, kind=runs.NIGHTLY, arguments="{}", site="https://m.beritajakarta.id", user_agent="bench",
            robots="obey", pid=1, started_at=stamp(began),
        )  # fmt: skip
        runs.begin(db, new)
        counts = {"requests": 140 + nth % 23, "new": 25 + nth % 11, "changed": nth % 4, "steps": 12}
        runs.end(
            db,
            run,
            ended_at=stamp(began + timedelta(minutes=9 + nth % 7)),
            reason="finished",
            verdict="done" if status == 0 else "the site could not be reached",
            exit_status=status,
            counts=json.dumps(counts),
        )


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--articles", type=click.IntRange(2), default=155_000, show_default=True, help="How many articles.")
def main(path: Path, articles: int) -> None:
    """Fill an archive, and say how long it took."""
    if path.exists():
        raise click.BadParameter(f"{path}: there is a file already; name another one")
    began = time.perf_counter()
    fill(path, articles)
    took, size = time.perf_counter() - began, path.stat().st_size
    click.echo(f"{path}: {articles:,} articles, {size / 1e6:,.0f} MB, {took:,.0f} s")


if __name__ == "__main__":
    main()
