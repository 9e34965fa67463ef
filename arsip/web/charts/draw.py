"""Draws each kind of chart on a canvas."""

from datetime import date

from arsip.web.charts.canvas import (
    GAP,
    ROW,
    SMALL,
    TEXT,
    Axes,
    Canvas,
    fitted,
    polyline,
    round_scale,
    rounded,
    text_width,
)
from arsip.web.charts.queries import EXIT_NAMES, UNENDED, Chart
from arsip.web.formatting import MONTHS, month

MOST_YEARS = 40
"""Years that a calendar shows at most, the newest: a page with a wrong date must not make them thousands."""


def stacked_columns(canvas: Canvas, chart: Chart) -> None:
    """Draw a column for each row, which stacks its numbers."""
    steps, series = _columns(chart)
    canvas.legend([(fill, f"{header}, {sum(values):,}") for header, fill, values in series])
    canvas.height += GAP
    sums = [sum(values) for values in zip(*(values for _, _, values in series), strict=True)]
    axes = _scaled(canvas, max(sums), len(steps), height=160)
    below = [0] * len(steps)
    for header, fill, values in series:
        tooltips = [f"{step}, {header}: {value:,}" for step, value in zip(steps, values, strict=True)]
        axes.columns(values, tooltips, fill, below)
        below = [low + value for low, value in zip(below, values, strict=True)]
    axes.time_ticks(steps)


def small_multiples(canvas: Canvas, chart: Chart) -> None:
    """Draw a band of columns for each column of numbers, all of one scale."""
    steps, series = _columns(chart)
    if not series:
        nothing(canvas, chart)
        return
    sums = [f"{sum(values):,}" for _, _, values in series]
    room = max(map(text_width, sums)) + GAP
    left, right = 0.0, float(canvas.width)
    if not canvas.is_narrow:
        left, right = min(190, max(text_width(header) for header, _, _ in series)) + GAP, right - room
    highest = max(max(values) for _, _, values in series)
    for (header, fill, values), total in zip(series, sums, strict=True):
        canvas.height += ROW if canvas.is_narrow else 4
        axes = Axes(canvas, left=left, right=right, height=30, columns=len(steps), highest=highest)
        middle = axes.top - ROW / 2 if canvas.is_narrow else axes.bottom - 15
        name = fitted(header, canvas.width - room if canvas.is_narrow else left - GAP)
        canvas.text(0, middle, name, size=TEXT)
        canvas.text(canvas.width, middle, total, anchor="end", fill="muted", size=TEXT)
        canvas.rule(left, axes.bottom, right)
        axes.columns(values, [f"{header}: {total}"], fill)
    axes.time_ticks(steps)


def punch_card(canvas: Canvas, chart: Chart) -> None:
    """Draw a square for each weekday and hour, whose area grows with the number."""
    grid = [[int(number) for number in row[1:]] for row in chart.rows]
    sums = [f"{sum(column):,}" for column in zip(*grid, strict=True)]
    left = text_width("Wed") + GAP
    cell = (canvas.width - GAP - max(map(text_width, sums)) - left) / len(grid)
    row = max(cell, ROW * 0.8)
    bottom = ROW + row * len(sums)
    most = max(map(max, grid))
    for hour in range(0, len(grid) + 1, 3):
        canvas.path(f"M{rounded(left + cell * hour)} {ROW}V{rounded(bottom)}", stroke="rule")
        if hour < len(grid):
            canvas.text(left + cell * hour, ROW / 2, f"{hour:02d}", anchor="middle", fill="muted")
    squares = []
    for day, (name, total) in enumerate(zip(chart.headers[1:], sums, strict=True)):
        middle = ROW + row * (day + 0.5)
        canvas.rule(left, middle - row / 2, left + cell * len(grid))
        canvas.text(left - GAP, middle, name[:3], anchor="end", size=TEXT)
        canvas.text(canvas.width, middle, total, anchor="end", fill="muted", size=TEXT)
        for hour, of_hour in enumerate(grid):
            side = min(cell, row) * 0.94 * (of_hour[day] / most) ** 0.5
            tooltip = f"{name}, {hour:02d}:00: {of_hour[day]:,}"
            squares.append((left + cell * (hour + 0.5) - side / 2, middle - side / 2, side, side, tooltip))
    canvas.rule(left, bottom, left + cell * len(grid))
    canvas.boxes(squares, "series-1")
    canvas.text(canvas.width, bottom + ROW / 2, "the larger a square, the more articles", anchor="end", fill="muted")
    canvas.height = bottom + ROW


