"""Files of other programs: warcio writes them as browsertrix, Heritrix and Common Crawl do; wget writes its own."""

import asyncio
import gzip
import shutil
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper.archive.originals import Originals
from scraper.warc.exchange import Capture, Exchange
from scraper.warc.foreign import foreign_captures
from scraper.warc.packing import copy
from scraper.warc.reader import Damage, needs_payload, read_at
from scraper.warc.records import WarcError, digest
from scraper.warc.writer import WarcWriter
from tests.scraper.warc.making import BODY, LATER, MOMENT, exchange, repeated, unchanged
from tests.scraper.warc.reading import captures

Serve = Callable[..., Any]
SECOND = f"{MOMENT[:19]}Z"
URL = "https://m.beritajakarta.id/read/1/contoh"
PAGE = b"<p>Halaman percobaan</p>\r\n" * 30


def read(path: Path, *beside: Path) -> tuple[list[tuple[Capture, Exchange]], Counter[str]]:
    skipped: Counter[str] = Counter()
    found = []
    for each in foreign_captures(path, Originals([path, *beside]).find, skipped):
        if isinstance(each, Damage):
            raise WarcError(each.what)
        found.append(each)
    for capture, kept in found:
        assert read_at(path, capture.offset) == kept
    size = path.stat().st_size
    assert all(0 < capture.length <= size - capture.offset for capture, _ in found)
    return found, skipped


class Theirs:
    """Writes a file as another program does."""

    def __init__(self, path: Path, *, packed: bool = True, version: str = "1.1") -> None:
        self.path = path
        self._file = path.open("wb")
        self._writer = WARCWriter(self._file, gzip=packed, warc_version=version)

    def warcinfo(self) -> "Theirs":
        """Write who wrote the file."""
        return self._write(self._writer.create_warcinfo_record(self.path.name, {"software": "another/1.0"}))

    def add(self, url: str = URL, *, body: bytes = PAGE, http: dict[str, str] | None = None, **told: str) -> "Theirs":
        """Write a response."""
        headers = StatusAndHeaders("200 OK", list((http or {"Content-Type": "text/html"}).items()), "HTTP/1.1")
        return self._add(url, "response", body, headers, told)

    def keep(self, url: str, body: bytes, kind: str) -> "Theirs":
        """Write something that came without HTTP headers."""
        return self._add(url, "resource", body, None, {"Content-Type": kind})

    def repeat(self, url: str, date: str) -> "Theirs":
        """Write that a page is as it was at an address and a moment."""
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], "HTTP/1.1")
        found = {"digest": f"sha1:{32 * 'A'}", "refers_to_uri": url, "refers_to_date": date}
        return self._write(self._writer.create_revisit_record(URL, http_headers=http, **found))

    def close(self) -> Path:
        """Return the file, written."""
        self._file.close()
        return self.path

    def _add(self, url: str, kind: str, body: bytes, http: Any, told: dict[str, str]) -> "Theirs":
        headers = {"WARC-Date": SECOND, **{name.replace("_", "-"): value for name, value in told.items()}}
        return self._write(
            self._writer.create_warc_record(
                url, kind, payload=BytesIO(body), http_headers=http, warc_headers_dict=headers
            )
        )

    def _write(self, record: Any) -> "Theirs":
        self._writer.write_record(record)
        record.raw_stream.close()  # warcio leaves the file open in which it counted the bytes
        return self


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_a_page_is_read_whatever_the_file(name: str, version: str, tmp_path: Path) -> None:
    theirs = Theirs(tmp_path / name, packed=name.endswith(".gz"), version=version).warcinfo()
    theirs.add(WARC_IP_Address="127.0.0.1", WARC_Record_ID="<urn:uuid:0a1b2c3d-0000-4000-8000-000000000001>")
    theirs.add(url=f"{URL}-dua", WARC_Record_ID="<https://example.org/record/2>", WARC_Truncated="length")
    found, skipped = read(theirs.close())
    (first, page), (second, other) = found
    assert (first.capture, second.capture) == (
        "urn:uuid:0a1b2c3d-0000-4000-8000-000000000001",
        "https://example.org/record/2",
    )
    assert (first.source, first.fetched_at, first.warc) == ("file", "2026-11-23T20:03:13.000Z", name)
    assert (first.status, first.content_type, first.payload_digest) == (200, "text/html", digest(PAGE))
    assert (page.url, page.body, page.ip_address, page.truncated) == (URL, PAGE, "127.0.0.1", None)
    assert (other.url, second.truncated) == (f"{URL}-dua", "length")
    assert first.run == second.run
    assert len(first.run) == 36
    assert not skipped


