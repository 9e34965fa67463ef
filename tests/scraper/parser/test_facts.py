"""What bylines and list items say, in every form of SITE.md; that nothing is guessed; and that no text breaks it."""

import pickle
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.parser.fact_grammar import is_name
from scraper.parser.facts import Byline, FactError, byline_of, facts_of

DAY, MINUTE = "2018-04-20", "2018-04-20T16:47+07:00"
ANDI, BUDI = {"reporter": "Andi Contoh"}, {"editor": "Budi"}
TEAM = ANDI | BUDI
BOTH = {"reporter": "Andi Contoh", "translator": "Citra Rupa Dewi"}


@pytest.mark.parametrize(
    ("pieces", "byline"),
    [
        # D4
        (["Jumat, 20 April 2018 Reporter: Andi Contoh Editor: Budi 2894"], Byline(DAY, None, 2894, TEAM)),
        (["Jumat, 20 April 2018", "Reporter: Andi Contoh", "Editor: Budi", "2894"], Byline(DAY, None, 2894, TEAM)),
        (["Jumat,", "20 April", "2018", "Reporter", ":", "Andi Contoh", "Editor:", "Budi", "2.894"],
         Byline(DAY, None, 2894, TEAM)),
        (["Friday, April 20th 2018 Reporter: Andi Contoh Translator: Citra Rupa Dewi 327"],
         Byline(DAY, None, 327, BOTH)),
        (["Jumat, 20 April 2018 Reporter: Andi Contoh 2894"], Byline(DAY, None, 2894, ANDI)),
        (["Jumat, 20 April 2018 Reporter: Andi Contoh Editor: Budi"], Byline(DAY, None, None, TEAM)),
        (["Jumat, 20 April 2018 Reporter: Editor: 0"], Byline(DAY, None, 0, {})),
        (["Jumat, 20 April 2018 2894"], Byline(DAY, None, 2894, {})),
        (["Jumat, 20 April 2018 Reporter: Andi Contoh, Budi Editor: Andi Contoh 3344"],
         Byline(DAY, None, 3344, {"reporter": "Andi Contoh, Budi", "editor": "Andi Contoh"})),
        (["Jumat, 20 April 2018 Reporter: F. Al-Amin S.Kom. Editor: TP Citra (Rupa) 12"],
         Byline(DAY, None, 12, {"reporter": "F. Al-Amin S.Kom.", "editor": "TP Citra (Rupa)"})),
        # D3
        (["Jumat, 20 April 2018 16:47 Andi Contoh Citra Rupa Dewi 146"], Byline(DAY, MINUTE, 146, {})),
        (["Jumat, 20 April 2018 16:47", "Andi Contoh", "Citra Rupa Dewi", "146"], Byline(DAY, MINUTE, 146, BOTH)),
        (["Jumat, 20 April 2018 16:47 Andi Contoh | Citra Rupa Dewi | 146"], Byline(DAY, MINUTE, 146, BOTH)),
        (["Jumat, 20 April 2018 16:47", "Andi Contoh", "Andi Contoh", "146"],
         Byline(DAY, MINUTE, 146, {"reporter": "Andi Contoh", "translator": "Andi Contoh"})),
        (["Jumat, 20 April 2018 16:47 Andi Contoh 152"], Byline(DAY, MINUTE, 152, {})),
        (["Jumat, 20 April 2018 16:47", "Andi Contoh", "152"], Byline(DAY, MINUTE, 152, {})),
        (["Jumat, 20 April 2018 16:47", "Andi", "Budi", "Citra", "152"], Byline(DAY, MINUTE, 152, {})),
        # D2, D1
        (["Reporter : Andi Contoh | Editor : Budi | April 20th, 2018 04:47 PM 16:47 WIB | Dibaca 396 kali"],
         Byline(DAY, MINUTE, 396, TEAM)),
        (["Reporter : Andi Contoh", "|", "Editor : Budi", "|", "April 20th, 2018 04:47 PM", "16:47 WIB", "|",
          "Dibaca 396 kali"], Byline(DAY, MINUTE, 396, TEAM)),
        (["Reporter : Andi Contoh | Editor : Budi | April 20, 2018 04:47 PM | Hits 90"], Byline(DAY, MINUTE, 90, TEAM)),
        # mobile
        (["access_time Jumat, 20 April 2018 16:47 WIB", "remove_red_eye 2619", "person Reporter : Andi Contoh",
          "person Editor : Budi"], Byline(DAY, MINUTE, 2619, TEAM)),
        (["access_time", "Jumat, 20 April 2018 16:47 WIB", "remove_red_eye", "2.619", "person",
          "Reporter : Andi Contoh", "person", "Editor : Budi"], Byline(DAY, MINUTE, 2619, TEAM)),
        (["access_time 20 April 2018 16:47 WIB remove_red_eye 2619 person Reporter : Andi Contoh person Editor : Budi"],
         Byline(DAY, MINUTE, 2619, TEAM)),
        (["Jumat, 20 April 2018 16:47 WIB", "2619", "Reporter : Andi Contoh", "Editor :"],
         Byline(DAY, MINUTE, 2619, ANDI)),
        (["access_time April 20 2018 04:47 PM", "remove_red_eye 607",
          "Reported by Andi Contoh | Translated by Citra Rupa Dewi"], Byline(DAY, MINUTE, 607, BOTH)),
        (["access_time April 20 2018 04:47 PM", "remove_red_eye", "Reported by Andi Contoh | Translated by"],
         Byline(DAY, MINUTE, None, ANDI)),
        (["access_time 20.04.2018 16.47 WIB", "remove_red_eye 1"], Byline(DAY, MINUTE, 1, {})),
        (["access_time", "remove_red_eye", "person"], Byline(None, None, None, {})),
        # other words for the same
        (["Penulis: andi contoh", "Redaktur: Budi", "Diterbitkan: 20 April 2018 16:47", "Diperbarui: 21 April 2018"],
         Byline(DAY, MINUTE, None, {"reporter": "andi contoh", "editor": "Budi"})),
        (["Reporter Andi Contoh Editor Budi", "20/04/2018 \u2022 396x dibaca"], Byline(DAY, None, 396, TEAM)),
        (["REPORTER: ANDI CONTOH", "Fotografer: Citra Rupa", "20-04-2018", "7 views", "12"],
         Byline(DAY, None, 7, {"reporter": "ANDI CONTOH"})),
        (["bi-clock-fill", "20-04-2018", "bi-person-fill", "Andi Contoh", "bi-eye-fill", "12"],
         Byline(DAY, None, 12, ANDI)),
        (["Pemerintahan", "Jumat, 20 April 2018", "Jumat, 20 April 2018 16:47", "Reporter: Andi Contoh"],
         Byline(DAY, MINUTE, None, ANDI)),
        # numbers that count something else
        (["20-04-2018", "chat_bubble", "3"], Byline(DAY, None, None, {})),
        (["20-04-2018", "bi-chat-fill", "3", "remove_red_eye", "12"], Byline(DAY, None, 12, {})),
        (["20-04-2018", "share", "3", "12"], Byline(DAY, None, 12, {})),
        (["20-04-2018 \U0001f4ac 3"], Byline(DAY, None, None, {})),
        (["20-04-2018", "3", "komentar"], Byline(DAY, None, None, {})),
        (["20-04-2018", "3 Comments", "12"], Byline(DAY, None, 12, {})),
        (["20-04-2018", "Komentar", "3", "12"], Byline(DAY, None, 12, {})),
        (["20-04-2018", "Share 3"], Byline(DAY, None, None, {})),
        (["20-04-2018", "bar_chart", "12"], Byline(DAY, None, 12, {})),
        # what stands where a name might
        (["20-04-2018", "Andi Contoh", "Facebook", "12"], Byline(DAY, None, 12, {})),
        (["20-04-2018", "Central Jakarta", "Andi Contoh"], Byline(DAY, None, None, {})),
        (["20-04-2018", "Andi Contoh", "Istimewa"], Byline(DAY, None, None, {})),
        # labels behind names
        (["20-04-2018", "Andi Contoh", "(Reporter)", "Budi", "(Editor)"], Byline(DAY, None, None, {})),
        ([], Byline(None, None, None, {})),
        (["Tuesday (5/19)"], Byline(None, None, None, {})),
    ],
)  # fmt: skip
def test_bylines(pieces: list[str], byline: Byline) -> None:
    assert byline_of(pieces) == byline
    assert byline_of([f"\u00a0{piece} \n".replace(" ", " \u00a0") for piece in pieces]) == byline


