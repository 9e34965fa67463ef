"""Whether `archive.db` is what it should be: its file, its texts, its captures and all that is derived from them."""
