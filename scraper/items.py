"""What a page says: the article and its parts, the list page and its parts.

Every field has the name of its key in the JSON that `arsip read` prints and of the column that keeps it. Absent is
`None`, never an empty string. Days are `YYYY-MM-DD` in Jakarta; moments are ISO 8601 to the minute, with `+07:00`.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Lang: TypeAlias = Literal["id", "en"]
"""An edition of the site: the Indonesian or the English one. Each counts its articles by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link to another article, with what the page prints beside it.

    Attributes:
        position: place in its list, from 1.
        url: the article's own address (`scraper.address.article_url`); as resolved where it is no article's.
        lang: the edition the link leads to; None where it leads to no article.
        id: the article's number in that edition; None where it leads to no article.
        title: the headline as printed.
        photo_alt: the photo's own headline as printed, where the list shows one.
        date: day of publication as printed.
        published_at: moment of publication, where the list prints the time.
        views: the counter printed beside it.
        reporter: as printed.
    """

    position: int
    url: str
    lang: Lang | None = None
    id: int | None = None
    title: str | None = None
    photo_alt: str | None = None
    date: str | None = None
    published_at: str | None = None
    views: int | None = None
    reporter: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as one page shows it.

    Attributes:
        lang: the edition.
        id: the site's number of the article in that edition.
        slug: the slug of the page's own address; None where the page gives none.
        url: the article's address, whatever host it was read from.
        title: the `h1`.
        photo_url: address of the photo in full size.
        photo_alt: the photo's own headline, often another than the title.
        photo_credit: the name alone.
        date: the day in Jakarta.
        published_at: the minute, where the page prints one.
        reporter: as printed, without the label.
        editor: as printed, without the label.
        translator: as printed, without the label; the English edition's.
        category: as printed in the breadcrumb or badge.
        category_slug: from the category's link.
        quote: the pull quote, which is no part of `body`.
        body: the text; paragraphs are parted by one blank line.
        views: the counter printed on the page.
        related: Berita Terkait, in order.
        read_also: links inside the text, in order.
        popular: Berita Populer or Terpopuler, in order: the site's state at that moment.
        template: which reader read it.
    """

    lang: Lang
    id: int
    slug: str | None
    url: str
    title: str
    photo_url: str | None = None
    photo_alt: str | None = None
    photo_credit: str | None = None
    date: str
    published_at: str | None = None
    reporter: str | None = None
    editor: str | None = None
    translator: str | None = None
    category: str | None = None
    category_slug: str | None = None
    quote: str | None = None
    body: str
    views: int | None = None
    related: tuple[Link, ...] = ()
    read_also: tuple[Link, ...] = ()
    popular: tuple[Link, ...] = ()
    template: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem:
    """One article as a list page announces it.

    Attributes:
        position: place on the page, from 1.
        url: the article's own address.
        lang: the edition.
        id: the article's number in it.
        title: the headline as printed.
        teaser: the first words of the text, where the list prints them.
        date: day of publication as printed.
        published_at: moment of publication, where the list prints the time.
        views: the counter printed beside it.
        reporter: as printed.
    """

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
    """One page of a list of articles.

    Attributes:
        items: the articles it shows, in order.
        next_url: absolute address of the next page, by its link; None on the last page.
    """

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
"""What an answer of the site amounts to; `docs/data.md` says what each one means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one response of the site amounts to.

    Attributes:
        outcome: the kind of answer.
        key: the article that was asked for (`scraper.address.key_of`); None where none was.
        article: what was read, where the outcome is `article`.
        reader: the version of the reader that read it, or could not.
        carries: the fields of Article that the template of `article` carries at all.
        page: what was read, where the outcome is `list`.
        list: the list's name, such as `kategori/ekonomi`, where a list was asked for.
        reason: why it could not be read, in one line, where it could not; of an article or a list that could, what was
            left out of it.
    """

    outcome: Outcome
    key: int | None = None
    article: Article | None = None
    reader: str | None = None
    carries: frozenset[str] = frozenset()
    page: ListPage | None = None
    list: str | None = None
    reason: str | None = None