@pytest.mark.parametrize(
    ("pieces", "byline"),
    [
        (["access_time Jumat, 20 April 2018 16:47 WIB", "remove_red_eye 12", "person Andi Contoh"],
         Byline(DAY, MINUTE, 12, ANDI)),
        (["20-04-2018", "12", "Andi Contoh"], Byline(DAY, None, 12, ANDI)),
        (["20-04-2018", "12"], Byline(DAY, None, 12, {})),
        (["20-04-2018 12"], Byline(DAY, None, 12, {})),
        (["20-04-2018 12 Andi Contoh"], Byline(DAY, None, 12, ANDI)),
        (["Andi Contoh 20-04-2018 12"], Byline(DAY, None, 12, ANDI)),
        (["20-04-2018", "12 Titik Banjir"], Byline(DAY, None, None, {})),
        (["20-04-2018 12 titik banjir"], Byline(DAY, None, None, {})),
        (["20-04-2018", "469.119", "person andi"], Byline(DAY, None, 469119, {"reporter": "andi"})),
        (["Jumat, 20 April 2018 3329"], Byline(DAY, None, 3329, {})),
        (["Jumat, 20 April 2018", "3329"], Byline(DAY, None, 3329, {})),
        (["Kesehatan", "Jumat, 20 April 2018", "Andi Contoh"], Byline(DAY, None, None, ANDI)),
        (["Andi Contoh"], Byline(None, None, None, ANDI)),
        (["Andi Contoh", "Citra Rupa"], Byline(None, None, None, {})),
        (["Reporter : Andi Contoh", "20-04-2018"], Byline(DAY, None, None, ANDI)),
        (["Kategori : Kesra", "20-04-2018"], Byline(DAY, None, None, {})),
    ],
)  # fmt: skip
def test_list_items(pieces: list[str], byline: Byline) -> None:
    assert byline_of(pieces, in_list=True) == byline


