"""The view of an inspection: each template, and for each field the value, its element and the words around it."""

from collections.abc import Iterator
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

if TYPE_CHECKING:
    from scraper.parser.css_path import Context
    from scraper.parser.inspection import Found, Inspection, Reading

_MARK = 1
_GAP = 1
_QUOTES = len("… »« …")
_LONG = 60


def shown(about: str, inspection: "Inspection", width: int) -> RenderableType:
    """Return what is printed of an inspection, in so many columns; `about` says where the page is from."""
    head = Text(f"{about}\n", style="dim")
    head.append(inspection.url, style="not dim")
    parts: list[RenderableType] = [head, Text()]
    if inspection.readings:
        parts += _of_article(inspection, width)
    elif inspection.error is None:
        parts += [Text(f"A list in the {inspection.template} markup.\n"), _grid(inspection.found, width)]
    else:
        parts.append(Text(f"Not read: {inspection.error}", style="bold red"))
    return Group(*parts)


def _of_article(inspection: "Inspection", width: int) -> Iterator[RenderableType]:
    templates = Table.grid(Column(no_wrap=True, style="bold"), Column(overflow="fold"), padding=(0, 2))
    for each in inspection.readings:
        templates.add_row(each.template, _verdict(inspection, each))
    yield templates
    yield Text()
    if inspection.error is not None:
        yield Text(f"Not read: {inspection.error}\n", style="bold red")
    by_name = {each.template: each for each in inspection.readings}
    reading, other = by_name.get(inspection.template or ""), by_name.get(inspection.compared_with or "")
    if reading is None:
        seen = max(inspection.readings, key=lambda each: len(each.found))
        if seen.found:
            yield Text(f"What {seen.template} found before it refused the page\n", style="bold")
            yield _grid(seen.found, width)
        return
    yield Text(f"What {reading.template} read\n", style="bold")
    yield _grid(reading.found, width, other, frozenset(inspection.differs))
    without = [name for name, found in reading.found.items() if found.value is None]
    if without:
        yield Text(f"\nNothing found: {', '.join(without)}")
    if other is not None:
        yield Text(f"\n= {other.template} reads the same   ≠ it reads something else", style="dim")


def _verdict(inspection: "Inspection", reading: "Reading") -> Text:
    if reading.template == inspection.template:
        return Text("reads it", style="green")
    if reading.error is None:
        found = {name for name, each in reading.found.items() if each.value is not None}
        missed = [name for name in inspection.differs if name not in found]
        why = f", but for {', '.join(missed)}" if missed and reading.template == inspection.compared_with else ""
        return Text(f"would read it too{why}")
    if not reading.recognises:
        return Text(f"does not know it: {reading.error}", style="dim")
    seen = reading.found if inspection.template is not None else {}  # else shown below
    until_then = f" (it had found: {', '.join(seen)})" if seen else ""
    return Text(f"refuses it: {reading.error}{until_then}", style="red")


def _grid(
    found: "dict[str, Found]", width: int, other: "Reading | None" = None, differs: frozenset[str] = frozenset()
) -> Table:
    """Return a row for each field that has something to show, compared with another reading, if any."""
    theirs = other.found if other is not None else {}
    names = [
        name
        for name in dict.fromkeys((*found, *theirs))
        if name in differs or (name in found and (found[name].value is not None or found[name].path is not None))
    ]
    name_width = max(map(len, names), default=0)
    room = max(20, width - _MARK - name_width - 2 * _GAP)
    grid = Table.grid(
        Column(width=_MARK),
        Column(width=name_width, no_wrap=True, style="bold"),
        Column(width=room, no_wrap=True, overflow="ellipsis"),
        padding=(0, _GAP, 0, 0),
    )
    above: Found | None = None
    for name in names:
        here, there = found.get(name), theirs.get(name)
        what = _cell(here, above, room)
        if name in differs and other is not None:
            what.append(f"\n{other.template}: ", style="bold yellow")
            what.append_text(_cell(there, None, room))
            what.append(_first_difference(here, there))
        mark = "" if other is None else "≠" if name in differs else "="
        grid.add_row(Text(mark, style="bold yellow" if mark == "≠" else "dim"), name, what)
        above = here
    return grid


def _first_difference(here: "Found | None", there: "Found | None") -> str:
    """Return where two long texts begin to differ, as lines of their own; nothing for anything shorter."""
    one, other = (found.value if found is not None else None for found in (here, there))
    if not (isinstance(one, str) and isinstance(other, str)) or min(len(one), len(other)) < _LONG:
        return ""
    pairs = enumerate(zip(one, other, strict=False))
    alike = next((at for at, (letter, other_letter) in pairs if letter != other_letter), min(len(one), len(other)))
    start = max(0, alike - _LONG // 3)
    return "".join(f"\n{name} {' '.join(text[start:].split())}" for name, text in (("here: ", one), ("there:", other)))


def _cell(found: "Found | None", above: "Found | None", room: int) -> Text:
    """Return the value, the path and the words around it; of the last two only what the row above does not show."""
    if found is None:
        return Text("-")
    lines = [Text(_value(found.value))] if found.value is not None or found.path is None else []
    if found.path is not None and (above is None or above.path != found.path):
        lines.append(Text(_short(found.path, room), style="cyan"))
    if found.context is not None and (above is None or above.context != found.context):
        lines.append(_context(found.context, room))
    return Text("\n").join(lines or [Text("the same", style="dim")])


def _context(place: "Context", room: int) -> Text:
    """Return the match between »« with as many words before and after it as fit."""
    match = place.match
    longest = max(room // 2, room - _QUOTES - len(place.before) - len(place.after) - 2)
    match = match if len(match) <= longest else f"{match[: longest - 1]}…"
    side = (room - len(match) - _QUOTES - 2) // 2
    before, after = _fitting(place.before.split()[::-1], side)[::-1], _fitting(place.after.split(), side)
    context = Text(f"… {' '.join(before)} »" if before else "»", style="dim")
    context.append(match, style="not dim")
    context.append(f"« {' '.join(after)} …" if after else "«")
    return context


def _fitting(words: list[str], room: int) -> list[str]:
    lengths = accumulate(len(word) + 1 for word in words)
    return [word for word, length in zip(words, lengths, strict=True) if length <= room + 1]


def _value(value: Any) -> str:  # noqa: ANN401 - of any field
    if value is None:
        return "-"
    if not isinstance(value, dict):
        text = str(value)
        paragraphs = text.count("\n\n") + 1
        return " ".join(text.split()) if paragraphs == 1 else f"{paragraphs} paragraphs: {' '.join(text.split())}"
    number = "" if value["id"] is None else f"{'en/' if value['lang'] == 'en' else ''}{value['id']}"
    parts = [value["title"] or value["url"], number, value["published_at"] or value["date"], value["reporter"]]
    views = "" if value["views"] is None else f"{value['views']} views"
    return " · ".join(part for part in (*parts, views) if part)


def _short(path: str, room: int) -> str:
    steps = path.split(" > ")
    while len(steps) > 1 and len(path) > room:
        del steps[0]
        path = f"… > {' > '.join(steps)}"
    return path
