"""A change as an entry of a feed or a line of a message: id, title, text and addresses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import islice

from arsip.api.passages import Comparison, Passages, compared
from arsip.api.text_diff import Diff, Unchanged, Words
from scraper.archive.changes import Change, ChangeSelection, Kind, stream
from scraper.archive.database import Database, archive_id
from scraper.archive.history import History
from scraper.clock import in_jakarta
from scraper.counts import count
from scraper.items import ARTICLE_FIELDS, Lang, category_name
from scraper.urls import article_name

KIND_NAMES: dict[Kind, str] = {"new": "New", "changed": "Changed", "removed": "Taken down", "returned": "Returned"}

TAG = "tag:arsip.invalid,2026:"
"""Begins each id: a tag URI (RFC 4151) under a name that nobody can have, made unique by the archive's own id."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may have, and half a pair, which no UTF-8 may."""

_TAGS = {"removed": "del", "added": "ins"}
_MARKS = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A change, for people who do not look at the archive.

    Attributes:
        id: a URI; never that of another change, since it names the capture and not the version, whose number an older
            capture that is merged moves on.
        title: the kind of change, and the headline now.
        html: what changed, as paragraphs.
        text: the same as lines, with `[-removed-]` and `{+added+}` words.
        url: the article's address on the site.
        page: path of what the archive shows of it.
        moment: when it became known, UTC.
    """

    id: str
    kind: Kind
    lang: Lang
    category: str | None
    title: str
    html: str
    text: str
    url: str
    page: str
    moment: str


def entries(
    db: Database, selection: ChangeSelection, *, min_words: int = 0, examined: int | None = None
) -> Iterator[Entry]:
    """Yield changes as entries, newest first and lazily; but no small edits, as `compared`.

    No more than the newest `examined` changes are compared.
    """
    archive = archive_id(db)
    for change, comparison in compared(islice(stream(db, selection), examined), min_words=min_words):
        beginning = _beginning(db, change.key) if change.kind == "new" else ""
        yield _entry(archive, change, comparison.summary(), beginning)


def without_controls(text: str) -> str:
    """Return a text without the characters that XML and UTF-8 cannot have."""
    return _NOT_XML.sub("", text)


def _beginning(db: Database, key: int) -> str:
    """Return the first paragraph of an article as it first was."""
    first = History(db, key).version(1)
    return (first["body"] or "").partition("\n\n")[0] if first else ""


def _entry(archive: str, change: Change, comparison: Comparison, beginning: str) -> Entry:
    facts = _facts(change, comparison)
    html, lines = [f"<p>{escape(facts)}</p>"], [facts]
    if beginning:
        html.append(f'<p lang="{change.lang}">{escape(beginning)}</p>')
        lines.append(beginning)
    for field in comparison.fields:
        label = ARTICLE_FIELDS[field.field].about.label or field.field
        html += [f"<h4>{escape(label)}</h4>", *_paragraphs(field, change.lang)]
        lines += [f"{label}:", *_lines(field)]
    compare = f"/changes?from={change.version_before}&to={change.version}" if change.kind == "changed" else ""
    return Entry(
        id=f"{TAG}{archive}/{article_name(change.key)}/{change.kind}/{change.capture.removeprefix('urn:uuid:')}",
        kind=change.kind,
        lang=change.lang,
        category=without_controls(category) if (category := category_name(change.category)) else None,
        title=without_controls(f"{KIND_NAMES[change.kind]}: {change.title}"),
        html=without_controls("\n".join(html)),
        text=without_controls("\n".join(lines)),
        url=change.url,
        page=f"/article/{article_name(change.key)}{compare}",
        moment=change.moment,
    )


def _facts(change: Change, comparison: Comparison) -> str:
    """Return a sentence on when it was seen, in Jakarta's time."""
    seen_after, seen_by, moment = (
        f"{in_jakarta(each or '')} WIB" for each in (change.seen_after, change.seen_by, change.moment)
    )
    match change.kind:
        case "new":
            return f"First seen {moment}, published {change.date}."
        case "removed":
            return f"Taken down between {seen_after} and {seen_by}, confirmed {moment}."
        case "returned":
            return f"There again between {seen_after} and {moment}."
    return f"Changed between {seen_after} and {moment}: {comparison.extent}."


def _paragraphs(field: Passages, lang: Lang) -> Iterator[str]:
    for part in field.parts:
        if isinstance(part, Unchanged):
            yield f"<p><i>{_gap(part)}</i></p>"
        else:
            yield f'<p lang="{lang}">{" ".join(map(_tagged, part.words))}</p>'
    if field.left_out:
        yield f"<p><i>{_left_out(field)}</i></p>"


def _lines(field: Passages) -> Iterator[str]:
    for part in field.parts:
        yield f"  {_gap(part) if isinstance(part, Unchanged) else _marked(part)}"
    if field.left_out:
        yield f"  {_left_out(field)}"


def _gap(part: Unchanged) -> str:
    return f"… {count(part.paragraphs, 'paragraph')} unchanged"


def _left_out(field: Passages) -> str:
    return f"… and {count(field.left_out, 'paragraph')} more"


def _tagged(words: Words) -> str:
    tag = _TAGS.get(words.kind)
    return f"<{tag}>{escape(words.text)}</{tag}>" if tag else escape(words.text)


def _marked(diff: Diff) -> str:
    return " ".join(_MARKS[words.kind].format(words.text) for words in diff.words)
