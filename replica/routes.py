"""Which address answers what: a path becomes a status, headers and a page, without a network."""

import re
from collections.abc import Sequence
from datetime import timedelta

from replica import lists
from replica.corpus import Lang
from replica.lists import DESKTOP_SEARCH, LIST, MOBILE_SEARCH, not_found
from replica.pages import desktop, other_kinds
from replica.pages import mobile_2026 as mobile
from replica.pages.frame import REAL, TEXT, Answer, ArticlePage, Hosts, Shown, fixed_page, html_page, is_photo, photo
from replica.pages.mobile_2026 import plain_page
from replica.site import Site
from replica.trouble import PAGE_KINDS, SPOILT_KINDS, instead, spoilt
from replica.truth import Brief

_ARTICLE = re.compile(r"/(en/)?read/([0-9]{1,9})(?:/([^/]*))?/?")

_MAKERS = {
    "mobile": mobile.article_page,
    "desktop": desktop.article_page,
    "desktop-icons": desktop.icons_article_page,
}

ROBOTS = "User-agent: *\nDisallow: /admin/\n"
"""The built-in robots.txt."""


class Routes:
    """The answers of a site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._options = site.options

    def answer(self, path: str, query: str, origin: str) -> Answer:
        """Answer a request for a page."""
        hosts = self._hosts(origin)
        if path == "/robots.txt":
            return self._robots(hosts)
        if match := _ARTICLE.fullmatch(path):
            lang: Lang = "en" if match[1] else "id"
            return self._article(lang, int(match[2]), match[3], hosts)
        if match := LIST.fullmatch(path):
            return lists.listing(self._site, match[1], match[2], query, hosts)
        if path in {MOBILE_SEARCH, DESKTOP_SEARCH}:
            return lists.search(self._site, path, query, hosts)
        return self._single(path, hosts)

    def _single(self, path: str, hosts: Hosts) -> Answer:
        if path == "/":
            return html_page(plain_page("Beranda", "/", hosts))
        if path == "/login":
            return html_page(fixed_page("login"))
        if is_photo(path):
            return Answer(200, photo(path), "image/jpeg", modified=self._site.clock.start)
        if (found := lists.sitemap(self._site, path, hosts)) is not None:
            return found
        if (page := other_kinds.page(path, hosts, self._options.seed)) is not None:
            return html_page(page)
        return not_found(_safe(path), hosts)

    def troubled(self, kind: str, path: str, query: str, origin: str) -> Answer:
        """Answer a request that is troubled; where the connection itself is to break, as if it were not."""
        hosts = self._hosts(origin)
        if kind == "other":
            return html_page(self._article_page(self._another(_safe(path)), hosts))
        if kind in PAGE_KINDS:
            return instead(kind, _safe(path), hosts, self._options.retry_after)
        answer = self.answer(path, query, origin)
        return spoilt(kind, answer) if kind in SPOILT_KINDS else answer

    def _another(self, path: str) -> Brief:
        """The newest article of the edition that a path belongs to, or the one before where the path names that."""
        found = _ARTICLE.match(path)
        newest = self._site.listing("english" if path.startswith("/en/") else "index", "", 1)[1]
        return next(brief for brief in newest if found is None or brief.id != int(found[2]))

    def _hosts(self, origin: str) -> Hosts:
        return REAL if self._options.canonical_host else Hosts(origin, origin, origin)

    def _robots(self, hosts: Hosts) -> Answer:
        options = self._options
        text = ROBOTS if options.robots is None else options.robots
        if options.crawl_delay is not None:
            text += f"Crawl-delay: {options.crawl_delay:g}\n"
        if options.sitemap != "none":
            text += f"\nSitemap: {hosts.desktop}{lists.SITEMAP}\n"
        return Answer(options.robots_status, text.encode(), TEXT)

    # -- articles

    def _article(self, lang: Lang, id_: int, given: str | None, hosts: Hosts) -> Answer:
        if self._site.index(lang, id_) is None:
            return self._missing(f"/{'en/' if lang == 'en' else ''}read/{id_}", hosts)
        brief = self._site.brief(lang, id_)
        if given != brief.slug and self._options.wrong_slug != "serve":
            if self._options.wrong_slug == "404":
                return not_found(brief.path, hosts)
            template = self._site.template(lang, brief.index)
            host = hosts.mobile if template == "mobile" else hosts.desktop
            return Answer(301, location=host + brief.path)
        body = self._article_page(brief, hosts).encode()
        if self._options.steady_views:
            mark = repr(self._site.article(lang, id_)).encode()
            return Answer(200, body, modified=self._site.modified(brief), mark=mark)
        # A counter or a ranking may have changed this very second. Each change counts as a second, lest it go unseen.
        changed = self._site.clock.now() + timedelta(seconds=self._site.changes)
        return Answer(200, body, modified=changed)

    def _article_page(self, brief: Brief, hosts: Hosts) -> str:
        site = self._site
        now = site.clock.now()
        article = site.article(brief.lang, brief.id)

        def shown(briefs: Sequence[Brief]) -> list[Shown]:
            return [Shown(each, site.counter(each, now)) for each in briefs]

        shows = ArticlePage(
            article=article,
            path=brief.path,
            views=site.counter(brief, now),
            links=[site.first_made(brief.lang, id_) for id_ in article.read_also],
            related=shown([site.brief(brief.lang, id_) for id_ in article.related]),
            popular=shown(site.popular(article.template, brief.lang) if article.form.has_lists else []),
            hosts=hosts,
            options=site.options,
        )
        return _MAKERS[article.template](shows)

    def _missing(self, path: str, hosts: Hosts) -> Answer:
        rule = self._options.missing
        if rule == "home":
            return Answer(302, location=hosts.mobile + "/")
        if rule == "empty":
            return html_page(plain_page("Berita", path, hosts))
        return html_page(plain_page(f"{rule} Halaman tidak ditemukan", path, hosts), int(rule))


def _safe(path: str) -> str:
    return re.sub(r"[^\w/.-]", "", path)
