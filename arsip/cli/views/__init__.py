"""Terminal layouts."""
