"""The crawl: fetching, pace, captures, the hold on the archive. `spiders` decides what to fetch next."""
