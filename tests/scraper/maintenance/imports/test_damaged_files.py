"""Damaged files imported: what is wrong is named, and all that can be read comes in."""

import gzip
import random
import re
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED

import pytest

from scraper.archive.database import create_or_open
from scraper.exit_codes import CannotRun
from scraper.maintenance.reparse import reparse
from scraper.maintenance.verify.verification import verify
from scraper.warc.integrity import members
from tests.scraper.maintenance.imports.foreign_files import SITE, Program, brought, packed, records, taken
from tests.scraper.maintenance.keeping import ORIGIN


def test_damage_that_comes_later_and_edits_of_rows_are_found(
    path: Path, pages: dict[str, bytes], tmp_path: Path
) -> None:
    name = brought(path, taken(tmp_path, pages)).files[0].name
    looked_at = next(check.looked_at for check in verify(path).checks if check.name == "captures")
    assert looked_at == len(records(path)["captures"])
    with closing(create_or_open(path)) as db:
        db.execute("UPDATE captures SET status = 201 WHERE source = 'file' AND key = (SELECT max(key) FROM captures)")
    (fault,) = (fault for check in verify(path).checks for fault in check.faults if fault.column == "status")
    assert fault.file == name
    reparse(path, SITE)
    assert verify(path).faults == 0
    file = path.parent / "warc" / name
    content = bytearray(file.read_bytes())
    start, length = list(members(file))[5]
    content[start + 200 : start + length - 50] = bytes(length - 250)
    file.write_bytes(content)
    found = {fault.byte for check in verify(path).checks for fault in check.faults if fault.file == name}
    assert found == {start}
    before = records(path)
    assert reparse(path, SITE).carried == {name: 1}
    assert records(path) == before


@pytest.mark.parametrize("many", [0, 60])
@pytest.mark.parametrize("is_apart", [False, True])
def test_two_responses_with_one_record_id_are_told(
    empty: Callable[[str], Path], pages: dict[str, bytes], tmp_path: Path, many: int, *, is_apart: bool
) -> None:
    """In one file, near or far apart, or in two; the same response twice is no conflict."""
    first, second, *_ = list(pages)[1:]
    one = Program(tmp_path / "a.warc.gz")
    one.add(first, pages[first], id_="<urn:satu>")
    for number in range(many):
        one.add(f"{ORIGIN}/halaman/{number}", b"<p>Halaman</p>")
    two = Program(tmp_path / "b.warc.gz", day=11) if is_apart else one
    two.add(second, pages[second], id_="<urn:satu>")
    files = [one.close()] + ([two.close()] if is_apart else [])
    found = []
    for name, order in (("one", files), ("two", files[::-1])):
        archive = empty(name)
        done = [brought(archive, file) for file in order]
        assert sum((each.left_out for each in done), Counter()) == {"record with the id of a different one": 1}
        assert brought(archive, *files).left_out["record with the id of a different one"] == 1
        found.append(records(archive))
        assert len(found[-1]["captures"]) == many + 1
        report = reparse(archive, SITE)
        assert (report.is_whole, report.left_out) == (True, {"record with the id of a different one": 1})
        assert records(archive) == found[-1]
    assert found[0] == found[1]


def test_what_is_cut_off_or_damaged_is_named_and_the_rest_comes_in(
    empty: Callable[[str], Path], pages: dict[str, bytes], tmp_path: Path
) -> None:
    file = taken(tmp_path, pages)
    records_of = list(members(file))
    content = bytearray(file.read_bytes())
    at = records_of[5][0]
    content[at + 100 : at + 300] = bytes(200)
    file.write_bytes(content[:-20])
    archive = empty("one")
    done = brought(archive, file)
    assert [damage.byte for damage in done.damaged] == [at, records_of[-1][0]]
    assert done.added.captures == len(pages) + 2 - 2
    after = records(archive)
    report = reparse(archive, SITE)
    assert (report.is_whole, report.left_out["record that cannot be read"]) == (True, 2)
    assert records(archive) == after
    assert verify(archive).faults == 0


