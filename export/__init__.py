"""The archive to files, by a module or folder a format; what is chosen comes from `scraper.archive`."""
