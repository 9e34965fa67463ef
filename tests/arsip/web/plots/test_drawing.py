"""Drawings: fit for a page and for a file, the same every time, whatever the archive holds."""

import re
import struct
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import combinations
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from arsip.web.plots import Drawn, Period, draw_all, save
from arsip.web.plots.drawing import PLOTS, read_all
from arsip.web.plots.paper import LIGHT, NARROW, WIDE, Paper, Sheet, at_work, fitted, shown, width_of
from scraper.archive.database import open_to_read
from tests.arsip.web.plots.archives import HOSTILE, MAKERS, long, small

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module", params=MAKERS, ids=lambda maker: maker.__name__)
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Archives of no, one, six and three hundred articles."""
    made: Path = request.param(tmp_path_factory.mktemp("archive") / "archive.db")
    return made


@pytest.fixture(scope="module")
def drawn(path: Path) -> tuple[Drawn, ...]:
    """All plots of it."""
    return drawings(path)


def drawings(path: Path, period: Period | None = None) -> tuple[Drawn, ...]:
    with closing(open_to_read(path)) as db:
        return draw_all(db, period or Period())


def parsed(plot: Drawn) -> ET.Element:
    return ET.fromstring(f"<figure>{plot.svg}</figure>")  # noqa: S314 - our own, which is what is tested


def test_every_plot_is_drawn_with_words(drawn: tuple[Drawn, ...]) -> None:
    assert [plot.name for plot in drawn] == [
        "editions", "categories", "hours", "reporters", "views", "growth", "changes", "gaps", "nights",
    ]  # fmt: skip
    assert len(drawn) == len(PLOTS)
    for plot in drawn:
        assert plot.title
        assert re.fullmatch(r"[A-Z].*\.", plot.about)
        assert all(len(row) == len(plot.table.headers) for row in plot.table.rows)


def test_each_drawing_scales_and_is_named_to_those_who_cannot_see_it(drawn: tuple[Drawn, ...]) -> None:
    for plot in drawn:
        wide, narrow = parsed(plot)
        for svg, kind, width in ((wide, "wide", WIDE), (narrow, "narrow", NARROW)):
            assert svg.tag == f"{SVG}svg"
            assert svg.get("class") == f"drawing drawing-{kind}"
            assert svg.get("role") == "img"
            assert (svg.get("width"), svg.get("height")) == (None, None)
            assert svg.get("viewBox", "").split()[2] == str(width)
            named = {each.get("id"): each.text for each in svg if each.tag in {f"{SVG}title", f"{SVG}desc"}}
            assert named == {svg.get("aria-labelledby"): plot.title, svg.get("aria-describedby"): plot.about}


def test_drawings_bring_no_style_script_or_foreign_thing_into_a_page(drawn: tuple[Drawn, ...]) -> None:
    allowed = {"svg", "title", "desc", "g", "defs", "path", "use", "text", "clipPath", "rect", "pattern"}
    for plot in drawn:
        for element in parsed(plot).iter():
            if element.tag == "figure":
                continue
            assert element.tag.removeprefix(SVG) in allowed
            assert not [name for name in element.attrib if name == "style" or name.startswith("on") or "xlink" in name]
            for name, value in element.attrib.items():
                if name == "href" or "url(" in value:
                    assert re.fullmatch(r"#[\w.-]+|url\(#[\w.-]+\)", value)


def test_ids_are_one_page_s_own_and_lead_somewhere(drawn: tuple[Drawn, ...]) -> None:
    everything = "".join(plot.svg for plot in drawn)
    ids = re.findall(r' id="([^"]+)"', everything)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:url\(#|href="#|aria-\w+=")([\w.-]+)', everything)) == set(ids)


def test_colours_are_the_page_s_and_the_light_ones_where_it_has_none(drawn: tuple[Drawn, ...]) -> None:
    for plot in drawn:
        for element in parsed(plot).iter():
            for name, value in element.attrib.items():
                if name in {"fill", "stroke"} and value != "none" and not value.startswith("url("):
                    token, light = re.fullmatch(r"var\(--([\w-]+), (#\w{6})\)", value).groups()  # type: ignore[union-attr] # or it fails
                    assert LIGHT[token] == light


def texts_of(sheet: Sheet) -> list[tuple[str, Bbox]]:
    renderer = FigureCanvasAgg(sheet.figure).get_renderer()
    sheet.figure.draw_without_rendering()
    found = sheet.figure.findobj(lambda artist: isinstance(artist, Text) and bool(artist.get_text()))
    return [
        (text.get_text(), text.get_window_extent(renderer))
        for text in found
        if isinstance(text, Text) and text.get_visible()
    ]


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("period", [Period(), Period("2026-11-01", "2026-11-30", "id")], ids=["all", "month"])
def test_letters_stay_on_the_sheet_and_apart(path: Path, period: Period, width: int) -> None:
    with closing(open_to_read(path)) as db:
        plots = read_all(db, period)
    with at_work():
        for plot in plots:
            sheet = plot.draw(Paper(width))
            edge = Bbox.from_bounds(0, 0, *sheet.figure.bbox.size)
            texts = texts_of(sheet)
            assert texts
            for said, box in texts:
                assert edge.x0 - 0.5 <= box.x0, (plot.name, said)
                assert box.x1 <= edge.x1 + 0.5, (plot.name, said)
                assert edge.y0 - 0.5 <= box.y0, (plot.name, said)
                assert box.y1 <= edge.y1 + 0.5, (plot.name, said)
            for (one, here), (other, there) in combinations(texts, 2):
                assert not here.padded(-1).overlaps(there.padded(-1)), (plot.name, one, other)


def test_the_same_archive_gives_the_same_drawings_on_any_thread_and_whatever_a_matplotlibrc_says(
    path: Path, drawn: tuple[Drawn, ...]
) -> None:
    odd = {"font.size": 30, "svg.fonttype": "path", "text.parse_math": True, "axes.grid": True}
    with mpl.rc_context(odd), ThreadPoolExecutor(2) as pool:
        assert all(again == drawn for again in pool.map(drawings, [path] * 2))
        assert mpl.rcParams["font.size"] == 30


def test_names_of_the_site_are_text_as_they_are(tmp_path: Path) -> None:
    reporters = {plot.name: plot for plot in drawings(long(tmp_path / "archive.db"))}["reporters"]
    shown_names = [text.text for text in parsed(reporters)[0].iter(f"{SVG}text")]
    assert HOSTILE[2] in shown_names
    assert "<script>alert(1)<" in shown_names
    assert any(name and name.startswith("WWWW") and name.endswith("…") for name in shown_names)
    assert "kontrol kanan" in shown_names
    assert "<script" not in reporters.svg


def test_files_are_on_light_paper_with_title_and_caption(tmp_path: Path) -> None:
    path = small(tmp_path / "archive.db")
    drawn = drawings(path)
    folder = tmp_path / "new" / "plots"
    written = save(drawn, folder)
    assert {each.name for each in folder.iterdir()} == {
        f"{plot.name}.{kind}" for plot in drawn for kind in ("png", "svg")
    }
    assert sorted(written) == sorted(folder.iterdir())
    for plot in drawn:
        svg = ET.parse(folder / f"{plot.name}.svg").getroot()  # noqa: S314 - our own
        said = [text.text for text in svg.iter(f"{SVG}text")]
        assert plot.title in said
        assert "var(" not in ET.tostring(svg, "unicode")
        assert not [each for each in svg.iter() if "metadata" in each.tag]
        png = (folder / f"{plot.name}.png").read_bytes()
        assert png[:8] == b"\x89PNG\r\n\x1a\n"
        width, height = struct.unpack(">II", png[16:24])
        of_svg = [float(number) for number in svg.attrib["viewBox"].split()[2:]]
        assert [width, height] == pytest.approx([side * 200 / 72 for side in of_svg], abs=1)
    again = tmp_path / "again"
    save(drawings(path), again, ("svg",))
    assert not list(again.glob("*.png"))
    assert all(each.read_bytes() == (folder / each.name).read_bytes() for each in again.iterdir())


def test_what_stays_free_around_a_drawing_moves_all_of_it_alike(path: Path) -> None:
    with closing(open_to_read(path)) as db:
        plots = read_all(db, Period())
    with at_work():
        for plot in plots:
            bare, framed = (texts_of(plot.draw(paper)) for paper in (Paper(WIDE), Paper(WIDE, above=50, around=30)))
            moved = [
                (there.x0 - here.x0, there.y0 - here.y0) for (_, here), (_, there) in zip(bare, framed, strict=True)
            ]
            assert moved == [pytest.approx((30, 30), abs=0.01)] * len(moved), plot.name


@pytest.fixture
def working() -> Iterator[None]:
    """Measure letters as while drawing."""
    with at_work():
        yield


@pytest.mark.usefixtures("working")
def test_a_name_is_shortened_to_what_fits() -> None:
    assert fitted("Rina Utami", 200) == "Rina Utami"
    short = fitted("Rina Utami dari Kepulauan Seribu", 100)
    assert short.startswith("Rina")
    assert short.endswith("…")
    assert 70 < width_of(short) <= 100
    assert shown("\N{BRAIN}a") == "\N{WHITE SQUARE}a"
