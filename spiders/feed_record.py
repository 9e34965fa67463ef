"""The records of articles in Scrapy's feeds (`scrapy crawl -O`)."""

from dataclasses import asdict
from typing import Any

from scraper.archive.rows import content_hash
from scraper.items import Article
from scraper.urls import key_of
from scraper.warc.exchange import Capture


def feed_record(capture: Capture, article: Article) -> dict[str, Any]:
    """Return an article for Scrapy's feeds (`scrapy crawl -O`), as far as one response gives its record."""
    return {
        "key": key_of(article.lang, article.id),
        **asdict(article),
        "fetched_at": capture.fetched_at,
        "capture": capture.capture,
        "source_url": capture.url,
        "content_hash": content_hash(article),
    }
