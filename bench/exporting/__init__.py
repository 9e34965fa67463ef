"""How fast exports are and how much memory they take, beside what else writes such files.

`python -m bench.exporting` makes archives of 20,000 and of 200,000 made-up articles and times, in turns and each in a
process of its own: our JSON lines and CSV and what the `sqlite3` shell prints of the same columns; our Parquet and what
pyarrow's writer makes of the same rows, streamed as its manual shows. Imports and the start of Python are in the times.
"""
