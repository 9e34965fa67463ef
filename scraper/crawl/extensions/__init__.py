"""Scrapy extensions of a crawl."""