def test_a_word_between_two_labels_is_no_name() -> None:
    assert byline_of(["Reporter dan Editor: Andi Contoh", "20-04-2018"]).people == {}


def test_an_indonesian_page_has_no_translator() -> None:
    pieces = ["Jumat, 20 April 2018 16:47", "Andi Contoh", "Citra Rupa Dewi"]
    assert byline_of(pieces, lang="id").people == ANDI


@pytest.mark.parametrize(
    ("pieces", "name", "reason"),
    [
        (["Kamis, 20 April 2018"], "date", "is no kamis"),
        (["Jumat, 20 April 2018 14:50 WITA"], "date", "no time zone"),
        (["April 20th, 2018 04:47 PM 15:47 WIB"], "date", "two clocks"),
        (["20-04-2018", "21-04-2018"], "date", "more than one: 2018-04-20, 2018-04-21"),
        (["20-04-2018 10:00", "20-04-2018 11:00"], "published_at", "more than one"),
        (["access_time kemarin"], "date", "kemarin"),
        (["access_time", "2 jam lalu"], "date", "2 jam lalu"),
        (["12", "13"], "views", "more than one: 12, 13"),
        (["remove_red_eye 1", "Dibaca 2 kali"], "views", "more than one: 1, 2"),
        (["remove_red_eye 2,6K"], "views", "no whole number"),
        (["remove_red_eye 26.19"], "views", "no whole number"),
        (["remove_red_eye", "-1"], "views", "no whole number"),
        (["remove_red_eye 1.0000"], "views", "no whole number"),
        (["Reporter: Andi Reporter: Budi"], "reporter", "more than one: Andi, Budi"),
        (["Reported by Andi", "Reporter : Budi"], "reporter", "more than one"),
        (["Reporter: Andi 2 Contoh"], "reporter", "a number stands in"),
        (["Reporter: Andi Contoh Asisten: Budi"], "reporter", "unknown label"),
        (["Reporter: Andi", "Contoh"], "reporter", "may belong"),
        (["Reporter : Andi | Budi"], "reporter", "may belong"),
        (["Reporter: Andi,", "Contoh"], "reporter", "may belong"),
        (["Reporter: Andi - Contoh Editor: Budi"], "reporter", "may belong"),
        (["Kontributor : Andi Contoh"], "reporter", "no known label"),
        (["Andi", "Reporter", "Budi", "Editor", "20-04-2018"], "editor", "behind a name"),
        (["20-04-2018 Reporter: Andi Chief Editor: Budi"], "reporter", "'Chief' may belong to the label"),
        (["20-04-2018 Reporter: Editor Contoh 12"], "reporter", "a label may be its name"),
        (["access_time 20-04-2018", "remove_red_eye 12", "person Reporter : Andi 2"], "reporter", "a number stands"),
        (["20-04-2018", "x" * 500], "date", "no byline"),
        ([f"Editor: {'sangat ' * 12}panjang"], "editor", "is no name"),
        ([f"Editor: {'A' * 80} {'B' * 60}"], "editor", "is no name"),
    ],
)
def test_contradictions(pieces: list[str], name: str, reason: str) -> None:
    with pytest.raises(FactError, match=reason) as caught:
        byline_of(pieces)
    assert caught.value.field == name
    assert isinstance(caught.value, ValueError)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301 - our own


