"""Owns the truth about an article: what its page and the links to it mean to say."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from replica.corpus import Lang
from replica.prose.story import Draft

Template = Literal["mobile-2026", "desktop-2018"]


@dataclass(frozen=True, slots=True)
class Brief:
    """What lists and links show of an article.

    Attributes:
        lang: the edition.
        id: the number in it.
        index: its place in the edition, as `Corpus` counts.
        title: the headline.
        slug: made from the title.
        photo_alt: the photo's own headline, trimmed.
        photo: the name of the photo's file, 32 hexadecimal digits.
        moment: when it was published, in Jakarta's time.
        published_at: the same in ISO 8601, to the minute.
        reporter: as printed.
        teaser: the first paragraph.
        draft: what the story is told from.
    """

    lang: Lang
    id: int
    index: int
    title: str
    slug: str
    photo_alt: str
    photo: str
    moment: datetime
    published_at: str
    reporter: str
    teaser: str
    draft: Draft = field(repr=False)

    @property
    def path(self) -> str:
        """The path of its page."""
        return f"/{'en/' if self.lang == 'en' else ''}read/{self.id}/{self.slug}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The truth about an article: what its page means to say, to hold against what a reader makes of the page.

    Attributes:
        lang: the edition, `id` or `en`.
        id: the number in it.
        slug: the slug of its address.
        template: the template of its page.
        title: the `h1`.
        photo: the name of the photo's file, 32 hexadecimal digits.
        photo_alt: the photo's own headline, trimmed.
        photo_credit: the name alone; None where the page gives none.
        date: `YYYY-MM-DD`.
        published_at: `2026-10-08T09:30+07:00`, whether or not the page prints the time.
        prints_time: whether it does.
        reporter: one name, or two with a comma between.
        editor: None where the page has none, and in the English edition.
        translator: the English edition's.
        category: as the mobile template's breadcrumb prints it; the desktop page does not. `English` in that edition.
        category_slug: of the link to the category; None in the English edition.
        region: slug of the region on whose list it stands, or None; no article page prints it.
        quote: the pull quote as printed, with the quotation marks where some are.
        paragraphs: the text, plain; non-breaking blanks are blanks here.
        read_also: ids of the articles linked within the text, of the same edition.
        related: ids of Berita Terkait, in order.
        marked: the paragraphs with the site's `<b>` and `<i>`.
        link_after: after how many paragraphs the inline link stands; or in which one, if `link_inside`.
        link_inside: whether the inline link cuts that paragraph in two.
    """

    lang: Lang
    id: int
    slug: str
    template: Template
    title: str
    photo: str
    photo_alt: str
    photo_credit: str | None
    date: str
    published_at: str
    prints_time: bool
    reporter: str
    editor: str | None
    translator: str | None
    category: str
    category_slug: str | None
    region: str | None
    quote: str | None
    paragraphs: tuple[str, ...]
    read_also: tuple[int, ...]
    related: tuple[int, ...]
    marked: tuple[str, ...] = field(repr=False)
    link_after: int
    link_inside: bool

    @property
    def body(self) -> str:
        """The paragraphs, parted by one blank line."""
        return "\n\n".join(self.paragraphs)
