"""The table of export formats: choices, suffixes, messages and the checks of the manual all derive from it.

It imports no format, because what one needs is slow to import or belongs to an extra that may not be installed.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from export.request import Job


class ExportError(Exception):
    """An export cannot be made as requested; the message says why and what to do."""


class TooManyRowsError(ExportError):
    """A sheet cannot hold the rows of a table.

    Attributes:
        rows: how many there are, and how many a sheet holds, as a clause.
    """

    def __init__(self, rows: str, message: str) -> None:
        super().__init__(message)
        self.rows = rows


class MissingExtraError(Exception):
    """A format needs packages that are not installed; the message says how to install them."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format of export files.

    Attributes:
        suffix: of its files, without the dot.
        function: `module:name` of what writes it. It takes a `Job` and returns what was `Written`; that of a text
            format returns the `TextFile`s that the export consists of.
        text: whether it is a text format, which may be compressed with gzip and go to standard output.
        options: names of the `Options` that it takes.
        whole_articles: whether it takes articles only, with every field.
    """

    suffix: str
    function: str
    text: bool = False
    options: frozenset[str] = frozenset()
    whole_articles: bool = False

    def load(self) -> "Callable[[Job], Any]":
        """Import what writes the format.

        Raises:
            MissingExtraError: where a package that it needs is not installed.
        """
        module, _, name = self.function.partition(":")
        try:
            return getattr(import_module(module), name)  # type: ignore[no-any-return]
        except ModuleNotFoundError as error:
            if error.name is None or error.name.partition(".")[0] in {"export", "scraper"}:
                raise
            raise MissingExtraError(
                f"{error.name} is not installed, which this format needs: `make web` installs it, "
                "with all of the extra `data`"
            ) from error


FORMATS = {
    each.suffix: each
    for each in (
        Format("json", "export.json_records:array", text=True),
        Format("jsonl", "export.json_records:lines", text=True),
        Format("csv", "export.csv_tables:tables", text=True, options=frozenset({"bom", "defuse_formulas"})),
        Format("parquet", "export.parquet:write", options=frozenset({"partition"})),
        Format("xlsx", "export.excel:write"),
        Format("zip", "export.package:write", whole_articles=True),
        Format("wacz", "export.wacz:write", whole_articles=True),
    )
}
"""Every format, by its suffix."""


def text_formats() -> list[str]:
    """Return the suffixes of the text formats."""
    return [each.suffix for each in FORMATS.values() if each.text]


def format_of(name: str) -> tuple[Format, bool]:
    """Return the format that a file name asks for, and whether the file is to be compressed.

    Args:
        name: such as `articles.json` or `articles.csv.gz`.

    Raises:
        ExportError: where the suffix is unknown, or `.gz` follows a format that is compressed already.
    """
    plain = name.removesuffix(".gz")
    suffix = plain.rpartition(".")[2] if "." in plain else ""
    if suffix not in FORMATS:
        others = [each for each in FORMATS if not FORMATS[each].text]
        raise ExportError(
            f"{name}: unknown format; end it in {either(text_formats())} (then .gz to compress it), or in "
            f"{either(others)}"
        )
    chosen = FORMATS[suffix]
    if plain != name and not chosen.text:
        raise ExportError(f"{name}: a .{suffix} is compressed already; leave .gz out")
    return chosen, plain != name


def either(suffixes: list[str], *, dot: str = ".") -> str:
    """Write suffixes for a message: `.a, .b or .c`."""
    *first, last = [f"{dot}{suffix}" for suffix in suffixes]
    return f"{', '.join(first)} or {last}" if first else last
