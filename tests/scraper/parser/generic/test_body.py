"""The text of a page by words and places: paragraphs, pull quote and links, without the boxes among them."""

import pytest

from tests.scraper.parser.generic.made import DATED, FIRST, HEAD, PARAGRAPHS, TEXT, made, reason


def test_a_heading_inside_the_text_is_no_list() -> None:
    link = "<p><a href='/read/76/kali-contoh-dikeruk'>Kali Contoh Dikeruk</a></p>"
    found = made(f"<main>{HEAD}{DATED}<div>{TEXT}<p><b>Berita Terkait</b></p>{link}{TEXT}</div></main>")
    assert found.related == ()
    assert [each.id for each in found.read_also] == [76]


@pytest.mark.parametrize(
    "box",
    [
        "<div><b>Baca juga:</b> {}</div>", "<aside><p>Baca juga: {}</p></aside>", "<ul><li>Simak juga: {}</li></ul>",
        "<section><h4>BACA JUGA</h4><p>{}</p></section>", "<p>{}</p>", "{}",
    ],
)  # fmt: skip
def test_a_headline_in_a_box_is_a_read_also(box: str) -> None:
    link = '<a href="/read/76/kali-contoh-dikeruk">Kali Contoh Dikeruk</a>'
    found = made(f"<main>{HEAD}{DATED}<div>{FIRST}{box.format(link)}{TEXT.removeprefix(FIRST)}</div></main>")
    assert ([each.id for each in found.read_also], found.body.split("\n\n")) == ([76], PARAGRAPHS)


def test_a_phrase_with_a_link_is_text() -> None:
    text = TEXT.replace("di Kali Contoh,", "di <a href='/read/55/pompa-lama-diganti'>Kali Contoh</a>,")
    found = made(f"<main>{HEAD}{DATED}<div>{text}</div></main>")
    assert (found.read_also, found.body.split("\n\n")) == ((), PARAGRAPHS)


@pytest.mark.parametrize(
    ("tag", "place"),
    [
        ("blockquote", 0),
        ("div", 0),
        ("h4", 0),
        ("blockquote", 1),
        ("div", 1),
        ("aside", 1),
        ("h4", 1),
        ("h5", 1),
        ("figure", 1),
    ],
)
@pytest.mark.parametrize("holder", ["<div>{}</div>", "{}"], ids=["in an element", "flat"])
def test_a_pull_quote_before_or_after_the_first_paragraph(tag: str, place: int, holder: str) -> None:
    quote = f"<{tag}>Jalan itu tidak lagi tergenang</{tag}>"
    text = f"{quote}{TEXT}" if place == 0 else TEXT.replace(FIRST, FIRST + quote)
    found = made(f"<main>{HEAD}{DATED}{holder.format(text)}</main>")
    assert (found.quote, found.body.split("\n\n")) == ("Jalan itu tidak lagi tergenang", PARAGRAPHS)


@pytest.mark.parametrize(
    "box",
    [
        "<div class=a><span>Bagikan</span> <a href='https://x.example/'>WhatsApp</a></div>",
        "<div>Unduh aplikasi kami untuk kabar kota setiap hari.</div>",
        "<form><p>Daftar untuk kabar pagi dari lima wilayah kota, gratis setiap hari kerja.</p><input></form>",
        "<div>#pompa #kali</div>", "<div>Tag: pompa, kali</div>", "<div>Sorotan: #pompa #kali</div>",
        "<div><a href='/tag/pompa'>pompa</a> <a href='/tag/kali'>kali contoh</a></div>",
        "<aside><h4>Iklan</h4><p>Belanja hemat di pasar terdekat setiap akhir pekan.</p></aside>",
    ],
)  # fmt: skip
def test_a_box_in_the_text_is_no_text(box: str) -> None:
    found = made(f"<main>{HEAD}{DATED}<div>{FIRST}{box}{TEXT.removeprefix(FIRST)}</div></main>")
    assert found.body.split("\n\n") == PARAGRAPHS


