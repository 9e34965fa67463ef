"""The programs that others read news pages with, each in an environment of its own, behind one small interface."""

from bench.peers.environment import PeerError
from bench.peers.peer import PEERS, Peer
from bench.peers.worker import Found, Worker

__all__ = ["PEERS", "Found", "Peer", "PeerError", "Worker"]
