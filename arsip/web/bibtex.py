"""BibTeX citations of articles; `arsip.api.citation` writes those in a sentence."""

from typing import TYPE_CHECKING

from scraper.clock import day_in_jakarta, in_jakarta
from scraper.urls import article_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arsip.api.citation import Source
    from scraper.archive.history import Record

_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{letter: f"\\{letter}" for letter in "{}&%$#_"},
    }
)
_URL = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


def bibtex(record: "Record", source: "Source", reporters: "Sequence[str]") -> str:
    """Cite a record as BibTeX (biblatex's `@online`).

    Args:
        record: a version of the article.
        source: where it is from.
        reporters: the persons among those in its byline.
    """
    note = (
        f"Version {record['version']} in Arsip archive {source.archive}: capture {record['capture']}, fetched "
        f"{in_jakarta(record['fetched_at'])} (UTC+7), content hash {record['content_hash']}"
    )
    fields = {
        "author": " and ".join(f"{{{_tex(person)}}}" for person in reporters),
        "title": f"{{{_tex(record['title'])}}}",
        "date": record["date"],
        "organization": source.publisher,
        "url": "" if source.is_made_up else record["url"].translate(_URL),
        "urldate": day_in_jakarta(record["fetched_at"]),
        "langid": "english" if record["lang"] == "en" else "indonesian",
        "note": _tex(note),
    }
    label = f"beritajakarta-{article_name(record['key']).replace('/', '-')}"
    lines = [f"  {field:<12} = {{{value}}}," for field, value in fields.items() if value]
    return "\n".join([f"@online{{{label},", *lines, "}"])


def _tex(text: str) -> str:
    """Write a text so that TeX takes no letter of it for a command; a line break is a blank."""
    return " ".join(text.translate(_LATEX).split())
