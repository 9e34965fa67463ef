"""Who is timed: bare parsers, the project's parser and the peers."""

from pathlib import Path

from bench.peers import PEERS, Peer

_ADAPTERS = Path(__file__).parent / "adapters"


def _ours(name: str, adapter: str) -> Peer:
    return Peer(name, _ADAPTERS / f"{adapter}.py")


YARDSTICK = _ours("lxml, parse only", "lxml")
"""What every time is divided by."""

CONTESTANTS: tuple[Peer, ...] = (
    YARDSTICK,
    _ours("lexbor, parse only", "lexbor"),
    _ours("**arsip, by the template**", "template"),
    _ours("**arsip, as a crawl reads**", "arsip"),
    _ours("BeautifulSoup on lxml, parse only", "beautifulsoup"),
    _ours("**arsip, by the generic finder**", "generic"),
    *sorted(PEERS, key=lambda peer: peer.name),
)
"""In the order they take their turns in a round: those that are held against each other, one after the other."""