def ranking(canvas: Canvas, chart: Chart) -> None:
    """Draw a bar for each row, with its name before it and its number behind."""
    ranked = [(fitted(str(name), canvas.width * 0.42), str(name), int(number)) for name, number in chart.rows]
    left = max(text_width(short) for short, _, _ in ranked) + GAP
    most = max(number for _, _, number in ranked)
    unit = (canvas.width - left - GAP - max(text_width(f"{number:,}") for _, _, number in ranked)) / most
    for at, (short, _, number) in enumerate(ranked):
        canvas.text(left - GAP, ROW * (at + 0.5), short, anchor="end", size=TEXT)
        canvas.text(left + unit * number + GAP, ROW * (at + 0.5), f"{number:,}", fill="muted", size=TEXT)
    bars = (
        (left, ROW * (at + 0.16), unit * number, ROW * 0.68, f"{name}: {number:,}")
        for at, (_, name, number) in enumerate(ranked)
    )
    canvas.boxes(bars, "series-1")
    canvas.height = ROW * len(ranked)


def histogram(canvas: Canvas, chart: Chart) -> None:
    """Draw a column for each class of numbers, and the marker; a label stands where a power of ten begins."""
    counts = [int(number) for _, number in chart.rows]
    canvas.height = ROW + 4
    axes = _scaled(canvas, max(counts), len(counts), height=150)
    axes.columns(counts, [f"{name} views: {number:,}" for name, number in chart.rows], "series-1")
    if chart.marker is not None:
        at, label = chart.marker
        canvas.path(f"M{rounded(axes.x(at))} {rounded(axes.top)}V{rounded(axes.bottom)}", stroke="ink",
                    more=' stroke-width="1.5" stroke-dasharray="4 2"')  # fmt: skip
        half = text_width(label, SMALL) / 2
        canvas.text(min(max(axes.x(at), half), canvas.width - half), ROW / 2, label, anchor="middle")
    begins = [(at, str(name).partition(" ")[0]) for at, (name, _) in enumerate(chart.rows)]
    named = [(at, begin) for at, begin in begins if begin.strip("0,") in {"1", ""}] or begins[:1]
    ticks: list[tuple[float, str]] = []
    free = -GAP
    for at, begin in named:
        half = text_width(begin, SMALL) / 2
        if axes.step * at - half >= free and axes.x(at) + half <= canvas.width:
            ticks.append((at, begin))
            free = axes.step * at + half + GAP
    axes.ticks(ticks, "views of an article")


