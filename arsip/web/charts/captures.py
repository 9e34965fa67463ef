"""The strip of an article's captures: what each showed, and how large the change was; its numbers and its drawing."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from arsip.api.passages import SMALL as SMALL_EDIT
from arsip.api.passages import Comparison
from arsip.web.charts.canvas import GAP, ROW, SMALL, Canvas, fitted, text_width
from arsip.web.charts.chart import Chart, Row, enumeration
from arsip.web.formatting import day, moment
from scraper.archive.history import History, Seen, Version
from scraper.counts import count

MOST_MARKS = 400
"""Marks of a strip, the newest. Where there are more captures, those in a row that showed no change have one."""

FIRST, CHANGED, UNCHANGED = "first version", "new version", "unchanged"
MISSING, REMOVED, UNREAD = "missing", "taken down", "not read"
RETURNED, RETURNED_CHANGED = "returned", "returned with a new version"

_LOOKS = {
    FIRST: ("series-3", 26.0), CHANGED: ("series-1", 26.0), UNCHANGED: ("muted", 5.0), MISSING: ("hatch bad", 15.0),
    REMOVED: ("bad", 26.0), RETURNED: ("good", 26.0), RETURNED_CHANGED: ("good", 26.0), UNREAD: ("hatch muted", 10.0),
}  # fmt: skip
"""Fill and height of each mark, in the order of the legend."""

_SIZES = ((SMALL_EDIT, 8.0, 0.45), (20, 14.0, 0.65), (100, 20.0, 0.8))
"""Of a change of fewer words than the first number: height and opacity. A larger one is full in both."""

_STEP, _WIDTH, _HEIGHT = 24.0, 18.0, 26.0
_LONGEST_DAY = "30 September 2026"


class Mark(NamedTuple):
    """What a capture showed, or several in a row that were unchanged.

    Attributes:
        capture: the first of them.
        version: the one that was seen, or else the last one before; 0 where there was none.
        words: those that came and went with the version; None where there is none before, or it is not known.
        captures: how many they are.
    """

    capture: Seen
    event: str
    version: int
    words: int | None = None
    captures: int = 1

    def row(self, compared: tuple[int, int]) -> Row:
        """Return the row of the chart's table, which says if it is one of the two versions that are compared."""
        is_opened = self.event in {FIRST, CHANGED, RETURNED_CHANGED}
        side = ("before", "after")[compared.index(self.version)] if is_opened and self.version in compared else ""
        shown = self.event if self.captures == 1 else f"{self.event} ({self.captures:,} captures)"
        words = "" if self.words is None else self.words
        return (moment(self.capture.fetched_at), shown, self.version or "", words, side)


def marks(history: History, versions: Sequence[Version], comparisons: Sequence[Comparison | None]) -> list[Mark]:
    """Return what the captures showed, oldest first; `comparisons` are of each version with the one before."""
    found = list(_each(history, versions, comparisons))
    if len(found) > MOST_MARKS:
        groups = ((event, list(of_event)) for event, of_event in groupby(found, key=lambda mark: mark.event))
        found = [mark for event, of_event in groups for mark in _merged(event, of_event)]
    return found[-MOST_MARKS:]


def _each(history: History, versions: Sequence[Version], comparisons: Sequence[Comparison | None]) -> Iterator[Mark]:
    opened = {each.capture: each.version for each in versions}
    gone = {each.gone_at for each in history.absences}
    back = {each.until for each in history.absences if each.gone_at is not None}
    version = 0
    for capture in history.captures:
        version = opened.get(capture.capture, version)
        is_back = capture.fetched_at in back
        if capture.is_missing:
            yield Mark(capture, REMOVED if capture.fetched_at in gone else MISSING, version)
        elif not capture.is_live:
            yield Mark(capture, UNREAD, version)
        elif capture.capture not in opened:
            yield Mark(capture, RETURNED if is_back else UNCHANGED, version)
        elif version == 1:
            yield Mark(capture, FIRST, version)
        else:
            comparison = comparisons[version - 2]
            words = None if comparison is None else comparison.added + comparison.removed
            yield Mark(capture, RETURNED_CHANGED if is_back else CHANGED, version, words)


