"""The environments of peers, without a download; and how a worker and an adapter talk."""

import sys
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from bench import peers
from bench.peers import PEERS, Found, Peer, PeerError, Worker, python_of

PEER = Peer("made-up", Path("adapter.py"), pins=("made-up==1",))


def test_each_peer_has_its_adapter_and_its_own_version() -> None:
    assert [each.pins[0] for each in PEERS] == [f"{each.name}=={each.version}" for each in PEERS]
    assert all(each.script.is_file() and f"def {each.function}(" in each.script.read_text() for each in PEERS)


def test_one_without_pins_runs_here(tmp_path: Path) -> None:
    assert python_of(replace(PEER, pins=()), tmp_path) == Path(sys.executable)
    assert not list(tmp_path.iterdir())


def test_an_environment_is_made_once_and_anew_when_pins_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[str, ...]] = []

    def make(peer: Peer, folder: Path) -> None:
        assert not folder.exists()
        folder.mkdir()
        made.append(peer.pins)

    monkeypatch.setattr(peers, "_make", make)
    newer = replace(PEER, pins=("made-up==2",))
    for each in (PEER, PEER, newer, newer):
        assert python_of(each, tmp_path).is_relative_to(tmp_path / "made-up")
    assert made == [PEER.pins, newer.pins]


def test_what_cannot_be_installed_is_named_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(PeerError, match=r"^made-up cannot be installed: [^\n]+$"):
        python_of(replace(PEER, pins=("made-up==no version",)), tmp_path)
    with pytest.raises(PeerError):  # nothing half made is taken for an environment
        python_of(replace(PEER, pins=("made-up==no version",)), tmp_path)


URL = "https://m.beritajakarta.id/read/1/satu"


def peer(folder: Path, adapter: str) -> Peer:
    script = folder / "adapter.py"
    script.write_text(dedent(adapter))
    return Peer("made-up", script)


def test_what_an_adapter_finds_comes_in_one_shape(tmp_path: Path) -> None:
    adapter = """
        from datetime import datetime

        def extract(html, url):
            print("noise, which is no answer")
            return {
                "title": html.decode(), "moment": datetime(2025, 2, 6, 14, 50), "authors": ["A", "", "B"],
                "text": "one\\n two \\n\\n\\nthree", "photo_url": url, "views": 7, "editor": "E",
            }
    """
    with Worker(peer(tmp_path, adapter)) as worker:
        first, second = worker.extract([(b"first", URL), ("kedua \u2013 dua".encode(), URL)])
    assert first == Found(
        title="first",
        date="2025-02-06",
        published_at="2025-02-06T14:50+07:00",
        authors=("A", "B"),
        editor="E",
        views=7,
        body="one\n\ntwo\n\nthree",
        photo_url=URL,
    )
    assert second is not None
    assert second.title == "kedua \u2013 dua"


@pytest.mark.parametrize(
    ("moment", "date", "published_at"),
    [
        ("datetime(2025, 2, 6)", "2025-02-06", None),
        ("'2025-02-06'", "2025-02-06", None),
        ("datetime(2025, 2, 6, 14, 50, tzinfo=timezone.utc)", "2025-02-06", "2025-02-06T14:50+00:00"),
        ("None", None, None),
    ],
)
def test_a_moment_is_a_day_and_a_minute_if_there_is_one(
    tmp_path: Path, moment: str, date: str | None, published_at: str | None
) -> None:
    adapter = f"""
        from datetime import datetime, timezone

        def extract(html, url):
            return {{"title": "T", "moment": {moment}}}
    """
    with Worker(peer(tmp_path, adapter)) as worker:
        assert worker.extract([(b"", URL)]) == [Found(title="T", date=date, published_at=published_at)]


def test_a_page_that_is_raised_on_or_holds_nothing_is_not_found(tmp_path: Path) -> None:
    adapter = """
        def extract(html, url):
            return {b"good": {"text": "words"}, b"empty": {"title": "", "views": 1}, b"none": None}[html]
    """
    with Worker(peer(tmp_path, adapter)) as worker:
        assert worker.extract([(b"good", URL), (b"raises", URL), (b"empty", URL), (b"none", URL)]) == [
            Found(body="words"),
            None,
            None,
            None,
        ]


def test_a_pass_reads_each_of_its_pages_once(tmp_path: Path) -> None:
    adapter = """
        calls = []

        def extract(html, url):
            calls.append(html)
            return {"title": "T", "views": len(calls)}
    """
    with Worker(peer(tmp_path, adapter)) as worker:
        pages = [(b"a", URL), (b"b", URL)]
        seconds = worker.time(pages)
        assert worker.extract(pages) == [Found(title="T", views=3), Found(title="T", views=4)]
    assert isinstance(seconds, float)


def test_an_adapter_has_no_network(tmp_path: Path) -> None:
    adapter = """
        import socket

        def extract(html, url):
            try:
                socket.create_connection(("127.0.0.1", 9))
            except OSError as error:
                return {"title": str(error)}
    """
    with Worker(peer(tmp_path, adapter)) as worker:
        assert worker.extract([(b"", URL)]) == [Found(title="a benchmark uses no network")]


def test_an_adapter_that_cannot_start_is_named_in_one_line(tmp_path: Path) -> None:
    with (
        Worker(peer(tmp_path, "import no_such_package")) as worker,
        pytest.raises(PeerError, match=r"^made-up ended: ModuleNotFoundError: No module named 'no_such_package'$"),
    ):
        worker.extract([(b"", URL)])
