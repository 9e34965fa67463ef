"""The crawl: fetching, pace, captures, the hold on the archive. What to fetch next is said in `spiders`."""
