"""Texts of the site at their worst: whatever is in them, on every page it is but text, and nothing runs."""

import pytest
from playwright.sync_api import Browser

from arsip.web.metadata import QUERIES
from scraper.archive.schema.dictionary import DESCRIBED
from tests.browser.making import FIRST, HOSTILE
from tests.browser.visits import Pictures, window

KEYS = range(FIRST, FIRST + len(HOSTILE))

PAGES = [
    "/", "/search?q=banjir", "/search?q=banjir&page=1&reporter=%3Cscript%3Ealert(1)%3C/script%3E", "/dashboard",
    "/changes?kind=new&kind=changed", "/changes?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&category=%22%3Ealert(1)",
    "/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "/search?category=%3Cscript%3Ealert(1)%3C/script%3E",
    "/search?since=%3Cscript%3Ealert(1)%3C/script%3E", "/article/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "/archive?sql=select+title,+body,+photo_url+as+url+from+articles", "/archive?sql=%3Cscript%3Ealert(1)%3C/script%3E",
    "/archive/articles?_search=%3Cscript%3Ealert(1)%3C/script%3E", "/archive/articles?_facet=reporter&_facet=photo_url",
    "/archive/articles?_where=%3Cscript%3Ealert(1)%3C/script%3E",
    "/archive/two-names-in-the-text?one=script&other=alert", f"/article/{FIRST}?version=1",
]  # fmt: skip

ASKED = {"who-covers-what": "?since=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "words-by-month": "?words=banjir"}

ALLOWED = ("Failed to load resource: the server responded with a status of 4",)
"""What the browser itself notes of a page that is not there."""


FOUND = """({
    title: document.title,
    active: [...document.querySelectorAll('*')].filter(node =>
        ['SCRIPT', 'IFRAME', 'OBJECT', 'EMBED', 'BASE', 'STYLE'].includes(node.tagName)
        || [...node.attributes].some(each => each.name.startsWith('on'))
        || node.tagName == 'META' && node.httpEquiv == 'refresh').length,
    protocols: [...document.links].map(link => link.protocol),
    main: document.querySelector('main').checkVisibility()
})"""
"""What a page has become in the browser."""


def gone_through(browser: Browser, site: str, pictures: Pictures, paths: list[str]) -> None:
    with window(browser, site, pictures) as visit:
        for path in paths:
            assert visit.go(path) in {200, 400, 404}, path
            noted = [each for each in visit.noted if not any(allowed in each for allowed in ALLOWED)]
            assert noted == [], path
            visit.noted.clear()
            found = visit.page.evaluate(FOUND)
            assert found["title"].endswith("Arsip"), path
            assert "133" + "7" not in found["title"]  # 7 * 191: a template would have worked it out
            assert found["active"] == 0, path
            assert set(found["protocols"]) <= {"http:", "https:"}, path
            assert found["main"], path
        if pictures:
            visit.page.screenshot(path=pictures / "hostile.png", full_page=True)


def test_on_our_own_pages(browser: Browser, hostile_site: str, pictures: Pictures) -> None:
    paths = [f"/article/{key}{rest}" for key in KEYS for rest in ("", "/changes")]
    gone_through(browser, hostile_site, pictures, [*PAGES, *paths])


def test_on_datasettes_pages(browser: Browser, hostile_site: str, pictures: Pictures) -> None:
    tables = [f"/archive/{name}" for name in DESCRIBED]
    questions = [f"/archive/{name}{ASKED.get(name, '')}" for name in QUERIES]
    gone_through(browser, hostile_site, pictures, [*tables, *questions, "/archive", f"/archive/articles/{FIRST}"])


@pytest.mark.parametrize("ending", [".json", ".csv", ".json?_shape=array", ".csv?_dl=1"])
def test_files_are_no_pages(browser: Browser, hostile_site: str, pictures: Pictures, ending: str) -> None:
    with window(browser, hostile_site, pictures) as visit:
        answer = visit.page.request.get(f"{hostile_site}/archive/articles{ending}")
        assert answer.headers["content-type"].partition(";")[0] in {"application/json", "text/plain", "text/csv"}
        assert answer.headers["x-content-type-options"] == "nosniff"
