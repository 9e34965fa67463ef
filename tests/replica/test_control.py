"""Another process changes the site by orders, where the door is open; orders leave no trace in the log."""

from typing import Any

import aiohttp
import pytest

from replica.clock import START, Clock
from replica.options import Options
from replica.server import serve
from replica.site import Site


@pytest.fixture
def site() -> Site:
    return Site(Options(articles=120), Clock(frozen=True))


async def ordered(session: aiohttp.ClientSession, url: str, order: Any) -> tuple[int, dict[str, Any]]:
    async with session.post(f"{url}/-/control", json=order) as response:
        return response.status, await response.json()


async def test_orders_change_the_site_and_answer_its_state(site: Site) -> None:
    log: list[dict[str, Any]] = []
    first, second = site.ids("id")[-1], site.ids("en")[-1]
    async with serve(site, log=log, control=True) as running, aiohttp.ClientSession() as session:
        calm = {
            "now": "2026-10-08T12:00:00+07:00",
            "articles": {"id": site.count("id"), "en": site.count("en")},
            "deleted": 0,
            "edited": 0,
            "troubles": [],
        }
        assert await ordered(session, running.url, {}) == (200, calm)
        status, state = await ordered(session, running.url, {"advance": 3600})
        assert (status, state["now"]) == (200, "2026-10-08T13:00:00+07:00")
        assert site.clock.now() > START
        given = {"kind": "503", "path": "/read/", "every": 2, "times": 3}
        status, state = await ordered(session, running.url, {"trouble": given})
        assert (status, state["troubles"]) == (200, [{**given, "struck": 0}])
        for expected in (200, 503):
            async with session.get(f"{running.url}/read/{first}") as response:
                assert response.status == expected
        order = {"calm": True, "edit": {"article": f"id/{first}", "title": "Lain", "editor": None},
                 "delete": [f"en/{second}"]}  # fmt: skip
        status, state = await ordered(session, running.url, order)
        assert (status, state["troubles"], state["edited"], state["deleted"]) == (200, [], 1, 1)
        assert (site.article("id", first).title, site.article("id", first).editor) == ("Lain", None)
        assert site.index("en", second) is None
        _, state = await ordered(session, running.url, {"restore": [f"en/{second}"]})
        assert (state["deleted"], site.index("en", second) is None) == (0, False)
    assert [entry["path"] for entry in log] == [f"/read/{first}"] * 2


@pytest.mark.parametrize(
    ("order", "named"),
    [
        ([], "object"), ({"explode": 1}, "explode"), ({"advance": -1}, "back"), ({"advance": "x"}, "advance"),
        ({"advance": 1e300}, "advance"), ({"trouble": {"kind": "x"}}, "no trouble 'x'"), ({"trouble": 1}, "trouble"),
        ({"trouble": {"kind": "404", "path": "("}}, "expression"),
        ({"trouble": {"kind": "404", "every": "3"}}, "trouble"),
        ({"edit": {"article": "id/3", "title": "x"}}, "edit"), ({"edit": {"title": "x"}}, "edit"),
        ({"edit": {"article": "142433"}}, "142433"), ({"delete": ["id/3"]}, "delete"), ({"delete": "id/3"}, "'i'"),
        ({"delete": [3]}, "delete"), ({"restore": ["id/155970"]}, "restore"),
    ],
)  # fmt: skip
async def test_a_wrong_order_is_refused_by_name(site: Site, order: Any, named: str) -> None:
    async with serve(site, control=True) as running, aiohttp.ClientSession() as session:
        _, before = await ordered(session, running.url, {})
        status, answer = await ordered(session, running.url, order)
        assert status == 400
        assert named in answer["error"]
        assert await ordered(session, running.url, {}) == (200, before)


async def test_what_is_no_json_or_no_post_is_refused(site: Site) -> None:
    async with serve(site, control=True) as running, aiohttp.ClientSession() as session:
        async with session.post(f"{running.url}/-/control", data=b"\xff{") as response:
            assert response.status == 400
        async with session.get(f"{running.url}/-/control") as response:
            assert response.status == 405


async def test_no_trouble_befalls_the_door(site: Site) -> None:
    async with serve(site, control=True) as running, aiohttp.ClientSession() as session:
        site.trouble("reset")
        assert (await ordered(session, running.url, {"calm": True}))[1]["troubles"] == []


async def test_without_the_switch_there_is_no_door(site: Site) -> None:
    async with serve(site) as running, aiohttp.ClientSession() as session:
        async with session.post(f"{running.url}/-/control", json={"advance": 60}) as response:
            assert response.status == 405
        async with session.get(f"{running.url}/-/control") as response:
            assert response.status == 404
    assert site.clock.now() == START
