"""Watches: one message a night with what is new since the last one, and none of it lost where it is not delivered."""

import json
import shlex
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from arsip.cli.main import main
from arsip.nightly import notifications, watches
from arsip.nightly.job import Job, StepResult
from arsip.nightly.watches import Reported, Watch, changed_state, message_of, read_state, send
from scraper.archive.changes import KINDS, Position
from scraper.archive.database import ArchiveError, create_or_open, open_to_read
from tests.arsip.nightly.harness import config_at
from tests.arsip.nightly.recorder import Recorded, recording
from tests.scraper.archive.making import Pair, answered, article, capture, fill, missing, write

ALL = frozenset(KINDS)


def at(day: int, hour: int = 19) -> str:
    """A moment of October 2026: by default, at two at night in Jakarta, on the day after."""
    return f"2026-10-{day:02d}T{hour:02d}:30:00.000Z"


def flood(number: int, key: int, day: int, **changes: Any) -> Pair:
    return capture(number, key, at=at(day)), answered(article(key, title=f"Banjir Rob {key}", **changes))


@pytest.fixture
def told() -> Iterator[Recorded]:
    with recording() as recorded:
        yield recorded


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    fill(tmp_path / "archive.db", [flood(1, 101, 2), (capture(2, 102, at=at(2)), answered(article(102)))])
    return tmp_path


def add(folder: Path, *pairs: Pair) -> None:
    db = create_or_open(folder / "archive.db")
    write(db, pairs)
    db.close()


def watch(told: Recorded, **given: Any) -> Watch:
    values = {
        "name": "rob",
        "query": "banjir rob",
        "kinds": ALL,
        "notify": (told.url.replace("http", "json"),),
        **given,
    }
    return Watch(**values)


def night(folder: Path, day: int, *found: Watch) -> StepResult:
    """Take the step in the night of a day; the run begins at 02:17 in Jakarta."""
    config = config_at(folder, "https://m.beritajakarta.id", watches=found)
    return send(Job(config, lambda _: 0, run="run", started_at=datetime(2026, 10, day, 19, 17, tzinfo=UTC)))


def titles(told: Recorded) -> list[str]:
    return [json.loads(body)["title"] for _, _, body in told.requests]


def test_a_night_sends_one_message_with_what_is_new_changed_and_gone_since_the_last(
    folder: Path, told: Recorded
) -> None:
    rob = watch(told)
    assert night(folder, 3, rob) == StepResult(message="nothing new", numbers={"messages": 0})
    add(folder, flood(3, 103, 4), flood(4, 101, 4, body="Surut."), (capture(5, 102, at=at(4)), answered(article(102))))
    assert night(folder, 4, rob).message == "1 message sent"
    assert night(folder, 5, rob).message == "nothing new"
    add(
        folder,
        (capture(6, 103, at=at(6), status=404), missing(103)),
        (capture(7, 103, at=at(8), status=404), missing(103)),
    )
    assert night(folder, 8, rob).numbers == {"messages": 1}
    assert titles(told) == ["Arsip: rob: 1 new, 1 changed", "Arsip: rob: 1 taken down"]
    body = json.loads(told.requests[0][2])["message"]
    assert "New: Banjir Rob 103" in body
    assert "{+Surut.+}" in body
    assert "https://www.beritajakarta.id/read/103/" in body


def test_it_begins_with_the_first_night_after_it_was_added(folder: Path, told: Recorded) -> None:
    add(folder, flood(3, 103, 3))
    night(folder, 3, watch(told))  # after 02:17 of that night
    assert titles(told) == ["Arsip: rob: 1 new"]
    with changed_state(folder) as state:  # added meanwhile
        state["late"] = Reported(Position.parse(f"{at(3)}_103_0_1"), at(4))
    add(folder, flood(4, 104, 4))
    night(folder, 4, watch(told))
    night(folder, 5, watch(told, name="late"))
    assert titles(told)[-1] == "Arsip: late: 1 new"


def test_a_second_run_of_a_night_sends_nothing_and_what_it_found_comes_the_next_night(
    folder: Path, told: Recorded
) -> None:
    add(folder, flood(3, 103, 3))
    night(folder, 3, watch(told))
    add(folder, flood(4, 104, 3))
    assert night(folder, 3, watch(told)).message == "nothing new"
    night(folder, 4, watch(told))
    assert ["103" in body for _, _, body in told.requests] == [True, False]


def test_what_is_not_delivered_is_sent_the_next_night_and_other_watches_go_on(folder: Path, told: Recorded) -> None:
    add(folder, flood(3, 103, 3))
    told.statuses = [500, 200]
    failed = night(folder, 3, watch(told), watch(told, name="other"))
    assert (failed.status, failed.numbers) == (1, {"messages": 1})
    assert failed.message == (
        "rob: the message could not be delivered, and will be sent again the next night; 1 message sent"
    )
    add(folder, flood(4, 104, 4))
    assert night(folder, 4, watch(told)).status == 0
    assert titles(told) == ["Arsip: rob: 1 new", "Arsip: other: 1 new", "Arsip: rob: 2 new"]


