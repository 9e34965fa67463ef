"""The frontier: known articles, what to fetch next, retries, list walks and sweeps."""
