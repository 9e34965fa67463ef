"""Measurements: how exact, how robust and how fast, beside what others use; nothing of it is part of the program."""
