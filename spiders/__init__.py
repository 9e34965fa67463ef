"""Scrapy spiders: what to fetch next."""
