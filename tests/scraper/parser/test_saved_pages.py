"""The two saved mobile pages and the printed desktop page, read to the last field.

No sentence of a real article stands here: texts are compared by their SHA-256, taken after comparing the output with
the page by eye, or with the rendered text that the test takes apart itself.
"""

from dataclasses import dataclass
from hashlib import sha256
from html import escape
from pathlib import Path

import pytest

from scraper.items import Article, Link
from scraper.parser import parse_article

SITE = Path(__file__).parents[4] / "shared" / "site"
MEDIA = "https://multimedia.beritajakarta.id/photo/2014_508c75c8507a2ae5223dfd2faeb98122"

pytestmark = pytest.mark.skipif(not SITE.exists(), reason="the saved pages are not at hand")


def digest(text: str | None) -> str:
    return sha256((text or "").encode()).hexdigest()[:16]


def saved(number: int) -> Article:
    html = (SITE / "pages" / f"mobile-{number}.html").read_bytes()
    return parse_article(html, f"http://www.beritajakarta.com/read/{number}")


def facts(links: tuple[Link, ...]) -> list[tuple[object, ...]]:
    return [
        (each.position, each.lang, each.id, each.published_at or each.date, each.views, each.reporter) for each in links
    ]


def test_article_of_2025() -> None:
    article = saved(142433)
    assert (article.lang, article.id, article.template) == ("id", 142433, "mobile")
    assert article.url == f"https://www.beritajakarta.id/read/142433/{article.slug}"
    assert article.slug == "pelanggan-transjakarta-tembus-371-juta-di-2024"
    assert article.title.lower().replace(" ", "-") == article.slug
    assert article.photo_url == f"{MEDIA}/7eb041ac1c4f64a5ce4170a46d63c437.jpg"
    assert digest(article.photo_alt) == "ff1678dc8df62be4"
    assert article.photo_credit == "Andri Widiyanto"
    assert (article.date, article.published_at) == ("2025-02-06", "2025-02-06T14:50+07:00")
    assert (article.reporter, article.editor, article.translator) == (
        "Aldi Geri Lumban Tobing", "Erikyanri Maulana", None,
    )  # fmt: skip
    assert (article.category, article.category_slug, article.views) == ("Transportasi", "transportasi", 2619)
    assert digest(article.quote) == "9e9c84a6525956a7"
    assert len(article.body.split("\n\n")) == 9
    assert digest(article.body) == "ea62477e8ec4b477"
    assert facts(article.related) == [
        (1, "id", 142364, "2025-02-04T10:36+07:00", 2060, "Aldi Geri Lumban Tobing"),
        (2, "id", 142277, "2025-01-30T11:58+07:00", 3562, "Aldi Geri Lumban Tobing"),
    ]
    assert facts(article.read_also) == [(1, "id", 142430, None, None, None)]
    assert facts(article.popular) == [
        (1, "id", 155970, "2026-10-08", 5815, "Nurito"),
        (2, "id", 155914, "2026-10-06", 1455, "Folmer"),
        (3, "id", 155859, "2026-10-03", 1194, "Fakhrizal Fakhri"),
        (4, "id", 155863, "2026-10-03", 1074, "Tiyo Surya Sakti"),
        (5, "id", 155967, "2026-10-08", 876, "Aldi Geri Lumban Tobing"),
    ]
    assert digest("|".join(f"{each.url} {each.title}" for each in links(article))) == "3de9a989ef96194b"


def test_article_of_2022() -> None:
    article = saved(95243)
    assert (article.lang, article.id, article.template) == ("id", 95243, "mobile")
    assert article.slug == "pendataan-kjp-plus-tahap-i-tahun-2022-dimulai"
    assert article.title.lower().replace(" ", "-") == article.slug
    assert article.photo_url == f"{MEDIA}/690f430e33eda3a957aa6c6b71d6ca89.jpg"
    assert article.photo_alt == article.title
    assert article.photo_credit == "Istimewa"
    assert (article.date, article.published_at) == ("2022-02-14", "2022-02-14T11:49+07:00")
    assert (article.reporter, article.editor, article.translator) == ("Aldi Geri Lumban Tobing", "Andry", None)
    assert (article.category, article.category_slug, article.views) == ("Pendidikan", "pendidikan", 5573)
    assert digest(article.quote) == "2da0ded3f0a89ba6"
    assert len(article.body.split("\n\n")) == 12
    assert digest(article.body) == "967f80f0608d3eb2"
    assert facts(article.related) == [
        (1, "id", 92126, "2021-09-14T18:54+07:00", 5249, "Nurito"),
        (2, "id", 92562, "2021-10-05T11:20+07:00", 3913, "Aldi Geri Lumban Tobing"),
    ]
    assert facts(article.read_also) == [(1, "id", 93699, None, None, None)]
    assert [each.views for each in article.popular] == [5819, 1455, 1194, 1074, 877]
    assert digest("|".join(f"{each.url} {each.title}" for each in links(article))) == "192883df54801f31"


def links(article: Article) -> tuple[Link, ...]:
    return article.related + article.read_also + article.popular


@dataclass(frozen=True)
class Printed:
    """The printed desktop page, taken apart by its lines."""

    title: str
    byline: str
    photo_alt: str
    credit: str
    paragraphs: list[str]
    related: list[list[str]]
    popular: list[list[str]]


