"""Makes an archive of pages of the replica, with its WARC files, without a crawl; something of everything is in it."""

import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from replica.clock import Clock
from replica.options import Options
from replica.routes import Routes
from replica.site import Site
from scraper.archive.captures import named
from scraper.archive.database import Database, archive_id, claim_site
from scraper.archive.writer import Writer
from scraper.maintenance import ingest
from scraper.warc.exchange import Capture, Exchange
from scraper.warc.integrity import members
from scraper.warc.writer import OPEN, WarcWriter
from tests.scraper.archive.making import opened

ORIGIN = "http://127.0.0.1:8899"
SMALL_FILE = 30_000
"""Bytes of a WARC file, so that an archive has some."""


class Keeper:
    """Fetches pages of a replica into an archive, as a crawl would.

    Args:
        folder: where the archive is made.
        run: the run's UUID.
        begin: the moment of its first request.
        seed: of the replica, whose other articles have other texts.
        name: of the archive's file.
    """

    def __init__(
        self,
        folder: Path,
        *,
        run: str = "11111111-1111-4111-8111-111111111111",
        begin: str,
        seed: int = 1,
        name: str = "archive.db",
    ) -> None:
        self.site = Site(Options(articles=80, seed=seed), Clock(frozen=True))
        self._routes = Routes(self.site)
        self._moment = datetime.fromisoformat(begin).replace(tzinfo=UTC)
        self.db: Database = opened(folder / name)
        claim_site(self.db, "replica")
        self._warc = WarcWriter(
            folder / "warc",
            archive=archive_id(self.db),
            run=run,
            source="site",
            user_agent="arsip",
            robots="obey",
            software="arsip",
            now=self._now,
            max_bytes=SMALL_FILE,
        )
        self.writer = Writer(self.db, sync=self._warc.sync)
        self.paths = [
            f"/{'en/' if lang == 'en' else ''}read/{id_}/{self.site.brief(lang, id_).slug}"
            for lang, newest in (("id", 9), ("en", 2))
            for id_ in self.site.ids(lang)[-newest:]
        ]

    def _now(self) -> str:
        self._moment += timedelta(seconds=1)
        return self._moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def page(self, path: str) -> Exchange:
        """Return what the replica answers."""
        answer = self._routes.answer(path, "", ORIGIN)
        headers = (("Content-Type", answer.content_type), ("Content-Encoding", "gzip"), ("ETag", f'"{len(path)}"'))
        body = gzip.compress(answer.body, 1, mtime=0)
        return Exchange(
            url=ORIGIN + path,
            method="GET",
            request_headers=(("Host", "127.0.0.1:8899"),),
            status=answer.status,
            headers=headers,
            body=body,
            fetched_at=self._now(),
        )

    def keep(self, path: str, *, repeats: str | None = None, **changes: object) -> Capture:
        """Fetch a page, and keep it.

        Args:
            path: of the page.
            repeats: the capture whose payload it repeats.
            changes: fields of the exchange that are otherwise than the replica answers.
        """
        exchange = replace(self.page(path), **changes)  # type: ignore[arg-type]
        self.writer.flush()
        kept = self._warc.write(exchange, repeats=named(self.db, repeats) if repeats else None)
        self.writer.add(kept, ingest.interpret_exchange(exchange))
        return kept

    def write(self, path: str, *, repeats: str | None = None, **changes: object) -> Capture:
        """Fetch a page and put it on the disk without a row, as a run does that is killed then; as `keep` does."""
        exchange = replace(self.page(path), **changes)  # type: ignore[arg-type]
        self.writer.flush()
        kept = self._warc.write(exchange, repeats=named(self.db, repeats) if repeats else None)
        self._warc.sync()
        return kept

    def edited(self, path: str) -> bytes:
        """Return a page of an article with another text."""
        return gzip.compress(gzip.decompress(self.page(path).body).replace(b"</p>", b" Dan seterusnya.</p>", 3), 1)

    def close(self) -> None:
        """Commit the rest, and give the WARC files their lasting names."""
        self.writer.flush()
        self._warc.close()
        self.db.close()


def everything(folder: Path) -> Path:
    """Make an archive with articles in both editions and templates, changes, absences, problems, redirects and lists.

    Args:
        folder: where.

    Returns:
        the archive's file.
    """
    first = Keeper(folder, begin="2026-10-01T03:00:00")
    first.keep("/robots.txt")
    first.keep("/berita/terkini")
    first.keep("/kategori/ekonomi")
    kept = {path: first.keep(path) for path in first.paths}
    first.close()
    again = Keeper(folder, run="22222222-2222-4222-8222-222222222222", begin="2026-10-05T03:00:00")
    changed, gone, back, suspect, same, unchanged, broken, moved, *_ = again.paths
    again.keep(changed, body=again.edited(changed))
    for path in (gone, back, suspect):
        again.keep(path, status=404)
    again.keep(same, repeats=kept[same].capture)
    again.keep(unchanged, status=304, body=b"", repeats=kept[unchanged].capture)
    again.keep(broken, body=again.page(changed).body)
    again.keep(moved, status=301, headers=(("Location", moved + "-baru"),), body=b"")
    again.keep("/read/3/tidak-ada")
    again.keep(changed, status=503, body=b"")
    again.close()
    third = Keeper(folder, run="33333333-3333-4333-8333-333333333333", begin="2026-10-08T03:00:00")
    third.keep(gone, status=410)
    third.keep(back)
    third.close()
    return folder / "archive.db"


def leave_damaged(warc: Path) -> None:
    """Leave the first file of a folder as a killed run does, open, with a bit of a record in its middle flipped."""
    file = min(warc.glob("*.warc.gz"))
    content = bytearray(file.read_bytes())
    start, length = list(members(file))[4]
    content[start + length // 2] ^= 1
    file.with_name(file.name + OPEN).write_bytes(content)
    file.unlink()
