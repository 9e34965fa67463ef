"""Says as BibTeX how to cite an article of the archive; `arsip.api.citation` says it in a sentence."""

from typing import TYPE_CHECKING

from arsip.web.rendering import name
from scraper.clock import day_in_jakarta, in_jakarta

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arsip.api.citation import Source
    from scraper.archive.history import Record

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_ADDRESS = {ord("{"): "%7B", ord("}"): "%7D", ord("\\"): "%5C"}
_LATEX = str.maketrans(_SPECIAL)


def bibtex(record: "Record", source: "Source", reporters: "Sequence[str]") -> str:
    """Cite it as BibTeX (biblatex's `@online`).

    Args:
        record: what held of it.
        source: where it is from.
        reporters: the persons among those in its byline.
    """
    fields = {
        "author": " and ".join(f"{{{_tex(person)}}}" for person in reporters),
        "title": f"{{{_tex(record['title'])}}}",
        "date": record["date"],
        "organization": source.publisher,
        "url": "" if source.is_made_up else record["url"].translate(_ADDRESS),
        "urldate": day_in_jakarta(record["fetched_at"]),
        "langid": "english" if record["lang"] == "en" else "indonesian",
        "note": _tex(_kept(record, source.archive)),
    }
    label = f"beritajakarta-{name(record['key']).replace('/', '-')}"
    lines = [f"  {field:<12} = {{{value}}}," for field, value in fields.items() if value]
    return "\n".join([f"@online{{{label},", *lines, "}"])


def _kept(record: "Record", archive: str) -> str:
    """Say by what it can be found again."""
    return (
        f"Version {record['version']} in Arsip archive {archive}: capture {record['capture']}, fetched "
        f"{in_jakarta(record['fetched_at'])} (UTC+7), content hash {record['content_hash']}"
    )


def _tex(text: str) -> str:
    """Write a text so that TeX takes no letter of it for a command; a line break is a blank."""
    return " ".join(text.translate(_LATEX).split())
