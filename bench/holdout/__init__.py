"""Pages that the parser is only measured on: articles, words and forms of their own, read by `make accuracy` alone.

Whoever changes the parser looks at `bench.drift`, the tuning set, and never at what fails here. A holdout that somebody
has mended the parser by is spent: it joins the tuning set, and a new one is written.
"""
