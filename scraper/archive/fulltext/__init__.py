"""The full-text index, and the words in it by their roots and sounds."""
