"""Items: what an article page or a list page says.

Every field has the name of its key in JSON and of its column. Absent is `None`, never an empty string. Days are
`YYYY-MM-DD` in Jakarta; moments are ISO 8601 to the minute, with `+07:00`.

**The fields of an article and of a link are declared here, and nowhere else.** Columns, hashes, versions, search,
`bylines`, labels, exports and the API derive from their annotations.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Generic, Literal, TypeAlias

from scraper.fields import About, Day, Minute, Target, declared

Lang: TypeAlias = Literal["id", "en"]
"""An edition of the site, the Indonesian or the English one. Each numbers its articles by itself."""

WebArchiveSource: TypeAlias = Literal["wayback", "commoncrawl"]
Source: TypeAlias = Literal["site", "file"] | WebArchiveSource
"""Where a capture is from: `source` of `captures`."""

WEB_ARCHIVES: Mapping[str, str] = MappingProxyType(
    {"wayback": "a web archive (Wayback Machine)", "commoncrawl": "Common Crawl"}
)
"""The public web archives by `source`, as a sentence names them."""

OF_THE_PAST: frozenset[str] = frozenset({*WEB_ARCHIVES, "file"})
"""Sources of captures that were made by others, at whatever time: they do not say what the site is like now."""

EDITION_NAMES: Mapping[str, str] = MappingProxyType({"id": "Indonesian", "en": "English"})


def category_name(printed: str | None) -> str | None:
    """Return an article's category; None where it is its edition's name, which English pages print in that place."""
    return None if printed == EDITION_NAMES["en"] else printed


@dataclass(frozen=True, kw_only=True)
class Linked(Generic[Day, Minute]):
    """A link to another article, with what the page prints beside it."""

    __slots__ = ()

    position: Annotated[int, About("from 1; the rank, for `popular`")]
    url: Annotated[str, About("the linked URL")]
    lang: Annotated[Lang | None, About("edition of the linked article: `id` or `en`; null for other links")] = None
    id: Annotated[int | None, About("number of the linked article in that edition")] = None
    title: Annotated[str | None, About("as printed; for `popular`, from the archive's own copy of that article")] = None
    photo_alt: Annotated[str | None, About("the same")] = None
    date: Annotated[Day | None, About("the same")] = None
    published_at: Annotated[Minute | None, About("the same")] = None
    views: Annotated[int | None, About("the view count beside it")] = None
    reporter: Annotated[str | None, About("as printed; for `popular`, from the archive's own copy of that article")] = (
        None
    )


@dataclass(frozen=True, kw_only=True)
class ArticleId:
    """The identity of an article."""

    __slots__ = ()

    lang: Annotated[Lang, About("the edition: `id` or `en`")]
    id: Annotated[int, About("the site's number in that edition")]
    slug: Annotated[
        str | None,
        About(
            "the newest in a page's own URL, else the newest in a list or another article's link; never the requested "
            "one; null if none has one"
        ),
    ]
    url: Annotated[str, About("the article's URL on `www.beritajakarta.id`, whatever host it was fetched from")]


@dataclass(frozen=True, kw_only=True)
class ArticleText(Generic[Day, Minute]):
    """What an article says. A new field belongs here: CONTRIBUTING says how to add one."""

    __slots__ = ()

    title: Annotated[str, About("the headline", "Headline", hashed=True, weight=8.0)]
    photo_url: Annotated[str | None, About("URL of the photo in full size", "Photo", hashed=True)] = None
    photo_alt: Annotated[
        str | None,
        About(
            "the photo's own headline, often another one than the title",
            "Headline of the photo",
            hashed=True,
            weight=3.0,
        ),
    ] = None
    photo_credit: Annotated[
        str | None,
        About(
            "the photographer's name alone, or `Istimewa` for a courtesy photo",
            "Photo credit",
            hashed=True,
            role="photographer",
        ),
    ] = None
    date: Annotated[Day, About("day of publication in Jakarta", "Day", hashed=True)]
    published_at: Annotated[
        Minute | None,
        About("minute of publication, where the page prints it", "Time of publication", hashed=True),
    ] = None
    reporter: Annotated[
        str | None,
        About("as printed, without the label", "Reporter", hashed=True, role="reporter", byline=""),
    ] = None
    editor: Annotated[
        str | None,
        About(
            "as printed; old desktop pages of the English edition name the translator so, others have none",
            "Editor",
            hashed=True,
            role="editor",
            byline="edited by",
        ),
    ] = None
    translator: Annotated[
        str | None,
        About(
            "as printed; English edition only",
            "Translator",
            hashed=True,
            role="translator",
            byline="translated by",
        ),
    ] = None
    category: Annotated[str | None, About("as printed", "Category", hashed=True)] = None
    category_slug: Annotated[str | None, About("from the category's link, such as `ekonomi`")] = None
    quote: Annotated[
        str | None,
        About("the pull quote, which is not in `body`", "Quote", hashed=True, weight=2.0),
    ] = None
    body: Annotated[
        str,
        About("the text; paragraphs are separated by one blank line", "Text", hashed=True, weight=1.0),
    ]


@dataclass(frozen=True, kw_only=True)
class ArticlePage(Generic[Target]):
    """What a page shows beside the article's text, and which template read it."""

    __slots__ = ()

    views: Annotated[int | None, About("the view count on the page when it was fetched")] = None
    related: Annotated[tuple[Target, ...], About("related articles (Berita Terkait), in their order")] = ()
    read_also: Annotated[tuple[Target, ...], About("links inside the text, in their order")] = ()
    popular: Annotated[
        tuple[Target, ...],
        About("the popular list on the page when it was fetched, in its order; no fact about the article"),
    ] = ()
    template: Annotated[
        str,
        About("template that read it: `mobile`, `desktop`, `desktop-icons`; or `generic`, by words and positions only"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Linked[str, str]):
    """A link as the parser returns it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(ArticlePage[Link], ArticleText[str, str], ArticleId):
    """An article as the parser returns it; a dataclass has the fields of its last base first."""


ARTICLE_FIELDS = {each.name: each for each in declared(Article)}
LINK_FIELDS = {each.name: each for each in declared(Link)}
"""The fields by name, in the order in which they are written out."""

LINK_LISTS = tuple(name for name, each in ARTICLE_FIELDS.items() if each.kind == "links")
"""The fields that are lists of links."""

_LATE = ("photo_url", "photo_credit")
_EARLY = [name for name, each in ARTICLE_FIELDS.items() if each.about.hashed and name not in _LATE]
_AT = _EARLY.index("category") + 1
HASHED = (*_EARLY[:_AT], *_LATE, *_EARLY[_AT:])
"""The fields that `content_hash` covers and `texts` has, in the order in which they are compared and shown. Two have
stood after `category` since the first archive, not where they are declared."""

SEARCHED = {name: each.about.weight for name, each in ARTICLE_FIELDS.items() if each.about.weight is not None}
"""The searched fields with their weights, in the order of the index."""

BYLINE = tuple(name for name, each in ARTICLE_FIELDS.items() if each.about.byline is not None)
"""The fields of a byline, in the order in which they are shown."""

ROLES = {
    each.about.role: name
    for name, each in sorted(ARTICLE_FIELDS.items(), key=lambda pair: pair[1].about.byline is None)
    if each.about.role is not None
}
"""The field of each role in `bylines`, those of a byline first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem:
    """An article as a list page prints it; `position` counts from 1, `teaser` is the first words of the text."""

    position: int
    url: str
    lang: Lang
    id: int
    title: str | None = None
    teaser: str | None = None
    date: str | None = None
    published_at: str | None = None
    views: int | None = None
    reporter: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """A page of a list, with the absolute address that its link to the next page has; None on the last page."""

    items: tuple[ListItem, ...]
    next_url: str | None


Outcome: TypeAlias = Literal[
    "article",
    "list",
    "robots",
    "page",
    "photo",
    "redirect",
    "unchanged",
    "missing",
    "soft-missing",
    "other-article",
    "unreadable",
    "truncated",
    "maintenance",
    "blocked",
    "login",
    "elsewhere",
    "throttled",
    "refused",
    "server-error",
]
"""The kinds of responses; `docs/data.md` says what each one means."""

FAILURES: frozenset[Outcome] = frozenset(
    {"truncated", "throttled", "refused", "server-error", "blocked", "maintenance", "login", "elsewhere"}
)
"""Outcomes that say nothing about the article: it is retried later. So is a request without a response."""

PROBLEMS: frozenset[Outcome] = frozenset({"unreadable", "other-article"})
"""Outcomes of pages that should have been an article or a list and could not be read as one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response of the site, as read.

    Attributes:
        key: the requested article (`scraper.urls.key_of`), if any.
        reader: the version of the parser that read it, or could not.
        carries: the fields that the template of `article` has a place for.
        list: the requested list, such as `kategori/ekonomi`, if any.
        reason: why it could not be read, or what was left out of an article or a list, in one line.
    """

    outcome: Outcome
    key: int | None = None
    article: Article | None = None
    reader: str | None = None
    carries: frozenset[str] = frozenset()
    page: ListPage | None = None
    list: str | None = None
    reason: str | None = None
