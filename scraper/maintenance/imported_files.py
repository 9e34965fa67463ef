"""WARC and WACZ files of any program, checked, and copied into `warc/` under names that their content gives.

So one file has one name on every machine, whatever it was called, and archives that imported it can be merged.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast
from zipfile import ZipFile, ZipInfo

from fastwarc import WarcRecordType

from scraper.atomic_file import move_into_place, temporary_beside
from scraper.exit_codes import USAGE, CannotRun
from scraper.maintenance.site import Site
from scraper.maintenance.warc_files import IMPORTED, sha256_of, some_of
from scraper.warc.integrity import read_warcinfo
from scraper.warc.packing import copy, is_packed
from scraper.warc.reader import Damage, is_file_name
from scraper.warc.records import MAX_HEADER_BYTES, RESPONSE_TYPES, WarcError, bare, parse_fields, records
from scraper.warc.wacz import UNREADABLE, extract, is_wacz, warc_members
from scraper.warc.writer import OPEN, OURS, file_prefix

_DIGITS = 20
"""Hexadecimal digits of a file's SHA-256 in its name: enough to tell all files of the world apart."""


_BEGINNING = b"WARC/"
"""What a WARC file that is not packed begins with."""


@dataclass(frozen=True, slots=True)
class Source:
    """A WARC file to import: a file, or a member of a WACZ; `size` in bytes, unpacked from the WACZ."""

    path: Path
    member: ZipInfo | None
    size: int

    @property
    def name(self) -> str:
        """How messages name it."""
        return str(self.path) if self.member is None else f"{self.path}: {self.member.filename}"


def sources(paths: Iterable[Path], folder: Path) -> list[Source]:
    """List the WARC files that some files are or hold; nothing is written.

    Raises:
        CannotRun: where one is neither a WARC file nor a WACZ, is still being written, unpacks to too much, or they
            take more room than `folder` has; names it.
    """
    found: list[Source] = []
    for path in dict.fromkeys(each.resolve() for each in paths):
        with _errors_refuse():
            found += _sources_of(path)
    there = next(each for each in (folder, *folder.parents) if each.exists())
    needed, free = sum(each.size for each in found), shutil.disk_usage(there).free
    if needed > free:
        raise CannotRun(
            f"{folder}: the files take {needed / 1e6:,.0f} MB, and the disk has room for {free / 1e6:,.0f} MB"
        )
    return found


def refuse_without_pages(found: Iterable[Source], site: Site, name: str | None) -> None:
    """Refuse files in which there is no page of an archive's site; of a WACZ, in all its files.

    `name` is None where the archive is of no site yet: then the default site counts, or any file that Arsip wrote.

    Raises:
        CannotRun: names some of them.
    """
    have: dict[Path, bool] = {}
    for source in found:
        if not have.setdefault(source.path, False):
            have[source.path] = _has_page(
                source, lambda url: site.contains(url, name or site.default), or_ours=name is None
            )
    if without := [str(path) for path, has_page in have.items() if not has_page]:
        raise CannotRun(f"{some_of(without)}: there is no page of {name or site.default} in it; leave it out")


def _has_page(source: Source, is_wanted: Callable[[str], bool], *, or_ours: bool) -> bool:
    """Whether a file has a response of such a URL, or `or_ours` Arsip wrote it; a damaged one may have one."""
    try:
        with _opened(source) as stream:
            for record in records(stream, source.name):
                if or_ours and record.record_type == WarcRecordType.warcinfo:
                    or_ours = False
                    if "arsip-run" in parse_fields(record.reader.read(MAX_HEADER_BYTES)):
                        return True
                if record.record_type & RESPONSE_TYPES and is_wanted(bare(record.headers.get("WARC-Target-URI"))):
                    return True
    except (WarcError, *UNREADABLE):
        return True
    return False


@contextmanager
def _opened(source: Source) -> Iterator[BinaryIO]:
    if source.member is None:
        with source.path.open("rb") as stream:
            yield stream
        return
    with ZipFile(source.path) as archive, archive.open(source.member) as member:
        yield cast("BinaryIO", member)


def copy_in(source: Source, folder: Path) -> tuple[str, bool, Damage | None]:
    """Copy a WARC file into a folder, each record a gzip member; one that is there, under any name, stays.

    Return its name there, whether it was copied, and where its WACZ is damaged, that. It is on the disk then.

    Raises:
        CannotRun: where it cannot be read, or one of Arsip's has the name of another file.
        OSError: where the disk fails.
    """
    what = None
    with _errors_refuse(), temporary_beside(folder / IMPORTED) as part:
        if source.member is None:
            copy(source.path, part)
        else:
            with temporary_beside(folder / f"{IMPORTED}wacz") as unpacked:
                what = extract(source.path, source.member, unpacked)
                copy(unpacked, part)
        digest = sha256_of(part)
        if (same := _same_content(part, digest, folder)) is not None:
            return same.name, False, _damage(same.name, what)
        target = folder / _name(source, part, digest)
        if target.exists():
            raise CannotRun(f"{source.name}: {folder.name}/ has another file of this name; one of the two is damaged")
        move_into_place(part, target)
    return target.name, True, _damage(target.name, what)


def _damage(name: str, what: str | None) -> Damage | None:
    return None if what is None else Damage(name, 0, 0, what)


@contextmanager
def _errors_refuse() -> Iterator[None]:
    try:
        yield
    except WarcError as error:
        raise CannotRun(str(error)) from error


def _sources_of(path: Path) -> Iterator[Source]:
    if not path.is_file():
        what = "this is not a regular file" if path.exists() else "there is no such file"
        raise CannotRun(f"{path}: {what}; name WARC or WACZ files", exit_status=USAGE)
    if path.name.endswith(OPEN):
        raise WarcError(
            f"{path}: a program is still writing this file, or has died over it; `arsip crawl` closes those of its "
            "archive, others can be renamed"
        )
    if is_wacz(path):
        yield from (Source(path, each, each.file_size) for each in warc_members(path))
        return
    with path.open("rb") as stream:
        try:
            is_empty = next(records(stream, path), None) is None
        except WarcError:
            stream.seek(0)
            if is_packed(path) or stream.read(len(_BEGINNING)) == _BEGINNING:
                raise
            raise WarcError(f"{path}: this is not a WARC or WACZ file") from None
    if is_empty:
        raise WarcError(f"{path}: there is no WARC record in it")
    yield Source(path, None, path.stat().st_size)


def _name(source: Source, part: Path, digest: str) -> str:
    """Return the name of a copy: a file of Arsip's keeps the one that it was written under."""
    warcinfo = read_warcinfo(part)
    name = (source.path.name if source.member is None else source.member.filename).rpartition("/")[2]
    if warcinfo is None:
        return f"{IMPORTED}{digest[:_DIGITS]}.warc.gz"
    is_sound = is_file_name(name) and name.isprintable() and name.endswith(".warc.gz")
    if warcinfo.archive and name.startswith(file_prefix(warcinfo.archive)) and is_sound:
        return name
    return f"{OURS}{IMPORTED}{digest[:_DIGITS]}.warc.gz"


def _same_content(path: Path, digest: str, folder: Path) -> Path | None:
    """Return another file in a folder with the same content; None where there is none."""
    size = path.stat().st_size
    others = (
        each
        for each in sorted(folder.iterdir())
        if each != path and not each.name.startswith(".") and each.is_file() and not each.is_symlink()
    )
    return next((each for each in others if each.stat().st_size == size and sha256_of(each) == digest), None)
