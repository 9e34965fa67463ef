"""How well a search finds what is meant, on a small set of made-up articles and queries that were judged by hand."""
