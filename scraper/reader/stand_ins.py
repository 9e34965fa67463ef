"""Tells the pages that stand in for every page: a notice of maintenance, a block or a captcha, a login, an error.

They are answered with a 200 as often as not, and say nothing of the article that was asked for.
"""

import re

from scraper.address import parse
from scraper.reader.errors import Blocked, Broken, Login, Maintenance, ReadError
from scraper.reader.maintenance import MAINTENANCE, says_maintenance
from scraper.reader.page import OG_TYPE, Page
from scraper.reader.text import Verdict, blocks, line
from scraper.reader.walk import Node

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

_HEADLINES = "head title, h1"
_SHORT = 150
"""Words beside the links; a page that stands in for all others says little more."""


def stand_in(page: Page) -> ReadError | None:
    """Say what a page is that stands in for any other; None where it is none of those.

    It must say so in its title or headline, or anywhere where it says little else. A page that calls itself an article
    does not count, nor does what a link says: a headline about a captcha is no captcha.

    Args:
        page: one that is no article, or hardly one.
    """
    if page.tree.css_first(OG_TYPE) is not None or page.tree.body is None:
        return None
    headlines = [line(node) or "" for node in page.tree.css(_HEADLINES)]
    text = " ".join(blocks(page.tree.body, {"a": _cut}))
    said = [*headlines, text] if len(text.split(maxsplit=_SHORT)) <= _SHORT else headlines
    if page.tree.css_first(_CHALLENGE) is not None or _says(_BLOCK, said):
        return Blocked(page.url, "the page is a block or a captcha")
    if page.tree.css_first(_PASSWORD_FIELD) is not None and _says(_LOGIN, said):
        return Login(page.url, "the page asks for a login")
    if _says(_ERROR, said):
        return Broken(page.url, "the page is an error of the server or its program")
    return Maintenance(page.url, MAINTENANCE) if says_maintenance(page) else None


def is_of_the_site(page: Page) -> bool:
    """Whether a page is one of the site's own: it links to an article or a list of it.

    What has no such link may be anything that stands before the site, and must not be taken for its word that an
    article is not there.
    """
    links = (node.attributes.get("href") for node in page.tree.css("a[href]"))
    return any(parse(link or "", base=page.url).kind in {"article", "list"} for link in links)


def _says(pattern: re.Pattern[str], texts: list[str]) -> bool:
    return any(pattern.search(text) for text in texts)


def _cut(_: Node) -> Verdict:
    return "cut"
