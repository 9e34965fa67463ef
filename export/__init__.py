"""The archive to files, one module a format."""
