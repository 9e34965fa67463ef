"""The Python API, `from arsip import Archive`: an archive opened for reading, its articles as typed records."""
