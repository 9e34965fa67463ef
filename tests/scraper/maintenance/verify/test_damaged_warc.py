"""Whatever is damaged in the WARC files, or does not agree with them, is found, and named."""

import os
import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from scraper.archive.database import open_to_read
from scraper.items import Answer
from scraper.maintenance.verify import readings
from scraper.maintenance.verify.check import Share
from scraper.maintenance.verify.verification import verify
from scraper.warc.exchange import Exchange
from scraper.warc.integrity import members
from scraper.warc.records import digest
from tests.conftest import examples
from tests.scraper.maintenance.keeping import ORIGIN, Keeper
from tests.scraper.maintenance.verify.damage import faults, tamper, warcs


@examples(25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0), st.integers(0), st.integers(0, 7))
def test_a_flipped_bit_in_a_warc_file_is_found_wherever_it_is(
    whole: Path, tmp_path: Path, number: int, byte: int, bit: int
) -> None:
    shutil.rmtree(tmp_path / "copy", ignore_errors=True)
    path = Path(shutil.copytree(whole, tmp_path / "copy")) / "archive.db"
    file = warcs(path)[number % len(warcs(path))]
    data = bytearray(file.read_bytes())
    byte %= len(data)
    data[byte] ^= 1 << bit
    file.write_bytes(data)
    found = faults(verify(path))
    assert {fault.file for fault in found if fault.file} == {file.name}
    around = [fault.byte for fault in found if fault.file and fault.byte is not None]
    assert min(around) <= byte


def test_a_lost_file_is_named_once_with_what_stood_in_it(path: Path) -> None:
    lost = warcs(path)[1]
    lost.unlink()
    found = faults(verify(path))
    assert [(fault.file, fault.check) for fault in found if fault.file == lost.name] == [(lost.name, "captures")]
    assert "captures were in it" in found[0].what
    assert "backup" in found[0].remedy


@examples(20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0), st.integers(0))
def test_a_cut_off_file_is_found(whole: Path, tmp_path: Path, number: int, byte: int) -> None:
    shutil.rmtree(tmp_path / "copy", ignore_errors=True)
    path = Path(shutil.copytree(whole, tmp_path / "copy")) / "archive.db"
    file = warcs(path)[number % len(warcs(path))]
    at = byte % file.stat().st_size
    os.truncate(file, at)
    assert {fault.file for fault in faults(verify(path)) if fault.file} == {file.name}
    sample = verify(path, share=Share.nth(0, Fraction(1, 1000)))
    assert {fault.file for fault in faults(sample) if fault.file} == {file.name}


def test_a_record_without_a_row_is_found_and_so_is_a_whole_file_of_them(path: Path, tmp_path: Path) -> None:
    shutil.copy(path, tmp_path / "earlier.db")
    late = Keeper(path.parent, run="66666666-6666-4666-8666-666666666666", begin="2026-10-09T03:00:00")
    late.keep(late.paths[0])
    late.close()
    shutil.move(tmp_path / "earlier.db", path)
    (fault,) = faults(verify(path))
    assert "has no row" in fault.what
    assert "arsip reparse" in fault.remedy


def test_damage_in_a_file_does_not_hide_what_stands_behind_it(path: Path) -> None:
    """All of the first record but one byte is overwritten, and a row of the last is edited."""
    file = max(warcs(path), key=lambda each: len(list(members(each))))
    *_, (last, _) = members(file)
    db = open_to_read(path)
    rows = db.execute("select capture, offset from captures where warc = ? order by offset", [file.name]).fetchall()
    db.close()
    tamper(path, "update captures set etag = 'x' where capture = ?", rows[-1][0])
    data = bytearray(file.read_bytes())
    data[rows[0][1] + 1 : rows[0][1] + 200] = bytes(199)
    file.write_bytes(data)
    found = faults(verify(path))
    assert [fault.byte for fault in found if fault.file == file.name and fault.table is None] == [rows[0][1]]
    assert [fault.column for fault in found if fault.row == f"capture {rows[-1][0]}"] == ["etag"]
    assert last >= rows[-1][1]


def test_a_page_that_reads_otherwise_today_is_found(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a reader would that was changed without raising its version."""
    answer = readings.interpret_exchange

    def changed(exchange: Exchange) -> Answer:
        said = answer(exchange)
        return replace(said, article=replace(said.article, title="Lain")) if said.article else said

    monkeypatch.setattr(readings, "interpret_exchange", changed)
    found = faults(verify(path))
    assert {fault.column for fault in found} == {"content_hash", "text_hash"}
    assert {fault.check for fault in found} == {"readings"}


def test_a_repeated_page_whose_payload_is_cut_off_is_named(path: Path) -> None:
    """The record of the payload ends within the headers of its response, where FastWARC knows of none."""
    db = open_to_read(path)
    (name, warc, offset), *_ = db.execute(
        "select c.capture, p.warc, p.offset from captures c join captures p on p.capture = c.revisit_of "
        "where c.status = 200"
    ).fetchall()
    db.close()
    file = path.parent / "warc" / warc
    whole = file.read_bytes()
    for kept in (0, 20, 300, 700):
        file.write_bytes(whole[: offset + kept])
        found = faults(verify(path))
        assert [fault.check for fault in found if fault.row == f"capture {name}"] == ["readings"]


def test_what_stands_in_a_file_of_another_program_is_checked_by_its_rows(path: Path) -> None:
    file = path.parent / "warc" / "wget-2019.warc"
    block = b"HTTP/1.1 404 Not Found\r\n\r\n"
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{}>\r\nWARC-Date: 2019-10-01T03:00:00Z\r\n"
        f"WARC-Target-URI: {ORIGIN}/robots.txt\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    records = [head.format(name).encode() + block + b"\r\n\r\n" for name in ("tanpa baris", "lama")]
    file.write_bytes(b"".join(records))
    tamper(
        path,
        "insert into captures (capture, run, source, url, method, status, outcome, fetched_at, payload_digest, warc, "
        "offset, length) values ('urn:uuid:lama', 'x', 'file', ?, 'GET', 404, 'missing', '2019-10-01T03:00:00.000Z', "
        "?, ?, ?, ?)",
        f"{ORIGIN}/robots.txt",
        digest(b""),
        file.name,
        len(records[0]),
        len(records[1]),
    )
    report = verify(path)
    assert (faults(report), report.notices) == ([], ())
    tamper(path, "update captures set status = 410 where capture = 'urn:uuid:lama'")
    assert [(fault.file, fault.column) for fault in faults(verify(path))] == [(file.name, "status")]
    file.unlink()
    assert [fault.file for fault in faults(verify(path))] == [file.name]
