"""Drawings: fit for a page and for a file, the same every time, whatever the archive holds."""

import re
import struct
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, timedelta
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from arsip.web.charts import CHARTS, Chart, inline_svg, read_charts, save_charts
from arsip.web.charts.canvas import LIGHT, NARROW, WIDE, fitted, text_width
from arsip.web.period import Period
from scraper.archive.copies.publication import publish
from scraper.archive.database import open_to_read
from scraper.archive.schema.tables import is_published
from tests.arsip.web.charts.archives import HOSTILE, MAKERS, long, small

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module", params=MAKERS, ids=lambda maker: maker.__name__)
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Archives of no, one, six and three hundred articles."""
    made: Path = request.param(tmp_path_factory.mktemp("archive") / "archive.db")
    return made


@pytest.fixture(scope="module")
def charts(path: Path) -> dict[str, Chart]:
    """All charts of it."""
    return read(path)


@pytest.fixture(scope="module")
def drawn(charts: dict[str, Chart]) -> dict[str, str]:
    """The same, drawn for a page."""
    return draw(charts)


def read(path: Path, period: Period | None = None) -> dict[str, Chart]:
    with closing(open_to_read(path)) as db:
        return read_charts(db, period or Period())


def draw(charts: dict[str, Chart]) -> dict[str, str]:
    return {name: inline_svg(chart, name) for name, chart in charts.items()}


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(f"<figure>{svg}</figure>")  # noqa: S314 - our own, which is what is tested


DAYS = ("2010-01-01", "2026-01-31", "2026-09-30", "2026-10-01", "2026-10-02", "2026-10-31", "2026-11-15", "2027-02-28")


def test_a_published_copy_gives_the_same_charts_of_any_days(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "browse.db"
    publish(path, copy)
    bounds = [(None, None), *((day, None) for day in DAYS), *((None, day) for day in DAYS), *combinations(DAYS, 2)]
    with closing(open_to_read(path)) as archive, closing(open_to_read(copy)) as published:
        assert is_published(published)
        for number, (since, until) in enumerate(bounds):
            period = Period(since, until, (None, "id", "en")[number % 3])
            assert read_charts(published, period) == read_charts(archive, period), period


def test_every_chart_has_words_and_a_table(charts: dict[str, Chart]) -> None:
    assert list(charts) == [
        "editions", "categories", "hours", "reporters", "views", "growth", "changes", "gaps", "nights",
    ]  # fmt: skip
    assert len(charts) == len(CHARTS)
    for chart in charts.values():
        assert chart.title
        assert re.fullmatch(r"[A-Z].*\.", chart.caption)
        assert all(len(row) == len(chart.headers) for row in chart.rows)


def test_each_drawing_scales_and_is_named_to_those_who_cannot_see_it(
    charts: dict[str, Chart], drawn: dict[str, str]
) -> None:
    for name, chart in charts.items():
        wide, narrow = parsed(drawn[name])
        for svg, kind, width in ((wide, "wide", WIDE), (narrow, "narrow", NARROW)):
            assert svg.tag == f"{SVG}svg"
            assert svg.get("class") == f"drawing drawing-{kind}"
            assert svg.get("role") == "img"
            assert (svg.get("width"), svg.get("height")) == (None, None)
            assert svg.get("viewBox", "").split()[2] == str(width)
            named = {each.get("id"): each.text for each in svg if each.tag in {f"{SVG}title", f"{SVG}desc"}}
            assert named == {svg.get("aria-labelledby"): chart.title, svg.get("aria-describedby"): chart.caption}


def test_what_is_drawn_has_a_tooltip(charts: dict[str, Chart], drawn: dict[str, str]) -> None:
    for name, svg in drawn.items():
        tips = [title.text for title in parsed(svg).iter(f"{SVG}title")]
        assert all(tips)
        assert len(tips) > 2 if charts[name].rows else len(tips) == 2


def test_each_night_that_failed_has_its_own_mark_and_tooltip() -> None:
    failed = ("2026-03-10", "2026-09-04", "2026-09-05")
    days = [(date(2026, 2, 1) + timedelta(at)).isoformat() for at in range(300)]
    rows = tuple((day, "failed" if day in failed else "done", 9, 1, 5) for day in days)
    headers = ("night", "ended", "requests", "new articles", "minutes")
    chart = Chart(title="Nightly runs", caption="Of 300.", headers=headers, rows=rows)
    for svg in parsed(inline_svg(chart, "nights")):
        marks = [box for box in svg.iter(f"{SVG}rect") if "failed" in box.findtext(f"{SVG}title", "")]
        assert [box.findtext(f"{SVG}title") for box in marks] == [f"{day}: failed" for day in failed]
        begins, widths = ([float(box.get(name, "")) for box in marks] for name in ("x", "width"))
        assert begins == sorted(set(begins))
        assert min(widths) >= 3  # or nobody sees it
        (shape,) = (path for path in svg.iter(f"{SVG}path") if path.findtext(f"{SVG}title") == "done: 297")
        done = [tuple(map(float, part)) for part in re.findall(r"M([\d.]+) [\d.]+h([\d.]+)", shape.get("d", ""))]
        gaps = [following - (x + width) for (x, width), (following, _) in pairwise(done)]
        assert sum(gap > 0.5 for gap in gaps) == 2  # of one night and of two


def test_drawings_bring_no_style_script_or_foreign_thing_into_a_page(drawn: dict[str, str]) -> None:
    allowed = {"svg", "title", "desc", "g", "defs", "path", "text", "rect", "pattern"}
    for svg in drawn.values():
        for element in parsed(svg).iter():
            if element.tag == "figure":
                continue
            assert element.tag.removeprefix(SVG) in allowed
            assert not [name for name in element.attrib if name == "style" or name.startswith("on") or "xlink" in name]
            for name, value in element.attrib.items():
                if name == "href" or "url(" in value:
                    assert re.fullmatch(r"#[\w.-]+|url\(#[\w.-]+\)", value)


def test_ids_are_one_page_s_own_and_lead_somewhere(drawn: dict[str, str]) -> None:
    everything = "".join(drawn.values())
    ids = re.findall(r' id="([^"]+)"', everything)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:url\(#|href="#|aria-\w+=")([\w.-]+)', everything)) == set(ids)


def test_colours_are_the_page_s_and_the_light_ones_where_it_has_none(drawn: dict[str, str]) -> None:
    for svg in drawn.values():
        for element in parsed(svg).iter():
            for name, value in element.attrib.items():
                if name in {"fill", "stroke"} and value != "none" and not value.startswith("url("):
                    token, light = re.fullmatch(r"var\(--([\w-]+), (#\w{6})\)", value).groups()  # type: ignore[union-attr] # or it fails
                    assert LIGHT[token] == light


def test_the_same_archive_gives_the_same_drawings_on_any_thread(path: Path, drawn: dict[str, str]) -> None:
    with ThreadPoolExecutor(2) as pool:
        assert all(draw(again) == drawn for again in pool.map(read, [path] * 2))


def test_names_of_the_site_are_text_as_they_are(tmp_path: Path) -> None:
    reporters = draw(read(long(tmp_path / "archive.db")))["reporters"]
    shown_names = [text.text for text in parsed(reporters)[0].iter(f"{SVG}text")]
    assert HOSTILE[2] in shown_names
    assert "<script>alert(1)<" in shown_names
    assert any(name and name.startswith("WWWW") and name.endswith("…") for name in shown_names)
    assert "kontrol kanan" in shown_names
    assert "<script" not in reporters


def test_files_are_on_light_paper_with_title_and_caption(tmp_path: Path) -> None:
    every = read(small(tmp_path / "archive.db"))
    charts = {name: every[name] for name in ("editions", "gaps", "growth")}  # of each kind of marks
    folder = tmp_path / "new" / "plots"
    written = save_charts(charts, folder)
    assert {each.name for each in folder.iterdir()} == {f"{name}.{kind}" for name in charts for kind in ("png", "svg")}
    assert sorted(written) == sorted(folder.iterdir())
    for name, chart in charts.items():
        svg = ET.parse(folder / f"{name}.svg").getroot()  # noqa: S314 - our own
        said = [text.text for text in svg.iter(f"{SVG}text")]
        assert chart.title in said
        assert chart.caption.split(" ")[0] in " ".join(filter(None, said))
        assert "var(" not in ET.tostring(svg, "unicode")
        assert not [each for each in svg.iter() if "metadata" in each.tag]
        png = (folder / f"{name}.png").read_bytes()
        assert png[:8] == b"\x89PNG\r\n\x1a\n"
        width, height = struct.unpack(">II", png[16:24])
        of_svg = [float(number) for number in svg.attrib["viewBox"].split()[2:]]
        assert [width, height] == pytest.approx([side * 200 / 72 for side in of_svg], abs=1)
    again = tmp_path / "again"
    save_charts(charts, again)
    assert all(each.read_bytes() == (folder / each.name).read_bytes() for each in again.iterdir())


def test_a_name_is_shortened_to_what_fits() -> None:
    assert fitted("Rina Utami", 200) == "Rina Utami"
    short = fitted("Rina Utami dari Kepulauan Seribu", 100)
    assert short.startswith("Rina")
    assert short.endswith("…")
    assert 70 < text_width(short) <= 100
