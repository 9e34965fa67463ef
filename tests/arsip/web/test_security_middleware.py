"""Who may ask, for what, and what a browser may do with it: nothing can be written, nothing runs."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest

from arsip.web.security_middleware import POLICY
from arsip.web.served_copy import open_connections
from arsip.web.site import NAME
from tests.arsip.web.visiting import Visitor, story, visiting
from tests.scraper.archive.making import answered, article, capture, fill

PAGES = (
    "/", "/search?q=pasar", "/article/101", "/article/101/changes", "/changes", "/dashboard", "/archive",
    "/archive/articles",
    "/archive/articles/101", "/archive/who-covers-what", "/archive?sql=select+1", "/archive/articles.json",
    "/archive/articles.csv", "/assets/arsip.css", "/assets/charts.css", "/tidak-ada", "/favicon.ico", "/-/versions",
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
    monkeypatch.setattr("arsip.web.views.article._find", lambda *_: 1 / 0)
    page = await visitor.get("/article/101")
    assert (page.status, page.words("h1")) == (500, ["Internal error"])
    assert "division" not in page.text
    assert "division by zero" in caplog.text


HUNGRY = (
    "select instr(hex(zeroblob(10000000)), hex(zeroblob(1000000)) || '1')",
    "select length(hex(zeroblob(200000000)))",
    "select length(replace(body, 'a', zeroblob(100000))) from articles",
    "select hex(zeroblob(100)) like '%' || hex(zeroblob(1000)) || '%'",
    "select length(printf('%.*c', 900000000, 'x'))",
    "select length(format('%900000000d', 1))",
    "select instr(hex(zeroblob(450000)), substr(hex(zeroblob(250000)), 1, 450000) || '1')",
    "select length(replace(hex(zeroblob(450000)), substr(hex(zeroblob(250000)), 1, 450000) || '1', ''))",
    "select length(rtrim(hex(zeroblob(450000)), hex(zeroblob(50000)) || '1'))",
    "select json_patch(hex(zeroblob(450000)), hex(zeroblob(450000)))",
)
"""One step of SQLite's machine each, which no limit of time cuts short; or a value as large as memory."""


@pytest.mark.parametrize("sql", HUNGRY)
async def test_no_sql_builds_values_without_end(visitor: Visitor, sql: str) -> None:
    for address in ("/archive", "/archive.json"):
        page = await visitor.get(f"{address}?sql={quote(sql)}")
        assert page.status == 400, address
        assert "too big" in page.text or "too complex" in page.text, address


async def test_functions_that_are_bounded_give_what_sqlite_gives(visitor: Visitor) -> None:
    sql = (
        "select instr('pasar', 's'), instr(null, 's'), replace('pasar', 'a', 'o'), trim(' a '), ltrim('xa', 'x'), "
        "printf('%05d %s %5.1f%%', 42, 'a', 1.25), format('%.*f', 2, 1.5), json_patch('{\"a\":1}', '{\"b\":2}')"
    )
    (row,) = json.loads((await visitor.get(f"/archive.json?sql={quote(sql)}")).text)["rows"]
    assert row.pop(5) in {"00042 a   1.3%", "00042 a   1.2%"}  # SQLite's versions round a half differently
    assert row == [3, None, "posor", "a", "a", "1.50", '{"a":1,"b":2}']


async def test_what_the_archive_itself_says_can_be_read_however_long_it_is(tmp_path: Path) -> None:
    paragraph = "kata " * 500_000
    long = article(body=f"{paragraph}\n\nPasar {paragraph}", quote=paragraph)
    with visiting(fill(tmp_path / "archive.db", [(capture(1), answered(long))])) as visitor:
        for path in ("/", "/article/101", "/search?q=pasar", "/archive/articles/101", "/archive/texts?_sort=title"):
            assert (await visitor.get(path)).status == 200, path
        row = json.loads((await visitor.get("/archive.json?sql=select+upper(body)+as+b+from+articles")).text)["rows"]
        assert len(row[0][0]) > 5_000_000
        whole = await visitor.get("/archive/articles.csv?_stream=on&_sort=title")
        assert len(whole.body) > 7_500_000


async def test_sql_tells_of_no_file(visitor: Visitor) -> None:
    folder = str(Path(visitor.datasette.get_database(NAME).path).parent)
    for sql in ("select * from pragma_database_list", "pragma database_list", "PRAGMA main.DATABASE_LIST"):
        for kind in ("", ".json", ".csv"):
            assert folder not in (await visitor.get(f"/archive{kind}?sql={quote(sql)}")).text, sql


LINK = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


@pytest.mark.parametrize("path", ["/", "/article/101", "/archive?sql=select+1", "/archive/articles.csv"])
async def test_links_from_other_sites_lead_here_and_nothing_else_of_them_does(visitor: Visitor, path: str) -> None:
    assert (await visitor.get(path, headers=LINK)).status == 200
    assert (await visitor.get(path, headers={"sec-fetch-site": "none"})).status == 200
    assert (await visitor.get(path, headers={"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"})).status == 200
    for other in (
        {"sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"},
        {"sec-fetch-mode": "cors", "sec-fetch-dest": "empty"},
        {"sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"},
        {"sec-fetch-mode": "no-cors", "sec-fetch-dest": "document"},
    ):
        page = await visitor.get(path, headers=LINK | other)
        assert (page.status, "Another site" in page.text) == (403, True), other
        assert page.headers["content-security-policy"] == POLICY
    assert (await visitor.get(path, headers={"sec-fetch-site": "cross-site"})).status == 403


ENDLESS = quote("with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n")


@pytest.mark.parametrize(
    "path",
    [
        "/archive/articles?_sort=zzz", "/archive/articles?_sort_desc=zzz", "/archive/articles?_where=1;",
        "/archive/articles?_through=zz", "/archive/articles?_through={}", "/archive/articles?views__in=[",
        '/archive/articles?_through={"table":"x","column":"y","value":"z"}', "/archive/articles.json?_sort=zzz",
        "/archive/articles.csv?_stream=on&_sort=zzz", "/archive/articles.csv?_stream=on&_where=1;",
        "/archive?sql=select+1&_timelimit=x", f"/archive.csv?_timelimit=20&sql={ENDLESS}",
    ],
)  # fmt: skip
async def test_what_is_asked_for_wrongly_is_no_fault_of_ours(
    visitor: Visitor, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    page = await visitor.get(path)
    assert page.status == 400
    assert "Internal error" not in page.text
    assert not caplog.records


async def test_a_copy_that_is_gone_cannot_be_taken(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with visiting(fill(tmp_path / "archive.db", story())) as visitor:
        await open_connections(visitor.datasette)
        (tmp_path / "browse.db").unlink()
        page = await visitor.get("/archive.db")
        assert page.status == 404
        assert "file has moved" in page.text
        assert (await visitor.get("/article/101")).status == 200
    assert not caplog.records


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


async def test_what_is_no_path_is_refused(visitor: Visitor) -> None:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    for path in ("http://evil.example/", "evil.example/", "*", ""):  # as in: GET http://evil.example/ HTTP/1.1
        scope = {
            "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"",
            "headers": [(b"host", b"localhost")], "http_version": "1.1", "scheme": "http",
        }  # fmt: skip
        await visitor.datasette.app()(scope, None, send)
        assert sent[-2]["status"] == 404, path
        assert b"location" not in dict(sent[-2]["headers"])


async def test_a_head_has_no_fault_of_its_own(visitor: Visitor) -> None:
    for path in ("/", "/article/101", "/archive/articles", "/archive.db"):
        assert (await visitor.ask("head", path)).status == 200, path
