"""An archive of beritajakarta.id: crawl it, keep it, take it out."""
