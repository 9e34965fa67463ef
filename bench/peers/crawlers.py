"""Crawlers to compare with: `python crawlers.py NAME ADDRESSES FOLDER` fetches the addresses in a file, one a line.

Each is written as its users write theirs; `FOLDER` is for what it keeps. Imports nothing of ours.
"""

import json
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

CONNECTIONS = 8
"""Requests under way at once, of those that can have several."""


def bare(addresses: list[str], _: Path) -> None:
    """Scrapy as it comes, and a spider that does nothing with a page."""
    _scrapy(addresses, {})


def usual(addresses: list[str], folder: Path) -> None:
    """Scrapy with what most people add: fields by parsel's selectors, rows by sqlite3 in a pipeline."""
    _scrapy(addresses, {"ITEM_PIPELINES": {_Table: 300}, "ARTICLES_DB": str(folder / "articles.db")}, parse=_fields)


def _scrapy(addresses: list[str], settings: dict[str, Any], *, parse: Any = lambda _: None) -> None:  # noqa: ANN401
    from scrapy import Request, Spider  # noqa: PLC0415 - trafilatura's environment has no Scrapy
    from scrapy.crawler import CrawlerProcess  # noqa: PLC0415

    class Articles(Spider):
        name = "articles"

        async def start(self) -> AsyncIterator[Any]:
            for address in addresses:
                yield Request(address)

        def parse(self, response: Any) -> Any:  # noqa: ANN401
            return parse(response)

    own = {"CONCURRENT_REQUESTS": CONNECTIONS, "CONCURRENT_REQUESTS_PER_DOMAIN": CONNECTIONS, "DOWNLOAD_DELAY": 0}
    process = CrawlerProcess({**own, "ROBOTSTXT_OBEY": False, "LOG_LEVEL": "INFO", **settings})
    process.crawl(Articles)
    process.start()


def _fields(response: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    """The fields of an article of whichever of the site's templates, as far as selectors alone give them."""
    paragraphs = response.css(".content-body p, .news-content p").xpath("normalize-space()").getall()
    links = response.css(".list-index a[href*='/read/'], .slides a[href*='/read/'], .mb-3 a[href*='/read/']")
    yield {
        "url": response.url,
        "title": response.css("h1::text").get(default="").strip(),
        "byline": " ".join(response.css(".content-info ::text, .font-italic ::text, .bi + small::text").getall()),
        "category": response.css(".breadcrumbs li:last-child a::text, .badge::text").get(),
        "photo": response.css(".news-read > img::attr(src), .read img::attr(src)").get(),
        "credit": response.css(".image-info::text").get(),
        "body": "\n\n".join(paragraph for paragraph in paragraphs if paragraph),
        "related": json.dumps([(link.css("::text").get(), response.urljoin(link.attrib["href"])) for link in links]),
    }


class _Table:
    """A pipeline into a table, with a commit every fifty rows."""

    def open_spider(self, spider: Any) -> None:  # noqa: ANN401
        self._db = sqlite3.connect(spider.settings["ARTICLES_DB"])
        self._db.execute(
            "CREATE TABLE articles (url PRIMARY KEY, title, byline, category, photo, credit, body, related)"
        )
        self._rows = 0

    def process_item(self, item: dict[str, Any], spider: Any) -> dict[str, Any]:  # noqa: ANN401, ARG002
        marks = ", ".join(f":{name}" for name in item)
        self._db.execute(f"INSERT OR REPLACE INTO articles ({', '.join(item)}) VALUES ({marks})", item)  # noqa: S608
        self._rows += 1
        if self._rows % 50 == 0:
            self._db.commit()
        return item

    def close_spider(self, spider: Any) -> None:  # noqa: ANN401, ARG002
        self._db.commit()
        self._db.close()


def trafilatura(addresses: list[str], folder: Path) -> None:
    """Trafilatura's own fetching and extraction, one page after the other, into a file of JSON lines."""
    from trafilatura import extract, fetch_url  # noqa: PLC0415 - only its own environment has it
    from trafilatura.settings import use_config  # noqa: PLC0415

    config = use_config()
    config.set("DEFAULT", "SSRF_PROTECTION", "off")  # the replica is on this machine
    with (folder / "articles.jsonl").open("w") as out:
        for address in addresses:
            page = fetch_url(address, config=config)
            if page is None:
                sys.exit(f"{address} could not be fetched")
            print(extract(page, url=address, output_format="json", with_metadata=True), file=out)


if __name__ == "__main__":
    _, name, file, target = sys.argv
    {"bare": bare, "usual": usual, "trafilatura": trafilatura}[name](Path(file).read_text().split(), Path(target))