@pytest.mark.parametrize("how", ["plain", "packed together", "packed"])
@pytest.mark.parametrize("number", [0, 5])
def test_behind_a_record_without_an_end_the_rest_comes_in(
    number: int, how: str, empty: Callable[[str], Path], pages: dict[str, bytes], tmp_path: Path
) -> None:
    file = taken(tmp_path, pages)
    parts = [gzip.decompress(file.read_bytes()[at : at + length]) for at, length in members(file)]
    parts[number] = re.sub(rb"Content-Length: \d+", b"Content-Length: -433", parts[number], count=1)
    name = "a.warc" if how == "plain" else "a.warc.gz"
    content = b"".join(gzip.compress(part) if how == "packed" else part for part in parts)
    (tmp_path / name).write_bytes(gzip.compress(content) if how == "packed together" else content)
    archive = empty("one")
    done = brought(archive, tmp_path / name)
    assert len({damage.byte for damage in done.damaged}) == 1
    assert done.found == len(pages) + 2 - (number > 0)
    before = records(archive)
    report = reparse(archive, SITE)
    assert (report.is_whole, report.left_out["record that cannot be read"]) == (True, done.damages)
    assert (records(archive), verify(archive).faults) == (before, 0)


@pytest.mark.parametrize("seed", range(8))
def test_a_file_with_any_damage_comes_in_as_far_as_it_goes(
    seed: int, empty: Callable[[str], Path], pages: dict[str, bytes], tmp_path: Path
) -> None:
    dice = random.Random(seed)
    file = taken(tmp_path, dict(list(pages.items())[:4]))
    content = bytearray(gzip.decompress(file.read_bytes()) if seed % 2 else file.read_bytes())
    for _ in range(3):
        at, size = dice.randrange(len(content)), dice.choice([1, 3, 30])
        content[at : at + size] = dice.choice([b"", b"\0", b"WARC/1.0\r\n", b"\xed\xa0\x80", dice.randbytes(size)])
    file.write_bytes(gzip.compress(content) if seed % 4 == 3 else content)
    archive = empty("one")
    try:
        brought(archive, file)
    except CannotRun:
        return
    before = records(archive)
    assert verify(archive).faults == 0
    if before["captures"]:
        assert reparse(archive, SITE).is_whole
    assert records(archive) == before


@pytest.mark.parametrize("how", [ZIP_BZIP2, ZIP_LZMA], ids=["bzip2", "lzma"])
def test_a_wacz_that_cannot_be_unpacked_is_named(
    how: int, empty: Callable[[str], Path], pages: dict[str, bytes], tmp_path: Path
) -> None:
    wacz = packed(tmp_path / "a.wacz", taken(tmp_path, pages, packed=False), how=how)
    content = bytearray(wacz.read_bytes())
    content[200:260] = bytes(60)
    wacz.write_bytes(content)
    with pytest.raises(CannotRun, match=r"a\.wacz: .* cannot be read"):
        brought(empty("one"), wacz)


@pytest.mark.parametrize("how", [ZIP_STORED, ZIP_DEFLATED], ids=["stored", "deflated"])
def test_a_damaged_wacz_comes_in_as_far_as_it_goes(
    how: int, empty: Callable[[str], Path], pages: dict[str, bytes], tmp_path: Path
) -> None:
    wacz = packed(tmp_path / "a.wacz", taken(tmp_path, pages, packed=how == ZIP_STORED), how=how)
    content = bytearray(wacz.read_bytes())
    content[len(content) // 2] ^= 4
    wacz.write_bytes(content)
    archive = empty("one")
    done = brought(archive, wacz)
    assert done.damages >= 1
    assert "ZIP" in done.damaged[0].what
    assert 0 < done.added.captures < len(pages) + 2
    before = records(archive)
    assert (reparse(archive, SITE).is_whole, records(archive), verify(archive).faults) == (True, before, 0)