def _merged(event: str, of_event: list[Mark]) -> list[Mark]:
    return [of_event[0]._replace(captures=len(of_event))] if event == UNCHANGED else of_event


def captures(found: Sequence[Mark], compared: tuple[int, int], address: Callable[[Mark], str]) -> Chart:
    """Return the chart of some marks; `compared` are the numbers of two versions, `address` is where a mark leads."""
    numbers: Counter[str] = Counter()
    for mark in found:
        numbers[mark.event] += mark.captures
    parts = [
        count(numbers[event], event) if event in {FIRST, CHANGED} else f"{numbers[event]:,} {event}"
        for event in _LOOKS
        if numbers[event]
    ]
    first, last = (day(found[at].capture.fetched_at) for at in (0, -1))
    span = f"on {first}" if first == last else f"from {first} to {last}"
    caption = f"{count(numbers.total(), 'capture')} {span}: {enumeration(parts)}."
    if numbers[CHANGED] or numbers[RETURNED_CHANGED]:
        caption += " The higher and darker the mark of a version, the more words changed."
    if uncounted := sum(mark.words is None for mark in found if mark.event in {CHANGED, RETURNED_CHANGED}):
        caption += f" The changed words of {count(uncounted, 'version')} are not counted: that would take too long."
    return Chart(
        title="Captures",
        caption=caption,
        headers=("captured", "what it showed", "version", "words changed", "compared"),
        rows=tuple(mark.row(compared) for mark in found),
        links=tuple(map(address, found)),
    )


def strip(canvas: Canvas, chart: Chart) -> None:
    """Draw a mark for each row, in as many lines as they need; a line begins with its day."""
    left = text_width(_LONGEST_DAY, SMALL) + GAP
    a_line = int((canvas.width - left) // _STEP)
    events = {str(row[1]).partition(" (")[0] for row in chart.rows}
    canvas.legend([(fill, event) for event, (fill, _) in _LOOKS.items() if event in events])
    canvas.height += GAP
    for at in range(0, len(chart.rows), a_line):
        rows = chart.rows[at : at + a_line]
        day_name = fitted(str(rows[0][0]).partition(",")[0], left - GAP)
        canvas.text(0, canvas.height + _HEIGHT / 2, day_name, fill="muted")
        canvas.line(f"M{left:.1f} {canvas.height + _HEIGHT:.1f}h{_STEP * len(rows):.1f}")
        _draw_line(canvas, left, rows, chart.links[at : at + a_line])
        canvas.height += _HEIGHT + ROW


def _draw_line(canvas: Canvas, left: float, rows: Sequence[Row], links: Sequence[str]) -> None:
    areas = []
    for number, ((captured, shown, version, words, compared), address) in enumerate(zip(rows, links, strict=True)):
        event = str(shown).partition(" (")[0]
        fill, height = _LOOKS[event]
        opacity = 1.0
        if event == CHANGED and isinstance(words, int):
            height, opacity = next(((high, dark) for least, high, dark in _SIZES if words < least), (height, 1.0))
        x, bottom = left + _STEP * number, canvas.height + _HEIGHT
        tooltip = f"{captured}: {shown}"
        if isinstance(words, int):
            tooltip += f" {version}, {count(words, 'word')} changed"
        canvas.boxes([(x + (_STEP - _WIDTH) / 2, bottom - height, _WIDTH, height, tooltip)], fill, opacity=opacity)
        if event in {FIRST, CHANGED, RETURNED_CHANGED}:
            weight, ink = ("bold", "ink") if compared else ("normal", "muted")
            canvas.text(x + _STEP / 2, bottom + ROW / 2 - 1, str(version), anchor="middle", weight=weight, fill=ink)
        if compared:
            canvas.line(
                f"M{x + 1:.1f} {bottom - _HEIGHT - 2:.1f}h{_STEP - 2:g}v{_HEIGHT + ROW - 2:g}h{2 - _STEP:g}z", "ink"
            )
        areas.append((x, bottom - _HEIGHT, _STEP, _HEIGHT + ROW - 4, tooltip, address))
    canvas.links(areas)
