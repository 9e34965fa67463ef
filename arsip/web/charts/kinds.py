"""The kinds of charts, each drawn on a canvas: columns, quartiles, bands of columns, a ranking, a calendar."""

from calendar import month_name
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from arsip.web.charts.canvas import GAP, ROW, SMALL, TEXT, Axes, Canvas, fitted, text_width, time_ticks
from arsip.web.charts.chart import Chart
from arsip.web.charts.observation import EXIT_NAMES, UNENDED
from arsip.web.formatting import month
from scraper.archive.statistics.coverage import STATES, Completeness, completeness

MOST_YEARS = 40
"""Years that a calendar shows at most, the newest."""


class Band(NamedTuple):
    """A row of columns: its name, a note behind it, values, fill, the height, the value that is as high, tooltips.

    Columns that are filled as `bad` are each seen and have their own tooltip, however narrow the others are.
    """

    name: str
    note: str
    values: Sequence[int]
    fill: str
    height: float
    highest: int
    tooltips: Sequence[str] = ()


def columns(canvas: Canvas, chart: Chart) -> None:
    """Draw a column for each row, which stacks its numbers, and the marker."""
    names, series = _columns(chart)
    canvas.legend([(fill, f"{header}, {sum(values):,}") for header, fill, values in series])
    canvas.height += ROW if chart.marker else GAP
    sums = [sum(values) for values in zip(*(values for _, _, values in series), strict=True)]
    axes = Axes.with_scale(canvas, height=160, columns=len(names), highest=max(sums))
    below = [0] * len(names)
    for header, fill, values in series:
        axes.columns(values, _tooltips(chart, names, header, values), fill, below=below)
        below = [low + value for low, value in zip(below, values, strict=True)]
    if chart.links:
        axes.links(chart.links, _row_tooltips(chart))
    if chart.marker is not None:
        at, label = chart.marker
        x, half = axes.x(at), text_width(label, SMALL) / 2
        canvas.line(f"M{x:.1f} {axes.top:.1f}V{axes.bottom:.1f}", "ink", ' stroke-width="1.5" stroke-dasharray="4 2"')
        canvas.text(min(max(x, half), canvas.width - half), axes.top - ROW / 2, label, anchor="middle")
    _name_columns(axes, chart, names)


def quartiles(canvas: Canvas, chart: Chart) -> None:
    """Draw a box from the lower to the upper quarter of each row, and a line at the middle number."""
    canvas.height = ROW
    highest = max(int(row[-1]) for row in chart.rows)
    axes = Axes.with_scale(canvas, height=170, columns=len(chart.rows), highest=highest)
    halves, middles = [], []
    for at, (name, _, *numbers) in enumerate(chart.rows):
        low, middle, high = map(int, numbers)
        tooltip = f"{name} days: half have at most {middle:,} views, a quarter {low:,}, three quarters {high:,}"
        x, width = axes.x(at + 0.2), axes.step * 0.6
        halves.append((x, axes.y(high), width, axes.unit * (high - low), tooltip))
        middles.append((x, axes.y(middle) - 1.5, width, 3.0, tooltip))
        if text_width(f"{middle:,}", SMALL) + GAP <= axes.step:
            canvas.text(axes.x(at + 0.5), axes.y(middle) - SMALL, f"{middle:,}", anchor="middle")
    canvas.boxes(halves, "series-1", opacity=0.25)
    canvas.boxes(middles, "series-1")
    _name_columns(axes, chart, [str(row[0]) for row in chart.rows])


def small_multiples(canvas: Canvas, chart: Chart) -> None:
    """Draw a band for each column of numbers, all of one scale."""
    names, series = _columns(chart)
    highest = max((max(values) for _, _, values in series), default=0)
    height = 60 if chart.links else 30
    bands = [Band(header, f"{sum(values):,}", values, fill, height, highest) for header, fill, values in series]
    _bands(canvas, chart, names, bands)


def histogram(canvas: Canvas, chart: Chart) -> None:
    """Draw a column for each row; where there are several numbers, a band for each."""
    (columns if len(chart.fills) == 1 else small_multiples)(canvas, chart)


