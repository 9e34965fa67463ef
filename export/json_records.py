"""JSON and JSON lines: an object a record with its links nested, or an object a row; absent is null.

SQLite's own functions make the text, so a record never is a Python object: that is what makes it fast.
"""

from collections.abc import Generator, Iterator, Mapping

from export.lines import TextFile, decoded, json_object
from export.request import Job, Records
from scraper.archive.records import links_of_record, value_of_record
from scraper.items import LINK_FIELDS, LINK_LISTS


def lines(job: Job) -> list[TextFile]:
    """Return a file with an object a line."""
    return [TextFile(job.target, job.request, _lines(job))]


def array(job: Job) -> list[TextFile]:
    """Return a file with one array, an object a line."""
    return [TextFile(job.target, job.request, _array(job), extra=1)]


def _lines(job: Job) -> Generator[bytes, None, None]:
    for record in _objects(job):
        yield record + b"\n"


def _array(job: Job) -> Generator[bytes, None, None]:
    before = b"[\n"
    for record in _objects(job):
        yield before + record
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


def _objects(job: Job) -> Iterator[bytes]:
    request = job.request
    if isinstance(request, Records):
        record = _object({name: _value(name) for name in request.fields})
        return decoded(request.select(job.db, [f"CAST({record} AS BLOB)"]))
    return decoded(request.select(job.db, [json_object(request.names)]))


def _value(name: str) -> str:
    if name not in LINK_LISTS:
        return value_of_record(name)
    link = _object({field: field for field in LINK_FIELDS})
    return f"(SELECT json_group_array({link}) FROM ({links_of_record(name)}))"  # noqa: S608 - read-only, names of ours


def _object(values: Mapping[str, str]) -> str:
    """Return the SQL of a JSON object, by the SQL of each of its values."""
    return f"json_object({', '.join(f'{key!r}, {value}' for key, value in values.items())})"
