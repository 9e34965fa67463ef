"""Articles a month, by edition."""

from functools import partial

from arsip.web.plots.counted import WITHIN, Counted, by
from arsip.web.plots.drawn import Plot, Table
from arsip.web.plots.marks import ROW, SOLID, Fill, columns, counted, legend, nothing, ticks_below
from arsip.web.plots.paper import SECOND, Paper, Sheet
from arsip.web.plots.period import MONTHS, Period, written
from arsip.web.plots.words import count, share
from scraper.archive.database import Database
from scraper.items import EDITION_NAMES

_COUNTS = f"""
    SELECT substr(date, 1, :letters), CASE WHEN key > 0 THEN 'id' ELSE 'en' END, count(*) FROM articles
    WHERE {WITHIN} GROUP BY 1, 2
"""  # noqa: S608 - a constant of ours

_FILLS = {"id": SOLID, "en": Fill(SECOND, "////")}

_HEIGHT, _GAP = 220, 10


def editions(db: Database, period: Period) -> Plot:
    """Count the articles of each edition by the day or month in which they came out."""
    found = by(db, period, _COUNTS)
    if found is None:
        return Plot(
            name="editions",
            title="Articles a month, by edition",
            about=f"{period.opening}, there are no articles.",
            table=Table(("month", *EDITION_NAMES.values()), ()),
            draw=nothing,
        )
    shown = [lang for lang in EDITION_NAMES if lang in found.of]
    return Plot(
        name="editions",
        title=f"Articles a {found.steps.unit}, by edition",
        about=_about(found, period),
        table=Table(
            (found.steps.unit, *(EDITION_NAMES[lang] for lang in shown)),
            tuple(
                (found.steps.name(at), *numbers)
                for at, numbers in enumerate(zip(*(found.of[lang] for lang in shown), strict=True))
            ),
        ),
        draw=partial(_draw, found),
    )


def _about(found: Counted, period: Period) -> str:
    by_step = found.by_step
    most = max(by_step)
    when = found.steps.name(by_step.index(most))
    month = f"{MONTHS[int(when[5:7]) - 1]} " if found.steps.unit == "month" else ""
    fullest = f"On {written(when)}" if found.steps.unit == "day" else f"In {month}{when[:4]}"
    said = f"{period.opening}, {count(found.total, 'article')} {'is' if found.total == 1 else 'are'} kept"
    if len(found.of) == len(EDITION_NAMES):
        said += f", {share(found.sums['en'], found.total)} of them in English"
    return f"{said}. {fullest} there were most: {most:,}." if len(by_step) > 1 else f"{said}."


def _draw(found: Counted, paper: Paper) -> Sheet:
    sheet = paper.sheet(_HEIGHT)
    shown = [lang for lang in EDITION_NAMES if lang in found.of]
    top = legend(sheet, 0, [(_FILLS[lang], f"{EDITION_NAMES[lang]}, {found.sums[lang]:,}") for lang in shown])
    axes = counted(sheet, top + _GAP, sheet.height - ROW, max(found.by_step))
    axes.set_xlim(0, len(found.steps))
    below = [0] * len(found.steps)
    for lang in shown:
        numbers = found.of[lang]
        columns(axes, numbers, _FILLS[lang], below=below)
        below = [low + more for low, more in zip(below, numbers, strict=True)]
    ticks_below(axes, found.steps.ticks(axes.bbox.width))
    return sheet
