"""At which hour of which weekday articles come out, by the clock of Jakarta."""

from functools import partial

from arsip.web.plots.counted import WITHIN
from arsip.web.plots.drawn import Plot, Table
from arsip.web.plots.marks import GAP, ROW, SOLID, boxes, nothing
from arsip.web.plots.paper import MUTED, RULE, SMALL, Paper, Sheet, width_of
from arsip.web.plots.period import Period
from arsip.web.plots.words import count
from scraper.archive.database import Database

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS = 24

_COUNTS = f"""
    SELECT (strftime('%w', date) + 6) % 7, CAST(substr(published_at, 12, 2) AS INTEGER), count(*) FROM articles
    WHERE {WITHIN} GROUP BY 1, 2
"""  # noqa: S608 - a constant of ours
"""SQLite's week begins on Sunday; no minute, no hour."""

_EVERY = 3
"""Hours from one label to the next."""

_LETTERS = 3
"""Of a day's name on the drawing."""

Grid = list[list[int]]
"""Seven days of so many hours."""


def hours(db: Database, period: Period) -> Plot:
    """Count articles by weekday and hour; those that give only a day are left out, and counted."""
    grid: Grid = [[0] * HOURS for _ in DAYS]
    without = 0
    for day, hour, number in db.execute(_COUNTS, period.values):
        if hour is None:
            without += number
        else:
            grid[day][hour] += number
    return Plot(
        name="hours",
        title="Hour and weekday of publication",
        about=_about(grid, without, period),
        table=Table(
            ("hour", *DAYS),
            tuple((f"{hour:02d}:00", *(of_day[hour] for of_day in grid)) for hour in range(HOURS)),
        ),
        draw=partial(_draw, grid) if any(map(any, grid)) else nothing,
    )


def _about(grid: Grid, without: int, period: Period) -> str:
    only = f"{count(without, 'article')} {'gives' if without == 1 else 'give'} only the day"
    timed = sum(map(sum, grid))
    if not timed:
        return f"{period.opening}, {only}." if without else f"{period.opening}, there are no articles."
    most, day, hour = max((number, -day, -hour) for day, of in enumerate(grid) for hour, number in enumerate(of))
    said = (
        f"{period.opening}, the fullest hour was {DAYS[-day]}, {-hour:02d}:00 to {1 - hour:02d}:00: "
        f"{most:,} of {count(timed, 'article')}."
    )
    return f"{said} {only} and {'is' if without == 1 else 'are'} not shown." if without else said


def _draw(grid: Grid, paper: Paper) -> Sheet:
    names = [name[:_LETTERS] for name in DAYS]
    sums = [f"{sum(of_day):,}" for of_day in grid]
    left = max(map(width_of, names)) + GAP
    right = paper.width - GAP - max(map(width_of, sums))
    cell = (right - left) / HOURS
    row = max(cell, ROW * 0.8)
    sheet = paper.sheet(ROW + row * len(DAYS) + ROW)
    axes = sheet.axes(left, ROW, right, ROW + row * len(DAYS))
    axes.set(xlim=(0, HOURS), ylim=(len(DAYS), 0))
    most = max(map(max, grid))
    for line in range(len(DAYS) + 1):
        axes.axhline(line, color=RULE, linewidth=1, zorder=0)
    for line in range(0, HOURS + 1, _EVERY):
        axes.axvline(line, color=RULE, linewidth=1, zorder=0)
    boxes(axes, [_square(day, hour, number / most, cell, row) for day, of_day in enumerate(grid)
                 for hour, number in enumerate(of_day) if number], SOLID)  # fmt: skip
    for at, (name, said) in enumerate(zip(names, sums, strict=True)):
        middle = ROW + row * (at + 0.5)
        sheet.write(left - GAP, middle, name, align="right")
        sheet.write(sheet.width, middle, said, colour=MUTED, align="right")
    for hour in range(0, HOURS, _EVERY):
        sheet.write(left + cell * hour, ROW / 2, f"{hour:02d}", colour=MUTED, size=SMALL, align="center")
    sheet.write(sheet.width, sheet.height - ROW / 2, "the larger a square, the more articles", colour=MUTED, size=SMALL,
                align="right")  # fmt: skip
    return sheet


def _square(day: int, hour: int, part: float, cell: float, row: float) -> tuple[float, float, float, float]:
    """A square in the middle of its cell, whose area is a part of the largest that fits."""
    side = min(cell, row) * 0.94 * part**0.5
    across, down = side / cell / 2, side / row / 2
    return hour + 0.5 - across, day + 0.5 - down, hour + 0.5 + across, day + 0.5 + down
