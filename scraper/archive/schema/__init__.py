"""The schema of `archive.db`: tables, their documentation, migrations, and the check of a file against them."""