@pytest.mark.parametrize(
    ("text", "views"),
    [("0", 0), ("2619", 2619), ("2.619", 2619), ("2,619", 2619), ("12.916", 12916), ("1.002.003", 1002003), ("", None)],
)
def test_counters(text: str, views: int | None) -> None:
    assert byline_of([f"remove_red_eye {text}"]).views == views


@pytest.mark.parametrize("text", ["2.6", "2,6K", "2 619", "dua", "9" * 16, "\u0662"])
def test_what_is_no_counter(text: str) -> None:
    with pytest.raises(FactError, match=r"views: .* is no whole number"):
        byline_of([f"remove_red_eye {text}"])


@pytest.mark.parametrize(
    "text",
    [
        "Reporter itu menulis tentang banjir.",
        "Andi menyebut ada 12 titik banjir, Rabu (13/10).",
        "20 April 2018 adalah hari kerja bagi seluruh petugas.",
        "3 Pohon Tumbang di Cikini",
        "Tuesday (5/19)",
        "Editor kami, Budi, menambahkan bahwa air sudah surut.",
        "Update terakhir dari lapangan belum ada.",
        "x" * 600,
    ],
)
def test_what_is_no_byline(text: str) -> None:
    assert not facts_of([text]).pure
    assert not facts_of([text]).signs


@pytest.mark.parametrize(
    ("pieces", "pure", "signs", "silent"),
    [
        (["Jumat, 20 April 2018"], True, True, False),
        (["Kamis, 20 April 2018"], True, True, False),
        (["Reporter:"], True, True, False),
        (["2894"], True, False, False),
        (["person Andi Contoh"], True, False, False),
        (["Andi Contoh"], False, False, False),
        (["Jumat, 20 April 2018 Kesra"], False, False, False),
        (["access_time"], False, False, True),
        (["bi-clock-fill", "calendar"], False, False, True),
        (["(Foto: Andi Contoh)"], False, False, False),
        ([], False, False, True),
    ],
)
def test_kinds_of_lines(pieces: list[str], pure: bool, signs: bool, silent: bool) -> None:
    facts = facts_of(pieces)
    assert (facts.pure, facts.signs, facts.silent) == (pure, signs, silent)


def test_a_video_prints_its_counter_behind_a_person() -> None:
    facts = facts_of(["videocamKameramen : Andi Contoh", "video_callEditor : Budi", "person158"])
    assert (facts.people, facts.others, facts.counts, facts.marked_counts) == (BUDI, ["Andi Contoh"], [158], [])


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Andi", True),
        ("TP Andi Contoh", True),
        ("Andi Contoh dan Citra Rupa", True),
        ("F. Al-Amin", True),
        ("andi", False),
        ("Jakarta Barat", False),
        ("Berita Terkait", False),
        ("Bagikan Artikel Ini", False),
        ("Jum'at", False),
        ("", False),
        (" ,", False),
        ("A " * 11, False),
        ("A" * 81, False),
    ],
)
def test_names(text: str, is_one: bool) -> None:
    assert is_name(text) is is_one


