"""The table of charts, and how they get into pages and files."""

import re
import textwrap
from collections.abc import Callable
from html import escape
from pathlib import Path

from markupsafe import Markup

from arsip.web.charts import articles, captures, curve, kinds, observation
from arsip.web.charts.canvas import LIGHT, NARROW, WIDE, Canvas, colour
from arsip.web.charts.chart import Chart
from arsip.web.period import Period
from scraper.archive.database import Database
from scraper.atomic_file import replace_file

CHARTS: dict[str, tuple[Callable[[Database, Period], Chart], Callable[[Canvas, Chart], None]]] = {
    "editions": (articles.editions, kinds.columns),
    "categories": (articles.categories, kinds.small_multiples),
    "hours": (articles.hours, kinds.small_multiples),
    "reporters": (articles.reporters, kinds.ranking),
    "views": (observation.views, kinds.columns),
    "growth": (observation.growth, kinds.quartiles),
    "changes": (observation.changes, kinds.ranking),
    "gaps": (observation.gaps, kinds.calendar),
    "nights": (observation.nights, kinds.timeline),
}
"""What reads each chart's numbers and what draws them, by a name for addresses and files, in the order shown."""

_DRAWN = {
    **{name: draw for name, (_, draw) in CHARTS.items()},
    "found": kinds.histogram,
    "captures": captures.strip,
    "curve": curve.draw,
}
"""What draws each chart, by its name: also those that are of a search or an article and not of a period."""

PNG_ZOOM = 200 / 72
"""Pixels of a PNG to the unit."""

_MARGIN, _LINE, _LINE_LETTERS = 24, 18, 105
_VARIABLE = re.compile(r"var\(--[\w-]+, (#[0-9a-f]{6})\)")


def read_charts(db: Database, period: Period) -> dict[str, Chart]:
    """Read the numbers of all charts, by name.

    Raises:
        DatabaseError: the archive cannot be read.
    """
    return {name: read(db, period) for name, (read, _) in CHARTS.items()}


def inline_svg(chart: Chart, name: str) -> Markup:
    """Draw a chart for a page of HTML: for a wide and for a narrow column; `charts.css` shows the one that fits.

    No style is in it, as pages forbid those: colours are attributes.
    """
    drawings = []
    for kind, width in (("wide", WIDE), ("narrow", NARROW)):
        ident = f"{name}-{kind}"
        canvas = _drawn(name, chart, width, ident)
        begin = f'<svg class="drawing drawing-{kind}" viewBox="0 0 {width} {canvas.height:g}" fill="{colour("ink")}" '
        begin += 'xmlns="http://www.w3.org/2000/svg" '
        if chart.links:  # an image has no links in it; caption and table say and link all that is drawn
            drawings.append(f'{begin}aria-hidden="true">{canvas.svg}</svg>')
            continue
        drawings.append(
            f'{begin}role="img" aria-labelledby="{ident}-title" aria-describedby="{ident}-about">'
            f'<title id="{ident}-title">{escape(chart.title)}</title>'
            f'<desc id="{ident}-about">{escape(chart.caption)}</desc>{canvas.svg}</svg>'
        )
    return Markup("".join(drawings))  # noqa: S704 - all texts in it are escaped


def save_charts(charts: dict[str, Chart], folder: Path) -> list[Path]:
    """Write charts into SVG and PNG files, with title and caption, in light colours; return the files.

    Raises:
        OSError: a file cannot be written.
        ModuleNotFoundError: the extra `web` is not installed.
    """
    written = []
    for name, chart in charts.items():
        svg = _standalone(name, chart)
        for kind, content in (("png", _png(svg)), ("svg", svg.encode())):
            path = folder / f"{name}.{kind}"
            with replace_file(path) as file:
                file.write(content)
            written.append(path)
    return written


def _standalone(name: str, chart: Chart) -> str:
    canvas = _drawn(name, chart, WIDE, name)
    lines = textwrap.wrap(chart.caption, _LINE_LETTERS)
    heading = Canvas(WIDE, name)
    heading.text(0, 8, chart.title, size=16, weight="bold")
    for number, line in enumerate(lines):
        heading.text(0, 26 + _LINE * (number + 0.5), line, fill="muted", size=13)
    above = _MARGIN + 26 + _LINE * len(lines) + _MARGIN // 2
    width, height = WIDE + 2 * _MARGIN, round(above + canvas.height + _MARGIN)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="Lato, sans-serif" fill="{LIGHT["ink"]}">'
        f'<rect width="{width}" height="{height}" fill="{LIGHT["paper"]}"/>'
        f'<g transform="translate({_MARGIN} {_MARGIN})">{heading.svg}</g>'
        f'<g transform="translate({_MARGIN} {above})">{canvas.svg}</g></svg>\n'
    )
    return _VARIABLE.sub(r"\1", svg)


def _drawn(name: str, chart: Chart, width: int, ident: str) -> Canvas:
    canvas = Canvas(width, ident)
    if chart.rows:
        _DRAWN[name](canvas, chart)
    else:
        kinds.nothing(canvas)
    return canvas


def _png(svg: str) -> bytes:
    """Rasterise with the font that the extra brings, so that the picture is the same on every machine."""
    import font_lato  # noqa: PLC0415
    import resvg_py  # noqa: PLC0415

    fonts = Path(font_lato.__file__).parent / "files"
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=PNG_ZOOM, font_dirs=[str(fonts)], font_family="Lato"))