def quartiles(canvas: Canvas, chart: Chart) -> None:
    """Draw a line through the middle numbers of the rows, in a band from the lower to the upper quarter."""
    labels = [str(row[0]) for row in chart.rows]
    numbers = [[int(number) for number in row[2:]] for row in chart.rows]
    canvas.height = ROW
    axes = _scaled(canvas, max(high for _, _, high in numbers), len(labels), height=170)
    xs = [axes.x(at + 0.5) for at in range(len(labels))]
    lows, middles, highs = ([(x, axes.y(row[which])) for x, row in zip(xs, numbers, strict=True)] for which in range(3))
    if len(labels) == 1:
        canvas.path(f"M{polyline([*lows, *highs])}", stroke="series-1", more=' stroke-width="8" stroke-opacity="0.4"')
    canvas.path(f"M{polyline([*lows, *reversed(highs)])}z", fill="series-1", more=' fill-opacity="0.2"')
    canvas.path(f"M{polyline(middles)}", stroke="series-1", more=' stroke-width="2"')
    for label, (low, middle, high), (x, y) in zip(labels, numbers, middles, strict=True):
        tooltip = f"{label} days: half have at most {middle:,} views, a quarter {low:,}, three quarters {high:,}"
        canvas.path(f"M{polyline([(x - 4, y)])}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z", fill="series-1", tooltip=tooltip)
        if text_width(f"{middle:,}", SMALL) + GAP <= axes.step:
            canvas.text(x, y - 13, f"{middle:,}", anchor="middle")
    every = 1 if all(text_width(label, SMALL) + GAP <= axes.step for label in labels) else 2
    axes.ticks([(at + 0.5, labels[at]) for at in range(0, len(labels), every)], "days since publication")


def calendar(canvas: Canvas, chart: Chart) -> None:
    """Draw a row of months for each year of each edition, filled as far as articles are kept."""
    counts = [
        (str(edition), str(name), dict(zip(chart.headers[2:], map(int, numbers), strict=True)))
        for edition, name, *numbers in chart.rows
    ]
    known = [
        (edition, name, state["archived"] + state["gone"], sum(state.values()) - state["absent"])
        for edition, name, state in counts
    ]
    editions = list(dict.fromkeys(edition for edition, name, _, possible in known if possible and name[0].isdigit()))
    if not editions:
        nothing(canvas, chart)
        return
    beside = not canvas.is_narrow and len(editions) > 1
    width = (canvas.width - 3 * GAP) / 2 if beside else float(canvas.width)
    bottom = 0.0
    for number, edition in enumerate(editions):
        months = [each[1:] for each in known if each[0] == edition]
        top, left = (0.0, number * (width + 3 * GAP)) if beside else (canvas.height, 0.0)
        total = f"{sum(kept for _, kept, _ in months):,} of {sum(possible for *_, possible in months):,}"
        canvas.text(left, top + ROW / 2, f"{edition}: {total}", bold=True, size=TEXT)
        canvas.height = top + ROW
        _months(canvas, left, left + width, {name: (kept, possible) for name, kept, possible in months if possible})
        bottom = max(bottom, canvas.height)
    canvas.height = bottom + ROW / 2
    canvas.legend([("series-1", "kept"), ("hatch bad", "missing"), ("rule", "no article known of")])


def timeline(canvas: Canvas, chart: Chart) -> None:
    """Draw how each night ended, and bands of columns for its numbers."""
    nights = [(str(day), str(end), numbers) for day, end, *numbers in chart.rows]
    first, last = date.fromisoformat(nights[0][0]), date.fromisoformat(nights[-1][0])
    days = [date.fromordinal(at).isoformat() for at in range(first.toordinal(), max(first, last).toordinal() + 1)]
    place = {day: at for at, day in enumerate(days)}
    found = list(dict.fromkeys(end for _, end, _ in nights))
    ends = [end for end in (*EXIT_NAMES, UNENDED) if end in found]
    ends += sorted(set(found) - set(ends))
    bands = []
    for at, header in enumerate(chart.headers[2:]):
        sums = [0] * len(days)
        for day, _, numbers in nights:
            sums[place[day]] += int(numbers[at] or 0)
        bands.append((header, sums, round_scale(max(sums), 2)))
    left = max(text_width(label, SMALL) for label in (*ends, *(f"{scale[-1]:,}" for *_, scale in bands))) + GAP
    right = canvas.width - GAP
    canvas.text(0, ROW / 2, "how it ended", bold=True)
    canvas.height = ROW
    for end in ends:
        axes = Axes(canvas, left=left, right=right, height=18, columns=len(days), highest=1)
        middle = axes.y(0.5)
        canvas.text(left - GAP, middle, end, anchor="end", fill="muted")
        canvas.rule(left, middle, right)
        for day, ended, _ in nights:
            if ended == end:
                _mark(axes, place[day], f"{day}: {end}", well=end == EXIT_NAMES[0])
    for header, sums, scale in bands:
        canvas.text(0, canvas.height + ROW / 2, header, bold=True)
        canvas.height += ROW + 6
        axes = Axes(canvas, left=left, right=right, height=38, columns=len(days), highest=max(sums))
        axes.scale(scale)
        axes.columns(sums, [f"{header}: {sum(sums):,}"], "series-1")
    axes.time_ticks(days)