WORDS = st.sampled_from(
    ["Jumat,", "20 April 2018", "16:47", "WIB", "Reporter", ":", "Reporter:", "Editor :", "Reported by", "Andi", "Budi",
     "|", "-", "(", ")", "2894", "1.2", "Dibaca", "kali", "access_time", "remove_red_eye", "person", "bi-eye-fill",
     "\U0001f441\ufe0f", "Foto:", "Diperbarui", "\x1f", "\n", "\u0662", "Kesra", "May 11th 2024", ",", "x"]
)  # fmt: skip


@given(st.lists(st.one_of(st.text(max_size=30), WORDS, st.lists(WORDS, max_size=9).map(" ".join)), max_size=9))
def test_any_texts_are_read_or_refused(pieces: list[str]) -> None:
    said = " ".join(" ".join(pieces).split())
    try:
        byline = byline_of(pieces)
    except FactError:
        return
    facts = facts_of(pieces)
    assert byline.published_at is None or byline.published_at.startswith(byline.date or "none")
    assert set(byline.people) <= {"reporter", "editor", "translator"}
    assert all(any(map(str.isalpha, name)) for name in byline.people.values())
    assert not any(digit in name for name in byline.people.values() for digit in "0123456789")
    assert byline.views is None or str(byline.views) in said.replace(".", "").replace(",", "")
    assert facts is facts_of(pieces)


NAMES = st.lists(st.sampled_from(["Andi", "TP", "Citra", "F.", "Al-Amin", "Rupa"]), min_size=1, max_size=4)


@given(
    st.permutations(["date", "reporter", "editor", "views"]),
    st.tuples(NAMES.map(" ".join), NAMES.map(" ".join)),
    st.integers(0, 10**9),
    st.lists(st.booleans(), min_size=16, max_size=16),
    st.sampled_from(["access_time", "Diterbitkan:", "Published on"]),
)
def test_order_and_borders_do_not_change_what_labels_say(
    order: list[str], names: tuple[str, str], views: int, borders: list[bool], before: str
) -> None:
    """Each fact is printed with its label, and where two words part there may or may not be a border of an element."""
    reporter, editor = names
    parts = {
        "date": [before, "Jumat,", "20 April 2018", "16:47 WIB"],
        "reporter": ["Reporter", ":", reporter],
        "editor": ["Edited by", editor],
        "views": ["Dibaca", str(views), "kali"],
    }
    words = [word for name in order for word in parts[name]]
    text = words[0]
    for word, has_border in zip(words[1:], borders, strict=False):
        text += ("\n" if has_border else " ") + word
    assert byline_of(text.split("\n")) == Byline(DAY, MINUTE, views, {"reporter": reporter, "editor": editor})


@given(
    st.permutations(["date", "reporter", "editor", "views"]),
    st.sampled_from([" | ", " \u00b7 ", " - ", " \u2022 ", " \u2013 ", "\n", " \n"]),
    st.sampled_from(["{} {}", "{}: {}", "{}:{}", "{} : {}", "{}\n{}", "{} :\n{}", "{}\n:\n{}"]),
    st.sampled_from([str.upper, str.lower, str.title]),
    st.sampled_from(["2619 views", "Dilihat 2619 kali", "2.619 kali dibaca", "Views: 2,619", "2619", "Dibaca:\n2619"]),
)
def test_the_looks_of_a_byline_do_not_matter(
    order: list[str], between: str, label: str, case: Callable[[str], str], views: str
) -> None:
    parts = {"date": "Jumat, 20 April 2018 16:47 WIB", "views": views}
    parts["reporter"], parts["editor"] = (
        label.format(case("reporter"), "Andi Contoh"),
        label.format(case("editor"), "Budi"),
    )
    text = between.join(parts[name] for name in order)
    assert byline_of(text.split("\n")) == Byline(DAY, MINUTE, 2619, TEAM)
