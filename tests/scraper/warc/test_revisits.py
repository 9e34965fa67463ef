"""Responses that repeat an earlier one's payload: what is written instead of a body, and how it is completed."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from scraper.warc.reader import needs_payload, read_at
from scraper.warc.records import WarcError, digest
from scraper.warc.writer import IDENTICAL_PAYLOAD, MIN_SPARED_BYTES, SERVER_NOT_MODIFIED, WarcWriter
from tests.scraper.warc.making import BODY, LATER, MOMENT, check, exchange, repeated, unchanged
from tests.scraper.warc.reading import captures

Write = Callable[..., WarcWriter]


def test_an_answer_that_nothing_changed_refers_to_the_page_that_it_confirms(writer: Write, folder: Path) -> None:
    warc = writer()
    first = warc.write(exchange())
    capture = warc.write(unchanged(), repeats=repeated(first))
    warc.close()
    with (folder / capture.warc).open("rb") as stream:
        *_, record = ((r.rec_type, r.rec_headers, r.http_headers, r.raw_stream.read()) for r in ArchiveIterator(stream))
    kind, headers, http, body = record
    assert kind == "revisit"
    assert headers["WARC-Profile"] == SERVER_NOT_MODIFIED
    assert headers["WARC-Refers-To"] == f"<{first.capture}>"
    assert headers["WARC-Refers-To-Target-URI"] == "https://m.beritajakarta.id/read/1/contoh?x=1"
    assert headers["WARC-Refers-To-Date"] == MOMENT
    assert headers["WARC-Date"] == capture.fetched_at == LATER
    assert headers["WARC-Payload-Digest"] == capture.payload_digest == first.payload_digest
    assert http.get_statuscode() == "304"
    assert http.get_header("ETag") == '"a"'
    assert body == b""
    assert (capture.status, capture.revisit_of) == (304, first.capture)
    assert first.revisit_of is None


def test_a_page_with_the_same_bytes_keeps_its_headers_and_no_body(writer: Write, folder: Path) -> None:
    warc = writer()
    first = warc.write(exchange())
    again = exchange(fetched_at=LATER, headers=(("Content-Encoding", "gzip"), ("ETag", '"b"')))
    capture = warc.write(again, repeats=repeated(first))
    warc.close()
    with (folder / capture.warc).open("rb") as stream:
        *_, record = ((r.rec_type, r.rec_headers, r.http_headers, r.raw_stream.read()) for r in ArchiveIterator(stream))
    kind, headers, http, body = record
    assert (kind, headers["WARC-Profile"], body) == ("revisit", IDENTICAL_PAYLOAD, b"")
    assert headers["WARC-Payload-Digest"] == digest(BODY)
    assert http.get_header("ETag") == '"b"'
    assert (capture.status, capture.etag, capture.revisit_of) == (200, '"b"', first.capture)
    assert capture.length < first.length


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"body": BODY + b"!"}, {}),
        ({"truncated": "disconnect"}, {}),
        ({"body": b"x" * MIN_SPARED_BYTES}, {"payload_digest": digest(b"x" * MIN_SPARED_BYTES)}),
        ({"status": 304}, {}),
    ],
    ids=["other bytes", "cut off", "not worth it", "a 304 with a body"],
)
def test_what_repeats_nothing_is_kept_whole(
    changes: dict[str, object], told: dict[str, str], writer: Write, folder: Path
) -> None:
    warc = writer()
    first = warc.write(exchange())
    capture = warc.write(exchange(**changes), repeats=repeated(first, **told))
    warc.close()
    assert capture.revisit_of is None
    assert read_at(folder / capture.warc, capture.offset).body == exchange(**changes).body


def test_a_304_about_nothing_known_is_a_response(writer: Write, folder: Path) -> None:
    warc = writer()
    capture = warc.write(unchanged())
    warc.close()
    assert capture.revisit_of is None
    assert capture.payload_digest == digest(b"")
    assert [found for found, _ in captures(folder / capture.warc)] == [capture]


def test_revisits_are_read_back_and_completed(writer: Write, folder: Path) -> None:
    warc = writer()
    first = warc.write(exchange())
    kept = [
        first,
        warc.write(exchange(fetched_at=LATER), repeats=repeated(first)),
        warc.write(unchanged(), repeats=repeated(first)),
    ]
    warc.close()
    path = folder / first.warc
    found = list(captures(path))
    assert [capture for capture, _ in found] == kept
    assert [needs_payload(*pair) for pair in found] == [False, True, False]
    page, same, still = (read for _, read in found)
    assert [read_at(path, capture.offset) for capture in kept] == [page, same, still]
    assert (same.body, still.body) == (b"", b"")
    assert same.with_payload_of(page) == replace(page, fetched_at=LATER)
    whole = still.with_payload_of(page)
    assert (whole.status, whole.body, whole.decoded) == (304, BODY, page.decoded)
    assert whole.headers == (
        ("ETag", '"a"'),
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Encoding", "gzip"),
    )


def test_the_same_bytes_sent_without_an_encoding_are_what_they_are(writer: Write, folder: Path) -> None:
    warc = writer()
    first = warc.write(exchange())
    as_a_file = exchange(headers=(("Content-Type", "application/gzip"),))
    capture = warc.write(as_a_file, repeats=repeated(first))
    warc.close()
    read = read_at(folder / capture.warc, capture.offset)
    assert read.with_payload_of(read_at(folder / first.warc, first.offset)).decoded == BODY


def test_a_revisit_that_names_no_record_is_refused(writer: Write, folder: Path) -> None:
    warc = writer()
    capture = warc.write(unchanged(), repeats=replace(repeated(warc.write(exchange())), capture=""))
    warc.close()
    with pytest.raises(WarcError, match=f"the revisit at byte {capture.offset}"):
        list(captures(folder / capture.warc))


def test_warcio_finds_nothing_wrong_in_a_file_with_all_kinds_of_records(writer: Write, folder: Path) -> None:
    warc = writer()
    first = warc.write(exchange())
    warc.write(exchange(fetched_at=LATER), repeats=repeated(first))
    warc.write(unchanged(), repeats=repeated(first))
    warc.write(exchange(2, truncated="disconnect"))
    warc.close({"verdict": "all is well", "exit-status": 0})
    checked = check(folder / first.warc)
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.count("digest pass") == 8  # warcinfo, metadata, four requests, two responses
    assert checked.stdout.count("digest present but not checked (revisit)") == 2
    recompressed = folder / "again.warc.gz"
    command = [
        sys.executable,
        "-m",
        "warcio.cli",
        "recompress",
        str(folder / first.warc),
        str(recompressed),
    ]
    assert subprocess.run(command, capture_output=True, text=True, check=False).returncode == 0
    assert check(recompressed).returncode == 0
