"""The pages: each view reads a request, queries the copy, and renders a template."""
