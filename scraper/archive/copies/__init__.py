"""Copies of a database: snapshots for backups, publications for the web."""
