"""Whatever a site sends: warcio finds every digest right, and what is read back is what was written."""

from argparse import Namespace
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from scraper.warc.exchange import Exchange
from scraper.warc.reader import needs_payload, read_at
from tests.scraper.warc.making import EXCHANGES, exchange, repeated, writer
from tests.scraper.warc.reading import captures


def approves(path: Path) -> str:
    """Let warcio check a file in this process; return what it has to say against it."""
    said = StringIO()
    with redirect_stdout(said):
        status = Checker(Namespace(inputs=[str(path)], verbose=False)).process_all()
    return said.getvalue() or ("" if status == 0 else "not approved")


@given(given_in=st.lists(EXCHANGES, min_size=1, max_size=4), repeat=st.booleans())
def test_any_exchange_is_kept_as_it_was(given_in: list[Exchange], repeat: bool) -> None:
    with TemporaryDirectory() as folder:
        warc = writer(Path(folder))
        kept = [warc.write(one) for one in given_in]
        if repeat:
            kept += [warc.write(one, repeats=repeated(kept[i])) for i, one in enumerate(given_in)]
        warc.close({"verdict": "baik \u2013 selesai"})
        (path,) = Path(folder).iterdir()
        assert approves(path) == ""
        found = list(captures(path))
        assert [capture for capture, _ in found] == kept
        held = {capture.capture: read for capture, read in found}
        for (capture, read), sent in zip(found, given_in * 2, strict=False):
            whole = read.with_payload_of(held[capture.revisit_of]) if needs_payload(capture, read) else read
            assert whole == Exchange(**{**_attributes(sent), "request_headers": ()})
            assert read_at(path, capture.offset) == read


@given(sent=EXCHANGES)
def test_warcio_reads_the_same_request_and_the_same_response(sent: Exchange) -> None:
    with TemporaryDirectory() as folder:
        warc = writer(Path(folder))
        warc.write(sent)
        warc.close()
        (path,) = Path(folder).iterdir()
        with path.open("rb") as stream:
            _, *requests, response = [
                (r.rec_headers, r.http_headers, r.raw_stream.read()) for r in ArchiveIterator(stream)
            ]
    assert len(requests) == bool(sent.request_headers), "a request that is not known is not invented"
    assert {each[0]["WARC-Target-URI"] for each in (*requests, response)} == {sent.url}
    assert response[1].get_statuscode() == str(sent.status)
    assert response[2] == sent.body
    assert [each[2] for each in requests] == [b""] * len(requests)
    assert (response[0]["WARC-IP-Address"], response[0]["WARC-Truncated"]) == (sent.ip_address, sent.truncated)


@pytest.mark.parametrize(
    "url",
    [
        "https://m.beritajakarta.id/read/1/caf\u00e9?q=\u201ckutipan\u201d",
        "https://m.beritajakarta.id/" + "a/" * 20_000,
        "http://[::1]:8080/?",
    ],
    ids=["not ASCII", "40 KB", "by number"],
)
def test_odd_addresses_come_back(url: str, tmp_path: Path) -> None:
    warc = writer(tmp_path)
    capture = warc.write(exchange(url=url))
    warc.close()
    (path,) = tmp_path.iterdir()
    assert approves(path) == ""
    assert [found for found, _ in captures(path)] == [capture]


def test_headers_of_many_kilobytes_come_back(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    sent = exchange(headers=tuple((f"X-{number}", "n" * 100) for number in range(2000)))
    capture = warc.write(sent)
    warc.close()
    assert read_at(tmp_path / capture.warc, capture.offset).headers == sent.headers


def _attributes(one: Exchange) -> dict[str, object]:
    return {name: getattr(one, name) for name in Exchange.__slots__}
