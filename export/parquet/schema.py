"""Arrow types of columns, with what each means beside it.

`date` is a date. `published_at` is a moment that shows Jakarta's clock, the other moments show UTC's; each says its
zone. Edition, category, status and the like are dictionaries (pandas' categories). Lists of links are lists of structs.
"""

from collections.abc import Iterable

import pyarrow as pa

from export.columns import Column, Kind, of_links
from scraper.items import ARTICLE_FIELDS, LINK_FIELDS, ROLES

CATEGORIES = frozenset({"lang", "category", "category_slug", "template", "status"})
"""Columns of so few different values that a dictionary of them says more than a text each time."""

REPEATED = frozenset(
    {"version", "gone_since", "kind", "role", *ROLES.values()}
    | {name for name, each in ARTICLE_FIELDS.items() if each.kind in {"day", "minute"}}
)
"""Columns that Parquet keeps as a dictionary inside the file; what is read is plain text."""

_TYPES: dict[Kind, pa.DataType] = {
    "whole": pa.int64(),
    "real": pa.float64(),
    "day": pa.date32(),
    "minute": pa.timestamp("us", "Asia/Jakarta"),
    "moment": pa.timestamp("us", "UTC"),
    "text": pa.string(),
    "bytes": pa.binary(),
}


def schema_of(columns: Iterable[Column]) -> pa.Schema:
    """Return the Arrow schema of columns.

    Args:
        columns: in their order.

    Returns:
        a field a column; its metadata says under `description` what it means.
    """
    return pa.schema([_field(column, type_of(column)) for column in columns])


def type_of(column: Column) -> pa.DataType:
    """Return the Arrow type of a column."""
    if column.kind == "links":
        return pa.list_(LINK)
    if column.kind == "text" and column.name in CATEGORIES and column.about is not None:
        return pa.dictionary(pa.int32(), pa.string())
    return _TYPES[column.kind]


def _field(column: Column, type_: pa.DataType) -> pa.Field:
    return pa.field(column.name, type_, metadata=None if column.about is None else {"description": column.about})


LINK = pa.struct([_field(column, _TYPES[column.kind]) for column in of_links(LINK_FIELDS)])
"""A link in a list of them."""
