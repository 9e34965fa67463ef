"""What a page of the replica says, as the Article that a parser without a fault would make of it."""

from dataclasses import replace
from typing import Any

from replica.corpus import RUBRICS
from replica.pages.frame import REAL
from replica.routes import Routes
from replica.site import Site
from replica.truth import Article as Told
from replica.truth import Brief
from scraper.items import HASHED, Article, Link
from scraper.urls import article_url

_OTHERWISE = {"photo_url", "published_at", "category"}
"""Fields that a page does not print just as the replica knows them."""


def truth_of(site: Site, brief: Brief) -> Article:
    """The Article that the page of an article means to say.

    Args:
        site: with `canonical_host` on and a frozen clock, so that addresses and counters are those of its page.
        brief: of the article.
    """
    told = site.article(brief.lang, brief.id)
    prints_category = told.template != "desktop"
    is_rubric = prints_category and told.category_slug in RUBRICS
    related = [site.brief(brief.lang, each) for each in told.related]
    popular = site.popular(told.template, brief.lang) if told.form.has_lists else []
    as_known: dict[str, Any] = {name: getattr(told, name, None) for name in HASHED if name not in _OTHERWISE}
    return Article(
        lang=told.lang,
        id=told.id,
        slug=told.slug,
        url=article_url(told.lang, told.id, told.slug),
        photo_url=REAL.photo(told.photo),
        published_at=told.published_at if told.prints_time else None,
        category=told.category if prints_category else None,
        category_slug=told.category_slug if told.template == "mobile" or is_rubric else None,
        **as_known,
        views=_views(site, brief),
        related=tuple(_beside(site, told, each, place) for place, each in enumerate(related, 1)),
        read_also=tuple(_inside(site.brief(brief.lang, each), place) for place, each in enumerate(told.read_also, 1)),
        popular=tuple(_most_read(site, told, each, place) for place, each in enumerate(popular, 1)),
        template=told.template,
    )


def page_of(site: Site, brief: Brief) -> bytes:
    """The page of an article, in UTF-8."""
    return Routes(site).answer(brief.path, "", REAL.mobile).body


def _views(site: Site, brief: Brief) -> int:
    return site.counter(brief, site.clock.now())


def _inside(brief: Brief, position: int) -> Link:
    """A link inside the text, which prints its headline alone."""
    url = article_url(brief.lang, brief.id, brief.slug)
    return Link(position=position, url=url, lang=brief.lang, id=brief.id, title=brief.title)


def _beside(site: Site, told: Told, brief: Brief, position: int) -> Link:
    """A link of a list; the desktop page of 2018 prints the photo's headline, the others the reporter and the time."""
    is_old = told.template == "desktop"
    return Link(
        position=position,
        url=article_url(brief.lang, brief.id, brief.slug),
        lang=brief.lang,
        id=brief.id,
        title=brief.title,
        photo_alt=brief.photo_alt if is_old and told.form.has_alts else None,
        date=brief.published_at[:10],
        published_at=None if is_old else brief.published_at,
        views=_views(site, brief),
        reporter=None if is_old else brief.reporter,
    )


def _most_read(site: Site, told: Told, brief: Brief, position: int) -> Link:
    """A link of Berita Terpopuler, which gives no time on mobile pages, and now and then no reporter."""
    link = _beside(site, told, brief, position)
    if told.template == "mobile":
        link = replace(link, published_at=None)
    return replace(link, reporter=None) if position == told.form.unsigned else link
