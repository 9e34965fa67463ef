"""The environments of peers, without a download."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bench import peers
from bench.peers import PEERS, Peer, PeerError, python_of

PEER = Peer("made-up", Path("adapter.py"), ("made-up==1",))


def test_each_peer_has_its_adapter_and_its_own_version() -> None:
    assert [each.pins[0] for each in PEERS] == [f"{each.name}=={each.version}" for each in PEERS]
    assert all(each.adapter.is_file() for each in PEERS)


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
