"""Shows an archive in the browser: pages of our own beside Datasette's, on a copy at rest that nothing can change."""
