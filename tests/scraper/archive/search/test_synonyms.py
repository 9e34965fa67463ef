"""Each name of a thing finds the others, and a user's file adds names; a wrong line is named."""

import os
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from scraper.archive.database import ArchiveError, open_to_read
from scraper.archive.search import search
from scraper.archive.search.synonyms import FILE, groups, shipped
from tests.scraper.archive.making import answered, archive, article, capture, fill


def test_each_of_our_names_finds_the_others_of_its_group() -> None:
    keys = count(1)
    numbered = [{next(keys): name for name in group} for group in shipped()]
    said = [article(key, body=f"Ini {name} itu.") for group in numbered for key, name in group.items()]
    with archive([(capture(each.id), answered(each)) for each in said], batch=len(said)) as db:
        for group in numbered:
            for name in group.values():
                assert {hit.key for hit in search(db, name, limit=len(said)).hits} >= group.keys(), name


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("4400", {1, 2}),
        ("4.400", {1, 2}),
        ("rt 5 rw 1", {3, 4}),
        ("RT 05/RW 01", {3, 4}),
        ("taman kanak-kanak", {5, 6}),
        ("TK", {5, 6}),
        ("dinas sda", {7, 8}),
        ("kanak-kanak", {5}),
        ("2026", {9}),
    ],
)
def test_a_number_or_name_is_found_however_it_is_written(words: str, keys: set[int]) -> None:
    bodies = (
        "Sebanyak 4.400 bibit.", "Sebanyak 4400 bibit.", "Warga RT 05/RW 01 rapat.", "Warga RT 5 RW 1 senam.",
        "Murid taman kanak-kanak.", "Murid TK.", "Dinas Sumber Daya Air.", "Dinas SDA.", "Tahun 2026.", "Ada 2.026.",
    )  # fmt: skip
    said = [article(key, title="Kabar", body=body) for key, body in enumerate(bodies, 1)]
    with archive([(capture(each.id), answered(each)) for each in said], batch=len(said)) as db:
        assert {hit.key for hit in search(db, words).hits} == keys


def test_no_name_of_ours_is_in_two_groups() -> None:
    names = [name for group in shipped() for name in group]
    assert len(names) == len(set(names))


def test_a_file_beside_the_archive_adds_names(tmp_path: Path) -> None:
    bodies = (
        "Taman satwa dibuka.",
        "Ragunan ramai.",
        "Kebun Binatang sepi.",
        "Petugas gulkarmat hadir.",
        "Gedung 113.",
    )
    pairs = [(capture(key), answered(article(key, body=body))) for key, body in enumerate(bodies, 1)]
    path = fill(tmp_path / "archive.db", pairs)
    own = tmp_path / FILE

    def found(words: str) -> set[int]:
        with closing(open_to_read(path)) as db:
            return {hit.key for hit in search(db, words).hits}

    assert found("ragunan") == {2}
    own.write_text(
        "# my own\n\nRagunan, kebun binatang,  Taman  Satwa # the zoo\ngulkarmat, 113\n", encoding="utf-8-sig"
    )
    assert found("ragunan") == found("kebun binatang") == {1, 2, 3}
    assert found("damkar") == {4}, "a group of ours keeps its names"
    assert found("gulkarmat") == {4, 5}
    own.write_text("ragunan\n")
    with pytest.raises(ArchiveError, match=rf"{FILE}, line 1: one name alone"):
        found("banjir")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lansia, lanjut usia\nlansia\n", "line 2: one name alone: expected names between commas"),
        ("a b, c d,\n", "line 1: a name is empty"),
        ("# \na,,b\n", "line 2: a name is empty"),
        ("lansia, Lansia\n", "line 1: a name is there twice"),
        ("rob, a b c d e f g h i\n", "line 1: a name has more than 8 words"),
        ("lansia, " + "a" * 201, "line 1: a name has more than 200 letters"),
        (", ".join(f"rahasia{number}" for number in range(51)), "line 1: it has more than 50 names"),
        ("# rahasia\n" * 100_001, "it has more than 1,000,000 bytes"),
        ("rahasia\n", "line 1: one name alone"),
        (b"lansia, \xff\n", "it is not UTF-8 text"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, text: str | bytes, said: str) -> None:
    path = tmp_path / FILE
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ArchiveError) as caught:
        groups(path)
    assert str(caught.value).startswith(FILE)
    assert said in str(caught.value)
    assert "rahasia" not in str(caught.value), "visitors of a copy that is served read this"


def test_a_fifo_is_not_waited_for_nor_a_device_read(tmp_path: Path) -> None:
    fifo, link = tmp_path / "fifo", tmp_path / "link"
    os.mkfifo(fifo)
    link.symlink_to("/dev/zero")
    for path in (fifo, link):
        with pytest.raises(ArchiveError, match=f"^{path.name}: it is not a regular file"):
            groups(path)
