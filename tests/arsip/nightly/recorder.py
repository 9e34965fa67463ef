"""A server that writes down what it is told, and nights to tell of."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from arsip.nightly.job import NightlyResult, StepResult

RUN = "11111111-1111-4111-8111-111111111111"


@dataclass
class Recorded:
    """What a server was told.

    Attributes:
        url: of it.
        requests: method, path and body of each.
        statuses: with which it answers, one after the other; the last again and again.
    """

    url: str = ""
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=lambda: [200])


@contextmanager
def recording() -> Iterator[Recorded]:
    """Listen on this machine."""
    recorded = Recorded()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            recorded.requests.append(("POST", self.path, body))
            status = recorded.statuses.pop(0) if len(recorded.statuses) > 1 else recorded.statuses[0]
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    recorded.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield recorded
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def a_night(*, well: bool, archive: str = "/data/archive.db") -> NightlyResult:
    """Return a night that ended well, or did not."""
    crawl = StepResult(
        step="crawl", status=0, seconds=61.5, message="12 new", numbers={"new": 12, "requests": 15, "changed": 3}
    )
    verify = StepResult(
        step="verify",
        status=0 if well else 3,
        seconds=2.0,
        message="all as it should be" if well else "2 faults, the first: articles, key 7: its hash is another",
        next_command=None if well else f"arsip repair --db {archive}",
        numbers={"faults": 0 if well else 2, "archived": 155_000, "gone": 1, "problems": 0},
    )
    return NightlyResult(
        run=RUN, archive=archive, started_at="2026-11-24T19:17:02.000Z", ended_at="2026-11-24T20:02:02.000Z",
        steps=(crawl, verify),
    )  # fmt: skip
