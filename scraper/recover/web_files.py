"""Files on the web for pyarrow and fsspec, read by ranges of bytes through a session: paced, and under our own name."""

from threading import Lock
from typing import Any

import requests
from fsspec.spec import AbstractBufferedFile, AbstractFileSystem
from urllib3.exceptions import HTTPError

from scraper.exit_codes import CannotRun
from scraper.recover.session import Session, answering

ON_THE_WEB = ("http://", "https://")
"""How the addresses begin of what is requested at a pace."""

_TAIL = 1 << 16
"""Bytes of a file's end that come with its size: a Parquet file begins to be read there."""


LARGEST_LIST = 1 << 20
"""Bytes of a file that is read whole; Common Crawl's lists of its index's files have some 10 KB."""


class WebFiles(AbstractFileSystem):  # type: ignore[misc]  # the package has no types
    """Files by their addresses; fsspec's own file system for the web knows no pace, no Retry-After and no contact.

    Args:
        session: by which they are requested.
        address: of the server, for messages.
    """

    protocol = ("http", "https")
    cachable = False

    def __init__(self, session: Session, address: str) -> None:
        super().__init__()
        self._session = session
        self._address = address
        self._tails: dict[str, tuple[int, bytes]] = {}
        self._one_at_a_time = Lock()  # pyarrow reads from several threads, which do not see each other fail
        self._failed: CannotRun | None = None

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return path

    def info(self, path: str, **_: Any) -> dict[str, Any]:  # noqa: ANN401 - fsspec's own
        """Return the size of a file.

        Raises:
            CannotRun: where there is none, or the server does not answer, refuses, or asks to wait for too long.
        """
        if path not in self._tails:
            tail, spans = self._get(path, f"bytes=-{_TAIL}", _TAIL)
            try:
                self._tails[path] = int(spans.rpartition("/")[2]), tail
            except ValueError as error:
                raise CannotRun(f"{path}: the server does not say how large it is") from error
        return {"name": path, "size": self._tails[path][0], "type": "file"}

    def read(self, path: str, start: int, end: int) -> bytes:
        """Return some bytes of a file."""
        size, tail = self.info(path)["size"], self._tails[path][1]
        begin = size - len(tail)
        if start >= begin:
            return tail[start - begin : end - begin]
        return self._get(path, f"bytes={start}-{end - 1}", end - start)[0]

    def whole(self, path: str) -> bytes:
        """Return a file."""
        return self._get(path, "bytes=0-", LARGEST_LIST)[0]

    def _open(self, path: str, *_: Any, **__: Any) -> AbstractBufferedFile:  # noqa: ANN401 - fsspec's own
        return _WebFile(self, path, mode="rb", cache_type="none", size=self.info(path)["size"])

    def _get(self, path: str, span: str, most: int) -> tuple[bytes, str]:
        """Return bytes of a file, so many at most, and which these are."""
        with self._one_at_a_time:
            if self._failed is not None:
                raise self._failed
            try:
                with answering(self._address):
                    headers = {"Range": span, "Accept-Encoding": "identity"}
                    response = self._session.get(path, headers=headers, stream=True)
                with response:
                    return self._read(path, response, most), response.headers.get("Content-Range", "")
            except CannotRun as error:
                self._failed = error
                raise

    @staticmethod
    def _read(path: str, response: requests.Response, most: int) -> bytes:
        if response.status_code != requests.codes.partial_content:
            ranged = ", no range of bytes" if response.status_code == requests.codes.ok else ""
            raise CannotRun(f"{path}: status {response.status_code}{ranged}")
        try:
            read = bytes(response.raw.read(most + 1, decode_content=False))
        except (HTTPError, OSError) as error:
            raise CannotRun(f"{path} broke off: {type(error).__name__}") from error
        if len(read) > most:
            raise CannotRun(f"{path}: the server gives more than the {most:,} bytes requested")
        return read


class _WebFile(AbstractBufferedFile):  # type: ignore[misc]  # the package has no types
    def _fetch_range(self, start: int, end: int) -> bytes:
        return bytes(self.fs.read(self.path, start, end))
