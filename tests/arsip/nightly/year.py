"""A year of nights: a replica on which things happen, the faults that befall the job, and the truth."""

import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from arsip.nightly.job import STEPS, NightlyConfig, NightlyResult
from arsip.nightly.runner import NightlyRun
from replica.options import Options
from replica.server import Running
from replica.truth import Article
from scraper import clock
from scraper.urls import key_of
from tests.arsip.nightly.harness import config_at, crawl_here, replica_beside

OUTAGES = ("500", "reset", "maintenance", "404", "410", "home", "empty", "block", "php-error", "blank", "login")
REDESIGN = 100
FASTER = 100

Told = tuple[Any, ...]
"""What of an article both the truth and the archive tell."""


def told_by(article: Article) -> Told:
    """Return what an article says, by the truth."""
    return (article.title, article.reporter, article.editor, article.translator, article.quote, article.body)


@dataclass
class Year:
    """Nights one after the other, with what happens between them.

    Attributes:
        site: the replica.
        folder: where the archive is.
        dice: decides what happens.
        seen: of each article, what it said each time the job was shown it, repetitions left out.
        faults: how many of each kind there were.
        nights: exit statuses, and how many nights ended with each.
        verdicts: of the nights that did not end well.
        deleted: articles that are deleted now.
        hidden: articles that were deleted before any night could see them; back again, they stand deep in the lists.
    """

    site: Running
    folder: Path
    dice: random.Random
    seen: dict[int, list[Told]] = field(default_factory=lambda: defaultdict(list))
    faults: Counter[str] = field(default_factory=Counter)
    nights: Counter[int] = field(default_factory=Counter)
    verdicts: list[str] = field(default_factory=list)
    deleted: set[tuple[str, int]] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    _read: int = 0
    _edit: int = 0
    _ahead: timedelta = timedelta(0)

    @property
    def config(self) -> NightlyConfig:
        """What each night is to do."""
        return config_at(self.folder, self.site.url, recheck_budget=400, crawl_budget=400)

    # -- what happens at the site by day

    def day(self, number: int) -> None:
        """Let a day pass: articles appear, are edited, deleted, restored; once the pages change their template."""
        site = self.site.site
        site.clock.advance(days=1)
        if number == REDESIGN:
            site.redesign("mobile")
        ids = site.ids("id")
        for _ in range(self.dice.choice((0, 0, 1, 1, 2))):
            self._edit += 1
            recent = ids[-self.dice.choice((4, 20, len(ids))) :]
            chosen = self.dice.choice(recent)
            if self.dice.random() < 0.7:
                site.edit(
                    "id",
                    chosen,
                    paragraphs=[f"Teks suntingan nomor {self._edit} yang pertama.", "Alinea kedua."],
                    quote=None,
                )
            else:
                site.edit("id", chosen, title=f"Judul suntingan nomor {self._edit}")
        if self.dice.random() < 0.2:
            chosen = self.dice.choice(ids[-40:])
            site.delete("id", chosen)
            self.deleted.add(("id", chosen))
            if key_of("id", chosen) not in self.seen:
                self.hidden.add(key_of("id", chosen))
        if self.deleted and self.dice.random() < 0.08:
            lang, chosen = self.dice.choice(sorted(self.deleted))
            site.restore("id", chosen)
            self.deleted.discard((lang, chosen))

    # -- what befalls the job by night

    def night(self, fault: str | None) -> None:
        """Spend a night, with one fault or none."""
        if fault:
            self.faults[fault] += 1
        kind, _, more = (fault or "").partition(": ")
        site = self.site.site
        if kind == "site down":
            site.trouble(more)
        elif kind == "site fails in between":
            site.trouble(more, every=self.dice.choice((2, 3, 7)), times=self.dice.choice((3, 12, 40)))
        elif kind == "clock ahead":
            self._ahead = timedelta(days=int(more))
        elif kind == "clock back":
            self._ahead = -timedelta(hours=int(more))
        status = self._elsewhere(kind) if kind in ("kill", "disk full") else self._here()
        self.nights[status] += 1
        site.calm()
        self._ahead = timedelta(0)
        self._take_note()

    def _here(self) -> int:
        with _clock_from(self.site.site.clock.now() + self._ahead):
            night = NightlyRun(self.config, STEPS, crawl_here).execute()
        if night.status:
            self.verdicts.append(night.message)
        return night.status

    def _elsewhere(self, kind: str) -> int:
        """Spend the night in a process of its own, and kill it, or let it find the disk full."""
        moment = self.site.site.clock.now().isoformat()
        command = [sys.executable, "-m", "tests.arsip.nightly.year", str(self.folder), self.site.url, moment]
        environment = {**os.environ, "YEAR_FILE_SIZE": str(self._room()) if kind == "disk full" else ""}
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            if kind == "kill":
                time.sleep(self.dice.uniform(0.0, 1.2))
                process.send_signal(signal.SIGKILL)
            process.communicate()
        return process.returncode

    def _room(self) -> int:
        """A size of file that the night comes to need."""
        return (self.folder / "archive.db").stat().st_size // 2

    # -- the truth

    def _take_note(self) -> None:
        """Note what the job was shown since the last time, by the replica's own log."""
        assert self.site.requests is not None
        site, log = self.site.site, list(self.site.requests)
        for entry in log[self._read :]:
            path = entry["path"].partition("?")[0]
            if "/read/" not in path or entry["trouble"] is not None or entry.get("status") != 200:
                continue
            lang: Any = "en" if path.startswith("/en/") else "id"
            id_ = int(path.split("/read/")[1].split("/")[0])
            if site.index(lang, id_) is None:
                continue
            told = told_by(site.article(lang, id_))
            seen = self.seen[key_of(lang, id_)]
            if not seen or seen[-1] != told:
                seen.append(told)
        self._read = len(log)

    def truth(self) -> dict[int, Told]:
        """What every article that there is now says."""
        return {key_of(article.lang, article.id): told_by(article) for article in self.site.site.articles()}

    def kept(self) -> tuple[dict[int, Told], dict[int, str]]:
        """What the archive says now of each article, and its status."""
        rows = self._rows("select key, title, reporter, editor, translator, quote, body, status from articles")
        return {row[0]: row[1:7] for row in rows}, {row[0]: row[7] for row in rows}

    def versions(self) -> dict[int, list[Told]]:
        """All that the archive has of each article, in order."""
        found: dict[int, list[Told]] = defaultdict(list)
        for row in self._rows(
            "select v.key, t.title, t.reporter, t.editor, t.translator, t.quote, t.body "
            "from versions v join texts t using (content_hash) order by v.key, v.version"
        ):
            if not found[row[0]] or found[row[0]][-1] != row[1:]:
                found[row[0]].append(row[1:])
        return found

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.folder / "archive.db") as db:
            return db.execute(sql).fetchall()


