"""Pages that replace every page: a notice of maintenance, a block or a captcha, a login, an error; and other kinds.

They come with a status of 200 as often as not, and say nothing about the requested article.
"""

import re

from scraper.parser.document import document_of
from scraper.parser.page import OG_TYPE, Page
from scraper.parser.refusals import Refusal
from scraper.parser.text import clean
from scraper.urls import parse

_BLOCK = re.compile(
    r"^just a moment\b|\battention required! \| cloudflare|\baccess (?:to this page )?(?:has been |is )?denied\b"
    r"|\brequest (?:has been |was |is )?(?:blocked|rejected|unsuccessful)\b|\bweb application firewall\b|\bincapsula\b"
    r"|\bwebsite firewall\b|\bddos[- ]?guard\b|\bchecking (?:if the site connection is secure|your browser)\b"
    r"|\b(?:verify|verifying|confirm) (?:that )?you(?:'re| are) (?:a )?(?:human|not a (?:ro)?bot)\b"
    r"|\benable javascript and cookies to continue\b|\bunusual traffic\b|\bare you a (?:human|robot)\b"
    r"|\b(?:bukan|seorang) robot\b|\banda (?:adalah )?(?:seorang )?manusia\b|\bakses (?:anda )?(?:telah )?ditolak\b"
    r"|\baktivitas (?:yang )?mencurigakan\b|\binternet ?(?:positif|baik)\b|\b(?:situs|akses) (?:ini )?diblokir\b",
    re.IGNORECASE,
)
"""What Cloudflare, Sucuri, Imperva, Akamai, DDoS-Guard and Indonesian networks say where they let nobody through."""

_CHALLENGE = (
    ".g-recaptcha, .h-captcha, .cf-turnstile, #challenge-form, #challenge-running, "
    "script[src*='/cdn-cgi/challenge-platform/']"
)

_LOGIN = re.compile(r"^(?:log ?in|sign ?in|masuk|login)\b|\bsilakan (?:masuk|login)\b", re.IGNORECASE)
_PASSWORD_FIELD = "input[type='password']"  # noqa: S105 - a selector

_ERROR = re.compile(
    r"\ba (?:php|database) error (?:was encountered|occurred)\b|\ban uncaught exception was encountered\b"
    r"|\b(?:fatal|parse) error\b.{0,200}\bon line\b|\ballowed memory size of\b|\bdatabase error\b"
    r"|\berror establishing a database connection\b|^(?:5\d\d )?(?:internal server error|bad gateway)\b"
    r"|^(?:5\d\d )?(?:service (?:temporarily )?unavailable|gateway time-?out)\b|^welcome to nginx\b"
    r"|^apache2? .{0,40}default page\b|^index of /",
    re.IGNORECASE | re.DOTALL,
)
"""What CodeIgniter, PHP and web servers print in place of a page."""

_WORK = r"(?:perbaikan|pemeliharaan|perawatan|maintenance)"
_MAINTENANCE = re.compile(
    rf"\b(?:sedang|tengah|masih)\s+(?:dalam\s+|menjalani\s+|dilakukan\s+|melakukan\s+)?(?:masa\s+|proses\s+)?{_WORK}\b"
    rf"|\bdalam\s+(?:masa\s+|proses\s+)?{_WORK}\b|\bsedang\s+(?:diperbaiki|dipelihara)\b"
    r"|\b(?:under|(?:down|closed|unavailable|offline)\s+(?:for|due\s+to))\s+(?:scheduled\s+|routine\s+)?maintenance\b"
    r"|\b(?:site|scheduled)\s+maintenance\b|\bmaintenance\s+mode\b|^maintenance$",
    re.IGNORECASE,
)
PHRASES = (_BLOCK, _LOGIN, _ERROR, _MAINTENANCE)
"""What identifies error pages."""

_HEADLINES = "head title, h1"
_SHORT = 150
"""Words beside the links; a page that replaces all others says little more."""


def error_page(page: Page) -> Refusal | None:
    """Say what a page is that replaces any other; None where it is none of those.

    It must say so in its title or headline, or anywhere where it says little else. A page that calls itself an article
    does not count, nor does what a link says: a headline about a captcha is no captcha.

    Args:
        page: one that is no article, or hardly one.
    """
    if page.tree.css_first(OG_TYPE) is not None or page.tree.body is None:
        return None
    texts = [clean(node.text()) for node in page.tree.css(_HEADLINES)]
    text = " ".join(filter(None, (block.text_in(None) for block in document_of(page.tree.body).blocks)))
    if len(text.split(maxsplit=_SHORT)) <= _SHORT:
        texts.append(text)
    if page.tree.css_first(_CHALLENGE) is not None or _says(_BLOCK, texts):
        return page.refusal("the page is a block or a captcha", "blocked")
    if page.tree.css_first(_PASSWORD_FIELD) is not None and _says(_LOGIN, texts):
        return page.refusal("the page asks for a login", "login")
    if _says(_ERROR, texts):
        return page.refusal("the page is an error of the server or its program", "server-error")
    if _says(_MAINTENANCE, texts):
        return page.refusal("the page says that the site is being maintained", "maintenance")
    return None


def is_of_site(page: Page) -> bool:
    """Whether a page is one of the site's own: it links to an article or a list of it.

    What has no such link may be anything that stands before the site, and must not be taken for its word that an
    article is not there.
    """
    links = (node.attributes.get("href") for node in page.tree.css("a[href]"))
    return any(parse(link or "", base=page.base).kind in {"article", "list"} for link in links)


def _says(pattern: re.Pattern[str], texts: list[str]) -> bool:
    return any(pattern.search(text) for text in texts)
