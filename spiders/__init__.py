"""What to fetch next."""
