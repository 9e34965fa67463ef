"""WARC files as other people's readers see them, and what is left of them after a kill."""

import gzip
import tempfile
import tracemalloc
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from scraper.warc.integrity import cut_to_whole, members
from scraper.warc.reader import file_in, read_at
from scraper.warc.records import WarcError, parse_fields
from scraper.warc.writer import OPEN, WarcWriter, finish_file
from tests.scraper.warc.making import BODY, MOMENT, check, exchange
from tests.scraper.warc.reading import captures

Write = Callable[..., WarcWriter]


def files(folder: Path) -> list[Path]:
    return sorted((folder / "warc").iterdir())


def test_a_file_is_open_until_it_is_closed(writer: Write, tmp_path: Path) -> None:
    warc = writer()
    capture = warc.write(exchange())
    assert [path.name for path in files(tmp_path)] == [capture.warc + OPEN]
    warc.close()
    assert [path.name for path in files(tmp_path)] == [capture.warc]
    assert capture.warc.startswith("arsip-0a1b2c3d-20261123200313123-00001-9f8e7d6c")


def test_a_file_of_a_run_without_a_page_is_never_made(writer: Write, tmp_path: Path) -> None:
    writer().close({"verdict": "nothing was asked for"})
    assert not (tmp_path / "warc").exists()


def test_warcio_checks_every_digest_and_finds_none_wrong(writer: Write, tmp_path: Path) -> None:
    warc = writer()
    for number in range(1, 6):
        warc.write(exchange(number))
    warc.close()
    (path,) = files(tmp_path)
    checked = check(path)
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.count("digest pass") == 11  # five requests, five responses, the warcinfo


def test_warcio_reads_what_went_over_the_wire(writer: Write, tmp_path: Path) -> None:
    warc = writer()
    capture = warc.write(exchange(truncated="disconnect"))
    warc.close()
    with files(tmp_path)[0].open("rb") as stream:
        records = [(r.rec_type, r.rec_headers, r.http_headers, r.raw_stream.read()) for r in ArchiveIterator(stream)]
    assert [kind for kind, *_ in records] == ["warcinfo", "request", "response"]
    info = records[0][3].decode()
    for line in ("arsip-run: 9f8e7d6c", "robots: obey", "http-header-user-agent: Arsip/test", "arsip-source: site"):
        assert line in info
    request, response = records[1], records[2]
    assert request[1]["WARC-Concurrent-To"] == f"<{capture.capture}>"
    assert request[2].protocol == "GET"
    assert request[2].statusline == "/read/1/contoh?x=1 HTTP/1.1"
    assert response[1]["WARC-Record-ID"] == f"<{capture.capture}>"
    assert response[1]["WARC-Date"] == MOMENT
    assert response[1]["WARC-Target-URI"] == "https://m.beritajakarta.id/read/1/contoh?x=1"
    assert response[1]["WARC-IP-Address"] == "127.0.0.1"
    assert response[1]["WARC-Truncated"] == "disconnect"
    assert response[1]["WARC-Payload-Digest"] == capture.payload_digest
    assert response[2].get_header("Content-Encoding") == "gzip"
    assert response[3] == BODY


def test_what_another_program_recorded_is_kept_byte_for_byte(writer: Write, tmp_path: Path) -> None:
    block = b"HTTP/1.0 200 Beres\r\nserver:  lama \r\nContent-Type:text/html\r\n\r\n" + BODY
    name = "urn:uuid:12345678-1234-4234-8234-123456789abc"
    sent = exchange(headers=(("server", "lama"), ("Content-Type", "text/html")), request_headers=(), body=BODY)
    warc = writer()
    kept = warc.write(sent, name=name, source_uri="https://arsip.example/20190102030405id_/x", block=block)
    warc.close()
    (path,) = files(tmp_path)
    with path.open("rb") as stream:
        found = [(r.rec_headers, r.raw_stream.read()) for r in ArchiveIterator(stream, no_record_parse=True)]
    assert [each[0]["WARC-Type"] for each in found] == ["warcinfo", "response"]
    headers, content = found[1]
    assert (headers["WARC-Record-ID"], content) == (f"<{name}>", block)
    assert headers["WARC-Source-URI"] == "https://arsip.example/20190102030405id_/x"
    assert list(captures(path)) == [(kept, sent)]
    assert check(path).returncode == 0


def test_a_body_that_was_put_together_is_not_called_chunked(writer: Write, tmp_path: Path) -> None:
    warc = writer()
    capture = warc.write(
        exchange(headers=(("transfer-encoding", "chunked"), ("Content-Type", "text/html")), body=b"5\r\n")
    )
    warc.close()
    with files(tmp_path)[0].open("rb") as stream:
        *_, response = ((r.http_headers, r.content_stream().read()) for r in ArchiveIterator(stream))
    assert response[0].headers == [("Content-Type", "text/html")]
    assert response[1] == b"5\r\n"
    assert read_at(files(tmp_path)[0], capture.offset).body == b"5\r\n"


