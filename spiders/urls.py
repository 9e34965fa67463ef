"""The spider `urls`: the articles that a file names."""

import sys
from pathlib import Path

from scraper.archive.frontier import claims, store
from scraper.crawl.feed import PendingSource
from scraper.crawl.options import UrlsOptions
from scraper.crawl.run import Run
from scraper.urls import key_of, reference
from spiders.base import CrawlingSpider

SHOWN = 3
"""Bad lines of a file that an error names."""


class UrlsSpider(CrawlingSpider[UrlsOptions]):
    """Fetches the articles that a file names, but those that are archived."""

    name = "urls"
    options_type = UrlsOptions

    def configure(self) -> None:
        """Read the file; raises ValueError where there is none, or lines name no article."""
        try:
            self.keys = _read(self.options.file)
        except ValueError as error:
            raise ValueError(f"file: {self.options.file}: {error}") from error
        self.source = PendingSource(claims.Scope(among="requested"))

    def prepare(self, run: Run) -> None:
        """Put the articles on the frontier."""
        requested = store.request(run.db, self.keys)
        if requested < len(self.keys):
            self.logger.info(
                "%s of %s articles are archived already; `arsip crawl recheck` looks at them again",
                len(self.keys) - requested,
                len(self.keys),
            )


def _read(file: str) -> set[int]:
    """Return the keys of the articles that a file (`-` for standard input) names, one a line; `#` begins a comment."""
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise ValueError("it is not a text file in UTF-8; give one article a line") from error
    except (OSError, ValueError) as error:
        raise ValueError(getattr(error, "strerror", None) or str(error)) from error
    keys: set[int] = set()
    bad: list[str] = []
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        try:
            keys.add(key_of(*reference(text)))
        except ValueError as error:
            bad.append(f"line {number}: {error}")
    if bad:
        more = f" (and {len(bad) - SHOWN} more lines)" if len(bad) > SHOWN else ""
        raise ValueError(f"{'; '.join(bad[:SHOWN])}{more}")
    if not keys:
        raise ValueError("it names no article")
    return keys
