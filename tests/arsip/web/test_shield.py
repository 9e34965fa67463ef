"""Who may ask, for what, and what a browser may do with it: nothing can be written, nothing runs."""

import json
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import pytest

from arsip.web.shield import POLICY
from arsip.web.site import NAME
from tests.arsip.web.visiting import Visitor, story, visiting
from tests.scraper.archive.making import capture, fill

PAGES = (
    "/", "/search?q=pasar", "/article/101", "/article/101/changes", "/dashboard", "/archive", "/archive/articles",
    "/archive/articles/101", "/archive/who-covers-what", "/archive?sql=select+1", "/archive/articles.json",
    "/archive/articles.csv", "/assets/arsip.css", "/assets/plots.css", "/tidak-ada", "/favicon.ico", "/-/versions",
    "/archive?sql=insert", "/search?since=x", f"/raw/{capture(1).capture[9:]}",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
async def test_every_answer_says_what_a_browser_may_do_with_it(visitor: Visitor, path: str) -> None:
    page = await visitor.get(path)
    assert page.status in {200, 400, 404}
    assert page.headers["content-security-policy"] == POLICY
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cross-origin-resource-policy"] == "same-origin"
    assert "set-cookie" not in page.headers
    if page.headers["content-type"].startswith("text/html"):
        assert not page.tree.css("script, style, iframe, object, embed, base, [style], link[rel=preload]")
        handlers = [name for node in page.tree.css("*") for name in node.attributes if name.startswith("on")]
        assert not handlers
        loaded = [
            node.attributes.get("src") or node.attributes.get("href") or "" for node in page.tree.css("img, link")
        ]
        assert all(url.startswith("/") and not url.startswith("//") for url in loaded)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("path", ["/", "/archive/articles", "/archive/who-covers-what", "/archive", "/-/messages"])
async def test_nothing_but_asking_is_allowed(visitor: Visitor, method: str, path: str) -> None:
    assert (await visitor.ask(method, path)).status == 405


@pytest.mark.parametrize(
    "sql",
    [
        "insert into meta values ('x', 'y')", "update articles set title = 'x'", "delete from articles",
        "drop table articles", "create table x (y)", "attach 'x.db' as x", "detach main", "vacuum into 'x.db'",
        "pragma journal_mode = delete", "pragma writable_schema = on", "pragma user_version = 7", "reindex", "analyze",
        "select load_extension('x')", "select writefile('x', 'y')", "select readfile('/etc/passwd')",
        "with x as (select 1) insert into meta select 'x', 'y'", "select 1; drop table articles",
        "explain insert into meta values (1, 2)", "begin", "insert into articles_fts (articles_fts) values ('rebuild')",
        "with x as (select 1) delete from articles", "select * from pragma_writable_schema",
    ],
)  # fmt: skip
async def test_no_sql_writes(visitor: Visitor, sql: str) -> None:
    path = Path(visitor.datasette.get_database(NAME).path)
    before = path.read_bytes(), sorted(each.name for each in path.parent.iterdir())
    for address in (
        f"/archive?sql={quote(sql)}",
        f"/archive.json?sql={quote(sql)}",
        f"/archive/articles?_where={quote(sql)}",
    ):
        page = await visitor.get(address)
        if sql.startswith("explain") and page.status == 200:
            continue  # it only says what would be done
        assert page.status in {400, 404, 500}, (address, page.status)
    assert (path.read_bytes(), sorted(each.name for each in path.parent.iterdir())) == before


async def test_only_its_own_names_are_answered(tmp_path: Path) -> None:
    path = fill(tmp_path / "archive.db", story())
    with visiting(path) as visitor:
        for host in ("localhost", "localhost:8001", "127.0.0.1:8001", "[::1]:8001", "LOCALHOST"):
            assert (await visitor.get("/article/101", headers={"host": host})).status == 200, host
        for host in (
            "evil.example",
            "evil.example:8001",
            "localhost.evil.example",
            "127.0.0.1.nip.io",
            "",
            "[::2]:80",
            ":80",
        ):
            page = await visitor.get("/article/101", headers={"host": host})
            assert (page.status, "Pasar" in page.text) == (421, False), host
            assert page.headers["content-security-policy"] == POLICY
    with visiting(path, hosts=None) as visitor:
        assert (await visitor.get("/article/101", headers={"host": "arsip.example"})).status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/-/databases", "/-/messages", "/-/permissions", "/-/allow-debug", "/-/patterns", "/-/threads", "/-/auth-token",
        "/-/metadata", "/-/logout", "/-/actor", "/_internal", "/_memory", "/assets/../templates/base.html",
        "/-/static/../app.py", "/assets/%2e%2e/site.py",
    ],
)  # fmt: skip
async def test_what_is_for_logins_and_for_finding_faults_is_not_there(visitor: Visitor, path: str) -> None:
    page = await visitor.get(path)
    assert page.status in {302, 403, 404}
    assert visitor.datasette.get_database(NAME).path not in page.text


async def test_datasettes_own_facts_tell_of_no_file(visitor: Visitor) -> None:
    for path in ("/-/versions.json", "/-/settings.json", "/-/plugins.json", "/.json"):
        page = await visitor.get(path)
        json.loads(page.text)
        assert str(Path(visitor.datasette.get_database(NAME).path).parent) not in page.text


async def test_a_fault_of_ours_is_told_without_its_insides(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("arsip.web.pages.article.told", lambda *_: 1 / 0)
    page = await visitor.get("/article/101")
    assert (page.status, page.words("h1")) == (500, ["Something is wrong here"])
    assert "division" not in page.text
    assert "division by zero" in caplog.text


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/%5C%5Cevil.example/", "/%2F%2Fevil.example/", "/search/", "/archive/"]
)
async def test_no_answer_leads_elsewhere(visitor: Visitor, path: str) -> None:
    page = await visitor.get(path)
    for _ in range(3):
        if page.status != 302:
            break
        leads = urljoin("http://localhost/", page.headers["location"].replace("\\", "/"))
        assert urlsplit(leads).hostname == "localhost", leads
        page = await visitor.get(page.headers["location"])


async def test_a_head_has_no_fault_of_its_own(visitor: Visitor) -> None:
    for path in ("/", "/article/101", "/archive/articles", "/archive.db"):
        assert (await visitor.ask("head", path)).status == 200, path