def test_a_record_is_found_by_its_offset_while_the_file_is_open_and_after(writer: Write, tmp_path: Path) -> None:
    warc = writer()
    kept = [warc.write(exchange(number)) for number in range(1, 4)]
    warc.sync()
    for number, capture in enumerate(kept, 1):
        assert read_at(tmp_path / "warc" / capture.warc, capture.offset).url.endswith(f"/read/{number}/contoh?x=1")
    warc.close()
    assert read_at(tmp_path / "warc" / kept[2].warc, kept[2].offset).body == BODY
    with pytest.raises(WarcError, match="byte 0"):
        read_at(tmp_path / "warc" / kept[0].warc, 0)


def test_what_is_read_back_is_what_was_written(writer: Write, tmp_path: Path) -> None:
    warc = writer()
    given_in = [
        exchange(1),
        exchange(2, status=301, headers=(("Location", "../3/lain"),), body=b""),
        exchange(3, truncated="length", ip_address=None),
        exchange(4, status=599, headers=(("X-Odd", "caf\u00e9"),), body=b"\r\n\r\n\x00"),
    ]
    kept = [warc.write(one) for one in given_in]
    warc.close()
    read = list(captures(files(tmp_path)[0]))
    assert [capture for capture, _ in read] == kept
    assert [(e.url, e.status, e.headers, e.body, e.truncated) for _, e in read] == [
        (e.url, e.status, e.headers, e.body, e.truncated) for e in given_in
    ]
    assert kept[1].redirect_to == "https://m.beritajakarta.id/read/3/lain"
    assert kept[0].etag == '"a"'


def test_what_came_of_a_run_closes_its_last_file(writer: Write, tmp_path: Path) -> None:
    warc = writer(max_bytes=1500)
    for number in range(1, 7):
        warc.write(exchange(number))
    warc.close(
        {"arguments": '{"since": "2026-11-01"}', "verdict": "finished:\r\nall \u2013 \udcff is well", "exit-status": 0}
    )
    *before, last = files(tmp_path)
    with last.open("rb") as stream:
        records = [(r.rec_type, r.rec_headers, r.content_stream().read()) for r in ArchiveIterator(stream)]
    kind, headers, block = records[-1]
    assert kind == "metadata"
    assert headers["WARC-Refers-To"] == headers["WARC-Warcinfo-ID"] == records[0][1]["WARC-Record-ID"]
    assert headers["Content-Type"] == "application/warc-fields"
    assert parse_fields(block) == {
        "arguments": '{"since": "2026-11-01"}',
        "verdict": "finished: all \u2013 \\udcff is well",
        "exit-status": "0",
    }
    for path in before:
        with path.open("rb") as stream:
            assert "metadata" not in {record.rec_type for record in ArchiveIterator(stream)}
    assert check(*before, last).returncode == 0
    assert [capture.url for capture, _ in captures(last)] == [
        headers["WARC-Target-URI"] for kind, headers, _ in records if kind == "response"
    ]


def test_every_record_names_the_warcinfo_of_its_file(writer: Write, tmp_path: Path) -> None:
    warc = writer(max_bytes=1500)
    for number in range(1, 5):
        warc.write(exchange(number))
    warc.close()
    for path in files(tmp_path):
        with path.open("rb") as stream:
            first, *others = (record.rec_headers for record in ArchiveIterator(stream))
        assert first["WARC-Warcinfo-ID"] is None
        assert {headers["WARC-Warcinfo-ID"] for headers in others} == {first["WARC-Record-ID"]}


def test_a_full_file_is_followed_by_another(writer: Write, tmp_path: Path) -> None:
    warc = writer(max_bytes=1500)
    kept = [warc.write(exchange(number)) for number in range(1, 7)]
    names = list(dict.fromkeys(capture.warc for capture in kept))
    assert len(names) > 1
    assert all(path.name.endswith(OPEN) for path in files(tmp_path))
    warc.finish_full_files(but=frozenset({names[0]}))
    assert (tmp_path / "warc" / (names[0] + OPEN)).exists()
    warc.close()
    assert [path.name for path in files(tmp_path)] == sorted(names)


def test_a_file_cut_anywhere_is_salvaged_to_its_last_whole_record(writer: Write, tmp_path: Path) -> None:
    warc = writer()
    for number in range(1, 4):
        warc.write(exchange(number))
    warc.sync()
    whole = files(tmp_path)[0].read_bytes()
    ends = [offset + length for offset, length in members(files(tmp_path)[0])]
    assert ends[-1] == len(whole)
    assert len(ends) == 7
    cut = tmp_path / f"cut.warc.gz{OPEN}"
    for size in range(0, len(whole) + 1, 7):
        cut.write_bytes(whole[:size])
        kept = max((end for end in ends if end <= size), default=0)
        assert cut_to_whole(cut) == size - kept
        assert cut.read_bytes() == whole[:kept]
        if kept:
            assert len(list(captures(cut))) == sum(end <= kept for end in ends[2::2])
    warc.close()


