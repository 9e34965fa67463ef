"""Charts as a browser draws them: their texts stay on the drawing and apart, whatever the archive holds."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from arsip.web.charts import inline_svg, read_charts
from arsip.web.period import Period
from scraper.archive.database import open_to_read
from tests.arsip.web.charts.archives import MAKERS

STYLE = "<style>.drawing { font-family: 'DejaVu Sans', sans-serif; display: block }</style>"
"""The widest of the fonts that browsers come with."""

FAULTS = """svgs => svgs.flatMap(svg => {
    const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number)
    const texts = [...svg.querySelectorAll("text")].map(text => ({said: text.textContent, box: text.getBBox()}))
    const outside = texts.filter(({box}) =>
        box.x < -1 || box.y < -0.5 || box.x + box.width > width + 0.5 || box.y + box.height > height + 0.5)
    const overlapping = texts.flatMap((one, at) => texts.slice(at + 1).filter(other =>
        one.box.x + one.box.width - 1 > other.box.x + 1 && other.box.x + other.box.width - 1 > one.box.x + 1 &&
        one.box.y + one.box.height - 3 > other.box.y + 3 && other.box.y + other.box.height - 3 > one.box.y + 3
    ).map(other => one.said + " / " + other.said))
    const empty = texts.length ? [] : ["no text"]
    return [...outside.map(text => "outside: " + text.said), ...overlapping, ...empty]
        .map(fault => svg.getAttribute("aria-labelledby") + ": " + fault)
})"""
"""A box of letters has a line's height, of which the letters take the middle."""


@pytest.mark.parametrize("make", MAKERS, ids=lambda maker: maker.__name__)
def test_texts_stay_on_the_drawing_and_apart(make: Callable[[Path], Path], browser: Browser, tmp_path: Path) -> None:
    with closing(open_to_read(make(tmp_path / "archive.db"))) as db:
        charts = [read_charts(db, period) for period in (Period(), Period("2026-11-01", "2026-11-30", "id"))]
    page = browser.new_page()
    for each in charts:
        page.set_content(STYLE + "".join(inline_svg(chart, name) for name, chart in each.items()))
        assert page.eval_on_selector_all("svg", FAULTS) == []
    page.close()
