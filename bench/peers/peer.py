"""Which peers there are, and the exact versions they are measured in."""

from dataclasses import dataclass
from pathlib import Path

ADAPTERS = Path(__file__).parent / "adapters"


@dataclass(frozen=True, slots=True)
class Peer:
    """A program that reads pages.

    Attributes:
        name: as tables print it; also the name of its environment.
        adapter: the script with its `extract(html, url)`; see `bench/peers/serve.py`.
        pins: what its environment holds, its own version first; empty for one that runs in the project's environment.
    """

    name: str
    adapter: Path
    pins: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """Its own version; empty for one that runs in the project's environment."""
        return self.pins[0].partition("==")[2] if self.pins else ""


PEERS: tuple[Peer, ...] = (
    Peer(
        "trafilatura",
        ADAPTERS / "trafilatura.py",
        ("trafilatura==2.3.1", "htmldate==1.11.0", "justext==3.0.2", "lxml==6.1.3"),
    ),
    Peer("newspaper4k", ADAPTERS / "newspaper.py", ("newspaper4k==0.9.6", "beautifulsoup4==4.15.0", "lxml==6.1.3")),
    Peer(
        "news-please",
        ADAPTERS / "newsplease.py",
        (
            "news-please==1.6.16", "newspaper4k==0.9.6", "readability-lxml==0.9", "beautifulsoup4==4.15.0",
            "lxml==6.1.3",
        ),
    ),
    Peer(
        "fundus",
        ADAPTERS / "fundus.py",
        ("fundus==0.5.7", "lxml==5.4.0", "curl-cffi==0.15.0"),  # 0.16 lacks a name that fundus 0.5.7 imports
    ),
)  # fmt: skip
"""The field's best known; the pins of what they parse with stand beside their own, since speed hangs on those."""
