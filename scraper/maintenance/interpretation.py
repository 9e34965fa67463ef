"""Says what a kept response amounts to: one function for live crawls, salvage, and reading WARC files again."""

from scraper.items import Answer
from scraper.parser.classify import interpret
from scraper.parser.size_limits import MAX_SIZE
from scraper.warc.exchange import Exchange


def answer(exchange: Exchange) -> Answer:
    """Say what a kept response amounts to, exactly as the crawl that fetched it would.

    Args:
        exchange: as read from a WARC file.
    """
    return interpret(
        exchange.url,
        exchange.status,
        exchange.decoded_to(MAX_SIZE),  # what is more is refused unread
        content_type=exchange.header("content-type"),
        redirect_to=exchange.redirect_to,
        truncated=exchange.truncated is not None,
    )
