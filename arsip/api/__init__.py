"""The Python door, `from arsip import Archive`: an archive opened for reading, its articles as typed records."""
