"""Pages: what the site knows becomes HTML, one module a template. They never ask for the time or the network."""
