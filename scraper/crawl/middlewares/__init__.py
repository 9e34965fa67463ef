"""Downloader middlewares: robots.txt, capture, byte limits, pace."""