@given(junk=st.binary(min_size=1, max_size=200))
def test_junk_behind_the_last_record_is_cut_off(junk: bytes) -> None:
    good = gzip.compress(b"one", mtime=0) + gzip.compress(b"two" * 1000, mtime=0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        path.write_bytes(good + b"\x00" + junk)
        assert [offset for offset, _ in members(path)] == [0, len(gzip.compress(b"one", mtime=0))]


def test_a_flipped_bit_is_found(writer: Write, tmp_path: Path) -> None:
    warc = writer()
    capture = warc.write(exchange())
    warc.close()
    (path,) = files(tmp_path)
    content = bytearray(path.read_bytes())
    content[capture.offset + capture.length - 60] ^= 4
    path.write_bytes(content)
    assert (capture.offset, capture.length) not in list(members(path))


def test_a_file_of_another_crawler_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.warc.gz"
    block = b"HTTP/1.1 200 OK\r\n\r\n"
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:0a1b2c3d-0000-4000-8000-000000000000>\r\n"
        f"WARC-Date: {MOMENT}\r\nWARC-Target-URI: https://m.beritajakarta.id/\r\nContent-Length: {len(block)}\r\n"
        "Content-Type: application/http; msgtype=response\r\n\r\n"
    )
    path.write_bytes(gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0))
    with pytest.raises(WarcError, match="warcinfo"):
        list(captures(path))


def test_a_name_is_settled_once(tmp_path: Path) -> None:
    path = tmp_path / f"a.warc.gz{OPEN}"
    path.write_bytes(b"x")
    assert finish_file(path) == tmp_path / "a.warc.gz"
    assert not path.exists()


@pytest.mark.parametrize(
    ("encoding", "body", "decoded"),
    [
        (None, b"plain", b"plain"),
        ("gzip", gzip.compress(b"one", mtime=0) + gzip.compress(b"two", mtime=0), b"onetwo"),
        ("gzip", b"not packed at all", b"not packed at all"),
        ("compress", b"\x0b\x02", b"\x0b\x02"),
        ("GZIP", gzip.compress(b"x" * 9000, mtime=0)[:-8], b"x" * 9000),
        ("br", brotli.compress(b"one" * 99_000), b"one" * 99_000),
        ("br", b"<!doctype html> not packed", b"<!doctype html> not packed"),
        ("zstd", zstandard.compress(b"one" * 99_000) + zstandard.compress(b"two"), b"one" * 99_000 + b"two"),
        ("zstd", b"<!doctype html> not packed", b"<!doctype html> not packed"),
    ],
    ids=["as it is", "two members", "not packed", "unknown", "cut off", "br", "no br", "two frames of zstd", "no zstd"],
)
def test_a_body_is_decoded_as_far_as_it_goes(encoding: str | None, body: bytes, decoded: bytes) -> None:
    headers = () if encoding is None else (("content-encoding", encoding),)
    assert exchange(headers=headers, body=body).decoded == decoded


def test_a_body_that_unpacks_without_end_is_left_packed() -> None:
    member = gzip.compress(bytes(1 << 24), mtime=0)
    assert exchange(body=member * 4).decoded == member * 4


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", partial(brotli.compress, quality=5)),
        ("zstd", zstandard.compress),
    ],
)
def test_a_bomb_is_unpacked_no_further_than_is_of_use(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    bomb = exchange(headers=(("content-encoding", encoding),), body=pack(bytes(100_000_000)))
    tracemalloc.start()
    try:
        assert bomb.decoded_to(1_000_000) == bytes(1_000_001)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4_000_000
    assert exchange(headers=(("content-encoding", encoding),), body=pack(b"small")).decoded_to(5) == b"small"


def test_a_body_of_a_million_members_is_not_unpacked_for_minutes() -> None:
    member = gzip.compress(b"a", mtime=0)
    many = exchange(headers=(("content-encoding", "gzip"),), body=member * 1_000_000)
    assert many.decoded_to(10_000_000) == b"a" * 1_000


@pytest.mark.parametrize("name", ["", ".", "..", "../a.warc.gz", "/etc/passwd", "a/b.warc.gz", "a\\b", "a\0b"])
def test_a_row_leads_to_no_file_outside_of_the_folder(name: str, tmp_path: Path) -> None:
    with pytest.raises(WarcError, match="not the name of a WARC file"):
        file_in(tmp_path, name)
    assert file_in(tmp_path, "arsip-1.warc.gz") == tmp_path / "arsip-1.warc.gz"
