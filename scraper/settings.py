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
AUTOTHROTTLE_ENABLED = False
RETRY_ENABLED = False  # the frontier's next_try is an article's only retry
REDIRECT_ENABLED = False  # each hop is an answer of its own, archived as one
ROBOTSTXT_OBEY = False  # scraper.crawl.middlewares.robots obeys it, and does not fail open
COOKIES_ENABLED = False
HTTPCACHE_ENABLED = False
HTTPERROR_ALLOW_ALL = True  # every status is an answer
REFERER_ENABLED = False

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

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,  # a page is what was answered
    "scraper.crawl.middlewares.robots.RobotsMiddleware": 100,
    "scraper.crawl.middlewares.capture.CaptureMiddleware": 950,
    "scraper.crawl.middlewares.in_flight.InFlightMiddleware": 990,
    "scraper.crawl.middlewares.pace.PaceMiddleware": 1000,
}
ITEM_PIPELINES = {"scraper.crawl.pipeline.ArchivePipeline": 300}
EXTENSIONS = {
    "scraper.crawl.progress.Progress": 0,  # before the run, which closes the archive
    "scraper.crawl.run.Run": 100,
    "scrapy.extensions.corestats.CoreStats": None,
}

TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
LOGSTATS_INTERVAL = 0
MEMUSAGE_ENABLED = False
FEED_EXPORT_ENCODING = "utf-8"
LOG_LEVEL = "INFO"
