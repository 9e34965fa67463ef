"""Files that are none to import, and hostile ones: refused before anything is changed, or harmless."""

import gzip
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from scraper.exit_codes import FAILED, CannotRun
from scraper.maintenance.verify.verification import verify
from scraper.warc.writer import OPEN
from tests.scraper.maintenance.imports.foreign_files import Program, brought, records, taken, warcs


def link(name: str) -> ZipInfo:
    info = ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def bomb(path: Path) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("archive/a.warc", bytes(20_000_000))
    return path


def linked(path: Path) -> Path:
    with ZipFile(path, "w") as archive:
        archive.writestr(link("archive/a.warc.gz"), "/etc/passwd")
    return path


def without(path: Path) -> Path:
    with ZipFile(path, "w") as archive:
        archive.writestr("pages/pages.jsonl", "{}")
    return path


def hollow(path: Path) -> Path:
    with ZipFile(path, "w"):
        pass
    return path


def empty_members(path: Path) -> Path:
    with ZipFile(path, "w") as archive:
        for number in range(3):
            archive.writestr(f"archive/{number}.warc.gz", b"")
    return path


def of_another_site(path: Path) -> Path:
    program = Program(path)
    program.add("https://contoh.example/read/1/x", b"<h1>Lain</h1>")
    return program.close()


def broken(path: Path) -> Path:
    path.write_bytes(b"PK\x03\x04" + bytes(500))
    return path


def junk(path: Path) -> Path:
    path.write_text("bukan berkas WARC\n" * 99)
    return path


def nothing(path: Path) -> Path:
    path.touch()
    return path


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (bomb, "a.wacz"),
        (linked, "a.wacz"),
        (without, "a.wacz"),
        (hollow, "a.wacz: a WACZ has its WARC files in archive/"),
        (empty_members, "a.wacz: there is no page of"),
        (of_another_site, "a.warc.gz: there is no page of"),
        (broken, "a.wacz"),
        (junk, "a.warc.gz"),
        (junk, "a.txt"),
        (nothing, "a.warc"),
        (junk, f"a.warc.gz{OPEN}"),
    ],
)
def test_what_is_no_warc_file_is_refused_before_anything_is_changed(
    make: Callable[[Path], Path], name: str, path: Path, pages: dict[str, bytes], tmp_path: Path
) -> None:
    before, files = path.read_bytes(), warcs(path)
    with pytest.raises(CannotRun, match=name) as refused:
        brought(path, taken(tmp_path, pages), make(tmp_path / name.partition(":")[0]))
    assert refused.value.exit_status == FAILED
    assert (path.read_bytes(), warcs(path)) == (before, files)
    new = tmp_path / "new" / "archive.db"
    with pytest.raises(CannotRun, match=name):
        brought(new, tmp_path / name.partition(":")[0])
    assert not new.parent.exists()


def test_names_in_a_wacz_lead_nowhere(path: Path, pages: dict[str, bytes], tmp_path: Path) -> None:
    file = taken(tmp_path, pages)
    with ZipFile(tmp_path / "a.wacz", "w") as archive:
        archive.writestr(ZipInfo("archive/../../../jahat.warc.gz"), file.read_bytes())
    brought(path, tmp_path / "a.wacz")
    assert not list(tmp_path.rglob("jahat*"))
    assert [each.name[:7] for each in warcs(path) if each.name.startswith("import")] == ["import-"]


@pytest.mark.parametrize("sign", ["\\", "\n", "\u202e"])
def test_a_member_whose_name_cannot_be_kept_gets_another(path: Path, tmp_path: Path, sign: str) -> None:
    file, new = warcs(path)[0], tmp_path / "new" / "archive.db"
    with ZipFile(tmp_path / "a.wacz", "w") as archive:
        archive.write(file, f"archive/{file.name[:15]}a{sign}b.warc.gz")
    done = brought(new, tmp_path / "a.wacz")
    assert [each.name[:13] for each in done.files] == ["arsip-import-"]
    assert verify(new).faults == 0


def test_a_member_that_unpacks_to_gigabytes_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    with gzip.open(path, "wb", 1) as stream:
        stream.write(b"WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: 300000000\r\n\r\n")
        for _ in range(300):
            stream.write(bytes(1_000_000))
        stream.write(b"\r\n\r\n")
    script = (
        "import re, sys; from pathlib import Path; from scraper.warc.integrity import members; "
        "from scraper.warc.packing import copy; list(members(Path(sys.argv[1]))); "
        "copy(Path(sys.argv[1]), Path(sys.argv[1] + '.copy')); "
        "print(*re.findall(r'VmHWM:\\s*([0-9]+)', Path('/proc/self/status').read_text()))"
    )
    done = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 200_000  # KB


def test_another_file_of_an_arsip_name_is_refused(path: Path, tmp_path: Path) -> None:
    first, other = warcs(path)[:2]
    clash = tmp_path / first.name
    clash.write_bytes(other.read_bytes() + first.read_bytes())
    before = records(path)
    with pytest.raises(CannotRun, match="another file of this name"):
        brought(path, clash)
    assert records(path) == before
    assert not list(path.parent.rglob("*partial*"))