@pytest.mark.parametrize("outer", ["<div>{}</div>", "<p>{}</p>", "<ul><li>{}</li></ul>"])
@pytest.mark.parametrize(
    "row",
    [
        "<a href=/tag/pompa>pompa air</a> <a href=/tag/kali>kali</a>",
        "<a href=/tag/pompa>Pompa</a>",
        "<a href=/tag/pompa>Pompa</a>, <a href=/tag/kali>Kali</a> dan <a href=/tag/hujan>Hujan</a>",
        "Label: <a href=/topik/pompa>Pompa Air</a>",
        "<b>Dalam artikel ini</b> <a href='/cari?tag=pompa'>#pompa</a> <a href='/cari?tag=kali'>#kali</a>",
        "<a href=https://x.example/pompa>Pompa</a> | <a href=https://x.example/kali>Kali Contoh</a>",
        "#PompaAir", "# pompa # kali", "Tagar: #Pompa-Air; #Kali", "#Pompa · #Kali/#Hujan",
    ],
)  # fmt: skip
def test_a_row_of_tags_beside_the_paragraphs_is_no_text(row: str, outer: str) -> None:
    found = made(f"<main>{HEAD}{DATED}{TEXT}{outer.format(row)}</main>")
    assert found.body.split("\n\n") == PARAGRAPHS


def test_each_tag_on_a_line_of_its_own_is_no_text() -> None:
    rows = "<p>Label</p><ul><li><a href=/tag/pompa>Pompa</a></li><li><a href=/tag/kali>Kali</a></li></ul>"
    found = made(f"<main>{HEAD}{DATED}{TEXT}{rows}</main>")
    assert found.body.split("\n\n") == PARAGRAPHS


def test_a_short_last_paragraph_heads_no_tags() -> None:
    tags = "<div><a href=/tag/pompa>Pompa</a> <a href=/tag/kali>Kali</a></div>"
    found = made(f"<main>{HEAD}{DATED}{TEXT}<p>Pompa itu selesai.</p>{tags}</main>")
    assert found.body.split("\n\n") == [*PARAGRAPHS, "Pompa itu selesai."]


@pytest.mark.parametrize(
    "last",
    [
        "Formulir ada di <a href=/halaman/formulir>laman ini</a>.",
        "<a href=https://x.example/>Daftar di laman panitia pompa</a>",
        "<a href=/tag/pompa>\u200b</a>Pompa ketiga ada di hulu.",
        "#JagaKali menjadi semboyan warga.",
        "Semboyan warga adalah #JagaKali",
    ],
)
def test_a_paragraph_with_a_link_or_a_hashtag_is_text(last: str) -> None:
    found = made(f"<main>{HEAD}{DATED}{TEXT}<p>{last}</p></main>")
    assert len(found.body.split("\n\n")) == len(PARAGRAPHS) + 1


_LETTERS = ["Semoga pompa itu awet dipakai lama.", "Tolong kirim juga ke kampung kami di hulu kali."]
_NAMES = ["Ani Contoh", "budi77"]


@pytest.mark.parametrize("holder", ["<div>{}</div>", "{}"], ids=["in the text", "flat"])
@pytest.mark.parametrize("heading", ["<h3>Suara Warga</h3>", "<p>Apa kata Anda?</p>", ""])
@pytest.mark.parametrize(
    "form",
    [
        "<div><b>{name}</b> <small>7 Februari 2025</small><p>{text}</p></div>",
        "<li><p>{name}</p><p>07/02/2025 10:11</p><p>{text}</p></li>",
        "<p>{name} · 2 jam lalu</p><p>{text}</p>",
        "<div><div>{name}</div><div>{text}</div><div>kemarin</div></div>",
        "<article><header>{name} · Jumat, 07 Februari 2025</header><div>{text}</div><footer>Balas</footer></article>",
        "<p>{name} menulis kemarin pukul 10.22:</p><p>{text}</p>",
        "<div><h5>{name} S.</h5><p>minggu lalu</p><p>{text}</p></div>",
        "<p><b>{name}</b>, 12 Okt 2026: {text}</p>",
        "<div>08.10.2026 09.12<p>{text}</p>{name}</div>",
    ],
)
def test_what_readers_say_under_an_unknown_heading_is_no_text(form: str, heading: str, holder: str) -> None:
    letters = "".join(form.format(name=name, text=text) for name, text in zip(_NAMES, _LETTERS, strict=True))
    found = made(f"<main>{HEAD}{DATED}{holder.format(f'{TEXT}{heading}{letters}')}</main>")
    assert found.body.split("\n\n") == PARAGRAPHS


