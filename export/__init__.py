"""The archive to files, a module or folder for each format: what is chosen comes from `scraper.archive`, how it is written is here."""
