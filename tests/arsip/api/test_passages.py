"""What a change did: its passages with their surroundings, its words, and which edits are small."""

import pytest

from arsip.api.passages import SMALL, Comparison, compare, compared
from arsip.api.text_diff import Diff, Unchanged
from tests.scraper.archive.making import change


def plain(comparison: Comparison) -> list[str]:
    """Each part in a line, with `-` or `+` before what changed."""
    marks = {"same": "", "removed": "-", "added": "+"}
    return [
        f"({part.paragraphs})" if isinstance(part, Unchanged) else " ".join(marks[w.kind] + w.text for w in part.words)
        for field in comparison.fields
        for part in field.parts
    ]


def test_a_changed_paragraph_comes_with_one_on_either_side() -> None:
    before = [f"Alinea {number} tetap." for number in range(9)]
    after = [*before[:4], "Alinea 4 berubah sekali.", *before[5:8], "Alinea 8 tetap. Baru."]
    found = compare(change(("body", "\n\n".join(before), "\n\n".join(after))))
    assert plain(found) == [
        "(3)", "Alinea 3 tetap.", "Alinea 4 -tetap. +berubah sekali.", "Alinea 5 tetap.", "(1)", "Alinea 7 tetap.",
        "Alinea 8 tetap. +Baru.",
    ]  # fmt: skip
    assert (found.added, found.removed) == (3, 1)


@pytest.mark.parametrize(
    ("field", "before", "after", "words", "is_small"),
    [
        ("title", "Pasar baru, dibuka", "PASAR baru dibuka!", (0, 0), True),
        ("body", "Sepuluh warga.", "Sebelas warga.", (1, 1), True),
        ("body", "Sepuluh warga datang ke pasar.", "Sebelas warga datang ke pasar baru.", (2, 1), False),
        ("body", "Satu dua.\n\nTiga empat.", "Tiga empat.\n\nSatu dua.", (2, 2), False),
        ("quote", None, "Kami senang - sekali", (3, 0), False),
        ("reporter", "Rina", None, (0, 1), False),
        ("date", "2026-10-01", "2026-10-02", (1, 1), False),
    ],
)
def test_words_are_counted_and_an_edit_of_few_is_small(
    field: str, before: str | None, after: str | None, words: tuple[int, int], is_small: bool
) -> None:
    found = compare(change((field, before, after)))
    assert (found.added, found.removed) == words
    assert found.is_smaller(SMALL) is is_small
    assert found.is_smaller(10)


def test_edits_of_few_words_are_left_out_and_nothing_else_is() -> None:
    given = [change(("title", "Satu", "Dua")), change(kind="removed"), change(("title", "a b", "c d"))]
    assert [each.kind for each, _ in compared(given, min_words=SMALL)] == ["removed", "changed"]
    assert [each for each, _ in compared(given)] == given


def test_a_summary_is_short_however_long_the_texts_are() -> None:
    before = "\n\n".join(f"Alinea {number}." for number in range(300))
    after = "\n\n".join(f"Teks {'panjang ' * 1000}{number}." for number in range(300))
    whole = compare(change(("body", before, after)))
    short = whole.summary()
    assert (short.added, short.removed) == (whole.added, whole.removed)
    (field,) = short.fields
    assert field.left_out == len(whole.fields[0].parts) - len(field.parts) > 100
    words = [word for part in field.parts if isinstance(part, Diff) for each in part.words for word in each.words]
    assert len(words) < 1000
    assert "…" in words
