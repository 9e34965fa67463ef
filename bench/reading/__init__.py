"""How fast pages are read, beside bare parsers and other programs; `make bench-read` writes the manual's tables."""