@pytest.mark.parametrize("form", ["<p>{name}, 10.22 WIB</p><p>{text}</p>", "<div><p>{text}</p>{name}, 10.22</div>"])
def test_names_and_hours_under_no_heading_are_refused(form: str) -> None:
    letters = "".join(form.format(name=name, text=text) for name, text in zip(_NAMES, _LETTERS, strict=True))
    assert "comments" in reason(f"<main>{HEAD}{DATED}<div>{TEXT}{letters}</div></main>")


def test_a_short_last_paragraph_heads_no_comments() -> None:
    letters = "".join(f"<p>{name}, kemarin</p><p>{text}</p>" for name, text in zip(_NAMES, _LETTERS, strict=True))
    found = made(f"<main>{HEAD}{DATED}<div>{TEXT}<p>Pompa itu selesai.</p>{letters}</div></main>")
    assert found.body.split("\n\n") == [*PARAGRAPHS, "Pompa itu selesai."]
    assert "comments" in reason(f"<main>{HEAD}{DATED}<div>{TEXT}<p>Semboyan kita #JagaKali</p>{letters}</div></main>")


def test_names_and_sentences_below_another_heading_are_refused() -> None:
    rest = "<p>Kali Contoh</p><p>Pompa itu dipasang besok pagi.</p>" * 2
    assert "comments" in reason(f"<main>{HEAD}{DATED}<div>{TEXT}<h3>Rencana</h3>{rest}</div></main>")


@pytest.mark.parametrize("form", ["<p>{name}</p><p>{text}</p>", "<div><b>{name}</b><p>{text}</p></div>"])
def test_names_and_sentences_below_a_heading_are_no_text(form: str) -> None:
    letters = "".join(form.format(name=name, text=text) for name, text in zip(_NAMES, _LETTERS, strict=True))
    found = made(f"<main>{HEAD}{DATED}<div>{TEXT}<h3>Suara Warga</h3>{letters}</div></main>")
    assert found.body.split("\n\n") == PARAGRAPHS


def test_names_and_hours_where_readers_speak_are_no_text() -> None:
    letters = "".join(f"<p>{name}, 10.22 WIB</p><p>{text}</p>" for name, text in zip(_NAMES, _LETTERS, strict=True))
    found = made(f"<main>{HEAD}{DATED}<div>{TEXT}<p>Apa kata Anda?</p>{letters}</div></main>")
    assert found.body.split("\n\n") == PARAGRAPHS


def test_one_letter_below_a_heading_is_no_text() -> None:
    letter = f"<h3>Suara Warga</h3><p>Ani Contoh - 7 Februari 2025</p><p>{_LETTERS[0]}</p>"
    found = made(f"<main>{HEAD}{DATED}<div>{TEXT}{letter}</div></main>")
    assert found.body.split("\n\n") == PARAGRAPHS


def test_a_heading_and_hours_within_the_text_are_text() -> None:
    hours = "<h4>Jadwal Pompa</h4><p>Senin pukul 10.00 WIB</p><p>Pompa pertama diuji oleh petugas kali.</p>"
    found = made(f"<main>{HEAD}{DATED}<div>{TEXT}{hours}</div></main>")
    assert len(found.body.split("\n\n")) == len(PARAGRAPHS) + 3


def test_what_readers_say_is_no_text() -> None:
    letters = (
        "<h3>Komentar (2)</h3><p>Ani, 7 Februari 2025</p><p>Reporter: Z</p><p>Semoga pompa itu awet dipakai lama.</p>"
    )
    found = made(f"<main>{HEAD}{DATED}{TEXT}{letters}</main>")
    assert (found.reporter, found.body.split("\n\n")) == (None, PARAGRAPHS)


def test_two_texts_are_refused() -> None:
    other = TEXT.replace("Pompa", "Saringan")
    assert "more than one" in reason(f"<main>{HEAD}{DATED}<div>{TEXT}</div><div>{other}</div></main>")


def test_text_that_goes_on_behind_its_element_is_refused() -> None:
    more = "<div>Foto</div><div><p>Petugas lain membersihkan saluran di sekitar kali.</p></div>"
    assert "goes on" in reason(f"<main>{HEAD}{DATED}<div>{TEXT * 2}</div>{more}</main>")


def test_a_link_that_was_not_closed_is_refused() -> None:
    text = TEXT.replace("Warga", "<a href='/read/76/x'>Warga")
    assert "not closed" in reason(f"<main>{HEAD}{DATED}<div>{text}</div></main>")
