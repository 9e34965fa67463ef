"""Numbers about an archive: totals, coverage by month, field presence, staleness."""
