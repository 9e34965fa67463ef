"""Work on an archive without a crawl: ingest, rebuild, verify, merge, import."""
