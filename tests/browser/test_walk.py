"""A walk through an archive as a reader takes it, in a narrow and a wide window, in light and dark."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.visits import Pictures, Window, window

EDITED = "Judul Baru Setelah Disunting"
WIDTHS = (390, 1280)


@pytest.mark.parametrize("width", WIDTHS)
def test_search_facet_open_diff_plot_and_download(browser: Browser, site: str, pictures: Pictures, width: int) -> None:
    with window(browser, site, pictures, width=width) as visit:
        visit.go("/")
        expect(visit.page.get_by_role("heading", level=1)).to_contain_text("11 articles")
        visit.look("home")
        _search_a_person_misspelled(visit)
        visit.go("/")
        _search_and_part(visit)
        _open(visit)
        _compare(visit)


def _search_a_person_misspelled(visit: Window) -> None:
    visit.go("/search?q=toto+wicaksena")
    visit.look("misspelled")
    visit.follow("toto wicaksana")
    expect(visit.page.locator("#count")).to_contain_text("the bylines of 1 article")
    visit.look("person")
    visit.follow("1 article by Toto Wicaksana")
    expect(visit.page.locator(".hits li")).to_have_count(1)


def _search_and_part(visit: Window) -> None:
    visit.page.get_by_role("searchbox", name="Words, an article").fill("jakarta")
    visit.page.get_by_role("searchbox", name="Words, an article").press("Enter")
    expect(visit.page.locator("#count")).to_contain_text("article")
    visit.look("search")
    visit.page.emulate_media(media="print")
    expect(visit.page.locator("form:visible, nav:visible, aside:visible")).to_have_count(0)
    visit.page.emulate_media(media="screen")
    every = visit.page.locator(".hits li").count()
    visit.page.locator("#by-edition + ul a", has_text="English").click()
    expect(visit.page.locator("#by-edition + ul [aria-current]")).to_contain_text("English")
    assert 0 < visit.page.locator(".hits li").count() < every
    visit.page.locator("#by-edition + ul a", has_text="English").click()
    assert visit.page.locator(".hits li").count() == every


def _open(visit: Window) -> None:
    visit.follow(EDITED)
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(EDITED)
    photo = visit.page.locator("article img")
    assert photo.evaluate("image => image.complete && image.naturalWidth > 0")
    expect(visit.page.locator(".drawing path[stroke-width]").filter(visible=True)).to_have_count(1)
    visit.page.get_by_text("Numbers", exact=True).click()
    counters = visit.page.get_by_role("region", name="Counters by day").locator("tbody tr")
    expect(counters.filter(has_text="own page")).to_have_count(3)
    visit.look("article")
    with visit.page.expect_download() as saved:
        visit.page.get_by_role("link", name="Save the raw page").click()
    assert saved.value.suggested_filename.endswith(".html")
    assert EDITED in Path(saved.value.path()).read_text(encoding="utf-8")


def _compare(visit: Window) -> None:
    visit.follow("compare")
    expect(visit.page.locator("ins").nth(1)).to_contain_text(EDITED)
    added = visit.page.locator(".change ins").filter(has_text="Keterangan ini ditambahkan kemudian oleh redaksi.")
    expect(added).to_have_count(1)
    visit.look("comparison")
    visit.follow("Version 1")
    expect(visit.page.locator(".notice")).to_contain_text("This is version 1 of 2")
    expect(visit.page.get_by_role("heading", level=1)).not_to_have_text(EDITED)


@pytest.mark.parametrize("width", WIDTHS)
def test_plots_tables_questions_and_sql(browser: Browser, site: str, pictures: Pictures, width: int) -> None:
    with window(browser, site, pictures, width=width) as visit:
        visit.go("/")
        visit.follow("Dashboard")
        plots = visit.page.locator("figure svg:visible")
        assert plots.count() >= 8
        assert all(
            plots.nth(n).evaluate("svg => svg.getBoundingClientRect().height > 20") for n in range(plots.count())
        )
        visit.look("dashboard")
        visit.follow("Changes")
        card = visit.page.locator(".card", has_text=EDITED)
        expect(card.locator("ins").first).to_contain_text(EDITED)
        visit.page.get_by_label("Field").select_option("Text")
        visit.page.get_by_role("button", name="Show").click()
        expect(card.locator("ins").last).to_contain_text("Keterangan ini ditambahkan kemudian oleh redaksi.")
        visit.look("changes")
        visit.follow("Data")
        visit.look("data")
        visit.page.locator(".tables").get_by_role("link", name="articles", exact=True).click()
        visit.page.locator("#facet-lang a").first.click()
        expect(visit.page.locator("#facet-lang [aria-current]")).to_have_count(1)
        visit.page.get_by_text("Choose columns").click()
        visit.page.get_by_label("slug", exact=True).uncheck()
        visit.look("columns")
        visit.page.get_by_role("button", name="Show these columns").click()
        expect(visit.page.get_by_role("columnheader", name="title")).to_be_visible()
        expect(visit.page.get_by_role("columnheader", name="slug", exact=True)).to_have_count(0)
        visit.go(visit.page.locator("p.beside a").get_attribute("href") or "")
        visit.look("table")
        with visit.page.expect_download() as saved:
            visit.page.get_by_role("link", name="CSV of all").click()
        assert Path(saved.value.path()).read_text(encoding="utf-8").startswith("key,lang,id,")
        visit.go("/archive/articles/" + str(visit.page.locator("tbody a").first.inner_text()))
        visit.look("row")
        visit.go("/")
        visit.follow("Who covers what")
        visit.look("question")
        visit.follow("Change the SQL")
        visit.page.get_by_label("SQL").fill("SELECT lang, count(*) AS articles FROM articles GROUP BY lang")
        visit.page.get_by_role("button", name="Run").click()
        expect(visit.page.locator("tbody tr")).to_have_count(2)
        visit.look("sql")


@pytest.mark.parametrize("width", WIDTHS)
def test_where_there_is_nothing(browser: Browser, site: str, pictures: Pictures, width: int) -> None:
    with window(browser, site, pictures, width=width) as visit:
        for name, path, status in (
            ("no-results", "/search?q=tidakadasamasekali&lang=en", 200),
            ("not-archived", "/article/7", 404),
            ("wrong-day", "/search?since=kemarin", 400),
            ("no-answer", "/archive/two-names-in-the-text", 200),
        ):
            assert visit.go(path) == status
            visit.noted[:] = [each for each in visit.noted if f"{status} (" not in each]  # the browser's own note of it
            visit.look(name)


def test_it_can_be_used_by_the_keyboard_alone(browser: Browser, site: str, pictures: Pictures) -> None:
    with window(browser, site, pictures) as visit:
        visit.go("/search?q=jakarta")
        visit.page.keyboard.press("Tab")
        skip = visit.page.get_by_role("link", name="Skip to the content")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        visit.page.keyboard.press("Enter")
        expect(visit.page.locator("main")).to_be_focused()
        visit.page.keyboard.press("Tab")
        expect(visit.page.get_by_label("Words", exact=True)).to_be_focused()
        visit.page.keyboard.press("Control+A")
        visit.page.keyboard.type("disunting")
        visit.page.keyboard.press("Enter")
        expect(visit.page.locator(".hits li")).to_have_count(1)
        visit.page.locator(".hits a").focus()
        assert visit.page.locator(".hits a").evaluate("link => getComputedStyle(link).outlineStyle") != "none"
        visit.page.keyboard.press("Enter")
        expect(visit.page.get_by_role("heading", level=1)).to_have_text(EDITED)
        landmarks = visit.page.evaluate("[...document.querySelectorAll('header.top, main, footer')].length")
        assert landmarks == 3
        assert visit.page.locator("article").get_attribute("lang") == "id"


def test_it_works_without_scripts(browser: Browser, site: str, pictures: Pictures) -> None:
    with window(browser, site, pictures, java_script_enabled=False) as visit:
        visit.go("/search?q=disunting")
        visit.follow(EDITED)
        assert visit.page.url.startswith(f"{site}/article/")
        visit.go("/archive/articles.json?_shape=array&_size=1")
        assert len(json.loads(visit.page.locator("body").inner_text())) == 1
