"""Every form of address in SITE.md, and that nothing else is taken for one of them."""

from pathlib import Path
from time import process_time
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arsip.cli.site import site_of_pages
from scraper.items import Lang
from scraper.urls import MAX_ID, Address, article_url, from_key, key_of, parse, reference, resolve

SITE = Path(__file__).parents[3] / "shared" / "site"
IDS, FACTS = SITE / "ids.tsv", SITE / "facts.tsv"
REPLICA = "http://127.0.0.1:8899/kategori/ekonomi"
LANGS = st.sampled_from(["id", "en"])
NUMBERS = st.integers(1, MAX_ID)

ARTICLE = Address("article", "id", 142433, "slug-1")


@pytest.mark.parametrize(
    "url",
    [
        "https://www.beritajakarta.id/read/142433/slug-1",
        "http://m.beritajakarta.id/read/142433/slug-1",
        "https://beritajakarta.com/read/142433/slug-1",
        "HTTPS://WWW.BeritaJakarta.COM/read/142433/slug-1",
        "https://www.beritajakarta.id:443/read/142433/slug-1/",
        "https://www.beritajakarta.id/read/142433/slug-1#.XUJa0fIzaHs",
        "https://www.beritajakarta.id/read/142433/slug-1?ref=wa&x=/read/5/y#z",
        " \thttps://www.beritajakarta.id/read/142433/slug-1 \n",
        "https://www.beritajakarta.id/read/142433/\n slug-1 ",
        "https://www.beritajakarta.id/read/0142433/slug-1",
        "https://www.beritajakarta.id//read/142433//slug-1",
        "https://www.beritajakarta.id/read/142433/slug%2D1",
        "https:\\\\www.beritajakarta.id\\read\\142433\\slug-1",
        "//m.beritajakarta.id/read/142433/slug-1",
        "www.beritajakarta.id/read/142433/slug-1",
        "m.beritajakarta.id/read/142433/slug-1",
        "https://desain.beritajakarta.id/read/142433/slug-1",
        "http://desain.beritajakarta.id/read/142433/%20slug-1?x",
    ],
)
def test_forms_of_an_article(url: str) -> None:
    base = "https://www.beritajakarta.id/" if url.startswith("//") else None
    assert parse(url, base=base) == ARTICLE


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("https://www.beritajakarta.com/read/9120/Jalan_Berlubang_Truk", "Jalan_Berlubang_Truk"),
        ("https://www.beritajakarta.id/read/9120", None),
        ("https://www.beritajakarta.id/read/9120/", None),
        ("https://www.beritajakarta.id/read/9120/%20", None),
        ("https://www.beritajakarta.id/read/9120/..", None),
        ("https://m.beritajakarta.id/read/9120/Jalan Berlubang  Truk", "Jalan Berlubang Truk"),
        ("https://m.beritajakarta.id/read/9120/Jalan%20Berlubang+Truk", "Jalan Berlubang+Truk"),
        ("https://m.beritajakarta.id/read/9120/cafe%CC%81", "caf\u00e9"),
        ("https://m.beritajakarta.id/read/9120/a%00b%2Fc%25", "ab/c%"),
        ("https://m.beritajakarta.id/read/9120/a%FF", "a\ufffd"),
        ("https://m.beritajakarta.id/read/9120/slug/amp", "slug"),
        ("https://m.beritajakarta.id/read/9120/%20Warga%20RW%2005%20Kerja%20Bakti", "Warga RW 05 Kerja Bakti"),
        (
            "https://m.beritajakarta.id/read/9120/1.543%20Lampu%20Padam,%20Warga%20Lapor",
            "1.543 Lampu Padam, Warga Lapor",
        ),
        ("https://m.beritajakarta.id/read/9120/potret-jakarta#.XUJa0fIzaHs", "potret-jakarta"),
    ],
)
def test_slugs(url: str, slug: str | None) -> None:
    assert parse(url) == Address("article", "id", 9120, slug)


def test_english_edition_counts_by_itself() -> None:
    address = parse("https://www.beritajakarta.id/en/read/43425/night-buses")
    assert address == Address("article", "en", 43425, "night-buses")
    assert address.key == -43425
    assert parse("https://www.beritajakarta.id/read/43425/bus-malam").key == 43425


