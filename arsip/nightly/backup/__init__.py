"""Backups: an archive's database by moments, its WARC files once, in any place that fsspec can write to."""
