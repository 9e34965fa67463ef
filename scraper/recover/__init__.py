"""Captures of the site that public web archives have made, found by their indexes and taken into an archive."""