def printed() -> Printed:
    text = (SITE / "desktop-2018.txt").read_text()
    head, rest = text.split("BERITA TERKAIT\n")
    related, rest = rest.split("BERITA POPULER\n")
    title, byline, alt, credit, *paragraphs = head.strip().split("\n\n")

    def items(lines: str) -> list[list[str]]:
        parts = [line for line in lines.split("\n") if line.strip()]
        return [parts[start : start + 3] for start in range(0, len(parts), 3)]

    return Printed(title, byline, alt, credit, paragraphs, items(related), items(rest.split("Bagikan ke :")[0]))


def desktop_page(page: Printed, *, cut: str, column: str) -> bytes:
    """The printed page in the markup that other programs select by; the cut paragraph joined by `cut`."""

    def row(number: int, alt: str, title: str, meta: str) -> str:
        link = f'<a href="/read/{number}/x-{number}">'
        picture = f'<div class="col-4">{link}<img src="/p/{number}.jpg" alt="{escape(alt)}"></a></div>'
        words = f'<div class="col-8">{link}{escape(title)}</a><br><small>{meta}</small></div>'
        return f'<div class="row mb-3">{picture}{words}</div>'

    def rows(items: list[list[str]], first: int) -> str:
        return "".join(row(first + place, *item) for place, item in enumerate(items))

    first, quote, half, other, *rest = page.paragraphs
    joined = f"<p>{escape(half)}{cut}{escape(other)}</p>"
    after = "".join(f"<p>{escape(each)}</p>\n" for each in rest)
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(page.title)}</title></head><body>
        <div class="container"><div class="row"><div class="{column} read mb-4"><h1>{escape(page.title)}</h1>
        <div class="text-secondary font-italic mb-4">{page.byline}</div>
        <img src="/photo/1.jpg" alt=" {escape(page.photo_alt)} "><small>{page.credit}</small>
        <div class="news-content"><p>{escape(first)}</p><p>{escape(quote)}</p>{joined}
        {after}</div></div>
        <div class="col-4"><h5>BERITA TERKAIT</h5>{rows(page.related, 100)}
        <h5>BERITA POPULER</h5>{rows(page.popular, 200)}
        <p>Bagikan ke :</p><h5>BANG JAKI <a href="/bang-jaki">+indeks</a></h5><h5>POTRET JAKARTA
        <a href="/potret-jakarta">+indeks</a></h5><h5>VIDEO <a href="/video">+indeks</a></h5></div>
        </div></div></body></html>""".encode()


LINK = '<a href="/read/101/judul-lain">Judul Lain</a>'
DAYS = {
    "Kamis, 19 April 2018": "2018-04-19",
    "Selasa, 17 April 2018": "2018-04-17",
    "Jumat, 21 Juni 2024": "2024-06-21",
    "Kamis, 19 Oktober 2017": "2017-10-19",
    "Jumat, 25 Desember 2015": "2015-12-25",
    "Rabu, 15 April 2020": "2020-04-15",
    "Jumat, 15 April 2016": "2016-04-15",
}


@pytest.mark.parametrize("column", ["col-7", "col-8"])
@pytest.mark.parametrize(
    ("cut", "between"),
    [
        (f" {LINK} ", " "),
        (LINK, " "),
        (f"<br>{LINK}<br>", " "),
        (f"</p>{LINK}<p>", "\n\n"),
        (f"</p><p>{LINK}</p><p>", "\n\n"),
    ],
)
def test_desktop_page_of_2018(cut: str, between: str, column: str) -> None:
    page = printed()
    article = parse_article(
        desktop_page(page, cut=cut, column=column), "https://www.beritajakarta.id/read/56908/kerja-sama"
    )
    first, quote, half, other, *rest = (" ".join(each.split()) for each in page.paragraphs)
    assert len(rest) == 5
    assert article == Article(
        lang="id",
        id=56908,
        slug=None,
        url="https://www.beritajakarta.id/read/56908",
        title=page.title,
        photo_url="https://www.beritajakarta.id/photo/1.jpg",
        photo_alt=page.photo_alt,
        photo_credit="Mustaqim Amna",
        date="2018-04-20",
        reporter="Mustaqim Amna",
        editor="Andry",
        quote=quote,
        body="\n\n".join([first, f"{half}{between}{other}", *rest]),
        views=2894,
        related=tuple(expected(item, number, 100) for number, item in enumerate(page.related)),
        read_also=(
            Link(
                position=1,
                url="https://www.beritajakarta.id/read/101/judul-lain",
                lang="id",
                id=101,
                title="Judul Lain",
            ),
        ),
        popular=tuple(expected(item, number, 200) for number, item in enumerate(page.popular)),
        template="desktop",
    )
    assert [each.views for each in article.related] == [3329, 2916, 3503]
    assert [each.views for each in article.popular] == [469005, 307718, 284332, 260943, 196580]


def expected(item: list[str], number: int, first: int) -> Link:
    alt, title, meta = (each.strip() for each in item)
    day, _, views = meta.rpartition(" ")
    return Link(
        position=number + 1,
        url=f"https://www.beritajakarta.id/read/{first + number}/x-{first + number}",
        lang="id",
        id=first + number,
        title=title,
        photo_alt=alt,
        date=DAYS[day],
        views=int(views),
    )
