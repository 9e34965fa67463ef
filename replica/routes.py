"""Which address answers what: a path becomes a status, headers and a page, without a network."""

import re
from collections.abc import Sequence
from datetime import timedelta

from replica import fault_answers, sitemap
from replica.answer import TEXT, Answer, html_page
from replica.corpus import Lang
from replica.lists import DESKTOP_SEARCH, LIST, MOBILE_SEARCH, Listed, shown
from replica.pages import desktop_2018, desktop_icons, lists, mobile_2026, other_kinds
from replica.pages.desktop_2018 import named_as_chosen
from replica.pages.frame import REAL, ArticlePage, Hosts, Shown, fixed_page, is_photo
from replica.photos import photo
from replica.site import Site
from replica.trouble import PAGE_KINDS, SPOILT_KINDS
from replica.truth import Brief

_ARTICLE = re.compile(r"/(en/)?read/([0-9]{1,9})(?:/([^/]*))?/?")

_MAKERS = {
    "mobile": mobile_2026.article_page,
    "desktop": desktop_2018.article_page,
    "desktop-icons": desktop_icons.article_page,
}

ROBOTS = "User-agent: *\nDisallow: /admin/\n"
"""The built-in robots.txt."""


class Routes:
    """The answers of a site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._options = site.options
        self._lists = Listed(site)

    def answer(self, path: str, query: str, origin: str) -> Answer:
        """Answer a request for a page."""
        hosts = self._hosts(origin)
        if path == "/robots.txt":
            return self._robots(hosts)
        if match := _ARTICLE.fullmatch(path):
            lang: Lang = "en" if match[1] else "id"
            return self._article(lang, int(match[2]), match[3], hosts)
        if match := LIST.fullmatch(path):
            return self._lists.listing(match[1], match[2], query, hosts)
        if path in {MOBILE_SEARCH, DESKTOP_SEARCH}:
            return self._lists.search(path, query, hosts)
        return self._single(path, hosts)

    def _single(self, path: str, hosts: Hosts) -> Answer:
        if path == "/":
            return html_page(lists.plain_page("Beranda", "/", hosts))
        if path == "/login":
            return html_page(fixed_page("login"))
        if is_photo(path):
            return Answer(200, photo(path), "image/jpeg", modified=self._site.clock.start)
        if (found := sitemap.answer(self._site, path, hosts)) is not None:
            return found
        if (page := other_kinds.page(path, hosts, self._options.seed)) is not None:
            return html_page(page)
        return html_page(lists.plain_page("404 Halaman tidak ditemukan", _safe(path), hosts), 404)

    def troubled(self, kind: str, path: str, query: str, origin: str) -> Answer:
        """Answer a request that is troubled; where the connection itself is to break, as if it were not."""
        if kind in PAGE_KINDS:
            hosts = self._hosts(origin)
            return fault_answers.instead(
                kind, _safe(path), hosts, self._site, lambda brief: html_page(self._article_page(brief, hosts))
            )
        answer = self.answer(path, query, origin)
        return fault_answers.spoilt(kind, answer) if kind in SPOILT_KINDS else answer

    def _hosts(self, origin: str) -> Hosts:
        return REAL if self._options.canonical_host else Hosts(origin, origin, origin)

    def _robots(self, hosts: Hosts) -> Answer:
        options = self._options
        text = ROBOTS if options.robots is None else options.robots
        if options.crawl_delay is not None:
            text += f"Crawl-delay: {options.crawl_delay:g}\n"
        if options.sitemap != "none":
            text += f"\nSitemap: {hosts.desktop}{sitemap.INDEX}\n"
        return Answer(options.robots_status, text.encode(), TEXT)

    # -- articles

    def _article(self, lang: Lang, id_: int, given: str | None, hosts: Hosts) -> Answer:
        if self._site.index(lang, id_) is None:
            return self._missing(f"/{'en/' if lang == 'en' else ''}read/{id_}", hosts)
        brief = self._site.brief(lang, id_)
        if given != brief.slug and self._options.wrong_slug != "serve":
            if self._options.wrong_slug == "404":
                return html_page(lists.plain_page("404 Halaman tidak ditemukan", brief.path, hosts), 404)
            template = self._site.template(lang, brief.index)
            host = hosts.mobile if template == "mobile" else hosts.desktop
            return Answer(301, location=host + brief.path)
        body = self._article_page(brief, hosts).encode()
        if self._options.steady_views:
            mark = repr(self._site.article(lang, id_)).encode()
            return Answer(200, body, modified=self._site.modified(brief), mark=mark)
        # A counter or a ranking may have changed this very second. Each change counts as a second, lest it go unseen.
        changed = self._site.clock.now() + timedelta(seconds=self._site.changes.count)
        return Answer(200, body, modified=changed)

    def _article_page(self, brief: Brief, hosts: Hosts) -> str:
        site = self._site
        now = site.clock.now()
        article = site.article(brief.lang, brief.id)

        def all_shown(briefs: Sequence[Brief]) -> list[Shown]:
            return [shown(site, each, now) for each in briefs]

        shows = ArticlePage(
            article=article,
            path=brief.path,
            views=site.counter(brief, now),
            links=all_shown([site.first_made(brief.lang, id_) for id_ in article.read_also]),
            related=all_shown([site.brief(brief.lang, id_) for id_ in article.related]),
            popular=all_shown(site.popular(article.template, brief.lang) if article.form.has_lists else []),
            hosts=hosts,
            options=site.options,
        )
        page = _MAKERS[article.template](shows)
        return page if article.template == "mobile" else named_as_chosen(page, hosts.desktop, site.options)

    def _missing(self, path: str, hosts: Hosts) -> Answer:
        rule = self._options.missing
        if rule == "home":
            return Answer(302, location=hosts.mobile + "/")
        if rule == "empty":
            return html_page(lists.plain_page("Berita", path, hosts))
        return html_page(lists.plain_page(f"{rule} Halaman tidak ditemukan", path, hosts), int(rule))


def _safe(path: str) -> str:
    return re.sub(r"[^\w/.-]", "", path)
