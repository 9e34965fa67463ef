"""The spider `urls`: the articles that somebody names."""

import sys
from pathlib import Path

from scraper.archive.frontier import store
from scraper.crawl.run import Run
from scraper.crawl.sources import Waiting
from scraper.urls import key_of, reference
from spiders.base import CrawlingSpider

SHOWN = 3
"""Lines that are named where a file has bad ones."""


class UrlsSpider(CrawlingSpider):
    """Fetches the articles that a file names, those that are archived already left out."""

    name = "urls"

    def choose(self, file: str | None = None) -> None:
        """Read the file.

        Args:
            file: its path, `-` for standard input; a line an article, `142433`, `en/43425` or any of its addresses;
                blank lines and those that begin with `#` do not count.

        Raises:
            ValueError: where there is no such file, or lines that name no article.
        """
        if not file:
            raise ValueError("file: name the file that holds the addresses")
        try:
            content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
            lines = content.decode("utf-8-sig").splitlines()
        except UnicodeDecodeError as error:
            raise ValueError(f"file: {file}: it is not a text file in UTF-8; give one article a line") from error
        except (OSError, ValueError) as error:
            raise ValueError(f"file: {file}: {getattr(error, 'strerror', None) or error}") from error
        self.keys: list[int] = []
        bad: list[str] = []
        for number, line in enumerate(lines, 1):
            text = line.strip()
            if not text or text.startswith("#"):
                continue
            try:
                self.keys.append(key_of(*reference(text)))
            except ValueError as error:
                bad.append(f"line {number}: {error}")
        if bad:
            more = f" (and {len(bad) - SHOWN} more lines)" if len(bad) > SHOWN else ""
            raise ValueError(f"file: {file}: {'; '.join(bad[:SHOWN])}{more}")
        if not self.keys:
            raise ValueError(f"file: {file}: it names no article")
        self.source = Waiting(store.Scope(requested=True))

    def prepare(self, run: Run) -> None:
        """Put the articles on the frontier."""
        keys = set(self.keys)
        wanted = store.request(run.db, keys)
        if wanted < len(keys):
            self.logger.info(
                "%s of %s articles are archived already; `arsip crawl recheck` looks at them again",
                len(keys) - wanted,
                len(keys),
            )