def timeline(canvas: Canvas, chart: Chart) -> None:
    """Draw by day how each night ended, a band for each end, and bands for its numbers."""
    nights = [(date.fromisoformat(str(day)).toordinal(), str(end), numbers) for day, end, *numbers in chart.rows]
    ordinals = [day for day, _, _ in nights]
    first = min(ordinals)
    days = range(first, max(ordinals) + 1)
    names = [date.fromordinal(day).isoformat() for day in days]

    def by_day(numbers: Sequence[int]) -> list[int]:
        sums = [0] * len(days)
        for day, number in zip(ordinals, numbers, strict=True):
            sums[day - first] += number
        return sums

    found = {end for _, end, _ in nights}
    bands = []
    for end in [end for end in (*EXIT_NAMES, UNENDED) if end in found] + sorted(found - {*EXIT_NAMES, UNENDED}):
        ended = by_day([int(each == end) for _, each, _ in nights])
        fill = "series-1" if end == EXIT_NAMES[0] else "bad"
        marks, tooltips = [min(each, 1) for each in ended], [f"{name}: {end}" for name in names]
        bands.append(Band(end, f"{sum(ended):,}", marks, fill, 14, 1, tooltips))
    for at, header in enumerate(chart.headers[2:]):
        values = by_day([int(numbers[at] or 0) for _, _, numbers in nights])
        bands.append(Band(header, f"up to {max(values):,}", values, "series-1", 38, max(values)))
    _bands(canvas, chart, names, bands)


def ranking(canvas: Canvas, chart: Chart) -> None:
    """Draw a bar for each row, with its name before it and its number behind."""
    ranked = [(fitted(str(name), canvas.width * 0.42), str(name), int(number)) for name, number in chart.rows]
    left = max(text_width(short) for short, _, _ in ranked) + GAP
    most = max(number for _, _, number in ranked)
    unit = (canvas.width - left - GAP - max(text_width(f"{number:,}") for _, _, number in ranked)) / most
    bars = []
    for at, (short, name, number) in enumerate(ranked):
        canvas.text(left - GAP, ROW * (at + 0.5), short, anchor="end", size=TEXT)
        canvas.text(left + unit * number + GAP, ROW * (at + 0.5), f"{number:,}", fill="muted", size=TEXT)
        bars.append((left, ROW * (at + 0.16), unit * number, ROW * 0.68, f"{name}: {number:,}"))
    canvas.boxes(bars, "series-1")
    canvas.height = ROW * len(ranked)


def calendar(canvas: Canvas, chart: Chart) -> None:
    """Draw a row of months for each year of each edition, filled as far as articles are kept."""
    editions: dict[str, dict[str, Completeness]] = {}
    for edition, name, *numbers in chart.rows:
        found = completeness(Counter(dict(zip(STATES, map(int, numbers), strict=True))))
        if found.known or found.unknown:
            editions.setdefault(str(edition), {})[str(name)] = found
    editions = {edition: months for edition, months in editions.items() if any(name[0].isdigit() for name in months)}
    if not editions:
        nothing(canvas)
        return
    beside = not canvas.is_narrow and len(editions) > 1
    width = (canvas.width - 3 * GAP) / 2 if beside else float(canvas.width)
    bottom = 0.0
    for number, (edition, months) in enumerate(editions.items()):
        top, left = (0.0, number * (width + 3 * GAP)) if beside else (canvas.height, 0.0)
        total = Completeness(*map(sum, zip(*months.values(), strict=True)))
        canvas.text(left, top + ROW / 2, f"{edition}: {total}", weight="bold", size=TEXT)
        canvas.height = top + ROW
        _months(canvas, left, left + width, months)
        bottom = max(bottom, canvas.height)
    canvas.height = bottom + ROW / 2
    canvas.legend([("series-1", "kept"), ("hatch bad", "missing"), ("rule", "unknown")])


def nothing(canvas: Canvas) -> None:
    """Draw that there is nothing to draw."""
    canvas.line(f"M.5 .5H{canvas.width - 0.5}V65.5H.5z", more=' stroke-dasharray="4 3"')
    canvas.text(canvas.width / 2, 33, "Nothing to draw", anchor="middle", fill="muted", size=TEXT)
    canvas.height = 66


