"""Our pages: each takes a request apart, has read what it asks for, and hands that to its template."""
