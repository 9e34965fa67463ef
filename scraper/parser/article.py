"""An article's page to an Article: by the template that knows its markup, else by the generic finder."""

import re
from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType
from urllib.parse import urlsplit

from scraper.items import Article
from scraper.parser import generic
from scraper.parser.document import Block, document_of
from scraper.parser.error_pages import error_page, is_of_site
from scraper.parser.facts import FactError, byline_of, credit_of
from scraper.parser.images import source_of
from scraper.parser.list_items import links_of
from scraper.parser.list_regions import items_by_heading
from scraper.parser.page import OG_TYPE, Identity, Page, identity_of
from scraper.parser.refusals import Refusal
from scraper.parser.regions import Regions, Template
from scraper.parser.story import story_of
from scraper.parser.templates.desktop import DESKTOP
from scraper.parser.templates.desktop_icons import DESKTOP_ICONS
from scraper.parser.templates.finder import find, is_empty, recognises
from scraper.parser.templates.mobile import MOBILE
from scraper.parser.text import clean
from scraper.parser.vocabulary import RELATED_HEADINGS
from scraper.urls import parse, resolve

PARSER = "7"
"""The parser's version; it rises whenever a page may be read another way than before."""

TEMPLATES: tuple[Template, ...] = (MOBILE, DESKTOP, DESKTOP_ICONS)
"""The known templates, the most frequent first; the first one that recognises a page reads it."""

GENERIC = "generic"
"""The name, in `Article.template`, of the finder that knows no markup."""

_FIELDS = frozenset(field.name for field in fields(Article))
CARRIES: Mapping[str, frozenset[str]] = MappingProxyType(
    {GENERIC: _FIELDS, **{each.name: _FIELDS - each.carries_not for each in TEMPLATES}}
)
"""By template, the fields of Article that its markup has a place for at all."""

_USUAL = ("photo_url", "reporter", "category", "views", "related", "popular")
"""Fields that nearly every page has: where one is missing, the generic finder reads the page as well."""

_COMPARED = (*_USUAL, "photo_credit")
"""Fields in which the generic finder may know more than a template."""

_ENGLISH_LACKS = {True: frozenset({"related"}), False: frozenset({"related", "popular"})}
"""Usual fields that English pages mostly lack, by whether the template declares lists: the mobile page prints popular
articles in both editions, the desktop page in the Indonesian one alone."""

_CREDIT = re.compile(
    r"[(\u2013-](?:(?<=\()\s*foto\s*:|(?<=[\u2013-])\s*beritajakarta\.id\b)",  # one set first: a third of the time
    re.IGNORECASE,
)
"""What a page prints that credits a photo."""

_WHOLE_EDITION = "latest-news"
"""The list that the English edition's breadcrumb links to: of all its articles, so no category."""


def article_of(page: Page) -> Article:
    """Read an article's page.

    Raises:
        Refusal: the page is no article, or cannot be read to the last field.
    """
    identity = identity_of(page)
    template = next((each for each in TEMPLATES if recognises(page, each)), None)
    if template is None:
        return _without_template(page, identity)
    try:
        regions = find(page, template)
        article = _by_regions(page, identity, regions, template)
    except Refusal as refusal:
        return _by_words(page, identity, f"{template.name}: {refusal.reason}", template)
    return article if _is_whole(page, article, regions, template) else _second_opinion(page, identity, article)


def by_template(page: Page, identity: Identity, template: Template) -> Article:
    """Read a page by a template.

    Raises:
        Refusal: its markup is not as declared, or a field cannot be vouched for.
    """
    return _by_regions(page, identity, find(page, template), template)


def _by_regions(page: Page, identity: Identity, regions: Regions, template: Template) -> Article:
    article = _article(page, identity, regions, template.name)
    for name in sorted(template.carries_not):
        if getattr(article, name):
            raise page.refusal(f"{name}: the page has one, but the template {template.name} declares none")
    return article


def by_words(page: Page, identity: Identity) -> Article:
    """Read a page by its words and their order alone.

    Raises:
        Refusal: they do not tell.
    """
    return _article(page, identity, generic.find(page, identity), GENERIC)


