"""Polite, explicit settings of Scrapy; `arsip crawl` and plain `scrapy crawl` share them.

Those of Arsip itself (`ARSIP_…`) are declared in `scraper.crawl.options.RunOptions`.
"""

import os

from scraper.crawl.site import user_agent

BOT_NAME = "arsip"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"

USER_AGENT = user_agent(os.environ.get("ARSIP_CONTACT"))
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 64  # the line above decides
CONCURRENT_ITEMS = 1  # Scrapy starts as many tasks for each response, and a response gives one item
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # in the order of the frontier: newest first
DOWNLOAD_DELAY = 0  # scraper.crawl.middlewares.pace owns all waiting
COOKIES_ENABLED = False

DOWNLOADER = "scraper.crawl.run.Downloader"
DOWNLOAD_HANDLERS = {"file": None, "data": None, "ftp": None, "s3": None}  # a redirect may name any address
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 32 << 20
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_FAIL_ON_DATALOSS = False  # a short body is kept, marked as truncated, and not read
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "id,en;q=0.8",
    "Accept-Encoding": "gzip",
}

# Scrapy imports even a component that is disabled, and with some aiohttp and tldextract, which takes 0.4 s. So the
# lists of its own components name those that a crawl needs, and leave out the others:
# - retries, since the next_try of the frontier is an article's only retry;
# - redirects, since each hop is an answer of its own and archived as one;
# - errors by status, since every status is an answer;
# - robots.txt, which scraper.crawl.middlewares.robots obeys, and does not fail open;
# - cookies, the cache, the depth, the console, the remote control and the state in JOBDIR;
# - statistics of requests and of the log, since a run counts what it does (`runs.counts`);
# - marks of a spider's first requests, and limits on addresses: none was requested because a page said so alone.
DOWNLOADER_MIDDLEWARES_BASE = {
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
}
DOWNLOADER_MIDDLEWARES = {
    "scraper.crawl.middlewares.robots.RobotsMiddleware": 100,
    "scraper.crawl.middlewares.capture.CaptureMiddleware": 950,
    "scraper.crawl.middlewares.in_flight.InFlightMiddleware": 990,
    "scraper.crawl.middlewares.pace.PaceMiddleware": 1000,
}
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
EXTENSIONS_BASE = {
    "scrapy.extensions.closespider.CloseSpider": 0,  # but a spider yields items only where a feed is to have them
    "scrapy.extensions.feedexport.FeedExporter": 0,
}
EXTENSIONS = {
    "scraper.crawl.progress.Progress": 0,  # before the run, which closes the archive
    "scraper.crawl.run.Run": 100,
}

WARN_ON_GENERATOR_RETURN_VALUE = False  # it reads the source of each callback, in every run
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
FEED_EXPORT_ENCODING = "utf-8"
LOG_LEVEL = "INFO"
