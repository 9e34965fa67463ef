"""The site's pages read, fetched and kept."""