def test_only_the_addresses_that_missed_a_message_get_it_again(folder: Path, told: Recorded) -> None:
    add(folder, flood(3, 103, 3))
    address = told.url.replace("http", "json")
    rob = watch(told, notify=(f"{address}/one", f"{address}/two"))
    told.statuses = [200, 500, 200]
    failed = night(folder, 3, rob)
    assert (failed.status, failed.numbers) == (1, {"messages": 1})
    assert failed.message == (
        "rob: the message could not be delivered to 1 of 2 addresses, and will be sent again the next night; "
        "1 message sent"
    )
    add(folder, flood(4, 104, 3))
    assert night(folder, 3, rob).message == "1 message sent"  # a second run of the same night
    add(folder, flood(5, 105, 5))
    assert night(folder, 5, rob).message == "1 message sent"
    assert night(folder, 6, rob).message == "nothing new"
    got = [(path, json.loads(body)["title"].removeprefix("Arsip: rob: ")) for _, path, body in told.requests]
    assert got[:3] == [("/one", "1 new"), ("/two", "1 new"), ("/two", "2 new")]
    assert sorted(got[3:]) == [("/one", "2 new"), ("/two", "1 new")]
    assert address not in (folder / "watches.json").read_text()


def test_positions_that_cannot_be_written_are_named_and_other_watches_go_on(
    folder: Path, told: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    rob, other = watch(told), watch(told, name="other")
    night(folder, 3, rob, other)
    add(folder, flood(3, 103, 4))

    def full(path: Path) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(watches, "replace_file", full)
    result = night(folder, 4, rob, other)
    assert (result.status, result.numbers, titles(told)) == (
        1, {"messages": 2}, ["Arsip: rob: 1 new", "Arsip: other: 1 new"],
    )  # fmt: skip
    assert result.message.startswith(f"rob: {folder / 'watches.json'} cannot be written (No space left on device)")
    assert "; other: " in result.message
    assert night(folder, 4, rob, watch(told, name="third")).numbers == {"messages": 2}


def test_watches_that_are_added_and_removed_during_a_message_stay_so(
    folder: Path, told: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(folder, flood(3, 103, 3))
    late = Reported(Position.parse(f"{at(3)}_103_0_1"), at(3, hour=20))
    deliver = notifications.deliver

    def slow(*arguments: Any, **options: Any) -> bool:
        with changed_state(folder) as state:
            state["late"] = late
            state.pop("rob", None)
        return deliver(*arguments, **options)

    monkeypatch.setattr(notifications, "deliver", slow)
    night(folder, 3, watch(told))
    assert read_state(folder) == {"late": late}
    night(folder, 3)
    assert read_state(folder) == {"late": late}  # this run may have read the configuration before


def test_a_watch_that_was_removed_by_hand_begins_anew_when_it_comes_back(folder: Path, told: Recorded) -> None:
    night(folder, 3, watch(told))
    night(folder, 4)
    add(folder, flood(3, 103, 5), flood(4, 104, 11))
    night(folder, 11, watch(told))
    assert titles(told) == ["Arsip: rob: 1 new"]


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ({"notify": ()}, "rob: nobody to notify: set notify_file"),
        ({"problem": "rob.secret: others can read these secrets"}, "rob: rob.secret: others can read these secrets"),
        ({"notify": ("nosuch://Secret",)}, "rob: notify_file: apprise does not understand address 1 (nosuch)"),
        ({"query": '-"banjir rob"'}, "rob: '-\"banjir rob\"' only leaves articles out"),
        ({"category": "ekonomii"}, "rob: no article has the category 'ekonomii'; did you mean ekonomi?"),
    ],
)
def test_a_broken_watch_is_named_in_a_line_and_others_go_on(
    folder: Path, told: Recorded, broken: dict[str, Any], says: str
) -> None:
    add(folder, flood(3, 103, 3))
    result = night(folder, 3, watch(told, **broken), watch(told, name="other"))
    assert (result.status, titles(told)) == (1, ["Arsip: other: 1 new"])
    assert result.message.startswith(says)
    assert "Secret" not in result.message
    assert result.next_command == f"arsip watch list --db {folder / 'archive.db'}"


def test_a_message_stays_short_and_says_how_much_more_there_is(
    folder: Path, told: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watches, "_LONGEST_BODY", 500)
    add(folder, *(flood(n, 200 + n, 3) for n in range(10, 30)))
    night(folder, 3, watch(told))
    (sent,) = [json.loads(body) for _, _, body in told.requests]
    assert sent["title"] == "Arsip: rob: 20 new"
    more, command, _ = sent["message"].splitlines()[-1].split("`")
    assert more.endswith("more changes; ")
    shown = CliRunner(env={"ARSIP_DB": str(folder / "archive.db")}).invoke(main, [*shlex.split(command)[1:], "--json"])
    assert {row["key"] for row in json.loads(shown.stdout)} == {200 + n for n in range(10, 30)}
    assert len(sent["message"]) < 700


def test_conditions_besides_the_words_and_pages_of_the_archive(folder: Path, told: Recorded) -> None:
    db = open_to_read(folder / "archive.db")
    chosen = watch(told, query="", category="ekonomi", reporter="rina utami", kinds=frozenset({"new"}))
    message = message_of(db, chosen, chosen.selection(db), "https://arsip.example.org/")
    assert message is not None
    assert message.title == "Arsip: rob: 2 new"
    assert "https://arsip.example.org/article/101\n" in message.body
    none = replace(chosen, query="kereta")
    assert message_of(db, none, none.selection(db), None) is None
    db.close()


def test_a_file_of_positions_that_is_none_is_named(folder: Path, told: Recorded) -> None:
    (folder / "watches.json").write_text('{"rob": 3}')
    with pytest.raises(ArchiveError, match="this is not a list of positions"):
        read_state(folder)
    with pytest.raises(ArchiveError, match=r"watches\.json"):
        night(folder, 3, watch(told))
