"""What a page of the replica says, as the Article that a reader without a fault would make of it."""

from typing import Any

from replica.pages.frame import REAL
from replica.routes import Routes
from replica.site import Site
from replica.truth import Brief
from scraper.address import article_url
from scraper.items import HASHED, Article, Link

_OTHERWISE = {"photo_url", "published_at", "category"}
"""Fields that a page does not print just as the replica knows them."""


def truth_of(site: Site, brief: Brief) -> Article:
    """The Article that the page of an article means to say.

    Args:
        site: with `canonical_host` on and a frozen clock, so that addresses and counters are those of its page.
        brief: of the article.
    """
    told = site.article(brief.lang, brief.id)
    mobile = told.template == "mobile-2026"
    related = [site.brief(brief.lang, each) for each in told.related]
    as_known: dict[str, Any] = {name: getattr(told, name, None) for name in HASHED if name not in _OTHERWISE}
    return Article(
        lang=told.lang,
        id=told.id,
        slug=told.slug,
        url=article_url(told.lang, told.id, told.slug),
        photo_url=REAL.photo(told.photo),
        published_at=told.published_at if told.prints_time else None,
        category=told.category if mobile else None,  # the desktop page prints none
        category_slug=told.category_slug if mobile else None,
        **as_known,
        views=_views(site, brief),
        related=tuple(_beside(site, each, place, mobile=mobile, time=mobile) for place, each in enumerate(related, 1)),
        read_also=tuple(_inside(site.brief(brief.lang, each), place) for place, each in enumerate(told.read_also, 1)),
        popular=tuple(
            _beside(site, each, place, mobile=mobile, time=False)
            for place, each in enumerate(site.popular(told.template, brief.lang), 1)
        ),
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


def _beside(site: Site, brief: Brief, position: int, *, mobile: bool, time: bool) -> Link:
    """A link of a list; the mobile template prints the reporter, the desktop one the photo's headline."""
    return Link(
        position=position,
        url=article_url(brief.lang, brief.id, brief.slug),
        lang=brief.lang,
        id=brief.id,
        title=brief.title,
        photo_alt=None if mobile else brief.photo_alt,
        date=brief.published_at[:10],
        published_at=brief.published_at if time else None,
        views=_views(site, brief),
        reporter=brief.reporter if mobile else None,
    )
