"""The preflight: what is requested of the site, what is assumed of it, and what the answers say of each assumption."""
