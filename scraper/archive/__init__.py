"""`archive.db`: what is kept, how it is written, and how it is read back. No other package holds SQL that writes."""
