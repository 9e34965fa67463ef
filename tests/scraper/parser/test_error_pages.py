"""Pages that stand in for every page are told apart, and none of them is taken for the site's word on an article."""

import pytest

from replica.clock import Clock
from replica.options import Options
from replica.routes import Routes
from replica.site import Site
from scraper.items import FAILURES, PROBLEMS
from scraper.parser.classify import interpret

ARTICLE = "https://m.beritajakarta.id/read/142433/pasar"
LIST = "https://m.beritajakarta.id/berita/terkini"


def page(title: str, body: str) -> bytes:
    return f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>".encode()


PAGES = [
    ("blocked", page("Just a moment...", "<h1>m.beritajakarta.id</h1><p>Checking your browser.</p>")),
    ("blocked", page("Attention Required! | Cloudflare", "<h1>Sorry, you have been blocked</h1>")),
    ("blocked", page("Access Denied", "<h1>Access Denied</h1><p>Reference #18.2f</p>")),
    ("blocked", page("Sucuri WebSite Firewall - Access Denied", "<p>IP</p>")),
    ("blocked", page("", "<p>Request unsuccessful. Incapsula incident ID: 7</p>")),
    ("blocked", page("DDoS-Guard", "<p>Tunggu</p>")),
    ("blocked", page("Verifikasi", '<h1>Lanjutkan</h1><div class="h-captcha" data-sitekey="x"></div>')),
    ("blocked", page("Beritajakarta", '<p>Verifikasi bahwa Anda bukan robot</p><a href="/berita/terkini">x</a>')),
    ("blocked", page("Akses Ditolak", "<p>Hubungi admin.</p>")),
    ("blocked", page("Internet Positif", "<p>Situs ini tidak dapat dibuka.</p>")),
    ("login", page("Login", '<form><input type="text"><input type="password"></form>')),
    ("login", page("Portal", '<h1>Masuk</h1><form action="/masuk"><input type="password"></form>')),
    ("server-error", page("Error", "<h1>A Database Error Occurred</h1><p>Unable to connect.</p>")),
    ("server-error", page("Error", "<h4>A PHP Error was encountered</h4><p>Severity: Core Error</p>")),
    ("server-error", page("", "<b>Fatal error</b>: Uncaught Error: x in /a.php:3 on line <b>3</b>")),
    ("server-error", page("502 Bad Gateway", "<center><h1>502 Bad Gateway</h1></center><hr>nginx")),
    ("server-error", page("Welcome to nginx!", "<h1>Welcome to nginx!</h1><p>If you see this page…</p>")),
    ("maintenance", page("Situs", "<h1>Situs sedang dalam pemeliharaan</h1>")),
]


@pytest.mark.parametrize(("outcome", "body"), PAGES, ids=lambda value: value if isinstance(value, str) else "")
@pytest.mark.parametrize("url", [ARTICLE, LIST])
def test_each_says_what_it_is(outcome: str, body: bytes, url: str) -> None:
    assert interpret(url, 200, body).outcome == outcome
    assert outcome in FAILURES


@pytest.mark.parametrize("status", [403, 429, 503])
def test_a_block_comes_with_any_status(status: int) -> None:
    assert interpret(ARTICLE, status, PAGES[0][1]).outcome == "blocked"
    plain = interpret(ARTICLE, status, page("Forbidden", "<h1>Forbidden</h1>")).outcome
    assert plain == {403: "refused", 429: "throttled", 503: "server-error"}[status]


@pytest.mark.parametrize(
    "body",
    [
        b'{"error": "not found"}',
        b"Not Found",
        b"<html><head></head><body><div id=app></div><script src=/app.js></script></body></html>",
        page("WiFi Gratis", "<h1>Selamat datang</h1><p>Sambungkan perangkat Anda.</p>"),
        page("Domain dijual", '<a href="https://contoh.example/">Beli</a>'),
    ],
)
def test_what_is_no_page_of_the_site_is_not_its_word_that_an_article_is_missing(body: bytes) -> None:
    assert interpret(ARTICLE, 200, body).outcome in PROBLEMS | FAILURES


def test_a_page_of_the_site_without_an_article_is() -> None:
    body = page("Beritajakarta", '<a href="/berita/terkini">Terkini</a><a href="/kategori/ekonomi">Ekonomi</a>')
    assert interpret(ARTICLE, 200, body).outcome == "soft-missing"


@pytest.mark.parametrize("last", ["login", "masuk", "auth/login", "en/signin"])
def test_a_way_to_a_login_is_one(last: str) -> None:
    leads_to = f"https://m.beritajakarta.id/{last}"
    assert interpret(ARTICLE, 302, b"", redirect_to=leads_to).outcome == "login"
    assert interpret(ARTICLE, 401, b"").outcome == "login"


@pytest.mark.parametrize(
    "headline",
    [
        "Access Denied Jadi Keluhan Warga",
        "Database Error Layanan Sudah Pulih",
        "Warga Diminta Verifikasi Bahwa Anda Bukan Robot",
        "Sistem Login Pajak Kini Lebih Mudah",
        "Situs Sedang Dalam Pemeliharaan",
    ],
)
@pytest.mark.parametrize("template", ["mobile", "desktop"])
def test_an_article_about_such_things_is_an_article(headline: str, template: str) -> None:
    site = Site(Options(articles=20, template=template), Clock(frozen=True))
    id_ = site.ids("id")[-1]
    site.edit("id", id_, title=headline)
    origin = "https://m.beritajakarta.id"
    answer = Routes(site).answer(f"/read/{id_}/x", "", origin)
    read = interpret(f"{origin}/read/{id_}/x", answer.status, answer.body)
    assert read.outcome == "article"
    assert read.article is not None
    assert read.article.title == headline


def test_a_photo_is_a_photo_where_no_page_was_asked_for() -> None:
    jpeg = b"\xff\xd8\xff\xe0"
    photo = "https://multimedia.beritajakarta.id/photo/a/b.jpg"
    assert interpret(photo, 200, jpeg, content_type="image/jpeg").outcome == "photo"
    assert interpret(ARTICLE, 200, jpeg, content_type="image/jpeg").outcome in PROBLEMS
    assert interpret(photo, 404, b"", content_type="image/jpeg").outcome == "missing"
