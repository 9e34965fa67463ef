"""`README.md` of a data package: what it is, how to cite it, what may be done with it, what is in it."""

from collections.abc import Mapping, Sequence

from export.columns import Column
from export.package.descriptor import HOW, title_of
from export.package.tables import Table
from export.provenance import RIGHTS, Provenance
from export.zip_writer import Packed

_TEXT = """# {title}

{how}

## To cite it

{citation}

The content hash is over every record in this package: who has the same hash has the same records. In an archive, this
gives it again for all articles; `datapackage.json` says under `provenance` what was chosen here.

```sh
sqlite3 archive.db "SELECT json_array({hashed}) FROM articles ORDER BY key" | sha256sum
```

## What you may do with it

{rights}

There are names in it: those of reporters and editors in the bylines, and those of whom the texts are about. They were
public when they were fetched; think before you publish lists of persons.

## Where it comes from

| | |
|---|---|
{origin}

## What is in it

| file | rows | what |
|---|---|---|
{tables}

An empty cell is an absent value; no text is ever empty. Times are UTC, but `date` and `published_at`, which are
Jakarta's. An article's `key` is the site's number, negative for the English edition. What each column means, which are
keys, and which values they may have, `datapackage.json` says, in the terms of <https://datapackage.org>.

```python
import pandas as pd

articles = pd.read_csv("articles.csv", parse_dates=["date"])
counts = pd.read_csv("view_counts.csv").merge(articles[["key", "title"]], on="key")
```
"""


def readme(
    origin: Provenance,
    tables: Sequence[tuple[Table, Sequence[Column], Packed]],
    counts: Mapping[str, int],
    *,
    hashed: Sequence[str],
) -> bytes:
    """Write the page.

    Args:
        origin: where the package comes from.
        tables: each table, its columns, and the file in the package.
        counts: the rows of each.
        hashed: the columns that the content hash is over.

    Returns:
        Markdown, in UTF-8.
    """
    text = _TEXT.format(
        title=title_of(origin),
        how=HOW,
        citation=origin.citation(),
        hashed=", ".join(hashed),
        rights=RIGHTS,
        origin="\n".join(f"| {name} | {_cell(said)} |" for name, said in origin.lines()),
        tables="\n".join(
            f"| `{file.path}` | {counts[table.name]:,} | {_cell(table.about)} |" for table, _, file in tables
        ),
    )
    return text.encode()


def _cell(text: str) -> str:
    """Keep a text inside its cell of a table: what a user chose by may hold anything."""
    return " ".join(text.replace("|", "\\|").split())
