"""Articles as tables for analysis: Arrow and pandas, with the columns and types of a Parquet export."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from export.columns import of_records
from export.formats import ExportError
from export.request import Records, fields_of
from scraper.archive.database import ArchiveError, Database
from scraper.archive.records import SCALARS, Selection

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_NOT_INSTALLED = "{} is not installed, which this needs: `make web` installs it, with all of the extra `data`"


def arrow_table(db: Database, selection: Selection, fields: Sequence[str] | None) -> "pa.Table":
    """Return articles as an Arrow table, with some fields in their order, or all but the lists of links.

    Raises:
        ArchiveError: where a record has no such field, or pyarrow is not installed.
    """
    try:
        names = SCALARS if fields is None else fields_of(",".join([fields] if isinstance(fields, str) else fields))
    except ExportError as error:
        raise ArchiveError(str(error)) from error
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra, and slow to import

        from export.parquet import batches, schema_of  # noqa: PLC0415 - needs it
    except ImportError as error:
        raise ArchiveError(_NOT_INSTALLED.format(error.name)) from error
    columns = of_records(names)
    request = Records(selection=selection, fields=names)
    return pa.Table.from_batches(batches(db, request, columns), schema=schema_of(columns)).unify_dictionaries()


def data_frame(db: Database, selection: Selection, fields: Sequence[str] | None) -> "pd.DataFrame":
    """Return articles as a pandas DataFrame, likewise."""
    try:
        import pandas as pd  # noqa: PLC0415 - an extra, and slow to import
        import pyarrow as pa  # noqa: PLC0415 - likewise
    except ImportError as error:
        raise ArchiveError(_NOT_INSTALLED.format(error.name)) from error
    whole_numbers = {pa.int64(): pd.Int64Dtype()}
    return arrow_table(db, selection, fields).to_pandas(date_as_object=False, types_mapper=whole_numbers.get)