@pytest.mark.parametrize(
    ("path", "lang", "name"),
    [
        ("berita/terkini", "id", "berita/terkini"),
        ("latest-news", "en", "latest-news"),
        ("latest-news/2", "en", "latest-news"),
        ("kategori/ekonomi", "id", "kategori/ekonomi"),
        ("kategori/pemberdayaan-perempuan/3", "id", "kategori/pemberdayaan-perempuan"),
        ("kategori/ekonomi/page/3/", "id", "kategori/ekonomi"),
        ("kategori/ekonomi?page=2#x", "id", "kategori/ekonomi"),
        ("wilayah/kepulauan-seribu", "id", "wilayah/kepulauan-seribu"),
        ("siaran-pers", "id", "siaran-pers"),
        ("siaran-pers/2", "id", "siaran-pers"),
        ("rubrik/1/ekonomi", "id", "rubrik/1/ekonomi"),
        ("rubrik/1/ekonomi/20", "id", "rubrik/1/ekonomi"),
        ("rubrik/1", "id", "rubrik/1"),
        ("dprd", "id", "dprd"),
        ("news/search?q=banjir", "id", "news/search?q=banjir"),
        ("news_index/search?q=banjir++rob&p=2", "id", "news_index/search?q=banjir+rob"),
        ("news_index/search/2?q=banjir", "id", "news_index/search?q=banjir"),
        ("news/search?p=2", "id", "news/search"),
        ("news_index?p=3", "id", "news_index"),
        ("news_index/3", "id", "news_index"),
        ("en/category/3", "en", "en/category/3"),
    ],
)
def test_lists(path: str, lang: Lang, name: str) -> None:
    assert parse(f"https://m.beritajakarta.id/{path}") == Address("list", lang, None, name)


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("potret-jakarta/album/812/pasar-pagi", Address("album", "id", 812, "pasar-pagi")),
        ("potret/album/812", Address("album", "id", 812, None)),
        ("potret-wilayah/album/812/pasar-pagi", Address("album", "id", 812, "pasar-pagi")),
        ("potret-wilayah", Address("page", "id")),
        ("infografis/12/cuaca", Address("infographic", "id")),
        ("INFOGRAFIS/", Address("infographic", "id")),
        ("video/play/88/uji-coba", Address("video", "id", 88, "uji-coba")),
        ("", Address("page", "id")),
        ("en", Address("page", "en")),
        ("potret-jakarta", Address("page", "id")),
        ("infografis", Address("infographic", "id")),
        ("kategori", Address("page", "id")),
        ("kategori/2", Address("page", "id")),
        ("siaran-pers/812/siaran", Address("page", "id")),
        ("en/category/3/rss", Address("page", "en")),
        ("rss", Address("page", "id")),
        ("read", Address("page", "id")),
        ("read/0/x", Address("page", "id")),
        ("read/-5/x", Address("page", "id")),
        ("read/1e3/x", Address("page", "id")),
        ("read/\u0661\u0662/x", Address("page", "id")),
        (f"read/{MAX_ID}", Address("article", "id", MAX_ID, None)),
        (f"read/{MAX_ID + 1}", Address("page", "id")),
        ("read/" + "9" * 3000, Address("page", "id")),
        ("read/" + "9" * 5000, Address("elsewhere")),
        ("x/read/5", Address("page", "id")),
    ],
)
def test_other_pages_of_the_site(path: str, address: Address) -> None:
    assert parse(f"https://m.beritajakarta.id/{path}") == address
    assert (address.key is None) == (address.kind != "article")


@pytest.mark.parametrize(
    "url",
    [
        "https://multimedia.beritajakarta.id/read/1/x",
        "https://beritajakarta.id.example.com/read/1/x",
        "https://notberitajakarta.id/read/1/x",
        "https://www.beritajakarta.tv/read/1/x",
        "https://www.beritajakarta.id@example.com/read/1/x",
        "https://example.com@www.beritajakarta.id/read/1/x",
        "https://example.com @www.beritajakarta.id/read/1/x",
        "https://www.beritajakarta.id./read/1/x",
        "https://example.com\\@www.beritajakarta.id/read/1/x",
        "https://www.beritajakarta.id:8443/read/1/x",
        "ftp://www.beritajakarta.id/read/1/x",
        "javascript:void(0)",
        "mailto:redaksi@beritajakarta.id",
        "data:text/html,x",
        "http://[",
        "http://www.beritajakarta.id:x/read/1",
        "/read/1/x",
        "#",
        "",
    ],
)
def test_elsewhere(url: str) -> None:
    assert parse(url) == Address("elsewhere")


@pytest.mark.parametrize(
    "host",
    [
        "evil.example@m.beritajakarta.id", "evil.example @m.beritajakarta.id", "evil.example\\@m.beritajakarta.id",
        "evil.example\\.m.beritajakarta.id", "m.beritajakarta.id.", "m.beritajakarta.id:8443",
        "m.beritajakarta.id\x01", "m.beritajakarta.id .evil.example",
    ],
)  # fmt: skip
def test_a_host_that_only_some_programs_take_for_the_sites_is_none_of_it(host: str) -> None:
    url = f"https://{host}/read/142433/slug-1"
    assert parse(url).kind == "elsewhere"
    assert not site_of_pages().contains(url, "beritajakarta.id")


def test_relative_addresses_and_the_host_of_their_page() -> None:
    assert parse("/read/1/x", base=REPLICA) == Address("article", "id", 1, "x")
    assert parse("../en/read/1", base=REPLICA) == Address("article", "en", 1)
    assert parse("?page=2", base=REPLICA) == Address("list", "id", None, "kategori/ekonomi")
    assert parse("http://127.0.0.1:8899/dprd", base=REPLICA).kind == "list"
    assert parse("http://127.0.0.1:8900/dprd", base=REPLICA).kind == "elsewhere"
    assert parse("https://m.beritajakarta.id/dprd", base=REPLICA).kind == "list"
    assert parse("#top", base="https://www.beritajakarta.id/read/7/x") == Address("article", "id", 7, "x")