def _columns(chart: Chart) -> tuple[list[str], list[tuple[str, str, list[int]]]]:
    """Return the names of the rows, and header, fill and values of each column that is drawn."""
    names, *values = zip(*chart.rows, strict=True)
    series = zip(chart.headers[1:], chart.fills, values, strict=True)
    return list(map(str, names)), [(header, fill, list(map(int, column))) for header, fill, column in series if fill]


def _tooltips(chart: Chart, names: Sequence[str], header: str, values: Sequence[int]) -> list[str]:
    return [f"{chart.headers[0]} {name}, {header}: {value:,}" for name, value in zip(names, values, strict=True)]


def _row_tooltips(chart: Chart) -> list[str]:
    named = ((name, zip(chart.headers[1:], numbers, strict=True)) for name, *numbers in chart.rows)
    return [f"{name}: {', '.join(f'{header} {number:,}' for header, number in each)}" for name, each in named]


def _name_columns(axes: Axes, chart: Chart, names: list[str]) -> None:
    if chart.headers[0] in {"day", "month", "night"}:
        axes.ticks(time_ticks(names))
    else:
        ticks = chart.ticks or [(at + 0.5, name) for at, name in enumerate(names)]
        axes.ticks((ticks[::apart] for apart in (1, 2, 3, 4, 6, 8, 12)), chart.headers[0])


def _bands(canvas: Canvas, chart: Chart, names: list[str], bands: list[Band]) -> None:
    """Draw bands above one another: their names before them or above them, their notes behind."""
    if not bands:
        nothing(canvas)
        return
    room = max(text_width(band.note) for band in bands) + GAP
    left, right = 0.0, float(canvas.width)
    if not canvas.is_narrow:
        left, right = min(190, max(text_width(band.name) for band in bands)) + GAP, right - room
    for band in bands:
        canvas.height += ROW if canvas.is_narrow else 4
        axes = Axes(canvas, left, right, height=band.height, columns=len(names), highest=band.highest)
        middle = axes.top - ROW / 2 if canvas.is_narrow else (axes.top + axes.bottom) / 2
        canvas.text(0, middle, fitted(band.name, canvas.width - room if canvas.is_narrow else left - GAP), size=TEXT)
        canvas.text(canvas.width, middle, band.note, anchor="end", fill="muted", size=TEXT)
        canvas.line(f"M{left:.1f} {axes.bottom:.1f}H{right:.1f}")
        tooltips = band.tooltips or _tooltips(chart, names, band.name, band.values)
        if band.fill == "bad":
            axes.columns(band.values, tooltips, band.fill, least_width=3)
        else:
            axes.columns(band.values, tooltips, band.fill, whole=f"{band.name}: {band.note}", least_width=1)
        if chart.links:
            axes.links(chart.links, _row_tooltips(chart))
    _name_columns(axes, chart, names)


def _months(canvas: Canvas, left: float, right: float, months: dict[str, Completeness]) -> None:
    years = sorted({name[:4] for name in months if name[0].isdigit()})[-MOST_YEARS:]
    begin = left + text_width("2026", SMALL) + GAP
    cell, top = (right - begin) / 12, canvas.height + ROW
    boxes: dict[str, list[tuple[float, float, float, float, str]]] = {"rule": [], "hatch bad": [], "series-1": []}
    for at in range(12):
        canvas.text(begin + cell * (at + 0.5), top - ROW / 2, month_name[at + 1][0], anchor="middle", fill="muted")
    for row, year in enumerate(years):
        canvas.text(begin - GAP, top + 20 * row + 10, year, anchor="end", fill="muted")
        for at in range(12):
            x, y, width, height = begin + cell * (at + 0.04), top + 20 * row + 1.6, cell * 0.92, 16.8
            key = f"{year}-{at + 1:02d}"
            if key not in months:
                boxes["rule"].append((x, y + height / 2 - 1, width, 2.0, f"{month(key)}: no article known of"))
                continue
            found = months[key]
            parts = {"rule": found.unknown, "hatch bad": found.known - found.kept, "series-1": found.kept}
            for fill, ids in parts.items():  # from top to bottom
                part = height * ids / (found.known + found.unknown)
                boxes[fill].append((x, y, width, part, f"{month(key)}: {found}"))
                y += part
    for fill, of_fill in boxes.items():
        canvas.boxes(of_fill, fill)
    canvas.height = top + 20 * len(years)
