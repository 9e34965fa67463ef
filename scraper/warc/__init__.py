"""The raw pages: WARC 1.1 files written, closed, salvaged after a kill, and read back."""