def test_resolving() -> None:
    assert resolve(" /photo/a b.jpg", "https://www.beritajakarta.id/read/1") == (
        "https://www.beritajakarta.id/photo/a b.jpg"
    )
    assert resolve("https://example.com/a/../b", "https://www.beritajakarta.id/") is not None
    for none in ("javascript:x", "data:image/png;base64,", "mailto:a@b", "http://["):
        assert resolve(none, "https://www.beritajakarta.id/read/1") is None


@pytest.mark.skipif(not IDS.exists(), reason="ids.tsv is not at hand")
def test_every_known_address_comes_back() -> None:
    rows = [line.split("\t") for line in IDS.read_text().splitlines()]
    named = [(int(number), slug) for number, _, _, slug in rows if slug]
    assert len(named) > 700
    for number, slug in named:
        for lang in ("id", "en"):
            address = Address("article", lang, number, slug)
            assert parse(article_url(lang, number, slug)) == address
            english = "en/" if lang == "en" else ""
            for host in ("www.beritajakarta.id", "m.beritajakarta.id", "www.beritajakarta.com"):
                assert parse(f"http://{host}/{english}read/{number}/{slug}#.XUJa0fIzaHs") == address


@pytest.mark.skipif(not FACTS.exists(), reason="facts.tsv is not at hand")
def test_every_stored_page_is_an_article_under_whatever_slug() -> None:
    rows = [line.split("\t") for line in FACTS.read_text().splitlines()[1:]]
    articles = [row[:4] for row in rows if "video" not in row[-1].lower()]
    assert len(articles) > 290
    for hosts, lang, number, slug in articles:
        for host in hosts.split(" and "):
            english = "en/" if lang == "en" else ""
            address = parse(f"https://{host}.beritajakarta.id/{english}read/{number}/{slug}")
            assert (address.kind, address.lang, address.id) == ("article", lang, int(number))
            assert address.slug == (unquote(slug).strip() or None)


@given(LANGS, NUMBERS)
def test_keys_come_back(lang: Lang, number: int) -> None:
    assert from_key(key_of(lang, number)) == (lang, number)


def test_no_article_has_the_key_0() -> None:
    with pytest.raises(ValueError, match="0 is no"):
        from_key(0)


@given(LANGS, NUMBERS, st.text())
def test_what_is_parsed_comes_back(lang: Lang, number: int, tail: str) -> None:
    address = parse(f"https://www.beritajakarta.id/{'en/' if lang == 'en' else ''}read/{number}/{tail}")
    assert (address.kind, address.lang, address.id) == ("article", lang, number)
    assert address.slug != ""
    assert parse(article_url(lang, number, address.slug)) == address


@given(st.text(), st.one_of(st.none(), st.text(), st.just(REPLICA)))
def test_any_text_is_some_address(text: str, base: str | None) -> None:
    assert parse(text, base=base).slug != ""


@given(st.text(alphabet=st.characters(codec=None), max_size=30))
def test_surrogates_do_no_harm(text: str) -> None:
    parse(f"https://www.beritajakarta.id/read/1/{text}")
    article_url("id", 1, text or None).encode()


@pytest.mark.parametrize(
    ("text", "article"),
    [
        ("142433", ("id", 142433)),
        (" 142433\n", ("id", 142433)),
        ("en/43425", ("en", 43425)),
        ("EN/43425", ("en", 43425)),
        ("id/142433", ("id", 142433)),
        ("https://m.beritajakarta.id/en/read/43425/x", ("en", 43425)),
        ("www.beritajakarta.id/read/142433", ("id", 142433)),
    ],
)
def test_references(text: str, article: tuple[str, int]) -> None:
    assert reference(text) == article


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "-5",
        "en/",
        "en/x",
        "142433x",
        "https://example.com/read/1",
        "https://m.beritajakarta.id/dprd",
        "x" * 300,
    ],
)
def test_what_names_no_article_is_said_so(text: str) -> None:
    with pytest.raises(ValueError, match=r"names no article: give its number \(142433\)") as caught:
        reference(text)
    assert len(str(caught.value)) < 220


@given(st.text())
def test_a_reference_is_an_article_or_a_value_error(text: str) -> None:
    try:
        lang, number = reference(text)
    except ValueError:
        return
    assert lang in {"id", "en"}
    assert 0 < number <= MAX_ID


def test_a_long_address_of_no_list_takes_time_by_its_length() -> None:
    start = process_time()
    for number in range(50):
        assert parse(f"https://m.beritajakarta.id/kategori/{'a' * 3900}/x{number}").kind == "page"
    assert process_time() - start < 0.5