def nothing(canvas: Canvas, _: Chart) -> None:
    """Draw that there is nothing to draw."""
    canvas.path(f"M.5 .5H{canvas.width - 0.5}V65.5H.5z", stroke="rule", more=' stroke-dasharray="4 3"')
    canvas.text(canvas.width / 2, 33, "Nothing to draw", anchor="middle", fill="muted", size=TEXT)
    canvas.height = 66


def _columns(chart: Chart) -> tuple[list[str], list[tuple[str, str, list[int]]]]:
    """Return the names of the rows, and header, fill and values of each column that is drawn."""
    steps, *columns = zip(*chart.rows, strict=True)
    series = zip(chart.headers[1:], chart.fills, columns, strict=True)
    return [str(step) for step in steps], [
        (header, fill, list(map(int, values))) for header, fill, values in series if fill
    ]


def _scaled(canvas: Canvas, highest: int, columns: int, *, height: float) -> Axes:
    scale = round_scale(highest, 5)
    left = GAP + text_width(f"{scale[-1]:,}", SMALL)
    axes = Axes(canvas, left=left, right=canvas.width - GAP, height=height, columns=columns, highest=highest)
    axes.scale(scale)
    return axes


def _months(canvas: Canvas, left: float, right: float, known: dict[str, tuple[int, int]]) -> None:
    years = sorted({name[:4] for name in known if name[0].isdigit()})[-MOST_YEARS:]
    begin = left + text_width("2026", SMALL) + GAP
    cell, top = (right - begin) / 12, canvas.height + ROW
    kept_boxes, missing, unknown = [], [], []
    for at, name in enumerate(MONTHS):
        canvas.text(begin + cell * (at + 0.5), top - ROW / 2, name[0], anchor="middle", fill="muted")
    for row, year in enumerate(years):
        canvas.text(begin - GAP, top + 20 * row + 10, year, anchor="end", fill="muted")
        for at in range(12):
            x, y, width, height = begin + cell * (at + 0.04), top + 20 * row + 1.6, cell * 0.92, 16.8
            key = f"{year}-{at + 1:02d}"
            if key not in known:
                unknown.append((x, y + height / 2 - 1, width, 2.0, f"{month(key)}: no article known of"))
                continue
            kept, possible = known[key]
            tooltip, part = f"{month(key)}: {kept:,} of {possible:,} kept", height * kept / possible
            missing.append((x, y, width, height - part, tooltip))
            kept_boxes.append((x, y + height - part, width, part, tooltip))
    canvas.boxes(unknown, "rule")
    canvas.boxes(missing, "hatch bad")
    canvas.boxes(kept_boxes, "series-1")
    canvas.height = top + 20 * len(years)


def _mark(axes: Axes, at: int, tooltip: str, *, well: bool) -> None:
    """Mark a night: with a stroke where it ended well, else with a cross."""
    x, y = axes.x(at + 0.5), axes.y(0.5)
    if well:
        axes.canvas.boxes([(axes.x(at + 0.1), y - 4.5, axes.step * 0.8, 9, tooltip)], "series-1")
    else:
        axes.canvas.path(
            f"M{rounded(x - 3)} {rounded(y - 3)}l6 6m0 -6l-6 6",
            stroke="bad",
            more=' stroke-width="2.5"',
            tooltip=tooltip,
        )
