"""The archive to files, one module a format: what is chosen comes from `scraper.archive`, how it is written is here."""
