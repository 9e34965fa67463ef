"""The one pipeline: records each result in the run, and lets articles go on to Scrapy's feeds as records."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

from scrapy.exceptions import DropItem

from scraper.archive.rows import content_hash
from scraper.crawl.run import Run
from scraper.items import Answer
from scraper.urls import key_of
from scraper.warc.exchange import Capture

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


@dataclass(frozen=True, slots=True)
class Captured:
    """What a spider yields: a capture, and what it was parsed to."""

    capture: Capture
    answer: Answer


class ArchivePipeline:
    """Records every `Captured`; other items pass by."""

    def __init__(self, run: Run | None, *, feeds: bool) -> None:
        self._run = run
        self._feeds = feeds

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Write through the crawler's run."""
        return cls(crawler.get_extension(Run), feeds=bool(crawler.settings.getdict("FEEDS")))

    def process_item(self, item: Any) -> Any:  # noqa: ANN401 - Scrapy's pipelines take any item
        """Record a result; for feeds (`scrapy crawl -O`) return the article's record as far as the response gives it.

        Raises:
            DropItem: for what is no article; it is archived, and no matter of a feed.
        """
        if not isinstance(item, Captured) or self._run is None:
            return item
        self._run.record(item.capture, item.answer)
        if not self._feeds:
            return item
        article = item.answer.article
        if article is None:
            raise DropItem(f"archived, no article: {item.answer.outcome}", log_level="DEBUG")
        return {
            "key": key_of(article.lang, article.id),
            **asdict(article),
            "fetched_at": item.capture.fetched_at,
            "capture": item.capture.capture,
            "source_url": item.capture.url,
            "content_hash": content_hash(article),
        }