@contextmanager
def year_at(folder: Path, *, seed: int, articles: int = 60) -> Iterator[Year]:
    """Begin a year."""
    options = Options(articles=articles, per_day=3, template="desktop", validators="etag", desktop_time="always")
    with replica_beside(options) as site:
        yield Year(site, folder, random.Random(seed))


@contextmanager
def _clock_from(moment: datetime) -> Iterator[None]:
    """Let the archive's clock go on from a moment, faster than ours, so that nobody waits for a second try."""
    real, began = clock.now, time.monotonic()
    clock.now = lambda: moment + timedelta(seconds=FASTER * (time.monotonic() - began))
    try:
        yield
    finally:
        clock.now = real


def _alone(folder: Path, site: str, moment: str) -> NightlyResult:
    """Spend a night in this process, which may be killed, or find the disk full."""
    config = config_at(folder, site, recheck_budget=400, crawl_budget=400)
    print("begins", flush=True)
    if size := os.environ.get("YEAR_FILE_SIZE"):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), int(size)))
    with _clock_from(datetime.fromisoformat(moment)):
        return NightlyRun(config, STEPS, crawl_here).execute()


if __name__ == "__main__":
    sys.exit(_alone(Path(sys.argv[1]), sys.argv[2], sys.argv[3]).status)