def _article(page: Page, identity: Identity, regions: Regions, template: str) -> Article:
    for block in regions.byline:
        page.saw("byline", block.element)
    try:
        byline = byline_of([text for block in regions.byline for text in block.facts], lang=identity.lang)
    except FactError as error:
        raise page.refusal(str(error)) from error
    if byline.date is None:
        raise page.refusal("date: the page has none")
    story = story_of(page, regions)
    name, href = regions.category or (None, None)
    page.saw("photo_url", regions.photo.element if regions.photo else None)
    page.saw("photo_credit", regions.credit.element if regions.credit else None)
    page.saw("quote", regions.quote)
    return Article(
        lang=identity.lang,
        id=identity.id,
        slug=identity.slug,
        url=identity.url,
        title=regions.headline.text,
        photo_url=source_of(page, regions.photo) if regions.photo else None,
        photo_alt=regions.photo.alt if regions.photo else None,
        photo_credit=_credit_of(regions.credit),
        date=byline.date,
        published_at=byline.published_at,
        category=name,
        category_slug=_category_slug(page, href),
        quote=story.quote,
        body="\n\n".join(story.paragraphs),
        views=byline.views,
        related=links_of(page, regions.related, "related"),
        read_also=links_of(page, story.read_also, "read_also"),
        popular=links_of(page, regions.popular, "popular"),
        template=template,
        **byline.people,
    )


def _credit_of(block: Block | None) -> str | None:
    """The photographer's name: behind the icon, where one stands before it and a caption perhaps before that."""
    if block is None:
        return None
    runs = block.runs
    icon = max((at for at, run in enumerate(runs) if run.is_icon), default=-1)
    return credit_of(" ".join(run.text for run in runs[icon + 1 :]) if icon >= 0 else block.text)


def _category_slug(page: Page, href: str | None) -> str | None:
    """The last part of the path of a category's link."""
    absolute = resolve(href, page.base) if href else None
    if absolute is None:
        return None
    address = parse(absolute, base=page.base)
    if address.kind == "list" and address.slug == _WHOLE_EDITION:
        return None
    path = address.slug if address.kind == "list" and address.slug else urlsplit(absolute).path
    return clean(path.rstrip("/").rpartition("/")[2]) or None


def _is_whole(page: Page, article: Article, regions: Regions, template: Template) -> bool:
    """Whether an article has all that nearly every page of its template shows, and no credit is printed beside its own.

    A page without related articles has all where its words tell of none either; a credit may name nobody.
    """
    lacks = template.carries_not | (_ENGLISH_LACKS[template.lists is not None] if article.lang == "en" else frozenset())
    missing = {name for name in _USUAL if name not in lacks and not getattr(article, name)}
    body = page.tree.body
    if body is None or not missing <= {"related"}:
        return not missing
    if missing and items_by_heading(page, document_of(body), RELATED_HEADINGS).items:
        return False
    read = regions.credit.text if regions.credit is not None else ""
    return article.photo_credit is not None or len(_CREDIT.findall(body.text())) <= len(_CREDIT.findall(read))


def _second_opinion(page: Page, identity: Identity, article: Article) -> Article:
    """Read a page by its words, too, where a template misses what is usual.

    If the words tell what the template misses, then the markup is no longer the one that it declares; unless they take
    it from the text, whose last paragraph may name a reporter.
    """
    try:
        other = by_words(page, identity)
    except Refusal:
        return article
    if not set(article.body.split("\n\n")) <= {*other.body.split("\n\n"), other.quote}:
        return article
    return other if any(getattr(other, name) and not getattr(article, name) for name in _COMPARED) else article


def _without_template(page: Page, identity: Identity) -> Article:
    """Read a page of no known template, unless it is an error page: that may have a headline, a day and a text too.

    Raises:
        Refusal: as `article_of` does.
    """
    try:
        article = _by_words(page, identity, "it is of no known template")
    except Refusal as refusal:
        raise error_page(page) or refusal from refusal
    if article.reporter is None and article.editor is None and (error := error_page(page)) is not None:
        raise error
    return article


def _by_words(page: Page, identity: Identity, why: str, template: Template | None = None) -> Article:
    """Read a page by its words.

    A page that calls itself an article is not said to be none, unless a template knows its markup and nothing is in it:
    the site may have a new markup, and the archive takes `missing` as a sign that the article is gone.

    Raises:
        Refusal: the words do not tell either; the reason says also why no template read it.
    """
    try:
        return by_words(page, identity)
    except Refusal as refusal:
        if refusal.kind == "missing":
            if template is not None and is_empty(page, template):
                reason = f"the {template.name} frame is empty: no headline, no date, no text"
                raise _no_article(page, reason) from refusal
            if page.tree.css_first(OG_TYPE) is None:
                raise _no_article(page, "no byline and no running text") from refusal
        raise page.refusal(f"{why}; generic: {refusal.reason}") from refusal


def _no_article(page: Page, reason: str) -> Refusal:
    """Why a page is no article: it replaces any page, or there is none."""
    if (error := error_page(page)) is not None:
        return error
    if is_of_site(page):
        return page.refusal(reason, "missing")
    return page.refusal(f"{reason}; and it is no page of the site: it links to no article and no list", "foreign")