def test_runs_are_told_apart_by_their_warcinfo(tmp_path: Path) -> None:
    theirs = Theirs(tmp_path / "a.warc.gz").warcinfo().add().warcinfo().add()
    (one, _), (two, _) = read(theirs.close())[0]
    assert one.run != two.run
    bare = Theirs(tmp_path / "b.warc.gz").add().add()
    (three, _), (four, _) = read(bare.close())[0]
    assert three.run == four.run
    assert three.run not in {one.run, two.run}


@pytest.mark.parametrize("url", [f"{URL}>", URL])
def test_an_address_keeps_its_last_character(url: str, tmp_path: Path) -> None:
    ((capture, _),), _ = read(Theirs(tmp_path / "a.warc.gz").add(url).close())
    assert capture.url == url


def test_the_hosts_of_a_file_are_runs_of_their_own(tmp_path: Path) -> None:
    theirs = Theirs(tmp_path / "a.warc.gz").warcinfo().add(url="https://a.example/").add(url="http://A.example/x?y")
    (one, _), (two, _), (other, _) = read(theirs.add(url="https://b.example/").close())[0]
    assert one.run == two.run != other.run


@pytest.mark.parametrize("chunked", [True, False], ids=["chunked", "put together, header left"])
def test_a_chunked_body_is_put_together_and_its_encoding_kept(chunked: bool, tmp_path: Path) -> None:
    http = {"Content-Type": "text/html", "Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY) if chunked else BODY
    ((capture, page),), _ = read(Theirs(tmp_path / "a.warc.gz").add(body=body, http=http).close())
    assert page.body == BODY
    assert page.headers == (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    assert (capture.payload_digest, capture.truncated) == (digest(BODY), None)


def test_a_chunked_body_that_ends_early_is_cut_off(tmp_path: Path) -> None:
    body = b"5\r\nsatu \r\nff\r\ndua"
    ((capture, page),), _ = read(
        Theirs(tmp_path / "a.warc").add(body=body, http={"Transfer-Encoding": "chunked"}).close()
    )
    assert (page.body, capture.truncated) == (b"satu dua", "disconnect")


def test_revisits_find_what_they_repeat_in_another_file(tmp_path: Path) -> None:
    first = Theirs(tmp_path / "a.warc.gz").warcinfo().add().close()
    theirs = Theirs(tmp_path / "b.warc.gz").warcinfo().repeat(URL, SECOND).repeat("https://m.beritajakarta.id/", LATER)
    ((original, page),), _ = read(first)
    ((capture, empty),), skipped = read(theirs.close(), first)
    assert capture.revisit_of == original.capture
    assert needs_payload(capture, empty)
    assert (empty.body, empty.truncated) == (b"", None)
    assert empty.with_payload_of(page).body == PAGE
    assert skipped == {"revisit of nothing known": 1}


def test_a_file_as_it_is_kept_counts_as_an_answer_and_a_name_looked_up_does_not(tmp_path: Path) -> None:
    theirs = Theirs(tmp_path / "a.warc.gz").keep(URL, b"\x89PNG", "image/png")
    theirs.keep("dns:m.beritajakarta.id", b"127.0.0.1", "text/dns")
    ((capture, photo),), skipped = read(theirs.close())
    assert (capture.status, photo.body, photo.headers) == (200, b"\x89PNG", (("Content-Type", "image/png"),))
    assert skipped == {"dns": 1}


def test_records_that_are_packed_together_are_parted_in_the_copy(tmp_path: Path) -> None:
    plain = Theirs(tmp_path / "a.warc", packed=False).warcinfo().add().add(url=f"{URL}-dua").close()
    packed, copied = tmp_path / "b.warc.gz", tmp_path / "c.warc.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    with pytest.raises(WarcError, match="packed together"):
        read(packed)
    copy(packed, copied)
    assert gzip.decompress(copied.read_bytes()) == plain.read_bytes()
    assert [page for _, page in read(copied)[0]] == [page for _, page in read(plain)[0]]


def test_a_file_with_a_member_for_each_record_is_copied_byte_for_byte(tmp_path: Path) -> None:
    theirs = Theirs(tmp_path / "a.warc.gz").warcinfo().add().add(url=f"{URL}-dua").close()
    copy(theirs, tmp_path / "b.warc.gz")
    assert (tmp_path / "b.warc.gz").read_bytes() == theirs.read_bytes()


def test_of_a_plain_file_each_record_is_packed_as_it_is(tmp_path: Path) -> None:
    """Also where its headers are written as no program of today writes them."""
    theirs = Theirs(tmp_path / "a.warc", packed=False, version="1.0").warcinfo().add().add(url=f"{URL}-dua").close()
    odd = theirs.read_bytes().replace(b"WARC-Date: ", b"warc-date:  ")
    theirs.write_bytes(odd)
    copy(theirs, tmp_path / "b.warc.gz")
    assert gzip.decompress((tmp_path / "b.warc.gz").read_bytes()) == odd
    assert [page for _, page in read(tmp_path / "b.warc.gz")[0]] == [page for _, page in read(theirs)[0]]


def test_a_file_of_ours_reads_the_same_unpacked(writer: Callable[..., WarcWriter], folder: Path) -> None:
    warc = writer()
    first = warc.write(exchange())
    warc.write(exchange(fetched_at=LATER), repeats=repeated(first))
    warc.write(unchanged(), repeats=repeated(first))
    warc.close({"verdict": "well"})
    ours, unpacked = folder / first.warc, folder / "unpacked.warc"
    unpacked.write_bytes(gzip.decompress(ours.read_bytes()))
    expected = list(captures(ours))
    assert read(ours)[0] == expected
    assert [(c.capture, c.run, c.source, c.payload_digest, c.revisit_of, e) for c, e in read(unpacked)[0]] == [
        (c.capture, c.run, c.source, c.payload_digest, c.revisit_of, e) for c, e in expected
    ]


@pytest.mark.parametrize("place", ["block", "payload"])
def test_a_page_that_was_altered_is_not_read(place: str, tmp_path: Path) -> None:
    path = Theirs(tmp_path / "a.warc", packed=False).add().close()
    content = path.read_bytes().replace(b"percobaan", b"perc0baan", 1)
    if place == "payload":
        content = content.replace(b"WARC-Block-Digest", b"X-Block-Digest___")
    path.write_bytes(content)
    with pytest.raises(WarcError, match="does not match"):
        read(path)


@pytest.mark.parametrize("label", [b"shake_128", b"blake3", b"a\0b"])
def test_a_digest_of_another_kind_is_not_checked(label: bytes, tmp_path: Path) -> None:
    path = Theirs(tmp_path / "a.warc", packed=False).add().close()
    path.write_bytes(path.read_bytes().replace(b"sha1:", label + b":"))
    assert len(read(path)[0]) == 1


def test_a_revisit_of_wget_has_the_digest_of_nothing(tmp_path: Path) -> None:
    theirs = Theirs(tmp_path / "a.warc", packed=False).warcinfo().add().repeat(URL, SECOND).close()
    content = theirs.read_bytes()
    at = content.rindex(b"WARC-Block-Digest: ") + len(b"WARC-Block-Digest: ")
    nothing = b"sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"
    theirs.write_bytes(content[:at] + nothing + content[at + len(nothing) :])
    assert [capture.revisit_of is not None for capture, _ in read(theirs)[0]] == [False, True]


def test_what_is_no_warc_file_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(b"<!doctype html>\n")
    with pytest.raises(WarcError, match=r"a\.warc: no WARC record"):
        read(path)


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")
@pytest.mark.parametrize("options", [[], ["--no-warc-compression"]], ids=["packed", "plain"])
async def test_what_wget_kept_of_the_replica_is_what_the_replica_sends(
    options: list[str], replica: Serve, tmp_path: Path
) -> None:
    async with replica() as running:
        urls = [f"{running.url}/", f"{running.url}/tidak-ada"]
        for body in ("a", "b"):
            process = await asyncio.create_subprocess_exec(
                "wget",
                "--no-config",
                "-q",
                "-O",
                body,
                "--header=Accept-Encoding: gzip",
                f"--warc-file={body}",
                *options,
                *urls,
                cwd=tmp_path,
            )
            assert await process.wait() in {0, 8}  # 8: the site answered with an error, and was asked to
    path = next(tmp_path.glob("a.warc*"))
    found, skipped = read(path)
    assert [(capture.url, capture.status, capture.source) for capture, _ in found] == [
        (urls[0], 200, "file"),
        (urls[1], 404, "file"),
    ]
    assert found[0][1].header("content-encoding") == "gzip"
    assert found[0][1].body == (tmp_path / "a").read_bytes()
    assert found[0][1].decoded.startswith(b"<!doctype html>")
    assert skipped == {"metadata": 2}  # wget's own log and arguments
