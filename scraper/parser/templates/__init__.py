"""Where things stand on pages of a known markup, as selectors."""
